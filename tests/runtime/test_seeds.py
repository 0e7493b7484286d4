"""Cards whose right answer is known: put rarely, to one expert, graded; nothing else comes of them."""

import asyncio
from typing import Any

import pytest

from earpiece.domain.desk_events import CardAnswered, CardOpened
from earpiece.domain.errors import Conflict, Forbidden, Invalid, NotFound
from earpiece.domain.forms import Answer, Question, Rung
from earpiece.domain.ports import Write
from earpiece.domain.seeds import SeedAnswered, SeedClosed, is_seeded
from earpiece.runtime.desk.seeds import SeedsView
from earpiece.runtime.erasing import end_conversations, erase_customer
from earpiece.runtime.supervision.bulletins import BulletinRequest
from earpiece.runtime.views import CardView, OpinionRequest
from tests.support.stage import Stage

HOUR = 3600.0
BECAUSE = "The lamp was broken, and 60 is less than it cost."


def known(stage: Stage, customer: str = "maya", amount: str = "60", **answer: Any) -> CardView:
    """Ann has answered a refund, and Cleo takes her answer as known to be right."""
    stage.opens(customer)
    stage.says("refund please", "the lamp", amount, "broken")
    card = stage.answers("ann", **(answer or {"decision": "yes"}))
    stage.passes(10)
    made(stage, card.id)
    return card


def made(stage: Stage, card: str, because: str = BECAUSE) -> SeedsView:
    """Cleo takes its answer as known."""
    return stage.run(stage.engine.seeds.make(stage.person("cleo"), card, because))


def share(stage: Stage, share: float = 0.2) -> None:
    """Cleo sets it."""
    stage.run(stage.engine.seeds.set_share(stage.person("cleo"), share))


def live(stage: Stage, expert: str, cards: int, skill: str = "orders") -> None:
    """This person has answered so many cards, later than all that was before."""
    for _ in range(cards):
        now = stage.run(stage.now(), wait=1)
        id = stage.ids.new("x")
        question = Question(kind="approval", name="refund", text="Pay it back?", why="", form={}, skill=skill)
        opened = CardOpened(
            conversation=stage.chat, consult=id, question=question, summary="", ladder=(Rung(after=9, do="expire"),),
            asked_at=now,
        )  # fmt: skip
        answered = CardAnswered(by=expert, answer=Answer(decision="no", reason="worn"), revision=1)
        stage.run(stage.disk.append(Write(f"card/{id}", (opened, answered), now, subject="customer/maya")))


def put(stage: Stage, expert: str = "bob") -> list[CardView]:
    """What is put to this person at this moment, as they see it in their list."""
    stage.run(stage.engine.seeds.put(expert))
    return [card for card in stage.cards(expert) if is_seeded(card.id)]


def checked(stage: Stage, expert: str = "bob") -> CardView:
    """A known answer is put to this person, who has answered four cards."""
    known(stage)
    share(stage)
    live(stage, expert, 4)
    (card,) = put(stage, expert)
    return card


def whole(stage: Stage, card: CardView, expert: str = "bob") -> CardView:
    """The card by itself."""
    return stage.run(stage.engine.desk.card(stage.person(expert), card.id), wait=0)


def test_it_looks_like_any_other_card(stage: Stage) -> None:
    """Asked now; the conversation as it was when its question was asked, said as long before as it was."""
    first = known(stage)
    share(stage)
    stage.passes(3 * 86_400)
    live(stage, "bob", 4)
    (card,) = put(stage)
    shown, now = whole(stage, card), stage.run(stage.now(), wait=0)
    assert (shown.question, shown.status, shown.may_answer, shown.offered) == (first.question, "open", True, True)
    assert shown.conversation != first.conversation
    assert [item.text for item in shown.transcript if item.who == "customer"][-1] == "60"
    assert not [item for item in shown.transcript if item.text == "broken"]  # that came after the question
    assert not [item for item in shown.transcript if "on its way" in item.text]
    assert now - 60 < shown.transcript[-1].at <= shown.asked_at <= now
    assert (shown.given, shown.graded, shown.news, shown.lead.who) == (None, None, [], "agent")
    evidence = stage.run(stage.engine.evidence.open(stage.person("bob"), card.id, "customer"), wait=0)
    assert "on its way" not in str(evidence)


