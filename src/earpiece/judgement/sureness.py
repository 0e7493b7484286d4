"""From a guess's evidence to the probability that it is wrong, learned from guesses whose answer became known."""

from earpiece.judgement.case import Guess


class Sureness:
    """First form: what the guess itself says; replaced by a regression on the evidence."""

    def risk(self, guess: Guess) -> float:
        return 1.0 - guess.share

    def learn(self, guess: Guess, wrong: bool, weight: float) -> None:
        """Whether a guess was wrong became known; weight: how many unseen decisions it stands for."""
