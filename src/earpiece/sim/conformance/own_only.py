"""Promise 14: nobody sees another's conversation, and a customer sees nothing of the desk."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jwt

from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import Unfit, expect, refused, taken
from earpiece.sim.conformance.questions import provoke
from earpiece.sim.conformance.raw import ask_raw
from earpiece.sim.conformance.site import NOBODY, Site, bearer
from earpiece.sim.conformance.talk import Talk

PROMISE = "14"
LIFETIME = 300
"""Seconds that a customer token of ours is good for."""


def _customers_doors(talk: Talk) -> Iterator[tuple[str, str, object]]:
    """Every endpoint of a conversation, with a body that would be taken from its own customer."""
    yield "GET", talk.path, None
    yield "GET", f"{talk.path}/stream", None
    yield "POST", f"{talk.path}/messages", {"id": talk.new_message(), "text": "Hello"}
    yield "POST", f"{talk.path}/heard", {"upto": 1}


def _desks_doors(talk: Talk, card: str) -> Iterator[tuple[str, str, object]]:
    """Every endpoint that is for the human side."""
    yield "GET", "/desk/cards", None
    yield "GET", "/desk/stream", None
    yield "GET", f"/desk/cards/{card}", None
    yield "POST", f"/desk/cards/{card}/claim", None
    yield "PUT", f"/desk/cards/{card}/claim", {"fence": 1}
    yield "DELETE", f"/desk/cards/{card}/claim", None
    yield "POST", f"/desk/cards/{card}/answer", {"answer": {"text": "no"}, "revision": 1, "key": "k"}
    yield "POST", f"/desk/cards/{card}/questions", {"question": "Why?"}
    yield "POST", f"/desk/cards/{card}/reading", {"text": "yes"}
    yield "PUT", f"/desk/cards/{card}/draft", {"text": "yes"}
    yield "PUT", "/desk/presence", {"presence": "away"}
    yield "GET", "/session", None
    yield "GET", "/people", None


async def a_token_opens_no_other_conversation(site: Site) -> None:
    """With the token of one conversation each endpoint of another answers 401 or 404, and nothing is said there."""
    mine, (other, marker) = await site.open(), await site.neighbour()
    for method, path, body in _customers_doors(other):
        answer = await site.request(method, path, mine.customer, body)
        refused(answer, 401, 404)
        expect(marker not in answer.text, f"{method} {path} told {mine.id} what was said in {other.id}.")
    view = await other.view()
    spoken = [item.message for item in view.items if item.who == "customer"]
    expect(spoken == [marker], f"With the token of {mine.id} somebody spoke in {other.id}. {other.told(view)}")
    own = await mine.view()
    same = own.conversation == mine.id and all(item.message != marker for item in own.items)
    expect(same, f"The token of {mine.id} shows {own.conversation}. {mine.told(own)}")


async def a_customers_token_opens_no_desk(site: Site) -> None:
    """With the token of a conversation every endpoint of the human side answers 401 or 403, also for its own card."""
    question = await provoke(site)
    talk, (other, _) = question.talk, await site.neighbour()
    for who in (talk.customer, {**talk.customer, "X-Acting-As": question.may[0].id}):
        for method, path, body in _desks_doors(talk, question.card.id):
            refused(await site.request(method, path, who, body), 401, 403)
    refused(await site.request("GET", f"/conversations/{other.id}/story", talk.customer), 401, 403, 404)
    await question.stays_open("a customer knocked at the desk")
    words = question.words()
    taken(await question.give(question.may[0], question.answer(words)))
    await delivered(question, words)


async def nothing_opens_without_a_token(site: Site) -> None:
    """Without a token, or with one that nobody was given, every endpoint but the public ones answers 401."""
    talk = await site.open()
    guesses = [NOBODY, bearer("x" * 43), bearer(site.ids.secret()), {"X-Acting-As": site.people[0].id}]
    doors = [*_customers_doors(talk), *_desks_doors(talk, f"{talk.id}.ask1")]
    doors.append(("GET", f"/conversations/{talk.id}/story", None))
    for who in guesses:
        for method, path, body in doors:
            refused(await site.request(method, path, who, body), 401)


async def a_forged_token_opens_nothing(site: Site) -> None:
    """A conversation's token that was changed in any part, or put together from two, is refused with 401 or 404."""
    mine, (other, _) = await site.open(), await site.neighbour()
    for forged in _forged(mine.token, other.token):
        for method, path, body in _customers_doors(mine):
            refused(await site.request(method, path, bearer(forged), body), 401, 404)
    expect(not [i for i in (await mine.view()).items if i.who == "customer"], f"A forged token spoke in {mine.id}.")