def test_right_and_wrong(stage: Stage) -> None:
    """The one who answered is told, with why it is right."""
    card = checked(stage)
    done = stage.answers("bob", card=card, decision="yes", note="enjoy")
    assert done.graded is not None
    assert (done.status, done.deciding, done.graded.right, done.graded.because) == ("answered", None, True, BECAUSE)
    live(stage, "bob", 4)
    assert put(stage) == []  # each is put once to the same person
    known(stage, amount="63.17")
    live(stage, "bob", 4)
    (card,) = put(stage)
    graded = stage.answers("bob", card=card, decision="no", reason="never").graded
    assert graded is not None
    assert not graded.right
    assert "Approve" in graded.known
    assert "Decline" in graded.given
    assert whole(stage, card).graded == graded
    figures = stage.run(stage.engine.oversight.figures(), wait=0)
    (bob,) = [one for one in figures.people if one.id == "bob"]
    assert (bob.seeds, bob.seeds_right, bob.answered) == (2, 1, 12)
    seeds = stage.run(stage.engine.seeds.all(), wait=0).seeds
    assert [(seed.put, seed.answered, seed.right) for seed in seeds] == [(1, 1, 0), (1, 1, 1)]


def test_the_same_click_twice_and_a_late_one(stage: Stage) -> None:
    """The first one counts; what comes later is told so."""
    card = checked(stage)
    stage.answers("bob", card=card, decision="yes")
    assert stage.answers("bob", card=card, decision="yes").graded is not None
    with pytest.raises(Conflict, match="Bob answered first"):
        stage.answers("bob", card=card, decision="no", reason="never")
    assert len(stage.journal(SeedAnswered, f"card/{card.id}")) == 1
    with pytest.raises(Conflict, match="too late"):
        stage.run(stage.engine.desk.undo(stage.person("bob"), card.id))


def test_nobody_else_sees_it(stage: Stage) -> None:
    """Not in a list, not by its address, not its evidence, whatever their role."""
    card = checked(stage)
    for other in ("ann", "cleo", "dan"):
        assert not [each for each in stage.cards(other) if is_seeded(each.id)]
        with pytest.raises(NotFound):
            whole(stage, card, other)
        with pytest.raises(NotFound):
            stage.answers(other, card=card, decision="yes")
        with pytest.raises((Forbidden, NotFound)):
            stage.run(stage.engine.evidence.open(stage.person(other), card.id, "customer"))


def test_it_stands_behind_what_somebody_waits_for(stage: Stage) -> None:
    """A customer's card comes first, however new."""
    card = checked(stage)
    stage.opens("maya")
    stage.says("refund please", "the chandelier", "60", "broken")
    assert [each.id for each in stage.cards("bob") if each.status == "open"][-1] == card.id
    assert len([each for each in stage.cards("bob") if each.status == "open"]) == 2


def test_the_share_is_kept(stage: Stage) -> None:
    """One card in five: four are answered before each, counted anew after it; none while one is open, none at 0."""
    known(stage)
    known(stage, amount="63.17")
    live(stage, "bob", 9)
    assert put(stage) == []  # the share is 0 until somebody sets it
    share(stage)
    (card,) = put(stage)
    live(stage, "bob", 9)
    assert len(put(stage)) == 1
    stage.answers("bob", card=card, decision="yes")
    live(stage, "bob", 3)
    assert put(stage) == []
    live(stage, "bob", 1)
    assert len(put(stage)) == 1


def test_it_comes_by_itself_after_an_answer(stage: Stage) -> None:
    """With the fourth answer, on whichever node that was given."""
    known(stage)
    share(stage)
    live(stage, "bob", 3)
    stage.opens("maya")
    stage.says("refund please", "the chandelier", "60", "broken")
    stage.answers("bob", decision="no", reason="worn out")
    assert [is_seeded(card.id) for card in stage.cards("bob") if card.status == "open"] == [True]


def test_two_nodes_put_one(stage: Stage) -> None:
    """Both find at the same moment that it is time: they put the same one, and that once."""
    known(stage)
    known(stage, amount="63.17")
    share(stage)
    live(stage, "bob", 4)
    stage.joins()
    stage.disk.lag = 0.1

    async def both() -> None:
        await asyncio.gather(*(node.engine.seeds.put("bob") for node in stage.nodes))

    stage.run(both())
    assert len(stage.run(stage.disk.rows("seeded"), wait=0)) == 1


