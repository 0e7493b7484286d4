"""What precedents must never do, each with the line that keeps it broken on purpose."""

from dataclasses import replace

import pytest

from earpiece.domain import precedent_rows
from earpiece.domain.changes import PutRow
from earpiece.domain.events import ConsultAnswered
from earpiece.domain.learning import DecidedAlone, OutcomeLearned
from earpiece.domain.precedent import Keep
from earpiece.precedents import candidate
from earpiece.runtime.learning import shelf
from earpiece.runtime.states import Folds
from tests.runtime.learning.conftest import ANY_BOATS, ASK_EXPERT, BOATS, BOATS_TOO, WORDS, Learners, shop_with

NO_BOATS = "We sell lamps only, no boats."
YOURS = "Maya, your boat lies in dock 7."


def test_the_gate_goes_by_a_precedent_only_where_the_company_lets_it() -> None:
    """Published or not: without a line in the company's folder a person is asked; with it the same answer is used."""
    asked = ASK_EXPERT.replace("  learn: {precedents: true}\n", "")
    for consults, alone in ((asked, False), (ASK_EXPERT, True)):
        with Learners(WORDS, shop=shop_with(consults=consults)) as shop:
            shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
            assert (shop.asks("liu", ANY_BOATS) is None) is alone


def test_only_a_person_answers_and_only_people_teach(shop: Learners) -> None:
    """What the agent says by a precedent is nobody's answer, and confirms nothing."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    for customer in ("liu", "omar", "zoe"):
        assert shop.asks(customer, ANY_BOATS) is None
        assert len(shop.journal(DecidedAlone)) == 1
        assert shop.journal(ConsultAnswered) == []
    shop.run(shop.engine.precedents.teaching.catch_up())
    (kept,) = shop.kept()
    assert (len(kept.agreed), kept.used) == (1, 3)


def test_a_recall_finds_every_sentence(shop: Learners) -> None:
    """Three conversations were answered by it, one by a person; each with what the agent said."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    for customer in ("liu", "omar", "zoe"):
        assert shop.asks(customer, ANY_BOATS) is None
    (kept,) = shop.kept()
    found = shop.run(shop.engine.precedents.recall(shop.person("cleo"), kept.id, "Wrong."), wait=0)
    assert [each.said for each in found.touched] == [NO_BOATS] * 4


def test_what_went_by_a_wrong_answer_counts_against_its_class(shop: Learners) -> None:
    """Each decision once, as wrong; what a person answered is not the agent's."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    for customer in ("liu", "omar"):
        assert shop.asks(customer, ANY_BOATS) is None
    (kept,) = shop.kept()
    for _ in range(2):
        shop.run(shop.engine.precedents.recall(shop.person("cleo"), kept.id, "Wrong."), wait=0)
    learned = [event for event in shop.journal(OutcomeLearned, "class/consult ask-expert") if event.how == "corrected"]
    assert [(event.choice, event.by) for event in learned] == [(None, "cleo")] * 2


def test_a_use_that_is_not_listed_would_be_missed(shop: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: with the list of use gone, the recall finds only what a person answered."""
    put = PutRow

    def nowhere(table: str, *rest: object, **more: object) -> PutRow:
        return put("elsewhere" if table == "precedent_used" else table, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(precedent_rows, "PutRow", nowhere)
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    assert shop.asks("liu", ANY_BOATS) is None
    (kept,) = shop.kept()
    found = shop.run(shop.engine.precedents.recall(shop.person("cleo"), kept.id, "Wrong."), wait=0)
    assert len(found.touched) == 1


def test_nobody_hears_what_is_anothers(shop: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that name the customer hold for them alone. Broken on purpose: unmarked, others would hear them."""
    shop.keeps("dan", shop.must_ask("maya", BOATS), Keep(scope="customer", publish=True), text=YOURS)
    assert shop.asks("liu", ANY_BOATS) is not None
    assert YOURS not in shop.said
    assert shop.asks("maya", ANY_BOATS) is None
    monkeypatch.setattr(candidate, "names_private", lambda *_: False)
    with Learners(WORDS, shop=shop.shop) as broken:
        broken.publishes("dan", broken.must_ask("maya", BOATS), text=YOURS)
        assert broken.asks("liu", ANY_BOATS) is None
        assert YOURS in broken.said


def test_what_is_recalled_on_one_node_is_used_on_none(shop: Learners, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: a node that kept the list of what is published would go on."""
    shop.publishes("dan", shop.must_ask("maya", BOATS), text=NO_BOATS)
    (kept,) = shop.kept()
    company, state = shop.engine.ports.companies.current(), shop.state()
    question = next(iter(state.consults.values())).question
    other = shop.joins().engine.precedents
    assert shop.run(other.fitting(question, state, company), wait=0) is not None
    old = shop.run(other.shelf.of_consult("ask-expert", "published"), wait=0)
    shop.run(shop.engine.precedents.recall(shop.person("cleo"), kept.id, "Wrong."), wait=0)
    assert shop.run(other.fitting(question, state, company), wait=0) is None

    async def kept_in_memory(*_: object) -> object:
        return old

    monkeypatch.setattr(shelf.Shelf, "of_consult", kept_in_memory)
    assert shop.run(other.fitting(question, state, company), wait=0) is None  # it looks once more before it is used
    monkeypatch.setattr(Folds, "now", lambda *_: _soon(old[0]))
    assert shop.run(other.fitting(question, state, company), wait=0) is not None


async def _soon(value: object) -> object:
    return value


def test_a_new_version_without_the_question_uses_it_no_more(shop: Learners) -> None:
    """And says so to whoever looks."""
    card = shop.must_ask("maya", "does the warranty pay", "it fell from the table")
    shop.keeps("dan", card, Keep(publish=True), choice="again")
    (kept,) = shop.kept("published")
    company, state = shop.engine.ports.companies.current(), shop.state()
    question, run = state.consults[card.id].question, state.consults[card.id].run
    book = shop.engine.precedents
    assert shop.run(book.fitting(question, state, company, run), wait=0) is not None
    spec = company.consults["warranty"]
    newer = replace(spec, options={"covered": "It is covered", "paid": "The customer pays"})
    later = replace(company, digest="later", consults={**company.consults, "warranty": newer})
    assert shop.run(book.fitting(question, state, later, run), wait=0) is None
    rehearsed = shop.look(kept.id).rehearsed
    assert rehearsed is not None
    assert rehearsed.notes == []
    gone = replace(company, digest="gone", consults={n: s for n, s in company.consults.items() if n != "warranty"})
    assert shop.run(book.fitting(question, state, gone, run), wait=0) is None
    assert BOATS_TOO not in shop.said