def _forged(mine: str, other: str) -> Iterator[str]:
    """Shortened, lengthened, each part changed, and each part of one in the place of the other's."""
    yield mine[:-2]
    yield mine + "A"
    parts, others = mine.split("."), other.split(".")
    for at in range(len(parts)):
        first = "B" if parts[at][:1] == "A" else "A"
        yield ".".join([*parts[:at], first + parts[at][1:], *parts[at + 1 :]])
        yield ".".join([*parts[:at], "", *parts[at + 1 :]])
    for at in range(min(len(parts), len(others)) if len(parts) > 1 else 0):
        if parts[at] != others[at]:
            yield ".".join([*others[:at], parts[at], *others[at + 1 :]])


async def a_forged_customer_token_is_refused(site: Site) -> None:
    """A word about the customer signed by another installation, or by nobody, opens nothing: 401."""
    claims = {"sub": "test", "name": "Test", "exp": int(site.clock.now()) + LIFETIME}
    strange = site.ids.secret() + site.ids.secret()
    forged = [
        jwt.encode(claims, strange, algorithm="HS256"),
        jwt.encode(claims, strange * 2, algorithm="HS512"),
        jwt.encode(claims, "", algorithm="none"),
        "test",
        "a.b.c",
    ]
    await _all_refused(site, forged)


async def a_stale_customer_token_is_refused(site: Site) -> None:
    """The host page's word opens a conversation while it is fresh; expired, endless or about nobody it opens none."""
    if site.host_secret is None:
        raise Unfit("Only who has the host's secret can sign a customer: --host-secret FILE.")
    customer = f"test-{site.ids.new('c')}"
    good: dict[str, Any] = {"sub": customer, "name": "Test", "exp": int(site.clock.now()) + LIFETIME}
    fresh = await site.open(jwt.encode(good, site.host_secret, algorithm="HS256"))
    opened = (await fresh.story())[0].what
    expect(customer in opened, f"The host page says that {customer} comes; the story says: {opened}.")
    wrong = [{**good, "exp": int(site.clock.now()) - 5}, {"sub": customer}, {**good, "sub": ""}]
    signed = [jwt.encode(claims, site.host_secret, algorithm="HS256") for claims in wrong]
    head, _, mac = jwt.encode(good, site.host_secret, algorithm="HS256").split(".")
    other = jwt.encode({**good, "sub": "another"}, site.host_secret, algorithm="HS256").split(".")[1]
    await _all_refused(site, [*signed, f"{head}.{other}.{mac}"])


async def _all_refused(site: Site, tokens: list[str]) -> None:
    for token in tokens:
        refused(await site.request("POST", "/chat/conversations", site.service, {"token": token}), 401)


async def tricks_with_the_address_lead_nowhere(site: Site) -> None:
    """Dots, encoded slashes and doubled parts in an address show nothing of another conversation, nor of the desk."""
    mine, (other, marker) = await site.open(), await site.neighbour()
    for path in _tricks(mine, other):
        status, answer = await ask_raw(site.url(0), "GET", path, mine.customer)
        seen = marker in answer or other.id in answer.partition("\r\n\r\n")[2].replace(path, "")
        expect(not seen, f"GET {path} with the token of {mine.id} shows {other.id}: {answer[-200:]}")
        expect(status < 500, f"GET {path} was answered with {status}.")
    for path in ("/desk/cards", "/people"):
        for trick in (f"{mine.path}/../../..{path}", f"/chat/..{path}", f"/{path}", f"{path}/", f"{path}%2f"):
            status, answer = await ask_raw(site.url(0), "GET", trick, mine.customer)
            expect(status not in range(200, 300), f"GET {trick} was answered with {status}: {answer[-200:]}")


def _tricks(mine: Talk, other: Talk) -> Iterator[str]:
    """Addresses that name both conversations, or the other one in a strange way."""
    for up in ("..", "%2e%2e", ".%2e", "..%2f", "%2e%2e%2f", "..;", "..%5c", "%252e%252e"):
        yield f"{mine.path}/{up}/{other.id}"
        yield f"{mine.path}/{up}/{other.id}/stream"
    yield f"{mine.path}%2f..%2f{other.id}"
    yield f"{mine.path}%00{other.id}"
    yield f"{mine.path}?conversation={other.id}"
    yield f"{mine.path};{other.id}"
    yield f"{mine.path}%23/../{other.id}"
    yield f"/chat/conversations//{other.id}"
    yield f"//chat/conversations/{other.id}"
    yield f"/chat/conversations/{quote(other.id.upper())}"
    yield f"/chat/conversations/{other.id}%20"
    yield f"/chat/conversations/{other.id}/"
    yield f"/chat/conversations/{other.id}/../{other.id}?id={mine.id}"
    yield f"/conversations/{other.id}/story"
    yield f"{mine.path}/../../../conversations/{other.id}/story"


CHECKS = (
    a_token_opens_no_other_conversation,
    a_customers_token_opens_no_desk,
    nothing_opens_without_a_token,
    a_forged_token_opens_nothing,
    a_forged_customer_token_is_refused,
    a_stale_customer_token_is_refused,
    tricks_with_the_address_lead_nowhere,
)
