"""Four eyes: several people must say the same, none of them led by the others."""

from collections.abc import Sequence
from typing import Any

import pytest

from earpiece.desk import opinions
from earpiece.desk.people import Account
from earpiece.domain import commands as c
from earpiece.domain.card import Card, Opinion
from earpiece.domain.desk_events import CardAnswered, OpinionGiven, SecondOpinionWanted
from earpiece.domain.errors import Conflict, Forbidden, Invalid
from earpiece.domain.event import ERASED_QUESTION
from earpiece.domain.forms import Answer
from earpiece.runtime.views import CardView, OpinionRequest
from tests.support.stage import Stage

NO: dict[str, Any] = {"decision": "no", "reason": "Not this time."}


@pytest.fixture
def approval(maya: Stage) -> Stage:
    """A card asks for £60."""
    maya.says("refund please", "the lamp", "60", "broken")
    return maya


def _doubts(stage: Stage, expert: str, because: str = "Odd.", opinions: int = 2, **answer: Any) -> CardView:
    """The expert has an answer, and wants somebody else to look."""
    card = stage.card(expert)
    request = OpinionRequest(
        answer=Answer(**answer), revision=card.revision, key=f"opinion {expert}", reason=because, opinions=opinions
    )
    return stage.run(stage.engine.desk.second_opinion(stage.person(expert), card.id, request))


def test_an_expert_asks_for_a_second_opinion(approval: Stage) -> None:
    """Their own answer is the first; the card is free for somebody else, and nothing has happened."""
    card = _doubts(approval, "ann", decision="yes")
    assert card.status == "open"
    assert card.deciding is None
    assert card.opinions is not None
    assert (card.opinions.wanted, card.opinions.given, card.opinions.differ) == (2, 1, False)
    assert card.opinions.mine is not None
    assert card.opinions.mine.decision == "yes"
    assert not card.may_answer
    (wanted,) = approval.journal(SecondOpinionWanted, f"card/{card.id}")
    assert (wanted.expert, wanted.reason) == ("ann", "Odd.")
    approval.passes(10)
    assert approval.books() == []


def test_the_second_one_sees_nothing_of_the_first(approval: Stage) -> None:
    """Neither in the list nor on the card: only that there is one."""
    _doubts(approval, "ann", decision="yes", note="Take your time.")
    for card in (approval.card("cleo"), approval.claims("cleo")):
        assert card.opinions is not None
        assert (card.opinions.given, card.opinions.mine, card.opinions.all) == (1, None, [])
        assert card.may_answer
        assert "Take your time" not in card.model_dump_json()
        assert '"ann"' not in card.model_dump_json(exclude={"holder"})


def test_when_they_agree_it_is_answered_by_the_last(approval: Stage) -> None:
    """With the time to undo, since it has an effect; both are on record."""
    card = _doubts(approval, "ann", decision="yes")
    assert approval.clicks("cleo", decision="yes", note="Soon.").deciding is not None
    approval.passes(3)
    assert approval.books() == ["refund maya o1 60.0"]
    (answered,) = approval.journal(CardAnswered, f"card/{card.id}")
    assert (answered.by, answered.answer.note) == ("cleo", "Soon.")
    assert [given.by for given in approval.journal(OpinionGiven, f"card/{card.id}")] == ["ann", "cleo"]
    done = approval.run(approval.engine.desk.card(approval.person("ann"), card.id))
    assert done.opinions is not None
    assert [given.name for given in done.opinions.all] == ["Ann", "Cleo"]


def test_when_they_differ_somebody_else_decides(approval: Stage) -> None:
    """Who has the right to sees both; those who gave one cannot."""
    _doubts(approval, "ann", **NO)
    approval.passes(16)  # widened
    seen = approval.clicks("bob", decision="yes")
    assert seen.status == "open"
    assert seen.opinions is not None
    assert seen.opinions.differ
    for expert in ("ann", "bob"):
        with pytest.raises(Conflict, match="given your opinion already"):
            approval.clicks(expert, decision="yes", note="Now then.")
    card = approval.card("cleo")
    assert card.opinions is not None
    assert [(given.by, given.answer.decision) for given in card.opinions.all] == [("ann", "no"), ("bob", "yes")]
    approval.answers("cleo", decision="yes")
    assert approval.books() == ["refund maya o1 60.0"]


def test_an_expert_does_not_decide_where_others_differ(approval: Stage) -> None:
    """While a supervisor is there who can."""
    _doubts(approval, "bob", **NO)
    approval.clicks("cleo", decision="yes")
    approval.passes(16)
    with pytest.raises(Forbidden, match="authority"):  # before anything else
        approval.clicks("dan", decision="yes")
    assert approval.clicks("ann", decision="yes").deciding is not None  # the supervisor has spoken: ann is left


