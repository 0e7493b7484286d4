"""The expert's endpoints."""

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from earpiece.domain.errors import Unauthenticated
from earpiece.runtime.views import Person
from earpiece.web import sse
from tests.web import samples
from tests.web.conftest import Open
from tests.web.fakes import DANA, OMAR, Fakes

CARD = "/desk/cards/card_approval"
ALL = [
    ("GET", "/session", None),
    ("DELETE", "/session", None),
    ("GET", "/desk/cards", None),
    ("GET", CARD, None),
    ("POST", f"{CARD}/claim", None),
    ("PUT", f"{CARD}/claim", {"fence": 1}),
    ("DELETE", f"{CARD}/claim", None),
    ("POST", f"{CARD}/answer", {"answer": {"decision": "yes"}, "revision": 1, "key": "k"}),
    ("DELETE", f"{CARD}/answer", None),
    ("POST", f"{CARD}/opinions", {"answer": {"decision": "yes"}, "revision": 1, "key": "k", "reason": "Odd."}),
    ("POST", f"{CARD}/pass", {"to": "general", "reason": "Not ours."}),
    ("POST", f"{CARD}/alone", {"reason": "A museum."}),
    ("POST", f"{CARD}/joined", {"card": "card_task"}),
    ("POST", f"{CARD}/lookups", {"question": "When did they move?"}),
    ("POST", f"{CARD}/seen", {"revision": 1}),
    ("POST", f"{CARD}/questions", {"question": "When?"}),
    ("POST", f"{CARD}/reading", {"text": "yes"}),
    ("PUT", f"{CARD}/draft", {"text": "ye"}),
    ("GET", "/desk/stream", None),
    ("PUT", "/desk/presence", {"presence": "away"}),
    ("GET", "/people", None),
    ("POST", "/people", {"id": "x", "name": "X", "role": "expert"}),
    ("GET", "/conversations/conv_1/story", None),
]


def yes(**changes: Any) -> dict[str, Any]:
    """An answer's body."""
    return {"answer": {"decision": "yes"}, "revision": 1, "key": "k1", **changes}


@pytest.mark.parametrize(("method", "url", "body"), ALL)
def test_nothing_is_open_to_strangers(web: TestClient, method: str, url: str, body: object) -> None:
    """Without a session, with a stale one, or with a customer's token: 401 everywhere."""
    token = web.post("/chat/conversations", json={}).json()["token"]
    for headers in ({}, {"Authorization": "Bearer session-nobody"}, {"Authorization": f"Bearer {token}"}):
        answer = web.request(method, url, json=body, headers=headers)
        assert answer.status_code == 401, headers
        assert answer.json()["error"]["code"] == "unauthenticated"


@pytest.mark.parametrize(("method", "url", "body"), ALL[-3:])
def test_experts_may_not_administer(as_dana: TestClient, method: str, url: str, body: object) -> None:
    """Accounts and stories are for other roles."""
    assert as_dana.request(method, url, json=body).status_code == 403


def test_a_card_is_claimed_renewed_answered(as_dana: TestClient) -> None:
    """The usual way."""
    fence = as_dana.post(f"{CARD}/claim").json()["holder"]["fence"]
    assert as_dana.put(f"{CARD}/claim", json={"fence": fence}).json()["holder"]["name"] == "Dana Reed"
    done = as_dana.post(f"{CARD}/answer", json=yes(fence=fence))
    assert done.status_code == 200
    assert done.json()["given"]["by"] == "dana"


def test_a_claim_is_given_back(as_dana: TestClient) -> None:
    """The card returns to the queue."""
    as_dana.post(f"{CARD}/claim")
    assert as_dana.delete(f"{CARD}/claim?reason=not me").json()["holder"] is None


def test_the_list_leaves_out_transcripts(as_dana: TestClient) -> None:
    """Only the single card carries its conversation."""
    assert all(card["transcript"] == [] for card in as_dana.get("/desk/cards").json())
    assert len(as_dana.get(CARD).json()["transcript"]) == 5


def test_the_list_says_how_many_more_are_open(as_dana: TestClient, fakes: Fakes) -> None:
    """In a header, since the list itself holds cards and nothing else."""
    assert as_dana.get("/desk/cards").headers["x-more-cards"] == "0"
    fakes.desk.more = 900
    assert as_dana.get("/desk/cards").headers["x-more-cards"] == "900+"