def test_never_while_others_wait(stage: Stage) -> None:
    """With a few open questions for that skill, nobody is kept from them."""
    known(stage)
    share(stage)
    live(stage, "bob", 4)
    for customer in ("maya", "maya", "maya"):
        stage.opens(customer)
        stage.says("refund please", "the chandelier", "60", "broken")
    stage.passes(2)
    assert put(stage) == []


def test_only_to_whom_it_is_new_and_who_may_answer(stage: Stage) -> None:
    """Not to who answered it, who looked at it, who chose it, who lacks the skill or the right."""
    known(stage)
    share(stage)
    for expert in ("ann", "cleo", "dan"):
        live(stage, expert, 4)
        assert put(stage, expert) == []
    stage.opens("maya")
    stage.says("refund please", "the chandelier", "600", "make it 400", "broken")
    big = stage.answers("cleo", decision="no", reason="too much")
    made(stage, big.id)
    live(stage, "bob", 8)
    for _ in range(2):
        assert big.question not in [card.question for card in put(stage)]
        for card in put(stage):
            stage.answers("bob", card=card, decision="yes")
        live(stage, "bob", 4)


def test_it_expires_quietly(stage: Stage) -> None:
    """After eight hours it is gone, and counts neither way; the next comes after as many cards as before."""
    card = checked(stage)
    stage.passes(0.2 * HOUR)  # the conversation itself ends
    before = stage.state().position
    stage.passes(8 * HOUR + 1)
    assert [event.reason for event in stage.journal(SeedClosed, f"card/{card.id}")] == ["expired"]
    assert stage.cards("bob") == [each for each in stage.cards("bob") if not is_seeded(each.id)]
    assert stage.state().position == before
    assert stage.run(stage.engine.seeds.results("bob", 0, 1e11)) == (0, 0)
    with pytest.raises(Conflict, match="expired"):
        stage.answers("bob", card=card, decision="yes")


@pytest.mark.parametrize("way", ["ask back", "pass on", "second opinion"])
def test_nobody_else_is_brought_in(stage: Stage, way: str) -> None:
    """Whoever wants that hears that it was a check, which ends with it, ungraded."""
    card, desk, bob = checked(stage), stage.engine.desk, stage.person("bob")
    held = stage.run(desk.claim(bob, card.id))
    fence = held.holder.fence if held.holder is not None else None
    wanted = OpinionRequest(answer=Answer(decision="yes"), revision=1, fence=fence, key="k", reason="not sure")
    ways = {
        "ask back": lambda: desk.ask_back(bob, card.id, "Which lamp?", fence),
        "pass on": lambda: desk.pass_on(bob, card.id, "repairs", "not mine", fence),
        "second opinion": lambda: desk.second_opinion(bob, card.id, wanted),
    }
    before = stage.state().position
    with pytest.raises(Conflict, match="was a check"):
        stage.run(ways[way]())
    assert [event.reason for event in stage.journal(SeedClosed, f"card/{card.id}")] == ["set aside"]
    assert stage.state().position == before
    assert stage.run(stage.engine.staff.hands.cards("bob"), wait=0) == []


def test_no_bulletin_comes_of_it(stage: Stage) -> None:
    """What is said to all is not decided by a question of long ago."""
    stage.opens("maya")
    stage.says("does the warranty pay", "it fell")
    first = stage.answers("dan", choice="covered")
    stage.run(stage.engine.seeds.make(stage.person("ann"), first.id, "What falls is covered."))
    share(stage)
    live(stage, "cleo", 4)
    (card,) = put(stage, "cleo")
    until = stage.run(stage.now()) + HOUR
    line = BulletinRequest(text="What falls is covered.", source="the workshop", until=until, answers=card.id)
    with pytest.raises(Conflict, match="was a check"):
        stage.run(stage.engine.bulletins.post(stage.person("cleo"), line))
    assert stage.run(stage.engine.bulletins.list(stage.person("cleo"))) == []
    assert [event.reason for event in stage.journal(SeedClosed, f"card/{card.id}")] == ["set aside"]


def test_it_survives_a_restart(stage: Stage) -> None:
    """Open, held, graded: as before."""
    card = checked(stage)
    stage.run(stage.engine.desk.claim(stage.person("bob"), card.id))
    stage.restarts()
    assert whole(stage, card).holder is not None
    held = whole(stage, card)
    graded = stage.answers("bob", card=held, decision="yes").graded
    stage.restarts()
    assert whole(stage, card).graded == graded


