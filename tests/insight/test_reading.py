"""Hand-counted journals: what a case says of a conversation, second by second. Each comment is the sum done by hand."""

import random
from typing import Any

import pytest

from earpiece.domain import desk_events as d
from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain.errors import Invalid
from earpiece.domain.learning import Audit, AuditAnswered, DecidedAlone, Estimate, Read
from earpiece.domain.seeds import Seed, SeedAnswered
from earpiece.insight.reading import conversation_of, read_case
from tests.insight.told import QUESTION, YES, Told, pairs, says

HOLDING = says("I am asking a colleague.", "holding")
QUESTION_TO_CUSTOMER = says("Which one?", "question", run="r", slot="which")


def _plain() -> Told:
    """Asked at 10, taken at 25, answered at 40, goodbye at 60."""
    return Told(customer="maya").asked(10).at(10, HOLDING).claimed(25).answered(40).goodbye(60)


# ── the wait, and people's time ───────────────────────────────────────────────────────────────────────────────────────


def test_the_agent_alone() -> None:
    """Nobody was asked: nobody waited for people."""
    case = Told().at(10, says("At nine.", "answer"), e.RunEnded(run="r", outcome="resolved")).goodbye(30).case()
    assert (case.seconds, case.waited, case.human_seconds, case.gap_at) == (30, 0, 0, None)
    assert (case.served_by, case.helped, case.turns, case.model_turns, case.outcome) == (
        "alone",
        False,
        2,
        2,
        "resolved",
    )


def test_a_plain_consult() -> None:
    """Waited 10 to 40; a person's time is 25 to 40; from the gap at 10 to the end at 60."""
    case = _plain().case()
    (consult,) = case.consults
    assert pairs(case.waits) == [(10, 40)]
    assert (consult.asked_at, consult.needed_at, consult.taken_at, consult.ended_at) == (10, 10, 25, 40)
    assert (consult.picked_up, consult.seconds, consult.by, consult.ended) == (15, 15, "ann", "answered")
    assert (consult.name, consult.kind, consult.skill, consult.early) == ("refund", "approval", "orders", False)
    assert (case.human_seconds, case.gap_at, case.seconds_from_gap, case.seconds) == (15, 10, 50, 60)
    assert (case.served_by, case.requests, case.left_waiting) == ("consulted", ("refund",), False)
    assert case.customer is not None
    assert "maya" not in case.customer


def test_asked_early_and_needed_later() -> None:
    """The customer chooses until 30: waited 30 to 38, a person's time is 15 to 38; they were faster than the need."""
    told = Told().at(10, QUESTION_TO_CUSTOMER).asked(10, here=1, early=True).claimed(15)
    told.said(30).at(30, e.ValueSet(run="r", name="which", value=1, source="customer"), e.RunMoved(run="r", to=1))
    told.at(30, HOLDING).answered(38)
    assert told.waits() == [(30, 38)]
    consult = told.consult
    assert (consult.needed_at, consult.seconds, consult.picked_up, consult.early) == (30, 23, 0, True)


def test_an_early_answer_that_was_there_before_it_was_needed() -> None:
    """Answered at 20, needed at 30 by nobody: no wait, no gap, and yet 5 s of a person's time."""
    told = Told().at(10, QUESTION_TO_CUSTOMER).asked(10, here=1, early=True).claimed(15)
    told.card(20, d.CardAnswered(by="ann", answer=YES, revision=1))
    told.at(20, e.ConsultAnswered(consult="c.ask1", answer=YES, by="ann"))
    told.said(30).at(30, e.ValueSet(run="r", name="which", value=1, source="customer"), e.RunMoved(run="r", to=1))
    told.at(30, e.RunMoved(run="r", to=2), says("Done.", "result", releases=("c.ask1",)))
    case = told.case()
    assert (case.waits, case.gap_at, case.human_seconds, case.helped) == ((), None, 5, True)
    assert (told.consult.ended, told.consult.needed_at) == ("answered", None)


def test_something_useful_goes_on_meanwhile() -> None:
    """Asked at 10; the agent asks about another request from 10 to 25: only 25 to 40 was waited."""
    told = Told().asked(10).at(10, e.RunStarted(run="s", playbook="move"))
    told.at(10, says("Where to?", "question", run="s", slot="to"))
    told.said(25).at(25, e.ValueSet(run="s", name="to", value=1, source="customer"), HOLDING).answered(40)
    assert told.waits() == [(25, 40)]
    assert told.consult.needed_at == 25


