"""What the HTTP API promises by itself: one shape of errors, lines that show they are alive, limits."""

import asyncio
from contextlib import aclosing

from earpiece.sim.conformance.findings import Broken, expect, refused
from earpiece.sim.conformance.questions import viewer
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.streams import follow

PROMISE = "API"
HEARTBEAT = 20.0
"""Seconds in which a silent stream must have sent a comment; the API says every 15."""
MOST_MESSAGES = 200
"""One message is sent so often to meet the limit: several nodes may each have their own."""
LONGEST_WAIT = 3600


async def every_error_has_the_one_shape(site: Site) -> None:
    """What is wrong, unknown, forbidden, too large or not there is answered with the right status in the one shape."""
    talk = await site.open()
    messages = f"{talk.path}/messages"
    person = site.acting_as(viewer(site))
    for method, path, who, body, statuses in (
        ("GET", f"/{site.ids.new('nothing')}", talk.customer, None, (404,)),
        ("DELETE", messages, talk.customer, None, (405,)),
        ("GET", talk.path, {}, None, (401,)),
        ("GET", "/chat/conversations/c404", talk.customer, None, (404,)),
        ("GET", "/conversations/c404/story", site.service, None, (404,)),
        ("GET", "/desk/cards/c404.ask1", person, None, (404,)),
        ("GET", "/people", person if viewer(site).role != "admin" else {}, None, (401, 403)),
        ("GET", "/session", {**site.service, "X-Acting-As": site.ids.new("nobody")}, None, (404,)),
        ("POST", messages, talk.customer, {"text": "Hello"}, (422,)),
        ("POST", messages, talk.customer, {"id": talk.new_message(), "text": "x" * 4001}, (422,)),
        ("POST", messages, talk.customer, {"id": talk.new_message(), "text": "x" * 100_000}, (413,)),
        ("POST", "/chat/conversations", site.service, {"language": "no language"}, (422,)),
        ("POST", f"{talk.path}/heard", talk.customer, {"upto": -1}, (422,)),
        ("GET", f"{talk.path}?after=x", talk.customer, None, (422,)),
        ("GET", f"{talk.path}/stream", {**talk.customer, "Last-Event-ID": "x"}, None, (422,)),
    ):
        refused(await site.request(method, path, who, body), *statuses)
    for content in (b"{", b"[]", b"null", b'"x"', b"\xff"):
        headers = {**talk.customer, "Content-Type": "application/json"}
        refused(await site.request("POST", messages, headers, content=content), 400, 422)


async def a_silent_stream_shows_that_it_is_alive(site: Site) -> None:
    """A stream on which nothing happens sends a comment in good time, so that proxies keep it and clients trust it."""
    talk = await site.open()
    try:
        async with asyncio.timeout(HEARTBEAT), aclosing(follow(talk, comments=True)) as events:
            async for sent in events:
                if sent.event == "comment":
                    return
    except TimeoutError as error:
        raise Broken(f"The stream of {talk.id} was silent for {HEARTBEAT:g} seconds: no comment came.") from error
    raise Broken(f"The stream of {talk.id} ended by itself while the conversation was open.")


async def the_public_door_has_limits(site: Site) -> None:
    """One message sent again and again by its customer is answered with 429 and Retry-After; it still counts once."""
    talk = await site.open()
    message = await talk.say("Hello")
    body = {"id": message, "text": "Hello"}
    answer = await site.request("POST", f"{talk.path}/messages", talk.customer, body)
    for _ in range(MOST_MESSAGES):
        if not answer.is_success:
            break
        answer = await site.request("POST", f"{talk.path}/messages", talk.customer, body)
    refused(answer, 429)
    again = answer.headers.get("Retry-After", "")
    expect(again.isdigit() and 1 <= int(again) <= LONGEST_WAIT, f"429 came with Retry-After {again or 'missing'}.")
    times = sum(item.message == message for item in (await talk.view()).items)
    expect(times == 1, f"The message {message} stands {times} times in {talk.id}.")


CHECKS = (every_error_has_the_one_shape, a_silent_stream_shows_that_it_is_alive, the_public_door_has_limits)
