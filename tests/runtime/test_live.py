"""The live board: which conversations come first, why, and that it costs little."""

import pytest

from earpiece.desk.risk import risk_of
from earpiece.domain.desk_events import ExpertSeen
from earpiece.domain.interventions import AgentPaused, TakenOver
from earpiece.domain.ports import Write
from earpiece.runtime.supervision import live
from earpiece.runtime.supervision.live_views import BoardView, LiveView
from earpiece.sim.proof.shop import shelf
from tests.support.stage import Stage


def look(stage: Stage, words: str = "", limit: int = 100) -> BoardView:
    """What a supervisor sees at this moment."""
    return stage.run(stage.engine.live.look(words, limit), wait=0)


def only(stage: Stage) -> LiveView:
    """The one conversation on the board."""
    (view,) = look(stage).conversations
    return view


def reasons(stage: Stage) -> list[str]:
    """Why the one conversation is where it is."""
    return [reason.text for reason in only(stage).reasons]


def refund(stage: Stage, amount: str = "60") -> str:
    """Maya asks for so much back, which takes an expert's yes."""
    stage.opens("maya")
    stage.says("refund please", "the lamp", amount, "broken")
    return stage.chat


def test_who_waits_comes_first_with_the_reason(stage: Stage) -> None:
    """A guest who reads a page is behind one whose question nobody has answered; as time passes it counts for more."""
    stage.opens()
    stage.says("can I send it back")
    waiting = refund(stage)
    stage.passes(125)
    first, second = look(stage).conversations
    assert (first.id, first.customer, second.customer) == (waiting, "Maya", None)
    told = [reason.text for reason in first.reasons]
    assert "waits 2 min for orders" in told
    assert "an answer is promised" in told
    assert "£60.00 at stake" in told
    assert (second.score, second.reasons) == (0, [])
    assert first.waiting_since is not None
    stage.passes(120)
    assert look(stage).conversations[0].score > first.score


def test_what_it_is_about_and_the_last_words(stage: Stage) -> None:
    """Enough to know whether to look closer."""
    refund(stage)
    view = only(stage)
    assert (view.about, view.last_who, view.channel) == ("your refund", "agent", "chat")
    assert view.last


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["refund please", "the lamp", "rubbish", "rubbish"], "asked the same three times"),
        (["a person please"], "wants a person"),
        (["this is ridiculous and useless"], "words of anger: “ridiculous”, “useless”"),
    ],
)
def test_signs_that_it_goes_badly(stage: Stage, words: list[str], reason: str) -> None:
    """In words a supervisor understands at a glance."""
    stage.opens("maya")
    stage.says(*words)
    assert reason in reasons(stage)


def test_refused_and_expired(stage: Stage) -> None:
    """Somebody who was told no twice, and somebody nobody had time for."""
    stage.opens("maya")
    for _ in range(2):
        stage.says("refund please", "the lamp", "60", "broken")
        stage.answers("cleo", decision="no", reason="worn")
    assert "was refused twice" in reasons(stage)
    stage.says("refund please", "the lamp", "60", "broken")
    stage.passes(3601)
    if look(stage).conversations:
        assert "nobody could be asked" in reasons(stage)


def test_who_leads_is_told_by_name(stage: Stage) -> None:
    """Paused by a supervisor, or led by a person."""
    stage.opens("maya")
    now = stage.run(stage.now())
    stream = f"conversation/{stage.chat}"
    stage.run(stage.disk.append(Write(stream, (AgentPaused(by="cleo"),), now)))
    assert only(stage).lead.who == "paused"
    assert any(reason.startswith("paused by Cleo for") for reason in reasons(stage))
    assert look(stage).counts.halted == 1
    stage.run(stage.disk.append(Write(stream, (TakenOver(by="cleo", name="Cleo"),), now)))
    assert "Cleo speaks with the customer" in reasons(stage)
    assert (look(stage).counts.people, look(stage, "cleo speaks").counts.matching) == (1, 1)


def test_the_filter_takes_all_words(stage: Stage) -> None:
    """Of what the board shows, in any order and case."""
    mine = refund(stage)
    stage.opens()
    assert [view.id for view in look(stage, "ORDERS maya").conversations] == [mine]
    assert look(stage, "maya repairs").conversations == []
    seen = look(stage, "guest")
    assert (seen.counts.live, seen.counts.matching) == (2, 1)


def test_only_as_many_as_wanted_and_all_counted(stage: Stage) -> None:
    """The heaviest."""
    stage.opens()
    mine = refund(stage)
    seen = look(stage, limit=1)
    assert ([view.id for view in seen.conversations], seen.counts.live, seen.counts.waiting) == ([mine], 2, 1)


def test_a_change_wakes_whoever_watches(stage: Stage) -> None:
    """Also one that another node made; what is closed is gone."""
    other = stage.joins()
    seen = look(stage)
    assert not stage.run(stage.engine.live.wait(seen.version, 5), wait=0)
    chat = stage.run(other.engine.chats.open())
    assert stage.run(stage.engine.live.wait(seen.version, 5), wait=0)
    assert [view.id for view in look(stage).conversations] == [chat]
    stage.passes(3600)
    assert look(stage).conversations == []


def test_the_lists_alone_give_a_first_view(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """With thousands live nobody waits until all of them are read: those that wait for an answer come first, and only
    what is shown is read at once."""
    monkeypatch.setattr(live, "READING", -1.0)
    for _ in range(3):
        stage.opens()
    mine = refund(stage)
    stage.restarts()
    seen = look(stage, limit=1)
    assert ([view.id for view in seen.conversations], seen.counts.live, seen.counts.unread) == ([mine], 4, 3)
    assert (seen.conversations[0].customer, seen.conversations[0].about) == ("Maya", "your refund")


def test_nobody_watches_nothing_is_kept(stage: Stage) -> None:
    """A minute after the last look; whoever looks again sees all of it."""
    refund(stage)
    assert len(look(stage).conversations) == 1
    stage.passes(61)
    stage.opens()
    assert stage.engine.live._rows == {}
    assert len(look(stage).conversations) == 2


def test_the_wall_and_who_is_there(stage: Stage) -> None:
    """Open consults with their clocks; nobody is there, then somebody is, then it is held."""
    refund(stage)
    (consult,) = look(stage).wall
    assert (consult.skill, consult.kind, consult.next_do, consult.holder, consult.waiting) == (
        "orders", "approval", "widen", None, 1,
    )  # fmt: skip
    orders = next(each for each in look(stage).staffing if each.skill == "orders")
    assert (orders.open, orders.on_duty, orders.words) == (1, [], "nobody is there: one orders needed")
    now = stage.run(stage.now())
    stage.run(stage.disk.append(Write("presence/ann", (ExpertSeen(until=now + 60),), now)))
    orders = next(each for each in look(stage).staffing if each.skill == "orders")
    assert (orders.on_duty, orders.words) == (["Ann"], "enough")
    stage.claims("ann")
    assert look(stage).wall[0].holder == "Ann"


def test_risk_is_told_without_the_board(stage: Stage) -> None:
    """The same from a state alone."""
    refund(stage)
    now = stage.run(stage.now())
    score, told = risk_of(stage.state(), shelf().current(), now + 120)
    assert score > 10
    assert "waits 2 min for orders" in told