def test_a_tool_at_work_is_no_fault_of_people() -> None:
    """A lookup from 20 to 24 is its own wait; one made ahead, to shorten what follows, hides nothing."""
    look: dict[str, Any] = {
        "run": "r",
        "at_instruction": 0,
        "tool": "look",
        "args": {},
        "digest": "",
        "effect": "read",
        "deadline": 40.0,
    }
    told = Told().asked(10).at(20, e.ToolStarted(call="k1", key="k1", **look)).at(24, e.ToolFinished(call="k1"))
    told.at(26, e.ToolStarted(call="k2", key="k2", ahead=True, **look)).at(28, e.ToolFinished(call="k2")).answered(40)
    assert told.waits() == [(10, 20), (24, 40)]


def test_the_expert_asks_back() -> None:
    """Waited 10 to 30 and 50 to 75; a person's time 20 to 30 and 60 to 75."""
    told = Told().asked(10).at(10, HOLDING).claimed(20)
    told.card(30, d.CardAskedBack(expert="ann", question="Which?"))
    told.at(30, e.AskedBack(consult="c.ask1", question="Which?", by="ann"))
    told.at(30, says("Which?", "question", run="r", slot="reply c.ask1", asks_back="c.ask1"))
    told.said(50).at(50, e.ReplyPassed(consult="c.ask1", message="m2", text="…"), says("Thanks.", "notice"))
    told.at(50, says("I passed it on.", "holding")).card(50, d.CardReplied(text="…"))
    told.at(50, e.ValueSet(run="r", name="reply c.ask1", value="…", source="customer"))
    told.claimed(60, fence=2).answered(75)
    assert told.waits() == [(10, 30), (50, 75)]
    assert (told.consult.seconds, told.consult.picked_up) == (25, 10)


def test_given_back_passed_on_and_answered_by_the_third() -> None:
    """Ann 20 to 32, Bo 40 to 45, Cleo 50 to 58: 12 + 5 + 8 s."""
    told = Told().asked(10).claimed(20).card(32, d.CardReturned(expert="ann", reason="not me"))
    told.claimed(40, "bo", 2).card(45, d.CardPassed(expert="bo", to="cards")).claimed(50, "cleo", 3).answered(
        58, "cleo"
    )
    assert (told.consult.seconds, told.consult.taken_at, told.consult.by) == (25, 20, "cleo")


def test_a_lease_kept_alive_is_one_time_in_hand() -> None:
    """Renewed at 40 under the same number: 20 to 60."""
    told = Told().asked(10).claimed(20).claimed(40).answered(60)
    assert told.consult.seconds == 40


def test_an_answer_of_another_card_takes_nobodys_time() -> None:
    """Fan-in: the answer counts as taken up when it comes."""
    told = Told().asked(10).answered(40, via="other.ask7")
    consult = told.consult
    assert (consult.via, consult.seconds, consult.taken_at, consult.picked_up) == ("other.ask7", 0, 40, 30)
    assert told.waits() == [(10, 40)]


def test_a_card_in_hand_when_anothers_answer_came() -> None:
    """Ann had read it from 20 to 40 for nothing: her time counts all the same."""
    assert Told().asked(10).claimed(20).answered(40, "bo", via="other.ask7").consult.seconds == 20


def test_an_undone_decision() -> None:
    """In hand 20 to 30 and 33 to 43; decided, it is no work; the customer waits until it counts at 48."""
    decided: dict[str, Any] = {"by": "ann", "answer": YES, "revision": 1}
    told = Told().asked(10).claimed(20).card(30, d.CardDecided(until=35, **decided)).card(33, d.CardUndone(by="ann"))
    told.claimed(33, fence=2).card(43, d.CardDecided(until=48, **decided)).answered(48)
    assert (told.consult.seconds, told.waits()) == (20, [(10, 48)])


def test_two_people_of_one_opinion() -> None:
    """Ann 20 to 30, Bo 40 to 46."""
    told = Told().asked(10).claimed(20).card(30, d.OpinionGiven(by="ann", answer=YES, revision=1))
    assert told.claimed(40, "bo", 2).answered(46, "bo").consult.seconds == 16