def test_the_loser_learns_who_won(as_dana: TestClient) -> None:
    """The first valid answer wins; the second gets a 409 that names the winner."""
    assert as_dana.post(f"{CARD}/answer", json=yes()).status_code == 200
    late = as_dana.post(f"{CARD}/answer", json=yes(), headers={"Authorization": "Bearer session-omar"})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "already_answered")
    assert late.json()["error"]["details"] == {"by": "dana"}
    assert as_dana.post(f"{CARD}/answer", json=yes()).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (yes(revision=7), 409, "conflict"),
        ({"answer": {"decision": "no"}, "revision": 1, "key": "k"}, 422, "invalid"),
        ({"answer": {"decision": "maybe"}, "revision": 1, "key": "k"}, 422, "invalid"),
        ({"answer": {"verdict": "yes"}, "revision": 1, "key": "k"}, 422, "invalid"),
        ({"revision": 1, "key": "k"}, 422, "invalid"),
        ({"answer": {"decision": "yes"}}, 422, "invalid"),
    ],
)
def test_a_wrong_answer_is_refused(as_dana: TestClient, body: object, status: int, code: str) -> None:
    """Changed question, missing reason, unknown decision, unknown field, nothing at all."""
    answer = as_dana.post(f"{CARD}/answer", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_skill_is_checked(as_dana: TestClient) -> None:
    """A card that needs another skill is refused in words."""
    answer = as_dana.post("/desk/cards/card_instruction/answer", json=yes())
    assert answer.status_code == 403
    assert "retention" in answer.json()["error"]["message"]


@pytest.mark.parametrize("path", ["", "/claim", "/answer", "/questions", "/reading", "/draft"])
def test_an_unknown_card_is_not_found(as_dana: TestClient, path: str) -> None:
    """404, whatever one wants to do with it."""
    method, body = {
        "": ("GET", None),
        "/claim": ("POST", None),
        "/answer": ("POST", yes()),
        "/questions": ("POST", {"question": "x"}),
        "/reading": ("POST", {"text": "x"}),
        "/draft": ("PUT", {"text": "x"}),
    }[path]
    assert as_dana.request(method, f"/desk/cards/nothing{path}", json=body).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/claim", {}),
        ("PUT", "/claim", {"fence": "x"}),
        ("POST", "/questions", {"question": ""}),
        ("POST", "/questions", {"question": "x" * 1001}),
        ("POST", "/reading", {"text": ""}),
        ("PUT", "/draft", {"text": "x" * 4001}),
        ("PUT", "/draft", {}),
    ],
)
def test_bodies_are_checked(as_dana: TestClient, method: str, path: str, body: object) -> None:
    """Missing, empty, too long: 422."""
    assert as_dana.request(method, f"{CARD}{path}", json=body).status_code == 422


def test_free_text_is_read_but_not_answered(as_dana: TestClient) -> None:
    """The reading comes back typed and in words; the card stays open."""
    reading = as_dana.post(f"{CARD}/reading", json={"text": "No, ask for a receipt"}).json()
    assert reading["answer"] == {**reading["answer"], "decision": "no", "reason": "ask for a receipt"}
    assert reading["in_words"] == "Decline: ask for a receipt."
    assert as_dana.get(CARD).json()["status"] == "open"


def test_a_draft_is_kept(as_dana: TestClient) -> None:
    """Half an answer is there again."""
    assert as_dana.put(f"{CARD}/draft", json={"text": "Yes, but"}).status_code == 204
    assert as_dana.get(CARD).json()["draft"] == "Yes, but"


def test_asking_back_waits_for_the_customer(as_dana: TestClient) -> None:
    """The card says what was asked."""
    card = as_dana.post(f"{CARD}/questions", json={"question": "Which day?"}).json()
    assert (card["status"], card["exchanges"][0]["question"]) == ("awaiting_customer", "Which day?")


def test_a_program_acts_as_an_expert(web: TestClient) -> None:
    """The service token names the expert it stands in for; an unknown one is told."""
    token = {"Authorization": "Bearer service-token"}
    assert web.get("/session", headers=token).json()["role"] == "admin"
    assert web.get("/session", headers={**token, "X-Acting-As": "omar"}).json()["name"] == "Omar Haddad"
    assert web.get("/session", headers={**token, "X-Acting-As": "nobody"}).status_code == 404
    pretending = {"Authorization": "Bearer session-dana", "X-Acting-As": "omar"}
    assert web.get("/session", headers=pretending).json()["name"] == "Dana Reed"


def test_the_story_is_for_supervisors_and_for_the_demos_visitor(app: Open, fakes: Fakes) -> None:
    """An expert may not read it; a visitor's chat token opens it in a demo only, and only the own one."""
    fakes.desk.tell("customer", "said hello", kind="CustomerSaid")
    for demo, expected in ((False, 401), (True, 200)):
        with app(demo=demo) as web:
            opened = web.post("/chat/conversations", json={}).json()
            visitor = {"Authorization": f"Bearer {opened['token']}"}
            story = f"/conversations/{opened['conversation']}/story"
            assert web.get(story, headers=visitor).status_code == expected
            assert web.get(story, headers={"Authorization": "Bearer session-sam"}).status_code == 200
            assert web.get(story, headers={"Authorization": "Bearer session-dana"}).status_code == 403
            other = web.get("/conversations/conv_99/story", headers=visitor)
            assert other.status_code == (404 if demo else 401)


def test_the_desks_stream_tells_only_what_changed() -> None:
    """First everything in order, then the changed card alone, and nothing more once the session is over."""
    asyncio.run(follow())


async def told(stream: sse.Events) -> sse.DeskChange:
    """The next change."""
    event = await anext(stream)
    assert event is not None
    assert isinstance(event.data, sse.DeskChange)
    return event.data


def test_cards_are_taken_out_and_joined(as_dana: TestClient) -> None:
    """With a reason, and with the card whose answer it gets."""
    assert as_dana.post(f"{CARD}/joined", json={"card": "card_task"}).json()["waiting"] == 2
    assert as_dana.post(f"{CARD}/alone", json={"reason": "A museum."}).json()["waiting"] == 1
    assert as_dana.post(f"{CARD}/alone", json={"reason": ""}).status_code == 422
    assert as_dana.post(f"{CARD}/joined", json={}).status_code == 422


async def follow() -> None:
    """The steps of the test above."""
    fakes = Fakes()
    now = fakes.clock.now()
    fakes.desk.put(samples.task(now))
    fakes.desk.put(samples.approval(now))
    ended = False

    async def who() -> Person:
        if ended:
            raise Unauthenticated("over")
        return DANA

    stream = sse.follow_desk(fakes.desk, fakes.clock, who)
    first = await told(stream)
    assert first.order == ["card_task", "card_approval"]
    assert len(first.changed) == 2
    await fakes.desk.claim(OMAR, "card_approval")
    second = await told(stream)
    assert [card.id for card in second.changed] == ["card_approval"]
    ended = True
    fakes.bell.ring()
    with pytest.raises(StopAsyncIteration):
        await anext(stream)
