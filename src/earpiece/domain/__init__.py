"""Plain types: facts, folds, the life of a consult, ports. No I/O, no clock, no randomness."""
