"""The lamp shop as one that learns: whether the warranty pays is asked often, and people agree on it."""

from functools import cache

from earpiece.company.shelf import Shelf
from earpiece.domain.event import BaseEvent
from earpiece.domain.learning import class_of
from earpiece.domain.ports import Recorded
from earpiece.runtime.learning.account import Account
from earpiece.runtime.views import CardView
from earpiece.sim.proof.understanding import Meaning, replies
from tests.support.stage import SHOP, Stage

WARRANTY = class_of("warranty")
LEARN = "learn: {budget: 0.2, least: 5}"
DAMAGES = ("it fell from the table", "it fell down", "the cat threw it down", "it fell off the wall", "it was dropped")


@cache
def shop(learn: str = LEARN, judgement: str = "", costs: str = "") -> Shelf:
    """The lamp shop with these settings, which may be empty."""
    files = dict(SHOP.files)
    if learn:
        consults = files["consults.yaml"]
        if "question:" in learn:
            consults = consults.replace('  question: "Does the warranty cover “{{ damage }}”?"\n', "")
        files["consults.yaml"] = consults.replace("  skill: repairs\n", f"  skill: repairs\n  {learn}\n")
    if judgement:
        files["company.yaml"] += f"judgement: {judgement}\n"
    if costs:
        files["company.yaml"] += f"costs: {costs}\n"
    return Shelf(files)


class Learners(Stage):
    """A stage on which many customers ask about the warranty, one after the other."""

    def __init__(
        self,
        learn: str = LEARN,
        judgement: str = "",
        script: dict[str, Meaning] | None = None,
        costs: str = "",
        *,
        measured: bool = False,
    ) -> None:
        said: dict[str, Meaning] = {damage: replies(damage) for damage in DAMAGES}
        self.said = ""
        self.taught = 0
        super().__init__({**said, **(script or {})}, measured=measured, shop=shop(learn, judgement, costs))

    def asks(self, damage: str = DAMAGES[0], customer: str | None = None) -> str:
        """A customer asks whether the warranty pays for it; what the agent says to that."""
        self.opens(customer)
        self.says("does the warranty pay")
        return self.says(damage)

    def teaches(self, times: int, choice: str = "paid", customer: str | None = None) -> None:
        """So many customers ask, and Dan answers each time the same."""
        for number in range(times):
            self.asks(DAMAGES[number % len(DAMAGES)], customer)
            self.answers("dan", choice=choice)

    def learns(self, choice: str = "paid", customer: str | None = None, most: int = 40) -> int:
        """Customers ask and Dan answers, until one is answered alone; how many answers that took. `said` is what the
        last one heard."""
        for number in range(most):
            self.said = self.asks(DAMAGES[number % len(DAMAGES)], customer)
            if not [card for card in self.open_cards() if not card.audit]:
                self.taught = number
                return number
            self.answers("dan", choice=choice)
        raise AssertionError(f"{most} answers, and it still asks: {self.open_cards()}")

    def open_cards(self, expert: str = "dan") -> list[CardView]:
        return [card for card in self.cards(expert) if card.status == "open"]

    def account(self, of: str = WARRANTY, node: int = 0) -> Account:
        """The class as a node knows it."""
        return self.run(self.nodes[node].engine.classes.now(of), wait=0)

    def told(self) -> str:
        """The conversation's story, one line each."""
        lines = self.run(self.engine.desk.story(self.chat), wait=0)
        return "\n".join(f"{line.what} | {line.detail}" for line in lines)

    def class_events(self, kind: type[BaseEvent], of: str = WARRANTY) -> list[BaseEvent]:
        return [item.event for item in self.class_stream(of) if isinstance(item.event, kind)]

    def class_stream(self, of: str = WARRANTY) -> list[Recorded]:
        return self.run(self.disk.read(f"class/{of}"), wait=0)
