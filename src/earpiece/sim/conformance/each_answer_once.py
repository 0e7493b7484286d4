"""Promise 8: each answer reaches the customer exactly once, whatever becomes of the line."""

from earpiece.runtime.views import ChatItem
from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import expect, taken
from earpiece.sim.conformance.questions import provoke
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.streams import Ear, Sent, replayed, same_lines
from earpiece.sim.conformance.talk import Talk

PROMISE = "8"


async def an_answer_comes_once_on_a_stream_that_is_cut(site: Site) -> None:
    """A live stream that breaks after every event and resumes at the next node brings each line once."""
    talk = await site.open()
    async with Ear(talk, cut=True) as ear:
        await _serve(site, talk)
        last = (await talk.view()).items[-1]
        await ear.has(last.position)
        same_lines(ear.items, (await talk.view()).items, "A live stream cut after every event")


async def an_answer_comes_once_on_two_streams(site: Site) -> None:
    """Two streams of one customer, on two nodes at once, both bring every line once."""
    talk = await site.open()
    async with Ear(talk) as first, Ear(talk, node=1) as second:
        await _serve(site, talk)
        last = (await talk.view()).items[-1]
        for which, ear in (("The first", first), ("The second", second)):
            await ear.has(last.position)
            same_lines(ear.items, (await talk.view()).items, f"{which} of two streams at once")


async def a_stream_resumes_after_every_line(site: Site) -> None:
    """With the id of any event as Last-Event-ID a stream brings exactly the lines after it, on every node."""
    talk = await site.open()
    await _serve(site, talk)
    there = (await talk.view()).items
    whole = await replayed(talk, "", 0)
    same_lines(_items(whole), there, "A stream from the beginning")
    for number, sent in enumerate(whole):
        rest = await replayed(talk, sent.id, number + 1)
        same_lines(_items(rest), there[number + 1 :], f"A stream resumed after {sent.id}")


def _items(sent: list[Sent]) -> list[ChatItem]:
    return [ChatItem.model_validate(each.data) for each in sent if each.event == "item"]


async def _serve(site: Site, talk: Talk) -> None:
    """Small talk, a question to a person, their answer."""
    await talk.say("Hello")
    question = await provoke(site, talk)
    expect(question.talk is talk, "The suite asked in another conversation.")
    words = question.words()
    taken(await question.give(question.may[0], question.answer(words)))
    await delivered(question, words)


CHECKS = (
    an_answer_comes_once_on_a_stream_that_is_cut,
    an_answer_comes_once_on_two_streams,
    a_stream_resumes_after_every_line,
)
