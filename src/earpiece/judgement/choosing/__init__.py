"""Learns from single answers which choice people make, from nothing on, and says what speaks for each guess.

`OnlineChooser` keeps the protocol `Chooser`; `EVIDENCE` names the numbers of its guesses' evidence, in their order.
"""

from earpiece.judgement.choosing.chooser import OnlineChooser
from earpiece.judgement.choosing.evidence import EVIDENCE

__all__ = ["EVIDENCE", "OnlineChooser"]
