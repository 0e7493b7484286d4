"""Promise 1: what was acknowledged is there, and counts once."""

import asyncio

from earpiece.runtime.views import ChatView
from earpiece.sim.conformance.findings import expect
from earpiece.sim.conformance.raw import send_raw
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.talk import Talk

PROMISE = "1"
SMALL_TALK = ("Hello", "Good morning", "Hi there", "Good afternoon", "Hello again")
"""Words that no agent needs a person for."""
AT_ONCE = 6


async def every_acknowledged_message_is_kept(site: Site) -> None:
    """Messages sent in quick succession, to all nodes in turn, stand in the conversation and its story, in order."""
    talk = await site.open()
    sent = [await talk.say(words, node=number) for number, words in enumerate(SMALL_TALK)]
    view = await talk.view()
    there = [item.message for item in view.items if item.who == "customer"]
    expect(there == sent, f"Acknowledged were the messages {sent}; the conversation {talk.id} has {there}.")
    await _in_story(talk, view)


async def the_same_message_twice_counts_once(site: Site) -> None:
    """A message sent again under its id, by way of another node, is acknowledged and changes nothing."""
    talk = await site.open()
    message = await talk.say("Hello")
    before = await talk.view()
    await talk.say("Hello", message, node=1)
    after = await talk.view()
    same = before.items == after.items
    expect(same, f"After {message} was sent again, the conversation read differently. {talk.told(after)}")
    await _counts_once(talk, message)


async def the_same_message_at_once_counts_once(site: Site) -> None:
    """The same message on several connections at the same time, to all nodes, is acknowledged on each, counted once."""
    talk = await site.open()
    message = talk.new_message()
    await asyncio.gather(*(talk.say("Hello", message, node) for node in range(AT_ONCE)))
    await _counts_once(talk, message)


async def a_message_survives_a_broken_connection(site: Site) -> None:
    """A sender who never read the answer, since the line broke, sends again by way of another node: counted once."""
    talk = await site.open()
    body = {"id": talk.new_message(), "text": "Hello"}
    await send_raw(site.url(0), "POST", f"{talk.path}/messages", talk.customer, body)
    await talk.say(body["text"], body["id"], node=1)
    await _counts_once(talk, body["id"])


async def half_a_message_is_no_message(site: Site) -> None:
    """A connection that breaks in the middle of a request leaves nothing behind; the whole request counts."""
    talk = await site.open()
    body = {"id": talk.new_message(), "text": "Hello"}
    await send_raw(site.url(0), "POST", f"{talk.path}/messages", talk.customer, body, without=8)
    await asyncio.sleep(0.3)
    there = [item.message for item in (await talk.view()).items if item.who == "customer"]
    expect(not there, f"Of a request that broke off, the conversation {talk.id} has the message {there}.")
    await talk.say(body["text"], body["id"], node=1)
    await _counts_once(talk, body["id"])


async def no_word_of_a_refused_message_is_kept(site: Site) -> None:
    """What was not acknowledged (empty, too long, without an id) leaves no line."""
    talk = await site.open()
    for body in ({"id": talk.new_message(), "text": ""}, {"id": talk.new_message(), "text": "x" * 5000}, {"text": "x"}):
        answer = await site.request("POST", f"{talk.path}/messages", talk.customer, body)
        expect(answer.status_code == 422, f"The message {str(body)[:80]} was answered with {answer.status_code}.")
    there = [item.text[:80] for item in (await talk.view()).items if item.who == "customer"]
    expect(not there, f"The conversation {talk.id} has lines of messages that were refused: {there}.")


async def _counts_once(talk: Talk, message: str) -> None:
    view = await talk.view()
    times = sum(item.message == message for item in view.items)
    expect(times == 1, f"The message {message} stands {times} times in the conversation {talk.id}, not once.")
    spoken = sum(item.who == "customer" for item in view.items)
    expect(spoken == 1, f"The customer said one thing, and {spoken} lines are theirs. {talk.told(view)}")
    await _in_story(talk, view)


async def _in_story(talk: Talk, view: ChatView) -> None:
    """Each of the customer's lines stands in the story, at its place; nothing else does."""
    told = [(line.position, line.what) for line in await talk.story() if line.who == "customer"]
    said = [item for item in view.items if item.who == "customer"]
    same = [position for position, _ in told] == [item.position for item in said]
    whole = same and all(item.text in what for item, (_, what) in zip(said, told, strict=True))
    lines = [(item.position, item.text) for item in said]
    expect(whole, f"The customer's lines of {talk.id} are {lines}; its story tells {told}.")


CHECKS = (
    every_acknowledged_message_is_kept,
    the_same_message_twice_counts_once,
    the_same_message_at_once_counts_once,
    a_message_survives_a_broken_connection,
    half_a_message_is_no_message,
    no_word_of_a_refused_message_is_kept,
)
