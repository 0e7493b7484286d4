"""A model that did not answer is left alone for a while, so that not every customer waits for it in vain."""

from earpiece.domain.ports import Clock

PAUSE = 30.0
"""Seconds for which it is not asked,"""
IN_A_ROW = 2
"""after it failed so many times in a row."""


class Absence:
    """What is known of a model's absence in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed = 0
        self._until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether it is not worth asking now."""
        return self._clock.now() < self._until

    def failed(self) -> None:
        """It gave no answer."""
        self._failed += 1
        if self._failed >= IN_A_ROW:
            self._until = self._clock.now() + PAUSE

    def ended(self) -> None:
        """It has answered."""
        self._failed, self._until = 0, 0.0