def test_rungs_suggestions_topics_and_what_was_found_wrong() -> None:
    """All that stands on the card."""
    told = Told().asked(10).card(20, d.RungReached(index=0, do="remind")).card(30, d.RungReached(index=1, do="widen"))
    told.card(35, d.CardJoined(by="ann", fan="the same"))
    shown = {"suggestions": [{"answer": {"decision": "yes"}}, {"answer": {"decision": "no"}}]}
    told.claimed(40).card(41, d.CardSeen(expert="ann", revision=1, shown=shown, digest="s1"))
    told.card(50, d.CardAnswered(by="ann", answer=YES.model_copy(update={"note": "Hi"}), revision=1, shown="s1"))
    told.at(50, e.ConsultAnswered(consult="c.ask1", answer=YES, by="ann"))
    told.card(90, d.AnswerOverturned(by="cleo", reason="…"))
    consult = told.consult
    assert (consult.rungs, consult.topic, consult.suggested, consult.overturned) == (
        ("remind", "widen"),
        "the same",
        True,
        True,
    )


# ── how a question ends ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_after_the_ladder_ended() -> None:
    """Expired at 70 with the card in hand since 60; the answer at 90 is kept on the card and changes nothing."""
    told = Told().asked(10).claimed(60).card(70, d.RungReached(index=0, do="expire"), d.CardClosed(reason="expired"))
    told.at(70, e.ConsultExpired(consult="c.ask1"), says("Nobody could say.", "result", releases=("c.ask1",)))
    before = told.case()
    told.card(90, d.LateAnswer(by="ann", answer=YES)).at(91, e.ConsultAnswered(consult="c.ask1", answer=YES, by="ann"))
    consult = told.consult
    assert (consult.ended, consult.ended_at, consult.seconds, consult.by) == ("expired", 70, 10, None)
    assert told.waits() == [(10, 70)] == pairs(before.waits)
    assert before.consults == told.case().consults


def test_a_question_taken_back_while_a_person_was_at_it() -> None:
    """Taken back at 33: 13 s for nothing, and the wait is over."""
    told = Told().asked(10).claimed(20).card(33, d.CardClosed(reason="withdrawn"))
    told.at(33, e.ConsultWithdrawn(consult="c.ask1", reason="no longer needed"))
    assert (told.consult.ended, told.consult.seconds, told.waits()) == ("withdrawn", 13, [(10, 33)])


def test_an_answer_nothing_came_of() -> None:
    """The request was dropped before anything was done or said with it."""
    told = Told().at(10, QUESTION_TO_CUSTOMER).asked(10, here=1, early=True).claimed(15)
    told.card(20, d.CardAnswered(by="ann", answer=YES, revision=1))
    told.at(20, e.ConsultAnswered(consult="c.ask1", answer=YES, by="ann"))
    told.said(30).at(30, e.RunEnded(run="r", outcome="cancelled"), e.AnswerUnneeded(consult="c.ask1", reason="over"))
    assert told.consult.ended == "unneeded"


@pytest.mark.parametrize("of_use", ["it took the run further", "it was kept as a value", "what it allowed was done"])
def test_an_answer_that_was_not_said_but_was_of_use(of_use: str) -> None:
    """It is recorded as unneeded for the customer; it was not needless."""
    told = Told().asked(10).claimed(20).at(30, e.ConsultAnswered(consult="c.ask1", answer=YES, by="ann", grant="g"))
    match of_use:
        case "it took the run further":
            told.at(30, e.RunMoved(run="r", to=1))
        case "it was kept as a value":
            told.at(30, e.ValueSet(run="r", name="x", value=1, source="consult c.ask1"))
        case _:
            pay: dict[str, Any] = {
                "tool": "pay",
                "args": {},
                "digest": "",
                "key": "k",
                "effect": "write",
                "deadline": 40,
                "grant": "c.ask1",
            }
            told.at(30, e.ToolStarted(call="k", run="r", at_instruction=0, **pay))
    told.at(30, e.AnswerUnneeded(consult="c.ask1", reason="more was asked first"))
    assert told.consult.ended == "answered"


def test_an_amended_question_is_one_question() -> None:
    """The customer corrects themselves at 25 while Ann has it: hers from 20 to 40, waited 10 to 40."""
    told = Told().asked(10).claimed(20).said(25)
    told.at(25, e.ConsultAmended(consult="c.ask1", revision=2, question=QUESTION))
    told.card(25, d.CardAmended(revision=2, question=QUESTION)).answered(40)
    assert (told.consult.seconds, told.waits()) == (20, [(10, 40)])


