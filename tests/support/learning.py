"""The lamp shop as one that learns: whether the warranty pays is asked often, and people agree on it."""

from earpiece.company.shelf import Shelf
from earpiece.domain import commands as c
from earpiece.domain.learning import class_of
from earpiece.sim.proof.understanding import Meaning, replies
from tests.support.stage import SHOP, Stage

WARRANTY = class_of("warranty")
LEARN = "learn: {budget: 0.2, least: 5}"
DAMAGES = ("it fell from the table", "it fell down", "the cat threw it down", "it fell off the wall", "it was dropped")


def shop(learn: str = LEARN, judgement: str = "") -> Shelf:
    """The lamp shop with these settings, which may be empty."""
    files = dict(SHOP.files)
    consults = files["consults.yaml"]
    files["consults.yaml"] = consults.replace("  skill: repairs\n", f"  skill: repairs\n  {learn}\n" if learn else "")
    if judgement:
        files["company.yaml"] += f"judgement: {judgement}\n"
    return Shelf(files, SHOP._folder)


class Learning(Stage):
    """A stage on which many customers ask about the warranty, one after the other."""

    def __init__(self, learn: str = LEARN, judgement: str = "", **script: Meaning) -> None:
        said: dict[str, Meaning] = {damage: replies(damage) for damage in DAMAGES}
        said["do you sell boats"] = c.Unknown(text="do you sell boats", nearest=("page/returns",))
        super().__init__({**said, **script}, shop=shop(learn, judgement))

    def asks(self, damage: str, customer: str | None = None) -> str:
        """A customer asks whether the warranty pays for it; what the agent says to that."""
        self.opens(customer)
        self.says("does the warranty pay")
        return self.says(damage)

    def teaches(self, times: int, choice: str = "paid") -> None:
        """So many customers ask, and Dan answers each time the same."""
        for number in range(times):
            self.asks(DAMAGES[number % len(DAMAGES)])
            self.answers("dan", choice=choice)
