"""What came of the checks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from earpiece.sim.conformance.suite import Check


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one check: `words` is the story of what broke, or why it was skipped."""

    check: Check
    came: Literal["held", "broken", "skipped"]
    words: str = ""


@dataclass(slots=True)
class Report:
    """All outcomes, in the order of the suite, and what could not be cleared away."""

    urls: Sequence[str]
    outcomes: list[Outcome] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    opened: int = 0
    """How many conversations it took."""

    def came(self, what: str) -> list[Outcome]:
        """The outcomes of that kind."""
        return [outcome for outcome in self.outcomes if outcome.came == what]

    @property
    def sound(self) -> bool:
        """Nothing was broken."""
        return not self.came("broken")

    def as_json(self) -> dict[str, Any]:
        """One JSON object; docs/conformance.md says what is in it."""
        held = Counter(outcome.check.promise for outcome in self.came("held"))
        return {
            "url": " ".join(self.urls),
            "held": dict(held),
            "broken": [
                {"promise": each.check.promise, "check": each.check.name, "story": each.words}
                for each in self.came("broken")
            ],
            "skipped": [
                *({"check": each.check.name, "reason": each.words} for each in self.came("skipped")),
                *({"check": "clearing away", "reason": words} for words in self.left),
            ],
        }
