"""The people of the desk: accounts, who is there, what each holds, to whom a card is offered, how long it takes."""
