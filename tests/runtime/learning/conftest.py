"""A shop that lets published answers be used, and whose experts may publish within their skills."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.commands import Unknown
from earpiece.domain.forms import Answer
from earpiece.domain.learning import is_audit
from earpiece.domain.precedent import Keep
from earpiece.runtime.learning.views import PrecedentView
from earpiece.runtime.views import AnswerRequest, CardView
from earpiece.sim.proof.understanding import replies
from tests.support.stage import SHOP, Stage

BOATS = "do you sell boats"
ANY_BOATS = "do you sell any boats, please?"
BOATS_TOO = "do you sell boats too"
TALKS = "is there a talk about lamps on Friday"
SHELF = "it fell from the shelf yesterday"
WORDS = {text: Unknown(text=text) for text in (BOATS, ANY_BOATS, BOATS_TOO, TALKS)} | {SHELF: replies(SHELF)}

ASK_EXPERT = """
ask-expert:
  kind: clarification
  question: "What should we answer? The customer says: “{{ question }}”"
  suggest_targets: true
  free_text: true
  skill: general
  learn: {precedents: true}
  ladder: [{after: 1m, do: promise}, {after: 2h, do: expire}]
"""


@cache
def shop_with(publishers: str = "experts", consults: str = ASK_EXPERT) -> Shelf:
    """The lamp shop with these changes."""
    files = dict(SHOP.files)
    files["company.yaml"] = files["company.yaml"] + f"\npublishers: {publishers}\n"
    files["consults.yaml"] = files["consults.yaml"] + consults
    return Shelf(files)


@pytest.fixture
def shop() -> Iterator["Learners"]:
    """Maya, Liu and others ask what the shop's pages do not say."""
    with Learners(WORDS, shop=shop_with()) as stage:
        yield stage


class Learners(Stage):
    """A stage on which answers are kept."""

    said: str = ""
    """What the agent said to the last customer who asked."""

    def asks(self, customer: str | None, *words: str) -> CardView | None:
        """A customer asks; the card it leads to, if a person is asked."""
        self.opens(customer)
        self.said = self.says(*words)
        mine = [card for card in self.cards("cleo") if card.conversation == self.chat and not is_audit(card.id)]
        return self.run(self.engine.desk.card(self.person("cleo"), mine[0].id), wait=0) if mine else None

    def must_ask(self, customer: str | None, *words: str) -> CardView:
        card = self.asks(customer, *words)
        assert card is not None, self.said
        return card

    def keeps(self, expert: str, card: CardView, keep: Keep | None = None, **answer: Any) -> CardView:
        """The expert answers, and says what is to become of the answer."""
        request = AnswerRequest(answer=Answer(**answer), revision=card.revision, key=f"k {card.id}", keep=keep)
        return self.run(self.engine.desk.answer(self.person(expert), card.id, request))

    def publishes(self, expert: str, card: CardView, **answer: Any) -> CardView:
        return self.keeps(expert, card, Keep(publish=True), **answer)

    def kept(self, standing: str = "", words: str = "", expert: str = "cleo") -> list[PrecedentView]:
        """The precedents a person finds."""
        found = self.run(self.engine.precedents.search(self.person(expert), words, standing), wait=0)
        return found.precedents

    def look(self, id: str) -> PrecedentView:
        return self.run(self.engine.precedents.look(self.person("cleo"), id), wait=0)
