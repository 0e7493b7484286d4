"""The human side, as pure functions: what a card shows, who may answer, what an answer means, what a rung does."""
