"""What the experts of a crowd answer: they know the truth of the case, as a competent person reading the card would."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from earpiece.domain.forms import Answer
from earpiece.domain.learning import REQUESTS
from earpiece.domain.playbook import Company
from earpiece.runtime.views import CardView
from earpiece.sim.casting import Wish
from earpiece.sim.experts import Reply

TAKE_OVER = "take_over"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the human side works: seconds, and shares of all cards."""

    fastest: float = 3.0
    slowest: float = 25.0
    """Until a card is taken, and again until it is answered."""
    slow: float = 0.05
    """So many cards take four times as long."""
    silent: float = 0.01
    declines: float = 0.15
    changes: float = 0.1
    own_words: float = 0.15
    asks_back: float = 0.06
    double_clicks: float = 0.1
    rivals: float = 0.1


class Judge:
    """Implements `experts.Judge`. The same card always gets the same answer."""

    def __init__(self, company: Company, wishes: Mapping[str, Wish], habits: Habits, seed: int) -> None:
        """`wishes` by conversation; it grows while conversations are opened."""
        self._company = company
        self._wishes = wishes
        self._habits = habits
        self._seed = seed

    def reply(self, card: CardView) -> Reply:
        wish = self._wishes.get(card.conversation)
        if card.audit:
            return Reply(self._look(card, wish), self._habits.slowest)
        dice = random.Random(f"{self._seed} {wish.number if wish else card.conversation} {card.name} {card.kind}")
        habits = self._habits
        times = 4.0 if dice.random() < habits.slow else 1.0
        after = round(times * dice.uniform(habits.fastest, habits.slowest), 1)
        thinking = round(times * dice.uniform(habits.fastest, habits.slowest), 1)
        answer = None if dice.random() < habits.silent else self._answer(card, wish, dice)
        asks_back = dice.random() < habits.asks_back and card.kind != "task"
        return Reply(
            answer, after, thinking, ask_back="Are they quite sure about this?" if asks_back else None,
            twice=dice.random() < habits.double_clicks, rival=dice.random() < habits.rivals,
        )  # fmt: skip

    def _answer(self, card: CardView, wish: Wish | None, dice: random.Random) -> Answer:
        if card.name == self._company.policy.ask_expert:
            return self._tell(card, wish)
        if card.kind == "approval":
            return self._approve(card, dice)
        if card.kind == "task":
            return self._do(dice)
        return self._choose(card, dice)

    def _tell(self, card: CardView, wish: Wish | None) -> Answer:
        """What the customer really wants, if the card offers it; else what they can do."""
        target = self._meant(card, wish)
        if target is not None and target in _choices(card):
            return Answer(choice=target)
        return in_words(self._company, target)

    def _meant(self, card: CardView, wish: Wish | None) -> str | None:
        """What the customer wants with the words on the card: mostly what they came for."""
        aside = wish.manners.aside if wish is not None else None
        if aside is not None and f"“{aside}”" in card.question:
            pages = self._company.pages.values()
            return next((f"page/{page.name}" for page in pages if aside in page.examples), None)
        return wish.target if wish is not None else None

    def _look(self, card: CardView, wish: Wish | None) -> Answer:
        """Whether the agent decided rightly by itself. What is decided by chance here cannot be wrong."""
        if card.name not in (REQUESTS, self._company.policy.ask_expert):
            return Answer(decision="yes")
        target = self._meant(card, wish)
        right = in_words(self._company, target).text
        decided = next((each.leads_to for each in card.suggestions if each.key == "y"), None)
        if decided == right or (target is not None and decided == self._company.title(target)):
            return Answer(decision="yes")
        return Answer(choice=target) if target in _choices(card) else Answer(text=right)

    def _approve(self, card: CardView, dice: random.Random) -> Answer:
        if dice.random() < self._habits.declines:
            return Answer(decision="no", reason="the case needs to be seen in a branch first")
        changeable = card.call.changeable if card.call is not None else ()
        if card.call is not None and "amount" in changeable and dice.random() < self._habits.changes:
            return Answer(decision="yes", changes={"amount": round(float(card.call.args["amount"]) / 2, 2)})
        return Answer(decision="yes")

    def _do(self, dice: random.Random) -> Answer:
        if dice.random() < self._habits.declines:
            return Answer(decision="no", reason="the other house has no record of it")
        return Answer(decision="yes", reference=f"R-{dice.randint(10_000, 99_999)}")

    def _choose(self, card: CardView, dice: random.Random) -> Answer:
        choices = [choice for choice in _choices(card) if choice != TAKE_OVER]
        text = "text" in card.form.get("properties", {})
        if text and (not choices or dice.random() < self._habits.own_words):
            return Answer(text="We have looked at this and will keep an eye on it for you.")
        return Answer(choice=dice.choice(choices))


def in_words(company: Company, target: str | None) -> Answer:
    """What an expert writes to a customer who wants this, where the card does not offer it."""
    if target is None:
        return Answer(text="A colleague has looked into this and will write to you about it today.")
    kind, _, name = target.partition("/")
    if kind == "page":
        return Answer(text=company.pages[name].answer)
    return Answer(text=f"The assistant can do this for you. Please write: “{company.title(target)}”.")


def _choices(card: CardView) -> list[str]:
    found = card.form.get("properties", {}).get("choice", {}).get("enum", [])
    return [str(choice) for choice in found]
