"""Erasing a customer takes their words out of what was kept; what holds for all stays as far as others' words go."""

import json
from typing import Any

import pytest

from earpiece.domain import precedent as precedents
from earpiece.domain.event import ERASED
from earpiece.domain.precedent import Keep, PrecedentForgot
from earpiece.journal import verify
from earpiece.journal.codec import Shape
from earpiece.runtime.erasing import end_conversations, erase_customer, forget_answers_to
from earpiece.runtime.learning.teaching import id_of
from tests.runtime.learning.conftest import ANY_BOATS, BOATS, BOATS_TOO, Learners

NO_BOATS = "We sell lamps only, no boats."


def erase(stage: Learners, customer: str) -> None:
    """As `earpiece erase` does."""
    now = stage.run(stage.now())
    stage.run(end_conversations(stage.disk, customer, now))
    stage.run(forget_answers_to(stage.disk, customer, now))
    stage.run(erase_customer(stage.disk, customer))


def readable(stage: Learners) -> str:
    """All that can be read of precedents: their streams, and every list."""
    events = stage.run(stage.disk.read_all(0, 10_000), wait=0)
    told = [item.event.model_dump_json() for item in events if item.stream.startswith("precedent/")]
    tables = ("precedents", "precedents_of", "precedent_people", "precedent_used", "taught", "precedents_differing")
    rows: list[Any] = [row for table in tables for row in stage.run(stage.disk.rows(table), wait=0)]
    return "\n".join(told) + json.dumps([[row.id, row.status, dict(row.fields)] for row in rows])


def test_what_is_published_for_all_keeps_the_decision_and_loses_the_words(shop: Learners) -> None:
    """Another customer's words are left to know the question by."""
    first, second = shop.must_ask("maya", BOATS), shop.must_ask("liu", ANY_BOATS)
    shop.keeps("dan", first, text=NO_BOATS)
    shop.publishes("dan", second, text=NO_BOATS)
    erase(shop, "maya")
    (kept,) = shop.kept("published")
    assert (kept.id, kept.answer, len(kept.agreed)) == (id_of(first.id), NO_BOATS, 1)
    assert BOATS not in readable(shop)
    assert ANY_BOATS in readable(shop)
    assert shop.asks("omar", BOATS) is None
    shop.restarts()
    assert shop.kept("published")[0].model_dump(exclude={"used"}) == kept.model_dump(exclude={"used"})


def test_what_nothing_is_left_of_is_retired(shop: Learners) -> None:
    """Nobody could know the question again; what holds for all in the company's own words stays."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    (kept,) = shop.kept("published")
    erase(shop, "maya")
    assert [each.id for each in shop.kept("retired")] == [kept.id]
    assert BOATS not in readable(shop)
    assert shop.asks("liu", BOATS) is not None
    shop.restarts()
    assert shop.asks("omar", BOATS_TOO) is not None


def test_a_situation_in_own_words_outlives_the_customer(shop: Learners) -> None:
    """Whoever publishes may write it."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    (kept,) = shop.kept("candidate")
    words = "Are boats sold here, do you sell boats?"
    shop.run(shop.engine.precedents.publish(shop.person("cleo"), kept.id, situation=words))
    erase(shop, "maya")
    assert [each.situation for each in shop.kept("published")] == [words]
    assert shop.asks("liu", BOATS) is None


def test_what_held_for_one_customer_goes_with_them(shop: Learners) -> None:
    """Also its decision."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), Keep(scope="customer", publish=True), text="You may have a boat.")
    (kept,) = shop.kept("published")
    erase(shop, "maya")
    assert [each.id for each in shop.kept("retired")] == [kept.id]
    assert "You may have a boat" not in readable(shop)
    shop.restarts()
    assert shop.look(kept.id).answer == ERASED


def test_also_what_they_said_as_a_guest(shop: Learners) -> None:
    """Before it was known who they are."""
    card = shop.must_ask(None, BOATS)
    shop.keeps("dan", card, text=NO_BOATS)
    shop.says("refund please", "my number is 7", "1234")
    assert shop.state().customer == "maya"
    erase(shop, "maya")
    assert BOATS not in readable(shop)
    assert shop.kept("candidate") == []


def test_the_record_stays_whole_and_only_says_that_something_was_forgotten(shop: Learners) -> None:
    """By the name of a key that is gone."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    (kept,) = shop.kept()
    erase(shop, "maya")
    assert len(shop.journal(PrecedentForgot, f"precedent/{kept.id}")) == 1
    assert shop.run(verify(shop.disk)).sound


def test_words_in_the_open_would_be_noticed(shop: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: with nothing of an answer marked as personal, the same search finds the customer's words."""
    init = Shape.__init__

    def unmarked(self: Shape, cls: type) -> None:
        init(self, cls)
        if issubclass(cls, precedents.Taught):
            self.erased, self.personal = {}, set()

    monkeypatch.setattr(Shape, "__init__", unmarked)
    with Learners({BOATS: shop.understanding.script[BOATS]}, shop=shop.shop) as broken:
        broken.publishes("dan", broken.must_ask("maya", BOATS), text=NO_BOATS)
        erase(broken, "maya")
        assert BOATS in readable(broken)