def test_a_question_still_open() -> None:
    """An open case; what is not over goes on until the moment one looks."""
    told = Told().asked(10).claimed(20)
    case = told.case(now=32)
    assert (case.closed_at, case.seconds, case.consults[0].ended, case.consults[0].seconds) == (None, None, "open", 12)
    assert pairs(case.waits) == [(10, 32)]


# ── promises, and leaving ─────────────────────────────────────────────────────────────────────────────────────────────


def _promised() -> Told:
    told = Told().asked(10, on_duty=0)
    return told.at(10, says("You need not stay.", "notice", run="r", promises="c.ask1"))


def test_who_stays_after_a_promise_waits_on() -> None:
    """Until the answer at 40, all of it."""
    assert _promised().claimed(25).answered(40).waits() == [(10, 40)]


def test_who_leaves_in_silence_after_a_promise_waited_until_their_last_sign() -> None:
    """Their device showed something at 16 for the last time; closed for silence at 600: 6 s, not 590. It ended at 10,
    with the last words; the answer followed at 3,000."""
    told = _promised().at(16, e.CustomerHeard(upto=9)).falls_silent(600, "promised").claimed(2990).answered(3000)
    case = told.case()
    assert (pairs(case.waits), case.left_waiting, case.closed_at) == ([(10, 16)], False, 10)
    assert (case.outcome, case.consults[0].ended, case.consults[0].ended_at) == ("promised", "answered", 3000)


def test_who_says_goodbye_after_a_promise_did_not_give_up() -> None:
    """They waited until 22."""
    told = _promised().said(22, "bye").at(22, says("Take care.", "notice")).falls_silent(622, "promised")
    assert (told.waits(), told.case().left_waiting) == ([(10, 22)], False)


def test_who_says_goodbye_while_they_wait_has_given_up() -> None:
    """They waited until 22; whoever went on with the card did so for nobody."""
    told = Told().asked(10).at(10, HOLDING).said(22, "bye").at(22, says("Take care.", "notice"))
    told.claimed(30).answered(40).falls_silent(640)
    assert (told.waits(), told.case().left_waiting, told.consult.seconds) == ([(10, 22)], True, 10)


def test_who_comes_back_has_not_given_up() -> None:
    """Goodbye at 22, back at 30: waited 10 to 22 and 30 to 40."""
    told = Told().asked(10).said(22, "bye").said(30).answered(40).goodbye(50)
    assert (told.waits(), told.case().left_waiting) == ([(10, 22), (30, 40)], False)


def test_an_answer_that_no_device_ever_showed() -> None:
    """It shows what the agent says, but not the answer: they were gone by then. Without any sign from a device nobody
    knows, and it does not count."""
    told = Told().at(11, e.CustomerHeard(upto=2)).asked(12).answered(40).falls_silent(640)
    assert told.case().left_waiting
    assert not Told().asked(12).answered(40).falls_silent(640).case().left_waiting
    shown = Told().asked(12).answered(40).at(41, e.CustomerHeard(upto=9)).falls_silent(640)
    assert not shown.case().left_waiting


def test_silence_before_the_close_is_no_time_of_service() -> None:
    """The last words were at 40; the conversation was closed for silence at 640."""
    case = Told().asked(10).answered(40).falls_silent(640).case()
    assert (case.closed_at, case.seconds) == (40, 40)


def test_the_time_in_which_it_was_closed_does_not_count() -> None:
    """Closed at 60, back at 1,000, closed at 1,030: it took 60 + 30 s, and 50 + 30 s from the gap."""
    case = _plain().said(1000).goodbye(1030).case()
    assert (pairs(case.away), case.closed_at, case.seconds, case.seconds_from_gap) == ([(60, 1000)], 1030, 90, 80)


# ── people who lead ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_takes_over_and_gives_back() -> None:
    """Waited from the question at 10 until their first word at 40; they led from 30 to 100."""
    told = Told().asked(10).at(30, i.TakenOver(by="ann", name="Ann")).at(40, _word("ann")).said(60).at(70, _word("ann"))
    case = (
        told.at(100, i.GivenBack(by="ann"), e.ConsultWithdrawn(consult="c.ask1", reason="settled")).goodbye(110).case()
    )
    (led,) = case.led
    assert (led.by, led.wanted_at, led.since, led.until, led.seconds, led.unasked) == ("ann", 30, 30, 100, 70, True)
    assert (pairs(case.waits), case.served_by, case.handed_off) == ([(10, 40)], "handed over", False)


