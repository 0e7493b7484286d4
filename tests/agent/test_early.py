"""Questions are asked as soon as they can be, so that the wait is over before it begins; but not in vain."""

from dataclasses import replace
from typing import Any

import pytest

from earpiece.agent.ahead import ahead
from earpiece.agent.holding import first_word
from earpiece.agent.promises import promise
from earpiece.desk.harm import EARLY, Stake, score, turn_comes
from earpiece.desk.waits import Standing
from earpiece.domain.actions import Utter
from earpiece.domain.events import AgentSaid, AnswerUnneeded, ConsultAsked, ConsultWithdrawn
from earpiece.domain.playbook import Ask, Branch, Call, Collect, End, Jump, Playbook, Set, Slot, Source
from tests.support.stage import SHOP, Stage

HERE = Source("here.yaml", 1)


def playbook(name: str) -> Playbook:
    return SHOP.current().playbooks[name]


def change(patch: pytest.MonkeyPatch, name: str, index: int, **fields: Any) -> None:
    """The playbook with one instruction written otherwise."""
    book = playbook(name)
    program = list(book.program)
    program[index] = replace(program[index], **fields)
    patch.setitem(SHOP.current().playbooks, name, replace(book, program=tuple(program)))


def at_of(name: str, kind: type[object]) -> int:
    return next(at for at, step in enumerate(playbook(name).program) if isinstance(step, kind))


