"""Promise 6: the first valid answer wins; every other is refused in words that help."""

import asyncio

from earpiece.sim.conformance.answers import Answer, unfit_answers
from earpiece.sim.conformance.delivery import QUIET, delivered, never_said
from earpiece.sim.conformance.findings import Unfit, asked, expect, refused, taken
from earpiece.sim.conformance.questions import Question, provoke
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.withdrawal import NEVER_MIND, take_back

PROMISE = "6"


async def two_answers_at_once_one_wins(site: Site) -> None:
    """Two experts answer at the same moment: one is taken, the other is told who won and what; only one is heard."""
    question = await provoke(site)
    people = question.people(2)
    words = [question.words(), question.words()]
    given = await asyncio.gather(
        *(question.give(people[one], question.answer(words[one]), node=one + 1) for one in (0, 1))
    )
    won = [one for one in (0, 1) if given[one].is_success]
    expect(len(won) == 1, f"Of two answers at once {len(won)} were taken, not one: {[asked(each) for each in given]}.")
    winner, loser = won[0], 1 - won[0]
    error = refused(given[loser], 409)
    named = people[winner].id in str(error["details"]) and people[winner].name in error["message"]
    expect(named, f"{asked(given[loser])}. It should name {people[winner].name}, who won.")
    expect(words[winner] in error["message"], f"{asked(given[loser])}. It should tell what was answered.")
    await _stands(question, question.answer(words[winner]))
    await delivered(question, words[winner])
    await never_said(question, words[loser])


async def the_same_click_twice_is_harmless(site: Site) -> None:
    """The same answer of the same person, sent twice at once and again later, is taken each time and said once."""
    question = await provoke(site)
    words, key = question.words(), site.ids.new("k")
    person, answer = question.people(1)[0], question.answer(words)
    twice = await asyncio.gather(*(question.give(person, answer, node, key=key) for node in (0, 1)))
    for each in (*twice, await question.give(person, answer, key=key)):
        expect(each.is_success, f"{asked(each)}. The same click again should be harmless.")
    await _stands(question, answer)
    await delivered(question, words)


async def an_answer_in_a_wrong_form_is_refused(site: Site) -> None:
    """An answer that does not fit the card's own form is refused with 422 and a sentence; the card stays open."""
    question = await provoke(site)
    wrong = unfit_answers(question.card)
    for answer in wrong:
        error = refused(await question.give(question.may[0], answer), 422)
        expect(len(error["message"]) > 10, f"The answer {answer} was refused without a sentence: {error}.")
    await question.stays_open(f"the answers {wrong}")


async def an_answer_to_an_older_question_is_refused(site: Site) -> None:
    """An answer that names another revision than the card's is refused with 409; the card stays open."""
    question = await provoke(site)
    words = question.words()
    for revision in (question.card.revision - 1, question.card.revision + 1):
        refused(await question.give(question.may[0], question.answer(words), revision=revision), 409)
    await question.stays_open("answers to other revisions")
    await never_said(question, words)


async def an_answer_under_a_lost_claim_is_refused(site: Site) -> None:
    """An answer under another fence than the claim's, or to a card that somebody else holds, is refused with 409."""
    question = await provoke(site)
    words = question.words()
    person = question.may[0]
    held = (await question.claim(person)).holder
    expect(held is not None and held.expert == person.id, f"{person.name} claimed {question.card.id}; holder: {held}.")
    assert held is not None
    refused(await question.give(person, question.answer(words), fence=held.fence + 1), 409)
    if len(question.may) > 1:
        refused(await question.give(question.may[1], question.answer(words)), 409)
    given_back = await site.request("DELETE", f"{question.path}/claim", site.acting_as(person))
    taken(given_back)
    await question.claim(question.may[-1])
    if len(question.may) > 1:
        refused(await question.give(person, question.answer(words), fence=held.fence), 409)
    await question.stays_open("answers under lost claims")
    await never_said(question, words)


async def an_answer_without_the_right_is_refused(site: Site) -> None:
    """Who lacks the skill for a card cannot answer it: 403, and the card stays open."""
    question = await provoke(site)
    if not question.may_not:
        raise Unfit(f"Everybody on the desk may answer the card “{question.card.name}”.")
    rung, now = question.card.next_rung, site.clock.now()
    if rung is not None and rung.at - now < QUIET:
        raise Unfit("The card was about to go on to other people, who would have had the right.")
    words = question.words()
    refused(await question.give(question.may_not[0], question.answer(words)), 403)
    await question.stays_open(f"an answer of {question.may_not[0].name}, who has not the right")


async def a_late_answer_is_refused(site: Site) -> None:
    """An answer after the first one is refused with 409, who won and what; nothing of it reaches the customer."""
    question = await provoke(site)
    first, second = question.words(), question.words()
    person = question.may[0]
    taken(await question.give(person, question.answer(first)))
    await delivered(question, first)
    late = await question.give(question.may[-1], question.answer(second), site.expert_node() + 1)
    error = refused(late, 409)
    told = person.name in error["message"] and first in error["message"]
    expect(told, f"{asked(late)}. It should tell that {person.name} answered, and what.")
    await _stands(question, question.answer(first))
    await never_said(question, second)


async def an_answer_to_a_withdrawn_question_is_refused(site: Site) -> None:
    """When the customer has taken the question back, an answer is refused with 409 and never said."""
    question = await provoke(site)
    if not await take_back(question.talk):
        raise Unfit(f"“{NEVER_MIND}” does not take a question back here.")
    words = question.words()
    refused(await question.give(question.may[0], question.answer(words)), 409)
    card = await question.look(question.may[0])
    expect(card.given is None, f"The card {card.id} was withdrawn, and now has the answer {card.given}.")
    await never_said(question, words)


async def _stands(question: Question, answer: Answer) -> None:
    """The card shows this answer, and no other."""
    given = (await question.look(question.may[0])).given
    there = None if given is None else given.answer.model_dump(exclude_none=True, exclude_defaults=True)
    expect(there == answer, f"The card {question.card.id} should have the answer {answer}; it has {there}.")


CHECKS = (
    two_answers_at_once_one_wins,
    the_same_click_twice_is_harmless,
    an_answer_in_a_wrong_form_is_refused,
    an_answer_to_an_older_question_is_refused,
    an_answer_under_a_lost_claim_is_refused,
    an_answer_without_the_right_is_refused,
    a_late_answer_is_refused,
    an_answer_to_a_withdrawn_question_is_refused,
)
