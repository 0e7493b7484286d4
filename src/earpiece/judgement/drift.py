"""A quick alarm: more goes wrong than the corrected risks say.

Page's cumulative sum (E. Page, "Continuous inspection schemes", Biometrika 41, 1954): every known outcome adds how much
better it is explained by odds `TIMES` as high as by those believed. The sum never falls below zero; at `HIGH` it is an
alarm, and begins anew. While the risks are right, the mean time to a false alarm is at least e^HIGH outcomes (G.
Lorden, "Procedures for reacting to a change in distribution", Annals of Mathematical Statistics 42, 1971).
"""

import math

TIMES = 2.5
HIGH = 6.0


class Watch:
    """Counts the alarms since the beginning."""

    def __init__(self) -> None:
        self.sum = 0.0
        self.alarms = 0

    def heard(self, risk: float, wrong: bool) -> bool:
        """An outcome that was believed to be wrong with this probability. True: an alarm."""
        odds = TIMES * risk / (1.0 - risk)
        worse = odds / (1.0 + odds)
        self.sum = max(self.sum + math.log(worse / risk if wrong else (1.0 - worse) / (1.0 - risk)), 0.0)
        if self.sum < HIGH:
            return False
        self.sum = 0.0
        self.alarms += 1
        return True