def test_it_is_erased_with_the_customer(stage: Stage) -> None:
    """What was asked, what was answered, why it was right; and an open one ends."""
    card = checked(stage)
    now = stage.run(stage.now())
    stage.run(end_conversations(stage.disk, "maya", now))
    stage.run(erase_customer(stage.disk, "maya"))
    assert [event.reason for event in stage.journal(SeedClosed, f"card/{card.id}")] == ["erased"]
    streams = {item.stream for item in stage.run(stage.disk.read_all(0, 10_000), wait=0)}
    for stream in (f"card/{card.id}", *(each for each in streams if each.startswith("seed/"))):
        kept = str([item.event for item in stage.run(stage.disk.read(stream), wait=0)])
        assert "lamp" not in kept
        assert "60" not in kept
    stage.restarts()
    live(stage, "bob", 4)
    assert put(stage) == []  # nothing is known any more


def test_what_can_be_known_and_what_not(stage: Stage) -> None:
    """A decision or choice that was made as it was asked, and stands."""
    first = known(stage)
    with pytest.raises(Invalid, match="why this answer is right"):
        made(stage, first.id, " ")
    stage.run(stage.engine.oversight.overturn(stage.person("cleo"), first.id, "worn"))
    with pytest.raises(Invalid, match="found wrong"):
        made(stage, first.id)
    share(stage)
    live(stage, "bob", 4)
    assert put(stage) == []
    stage.opens("liu")
    stage.says("does the warranty pay", "it fell")
    open_ = stage.card("cleo")
    with pytest.raises(Invalid, match="Nobody has answered"):
        made(stage, open_.id)
    stage.answers("dan", card=open_, text="Yes, it does.")
    with pytest.raises(Invalid, match="own words"):
        made(stage, open_.id)
    with pytest.raises(NotFound):
        made(stage, "c0.ask2")


def test_one_that_was_dropped_is_put_to_nobody(stage: Stage) -> None:
    """What was answered stays; it may be made again."""
    first = known(stage)
    share(stage)
    live(stage, "bob", 4)
    stage.run(stage.engine.seeds.drop(stage.person("cleo"), first.id))
    assert put(stage) == []
    with pytest.raises(NotFound):
        stage.run(stage.engine.seeds.drop(stage.person("cleo"), first.id))
    assert [seed.seed for seed in made(stage, first.id).seeds] == [first.id]
    assert len(put(stage)) == 1


def test_an_answer_found_wrong_meanwhile_grades_nobody(stage: Stage) -> None:
    """The check ends, and counts neither way."""
    first = known(stage)
    share(stage)
    live(stage, "bob", 4)
    (card,) = put(stage)
    stage.run(stage.engine.oversight.overturn(stage.person("cleo"), first.id, "worn"))
    done = stage.answers("bob", card=card, decision="yes")
    assert (done.status, done.closed, done.graded) == ("closed", "dropped", None)
    assert stage.run(stage.engine.seeds.results("bob", 0, 1e11)) == (0, 0)


def test_nothing_counts_it(stage: Stage) -> None:
    """Not the board, the wall, the gauges, the waits, the lists of what was answered, open or answered."""

    def counted() -> list[Any]:
        engine, disk = stage.engine, stage.disk
        board = stage.run(engine.live.look("", 100), wait=0)
        standing = stage.run(engine.staff.waits.look(), wait=0)
        tables = ("cards", "answers", "conversations", "follow_ups", "led")
        rows = [stage.run(disk.rows(table), wait=0) for table in tables]
        overview = stage.run(engine.oversight.figures(), wait=0)
        return [board.counts, board.wall, rows, standing.queue, standing.waited, overview.skills, overview.cards]

    known(stage)
    share(stage)
    live(stage, "bob", 4)
    stage.passes(60)
    before = counted()
    (card,) = put(stage)
    stage.passes(60)
    assert counted() == before
    stage.answers("bob", card=card, decision="no", reason="never")
    stage.passes(60)
    assert counted() == before
    assert stage.run(stage.engine.oversight.card(card.id)).steps[-1].what.startswith("answered this check otherwise")
    with pytest.raises(Conflict, match="nothing to overturn"):
        stage.run(stage.engine.oversight.overturn(stage.person("cleo"), card.id, "worn"))