def test_what_is_certain_to_be_needed_is_asked_without_being_told_to(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The playbook need not say `early: true`: the question stands on the straight path, and all it needs is known."""
    change(monkeypatch, "refund", at_of("refund", Call), early=None)
    maya.says("refund please", "the lamp", "60")
    (asked,) = maya.journal(ConsultAsked)
    assert asked.early
    assert maya.card().question == "Pay Maya £60.00 back for the lamp?"
    maya.answers("ann", decision="yes")
    assert "£60.00 is on its way." in maya.says("broken")
    assert not [said for said in maya.journal(AgentSaid) if said.purpose == "holding"]


def test_nobody_is_told_to_wait_for_what_is_not_needed_yet(maya: Stage) -> None:
    """Between two questions to the customer no question is open for a moment; that is no waiting."""
    maya.says("refund please", "the lamp", "60")
    between = replace(maya.state(), asked=None)
    assert first_word(between, SHOP.current()) is None
    (consult,) = between.open_consults
    promised = {consult.id: replace(consult, promised="due")}
    assert promise(replace(between, consults=promised), SHOP.current()) is None
    needed = {consult.id: replace(consult, needed=True)}
    assert isinstance(first_word(replace(between, consults=needed), SHOP.current()), Utter)


def test_a_playbook_may_forbid_it(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """`early: false`: the customer shall have said everything first."""
    change(monkeypatch, "refund", at_of("refund", Call), early=False)
    maya.says("refund please", "the lamp", "60")
    assert not maya.journal(ConsultAsked)
    maya.says("broken")
    assert not maya.journal(ConsultAsked)[0].early


def test_a_question_whose_words_are_not_known_yet_waits(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the expert would have to look again when they are."""
    change(monkeypatch, "refund", at_of("refund", Call), early=None)
    spec = SHOP.current().consults["refund"]
    monkeypatch.setitem(
        SHOP.current().consults,
        "refund",
        replace(spec, facts=(*spec.facts, ("Why", "reason"))),
    )
    maya.says("refund please", "the lamp", "60")
    assert not maya.journal(ConsultAsked)
    maya.says("broken")
    assert [fact.label for fact in maya.card().facts][-1] == "Why"


def test_a_question_that_cannot_be_put_into_words_is_not_asked_even_if_vouched_for(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`early: true` on a question about an order that nobody has named yet."""
    monkeypatch.setitem(SHOP.current().playbooks, "exchange", with_early_ask("exchange"))
    maya.says("swap it")
    assert not maya.journal(ConsultAsked)
    maya.says("the lamp")
    assert maya.card().question == "May Maya exchange the lamp?"


def with_early_ask(name: str) -> Playbook:
    book = playbook(name)
    program = tuple(replace(step, early=True) if isinstance(step, Ask) else step for step in book.program)
    return replace(book, program=program)


def test_what_did_not_pay_is_not_asked_early(maya: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer who calls it off has cost an expert's time; when too many do, the agent asks in its place only."""
    monkeypatch.setattr("earpiece.desk.waits.TELLING", 1)
    for _ in range(2):
        maya.says("refund please", "the lamp", "60")
        maya.says("forget it")
        maya.passes(20)
    asked = maya.journal(ConsultAsked)
    assert [each.early for each in asked] == [True]
    assert len(maya.journal(ConsultWithdrawn)) == 1


@pytest.mark.parametrize(
    ("asked", "vain", "most", "pays"),
    [(0, 0, 0.2, True), (0, 0, 0.0, False), (3, 3, 0.2, True), (19, 19, 0.2, True), (20, 4, 0.2, True),
     (20, 5, 0.2, False), (300, 30, 0.2, True), (300, 90, 0.2, False)],
)  # fmt: skip
def test_how_many_may_be_in_vain(asked: int, vain: int, most: float, pays: bool) -> None:
    """As soon as there are enough to tell."""
    standing = Standing(early={"refund": (asked, vain)})
    assert standing.pays_early("refund", most) is pays


def test_an_early_question_nobody_needs_is_withdrawn_when_the_way_led_elsewhere(
    maya: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind an open `if`, where the playbook vouches for it (`early: true`)."""
    book = playbook("refund")
    at = at_of("refund", Call)
    program = (*book.program[:at], Branch("reason == 'broken'", at + 3, HERE), *book.program[at:])
    moved = tuple(
        replace(step, to=step.to + 1) if isinstance(step, Jump) and step.to > at
        else replace(step, on={way: to + 1 for way, to in step.on.items()}) if isinstance(step, Call)
        else step
        for step in program
    )  # fmt: skip
    monkeypatch.setitem(SHOP.current().playbooks, "refund", replace(book, program=moved))
    maya.says("refund please", "the lamp", "60")
    assert maya.journal(ConsultAsked)[0].early
    change(monkeypatch, "refund", at, condition="reason == 'late'")
    maya.says("broken")
    (withdrawn,) = maya.journal(ConsultWithdrawn)
    assert withdrawn.reason in ("the conversation took another way", "the customer no longer needs it")
    assert not maya.journal(AnswerUnneeded)


def test_nobody_waits_for_an_early_question_yet() -> None:
    """Beside an equal one that is needed now it comes later, but it is not forgotten."""
    now = 1000.0
    early, needed = Stake(now - 10, early=True), Stake(now - 10)
    assert score(early, now) < score(needed, now)
    assert score(Stake(now - 100, early=True), now) == score(Stake(now - 100 + EARLY), now)
    assert turn_comes(early) == turn_comes(needed) + EARLY


# ── what lies ahead ───────────────────────────────────────────────────────────────────────────────────────────────────


def book_of(*steps: Any) -> Playbook:
    return Playbook("p", "", "p", (), {"a": Slot("a", "text", ("?",)), "b": Slot("b", "text", ("?",))}, steps, HERE)


def test_ahead_follows_what_is_known_and_both_ways_of_what_is_not() -> None:
    """A point behind an open `if` is not sure; what is set on the way is not known there."""
    steps = (
        Collect(("a", "b"), HERE), Branch("a == 'x'", 4, HERE), Call("t", {}, HERE, save="r"), Jump(5, HERE),
        Ask("q", HERE), Set("c", "r", HERE), Ask("z", HERE), End("e", HERE),
    )  # fmt: skip
    found = [(point.at, point.sure) for point in ahead(book_of(*steps), 0, {"a": "x", "r": 1})]
    assert found == [(0, True), (2, True), (6, True)]
    last = list(ahead(book_of(*steps), 0, {"a": "x", "r": 1}))[-1]
    assert (dict(last.scope), last.coming) == ({"a": "x"}, frozenset({"b", "r", "c"}))
    open_ = [(point.at, point.sure) for point in ahead(book_of(*steps), 0, {})]
    assert open_ == [(0, True), (2, False), (6, False), (4, False)]


def test_ahead_ends_in_a_loop() -> None:
    """Each step once."""
    assert len(list(ahead(book_of(Collect(("a",), HERE), Jump(0, HERE)), 0, {}))) == 1
