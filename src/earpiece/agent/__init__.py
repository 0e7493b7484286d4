"""What to do next: a pure function from a conversation's state to the next step."""
