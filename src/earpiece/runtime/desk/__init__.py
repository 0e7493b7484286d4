"""The expert's side at work: the list, a card, its evidence, an answer's way, and who else gets it."""