def test_an_answer_is_not_needed_because_a_person_leads() -> None:
    """The customer was asked something else; taken over at 20, they wait until 25 for Bo's word, not for Ann's."""
    told = Told().asked(10).at(10, QUESTION_TO_CUSTOMER)
    told.at(20, i.TakenOver(by="bo", name="Bo")).at(25, _word("bo"))
    assert (told.waits(), told.consult.needed_at) == ([(20, 25)], None)


def test_a_transfer() -> None:
    """Handed off at 70, taken up at 100, spoken to at 105: waited 10 to 105; led from 100 to the end at 200."""
    told = Told().asked(10).at(70, e.HandedOff(reason="…", summary=""))
    told.at(70, e.ConsultWithdrawn(consult="c.ask1", reason="handed off"), says("A colleague takes over.", "result"))
    told.at(100, i.TakenOver(by="ann", name="Ann")).at(105, _word("ann"))
    case = told.at(200, i.GivenBack(by="ann"), e.ConversationClosed(outcome="handed_off")).case()
    (led,) = case.led
    assert (led.wanted_at, led.since, led.until, led.unasked) == (70, 100, 200, False)
    assert (pairs(case.waits), case.human_seconds, case.handed_off, case.left_waiting) == (
        [(10, 105)],
        100,
        True,
        False,
    )


def test_a_person_who_fell_silent() -> None:
    """They spoke at 40 for the last time: 10 s of theirs. The customer's words of 60 waited until 180."""
    told = Told().at(30, i.TakenOver(by="ann", name="Ann")).at(40, _word("ann"))
    told.at(60, e.CustomerSaid(message="x", text="?"), i.PersonAwaited(message="x", due=180))
    case = told.at(180, i.GivenBack(by="ann", reason="fell silent")).case()
    assert (case.led[0].seconds, case.led[0].until, pairs(case.waits)) == (10, 180, [(30, 40), (60, 180)])


def test_a_paused_agent_keeps_the_customer_waiting() -> None:
    """Paused from 20 to 50 with a request in hand; the agent's question stands open from 50 on."""
    told = Told().at(20, i.AgentPaused(by="cleo")).at(50, i.AgentResumed(by="cleo"), QUESTION_TO_CUSTOMER)
    assert told.said(60).waits() == [(20, 50)]


def test_a_paused_agent_that_would_have_nothing_to_do_keeps_nobody_waiting() -> None:
    """Everything was served before; who writes at 40 waits from then on."""
    told = Told().at(10, says("At nine.", "answer"), e.RunEnded(run="r", outcome="resolved"))
    told.at(20, i.AgentPaused(by="cleo")).at(40, e.CustomerSaid(message="x", text="?"))
    assert told.at(50, i.AgentResumed(by="cleo")).waits() == [(40, 50)]


def _word(by: str) -> i.PersonSaid:
    return i.PersonSaid(by=by, name=by.title(), message="p", text="…")


# ── what is not counted, and reading again ────────────────────────────────────────────────────────────────────────────


def test_messages_that_are_approved_are_no_questions() -> None:
    """8 s of a person's time on the agent's words, and 20 s of waiting for them."""
    told = Told().asked(10, question=QUESTION.model_copy(update={"draft": "At nine."}), reviews="mark")
    case = told.claimed(22).answered(30).goodbye(40).case()
    assert (case.consults, case.reviewed_seconds, case.human_seconds, pairs(case.waits)) == ((), 8, 8, [(10, 30)])
    assert case.served_by == "consulted"


