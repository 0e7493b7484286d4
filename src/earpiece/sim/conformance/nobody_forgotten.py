"""Promise 7: who waits hears so at once and again; who asks for a person gets one."""

import asyncio

from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import Unfit, expect, taken
from earpiece.sim.conformance.questions import FOR_A_PERSON, Question, card_of, provoke
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.streams import Ear
from earpiece.sim.conformance.talk import Talk, heard_after

PROMISE = "7"
FIRST_WORD = 2.0
"""Seconds until the customer must have heard that they have to wait."""
NEXT_WORD = 60.0
"""Seconds until the next word, the longest that a chat may be silent; the rhythm of a company is shorter."""


async def who_asks_for_a_person_gets_one(site: Site) -> None:
    """Asking for a person leads to a card, a handoff or a question about the call; asking again is not refused."""
    talk = await site.open()
    for attempt in ("the first time", "again"):
        message = await talk.say(FOR_A_PERSON)
        await talk.until(lambda view, said=message: heard_after(view, said), "the customer hears a word")  # type: ignore[misc]
        view = await talk.view()
        handed_off = view.status == "closed" or any(line.kind == "HandedOff" for line in await talk.story())
        asks = heard_after(view, message)[-1].purpose == "question"
        expect(view.waiting or handed_off or asks, f"The customer asked for a person {attempt}. {talk.told(view)}")
        if view.waiting:
            expect(await card_of(talk), f"The customer waits for a person, and there is no card. {talk.told(view)}")
        if view.status == "closed":
            return


async def the_first_word_comes_within_two_seconds(site: Site) -> None:
    """On the live stream the customer hears within two seconds of their message that somebody is asked."""
    talk = await _opened_where_cards_come(site)
    async with Ear(talk) as ear:
        await ear.has(1)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        question = await provoke(site, talk)
        view = await talk.until(lambda view: heard_after(view, question.message), "the customer hears a word")
        first = heard_after(view, question.message)[0]
        await ear.has(first.position)
        arrivals = [at for item, at in zip(ear.items, ear.arrivals, strict=True) if item.position == first.position]
        took = arrivals[0] - begun
        expect(took <= FIRST_WORD, f"The first word, “{first.text}”, took {took:.1f} seconds, not {FIRST_WORD:g}.")
        expect(view.waiting, f"“{first.text}” says that somebody is asked, and nobody is. {talk.told(view)}")


async def the_next_word_comes_in_time(site: Site) -> None:
    """Who only waits hears from the agent again within the channel's rhythm, in other words than before."""
    question = await provoke(site)
    talk = question.talk
    view = await talk.until(lambda view: heard_after(view, question.message), "the customer hears a word")
    first = heard_after(view, question.message)[-1]
    view = await talk.until(
        lambda view: heard_after(view, question.message)[-1].position > first.position or not view.waiting,
        "the waiting customer hears the next word",
        NEXT_WORD,
    )
    _still_ours(question, view.waiting)
    last = heard_after(view, question.message)[-1]
    expect(last.text != first.text, f"The waiting customer heard the same sentence twice running: “{last.text}”.")


async def waiting_is_true_exactly_while_a_card_is_open(site: Site) -> None:
    """The view and the stream say `waiting` while the card is open, and neither before nor after."""
    talk = await _opened_where_cards_come(site)
    before = await talk.view()
    expect(not before.waiting, f"Nobody is asked yet. {talk.told(before)}")
    async with Ear(talk) as ear:
        await ear.hears_waiting(False)
        question = await provoke(site, talk)
        view = await talk.view()
        expect(view.waiting, f"The card {question.card.id} is open. {talk.told(view)}")
        await question.stays_open("nothing was answered")
        await ear.hears_waiting(True)
        words = question.words()
        taken(await question.give(question.may[0], question.answer(words)))
        await delivered(question, words)
        after = await talk.view()
        expect(not after.waiting, f"The card {question.card.id} is answered. {talk.told(after)}")
        await ear.hears_waiting(False)
        expect(ear.waiting == [False, True, False], f"The stream told waiting as {ear.waiting}; it was no, yes, no.")


async def _opened_where_cards_come(site: Site) -> Talk:
    """A new conversation, once it is known which words lead to a card here."""
    if site.found.way is None:
        await provoke(site)
    return await site.open()


def _still_ours(question: Question, waiting: bool) -> None:
    """Somebody else may have answered the card meanwhile: an expert at work, or its ladder."""
    if not waiting:
        raise Unfit(f"Somebody else answered the card {question.card.id} before the next word was due.")


CHECKS = (
    who_asks_for_a_person_gets_one,
    the_first_word_comes_within_two_seconds,
    the_next_word_comes_in_time,
    waiting_is_true_exactly_while_a_card_is_open,
)