def test_the_same_person_twice_is_one_opinion(approval: Stage) -> None:
    """The same again is harmless, another one is refused politely."""
    card = _doubts(approval, "ann", decision="yes")
    assert approval.clicks("ann", card=card, decision="yes").opinions == card.opinions
    with pytest.raises(Conflict, match="for somebody else to say"):
        approval.clicks("ann", card=card, **NO)
    assert len(approval.journal(OpinionGiven, f"card/{card.id}")) == 1


def test_an_opinion_about_an_older_question_does_not_count(maya: Stage) -> None:
    """The customer corrects the amount: both look again."""
    maya.says("refund please", "the lamp", "60")
    _doubts(maya, "ann", decision="yes")
    maya.understanding.script["make it 70"] = c.Correct(slot="amount", value=70.0)
    maya.says("make it 70", "broken")
    card = maya.card("cleo")
    assert card.opinions is not None
    assert (card.opinions.wanted, card.opinions.given) == (2, 0)
    assert maya.clicks("cleo", decision="yes").deciding is None
    assert maya.clicks("ann", decision="yes").deciding is not None


def test_a_second_opinion_needs_a_reason_and_a_valid_answer(approval: Stage) -> None:
    """Whoever looks next knows why; and what would not count is no opinion either."""
    with pytest.raises(Invalid, match="why somebody else"):
        _doubts(approval, "ann", because=" ", decision="yes")
    with pytest.raises(Invalid, match="needs a reason"):
        _doubts(approval, "ann", decision="no")
    assert approval.card("ann").opinions is None


def test_three_must_agree_if_three_are_wanted(approval: Stage) -> None:
    """Two are not enough."""
    _doubts(approval, "ann", opinions=3, decision="yes")
    assert approval.clicks("cleo", decision="yes").deciding is None
    assert approval.card("bob").opinions is not None
    assert approval.clicks("bob", decision="yes").deciding is not None


def test_two_opinions_in_the_same_instant_are_two(approval: Stage) -> None:
    """The journal takes them one after the other; the second one completes it."""
    _doubts(approval, "ann", opinions=3, decision="yes")
    approval.disk.lag = 0.05
    card = approval.card("cleo")
    cleo = approval.engine.desk.answer(approval.person("cleo"), card.id, _request(card, "a"))
    approval.background(cleo)
    approval.run(approval.engine.desk.answer(approval.person("bob"), card.id, _request(card, "b")), wait=1)
    assert len(approval.journal(OpinionGiven, f"card/{card.id}")) == 3
    approval.passes(3)
    assert approval.books() == ["refund maya o1 60.0"]


def _request(card: CardView, key: str) -> OpinionRequest:
    return OpinionRequest(answer=Answer(decision="yes"), revision=card.revision, key=key)


# ── who decides ───────────────────────────────────────────────────────────────────────────────────────────────────


def _card(*givers: str) -> Card:
    question = ERASED_QUESTION.model_copy(update={"skill": "orders", "authority": {"refund": 60.0}})
    given = tuple(Opinion(by, Answer(decision="yes"), 1, 0.0) for by in givers)
    return Card("card", question=question, skill="orders", opinions_wanted=2, opinions=given)


def _person(id: str, role: Any = "expert", refund: float = 100.0) -> Account:
    return Account(id, name=id, role=role, skills=("orders",), authority={"refund": refund})


@pytest.mark.parametrize(
    ("who", "desk", "may"),
    [
        (_person("s", "supervisor"), [], True),
        (_person("a", "supervisor"), [], False),
        (_person("x", refund=500.0), [_person("s", "supervisor", 200.0)], True),
        (_person("x", refund=100.0), [_person("s", "supervisor", 200.0)], False),
        (_person("x"), [_person("y", refund=300.0)], True),
    ],
    ids=["a supervisor", "who gave one", "the widest authority", "a narrower one", "nobody else is left"],
)
def test_who_decides_where_they_differ(who: Account, desk: Sequence[Account], may: bool) -> None:
    """A supervisor, or whoever has the widest authority; if nobody of these is left, anybody."""
    others = [_person("a"), _person("b"), who, *desk]
    assert (opinions.why_not_settle(who, _card("a", "b"), others) == "") is may


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Answer(decision="yes"), Answer(decision="yes", note="Soon."), True),
        (Answer(decision="no", reason="late"), Answer(decision="no", reason="odd"), True),
        (Answer(decision="yes"), Answer(decision="yes", changes={"amount": 5.0}), False),
        (Answer(choice="gift"), Answer(choice="returns"), False),
        (Answer(text="Half of it."), Answer(text="half  of it."), True),
    ],
)
def test_what_counts_as_the_same(one: Answer, other: Answer, same: bool) -> None:
    """What is decided, not how it is explained."""
    assert opinions.same(one, other) is same