def test_what_was_decided_alone_is_counted_and_so_is_a_look_at_it() -> None:
    """One reading taken alone and not looked at; one question answered alone, which somebody looks at from 50 to 58 and
    finds wrong; one question asked. The customer waits for nobody but the asked one."""
    estimate = Estimate(
        of="consult refund", decision="c.ask1", alone=True, risk=0.01, threshold=0.05, budget=0.05, audited=True, why=""
    )  # fmt: skip
    read = Read(**{**estimate.model_dump(), "of": "requests", "audited": False}, index=0, begins=0, ends=1)
    asked = estimate.model_copy(update={"alone": False, "audited": False})
    told = Told().at(10, e.CustomerSaid(message="x", text="…"))
    told.at(10, e.MessageUnderstood(message="x", commands=(), by="test", judged=(read,)))
    told.at(10, DecidedAlone(
        consult="c.ask1", run="r", at_instruction=0, question=QUESTION, answer=YES, by="precedent p", estimate=estimate
    ))  # fmt: skip
    told.asked(20, of="c.ask2", here=1, estimate=asked).claimed(25, of="c.ask2").answered(30, of="c.ask2").goodbye(40)
    look = d.CardOpened(
        conversation="c", consult="c.ask1", question=QUESTION, summary="", ladder=(), asked_at=10,
        audit=Audit(of="consult refund", decision="c.ask1", choice="yes"),
    )  # fmt: skip
    told.card(10, look, of="c.ask1.look").claimed(50, of="c.ask1.look")
    told.card(58, AuditAnswered(by="ann", answer=YES, right=False), of="c.ask1.look")
    case = told.case()
    assert (case.decided_alone, case.decided_asked, case.looked_at, case.looked_wrong) == (2, 1, 1, 1)
    assert (case.looked_seconds, case.human_seconds, [each.id for each in case.consults]) == (8, 13, ["c.ask2"])
    assert conversation_of("card/c.ask1.look") == conversation_of("card/c.read4.0.look") == "c"


def test_seeded_cards_are_not_counted() -> None:
    """A check made from this very conversation leads to nothing, here neither."""
    told, seed = _plain(), "c0123456789abcdef.ask0"
    before = told.case()
    opened = d.CardOpened(
        conversation="c", consult=seed, question=QUESTION, summary="", ladder=(), asked_at=100,
        seed=Seed(card="c.ask1", expert="bo", position=9, asked_at=10),
    )  # fmt: skip
    told.card(100, opened, of=seed).claimed(110, "bo", of=seed)
    told.card(150, SeedAnswered(by="bo", answer=YES, right=True), of=seed)
    assert told.case() == before


def test_reading_again_changes_nothing() -> None:
    """Events that come twice, in any order, are one journal."""
    told = _plain()
    twice = [*told.streams["conversation/c"], *told.streams["conversation/c"][3:]]
    cards = [*told.cards, *told.cards]
    dice = random.Random(1)
    dice.shuffle(twice)
    dice.shuffle(cards)
    assert read_case(twice, cards) == told.case() == told.case()


def test_a_clock_that_goes_back_makes_no_time() -> None:
    """Another node's clock is 5 s behind: the wait from 10 to 40 is counted once."""
    told = Told().asked(10).at(30, says("Still at it.", "holding")).at(25, e.CustomerHeard(upto=8)).answered(40)
    assert sum(until - since for since, until in told.waits()) == 30


def test_a_stream_without_its_beginning_is_refused() -> None:
    """Rather than counted wrongly."""
    with pytest.raises(Invalid, match="ConversationOpened"):
        read_case(_plain().streams["conversation/c"][1:])


def test_minutes_on_the_telephone() -> None:
    """From hello to the end."""
    assert Told("voice").goodbye(90).case().telephone_seconds == 90
    assert Told("chat").goodbye(90).case().telephone_seconds == 0


def test_a_rating() -> None:
    """The last word counts."""
    told = _plain().at(70, e.CustomerRated(rating=2)).at(80, e.CustomerRated(rating=5))
    assert (told.case().rating, told.case().closed_at) == (5, 60)


def test_who_leads_while_they_hold_the_card_counts_once() -> None:
    """Ann holds the card from 20 to 60 and leads from 30 on: 10 s at the card, the rest leading. Bo's card counts."""
    told = Told().asked(10).claimed(20, "ann").at(30, i.TakenOver(by="ann", name="Ann")).at(40, _word("ann"))
    told = told.at(60, i.GivenBack(by="ann")).answered(60, "ann")
    assert told.consult.seconds == 10
    assert [led.seconds for led in told.case().led] == [30]
    other = Told().asked(10).claimed(20, "bo").at(30, i.TakenOver(by="ann", name="Ann")).at(40, _word("ann"))
    assert other.at(60, i.GivenBack(by="ann")).answered(60, "bo").consult.seconds == 40
