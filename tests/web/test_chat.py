"""The customer's endpoints."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Open
from tests.web.fakes import Fakes


def begin(web: TestClient) -> tuple[str, dict[str, str]]:
    """A conversation's address, and the header that opens it."""
    opened = web.post("/chat/conversations", json={})
    assert opened.status_code == 201
    body = opened.json()
    return f"/chat/conversations/{body['conversation']}", {"Authorization": f"Bearer {body['token']}"}


def events(text: str) -> list[dict[str, Any]]:
    """The events of a stream's text."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


def test_a_conversation_is_opened_spoken_to_and_read(web: TestClient) -> None:
    """What the customer says is acknowledged with its position, and is in the view."""
    url, auth = begin(web)
    taken = web.post(f"{url}/messages", json={"id": "m1", "text": "Hello"}, headers=auth)
    assert (taken.status_code, taken.json()) == (201, {"position": 2})
    view = web.get(url, headers=auth).json()
    assert [item["text"] for item in view["items"]][1:] == ["Hello"]
    assert view["items"][1]["message"] == "m1"
    assert (view["company"], view["agent_name"], view["waiting"]) == ("Hudson", "Ava", False)


def test_the_same_message_twice_counts_once(web: TestClient) -> None:
    """A client may repeat a message until it is acknowledged."""
    url, auth = begin(web)
    sent = [web.post(f"{url}/messages", json={"id": "m1", "text": "Hi"}, headers=auth) for _ in range(2)]
    assert sent[0].json() == sent[1].json()
    assert len(web.get(url, headers=auth).json()["items"]) == 2


def test_heard_is_passed_on(web: TestClient, fakes: Fakes) -> None:
    """The acknowledgement of what was shown reaches the conversation."""
    url, auth = begin(web)
    assert web.post(f"{url}/heard", json={"upto": 1}, headers=auth).status_code == 204
    assert fakes.chats.chats["conv_1"].heard == 1


def test_a_rating_is_taken_once_the_conversation_is_over(web: TestClient, fakes: Fakes) -> None:
    """And the view says when to ask for it, and what was said."""
    fakes.chats.survey = True
    url, auth = begin(web)
    assert web.post(f"{url}/rating", json={"rating": 4}, headers=auth).status_code == 409
    fakes.chats.set("conv_1", closed=True)
    assert (web.get(url, headers=auth).json()["survey"], web.get(url, headers=auth).json()["rating"]) == (True, None)
    told = events(web.get(f"{url}/stream", headers=auth).text)[-1]
    assert (told["event"], told["data"]["survey"]) == ("status", True)
    for rating in (4, 5):
        assert web.post(f"{url}/rating", json={"rating": rating}, headers=auth).status_code == 204
    assert fakes.chats.chats["conv_1"].ratings == [4, 5]
    assert web.get(url, headers=auth).json()["rating"] == 5


@pytest.mark.parametrize("rating", [0, 6, 4.5, "4", True, None])
def test_a_rating_is_one_of_five(web: TestClient, fakes: Fakes, rating: object) -> None:
    """Anything else is refused."""
    fakes.chats.survey = True
    url, auth = begin(web)
    fakes.chats.set("conv_1", closed=True)
    assert web.post(f"{url}/rating", json={"rating": rating}, headers=auth).status_code == 422
    assert fakes.chats.chats["conv_1"].ratings == []


def test_only_who_holds_the_conversations_token_rates_it(web: TestClient, fakes: Fakes) -> None:
    """Not another customer, and not a program of the operator's."""
    fakes.chats.survey = True
    url, _ = begin(web)
    _, other = begin(web)
    fakes.chats.set("conv_1", closed=True)
    for headers in (other, {}, {"Authorization": "Bearer service-token"}):
        assert web.post(f"{url}/rating", json={"rating": 1}, headers=headers).status_code in (401, 404)
    assert fakes.chats.chats["conv_1"].ratings == []


def test_a_token_opens_its_own_conversation_only(web: TestClient) -> None:
    """Another's conversation looks as if there were none; no token or a false one is refused."""
    url, _ = begin(web)
    _, other = begin(web)
    assert web.get(url, headers=other).status_code == 404
    assert web.get(url).status_code == 401
    for token in ("x", "a.b.c", other["Authorization"][7:-1], "..", "ü.1.ä"):
        refused = web.get(url, headers={b"Authorization": f"Bearer {token}".encode()})
        assert refused.status_code == 401, token
        assert refused.json()["error"]["code"] == "unauthenticated"


def test_a_token_becomes_stale(web: TestClient, fakes: Fakes) -> None:
    """After thirty days a new conversation is due."""
    url, auth = begin(web)
    fakes.clock.ahead = 31 * 86_400
    assert web.get(url, headers=auth).status_code == 401


def test_a_bad_host_token_is_refused(web: TestClient) -> None:
    """A customer is who the host page proves."""
    refused = web.post("/chat/conversations", json={"token": "bad"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.id"),
        ({"id": "m1"}, "body.text"),
        ({"id": "m1", "text": ""}, "body.text"),
        ({"id": "m1", "text": "x" * 4001}, "body.text"),
        ({"id": "m1", "text": 7}, "body.text"),
        ({"id": "", "text": "x"}, "body.id"),
        ({"id": "no spaces", "text": "x"}, "body.id"),
        ({"id": "m1", "text": "x", "more": 1}, "body.more"),
        ([1], "body"),
        ("text", "body"),
        (None, "body"),
    ],
)
def test_a_wrong_message_says_what_is_wrong(web: TestClient, body: object, where: str) -> None:
    """Every problem names the place, what is wrong and what to do."""
    url, auth = begin(web)
    answer = web.post(f"{url}/messages", json=body, headers=auth)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "invalid"
    assert error["details"]["problems"][0]["where"] == where
    assert set(error["details"]["problems"][0]) == {"where", "what", "how"}


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"id": "m1", "text": "\\ud800"}', b"[" * 9000])
def test_what_is_not_json_is_refused_in_the_one_shape(web: TestClient, body: bytes) -> None:
    """No body, however broken, gets anything but a clear refusal."""
    url, auth = begin(web)
    headers = {**auth, "Content-Type": "application/json"}
    answer = web.post(f"{url}/messages", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["code"] == "invalid"


def test_a_megabyte_is_too_much(web: TestClient) -> None:
    """A body over 64 KB gets a clear 413, whether its length is announced or not."""
    url, auth = begin(web)
    body = json.dumps({"id": "m1", "text": "x" * 1_000_000}).encode()
    announced = web.post(f"{url}/messages", content=body, headers=auth)
    streamed = web.post(f"{url}/messages", content=iter([body[:50_000], body[50_000:]]), headers=auth)
    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize("language", ["", "english please", "e", "en_GB", "x" * 50])
def test_a_language_is_a_language_tag(web: TestClient, language: str) -> None:
    """Only tags such as en or de-AT are taken."""
    assert web.post("/chat/conversations", json={"language": language}).status_code == 422


@pytest.mark.parametrize("upto", [-1, 2**53, "x", None])
def test_heard_wants_a_position(web: TestClient, upto: object) -> None:
    """A position is a whole number that fits."""
    url, auth = begin(web)
    assert web.post(f"{url}/heard", json={"upto": upto}, headers=auth).status_code == 422


def test_what_the_service_refuses_keeps_its_sentence(web: TestClient, fakes: Fakes) -> None:
    """An error of ours arrives with its own words."""
    url, auth = begin(web)
    fakes.chats.set("conv_1", closed=True)
    answer = web.post(f"{url}/messages", json={"id": "m1", "text": "x"}, headers=auth)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "The conversation is closed."


def test_a_fault_is_a_plain_sentence(web: TestClient) -> None:
    """Nobody outside sees a trace, and the guards' headers are there too."""
    url, auth = begin(web)
    answer = web.post(f"{url}/messages", json={"id": "m1", "text": "explode"}, headers=auth)
    assert answer.status_code == 500
    assert "foresaw" not in answer.text
    assert answer.json()["error"]["code"] == "error"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_stream_tells_lines_and_status_and_ends_with_the_conversation(web: TestClient, fakes: Fakes) -> None:
    """Each line has its position as id; the end is told and then the stream is over."""
    url, auth = begin(web)
    web.post(f"{url}/messages", json={"id": "m1", "text": "two\nlines"}, headers=auth)
    fakes.chats.set("conv_1", closed=True)
    answer = web.get(f"{url}/stream", headers=auth)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert [(event["event"], event["id"]) for event in told] == [("item", "1"), ("item", "2"), ("status", "3")]
    assert told[1]["data"]["text"] == "two\nlines"
    quiet = {"waiting": False, "person": None, "survey": False, "rating": None}
    ended = {"position": 3, "status": "closed", "outcome": "resolved", **quiet}
    assert told[2]["data"] == ended


def test_the_stream_tells_who_speaks(web: TestClient, fakes: Fakes) -> None:
    """A person in place of the agent, by name."""
    url, auth = begin(web)
    fakes.chats.person("conv_1", "Sam Okoro", "Hello, I am Sam.")
    fakes.chats.set("conv_1", closed=True)
    told = events(web.get(f"{url}/stream", headers=auth).text)
    assert (told[1]["data"]["who"], told[1]["data"]["name"]) == ("person", "Sam Okoro")
    assert told[2]["data"]["person"] == "Sam Okoro"


def test_the_stream_resumes_where_it_was_left(web: TestClient, fakes: Fakes) -> None:
    """Last-Event-ID, or `after`, leaves out what is known."""
    url, auth = begin(web)
    web.post(f"{url}/messages", json={"id": "m1", "text": "x"}, headers=auth)
    fakes.chats.set("conv_1", closed=True)
    by_header = events(web.get(f"{url}/stream", headers={**auth, "Last-Event-ID": "1"}).text)
    by_query = events(web.get(f"{url}/stream?after=2", headers=auth).text)
    assert [event["event"] for event in by_header] == ["item", "status"]
    assert [event["event"] for event in by_query] == ["status"]


@pytest.mark.parametrize("last", ["x", "-1", "1e9", "9" * 16, "٣"])
def test_the_stream_refuses_a_false_position(web: TestClient, last: str) -> None:
    """A broken Last-Event-ID is told, not ignored."""
    url, auth = begin(web)
    headers = {**{k.encode(): v.encode() for k, v in auth.items()}, b"Last-Event-ID": last.encode()}
    assert web.get(f"{url}/stream", headers=headers).status_code == 422


def test_too_many_conversations_from_one_address(app: Open, fakes: Fakes) -> None:
    """The public door closes for a while, and says for how long; the operator's programs are not limited."""
    with app(conversations_per_minute=2) as web:
        assert [web.post("/chat/conversations", json={}).status_code for _ in range(3)] == [201, 201, 429]
        refused = web.post("/chat/conversations", json={})
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["error"]["code"] == "too_many"
        program = {"Authorization": "Bearer service-token"}
        assert web.post("/chat/conversations", json={}, headers=program).status_code == 201
        fakes.clock.ahead = 61
        assert web.post("/chat/conversations", json={}).status_code == 201


def test_too_many_messages_in_one_conversation(app: Open) -> None:
    """Each conversation has its own measure."""
    with app(messages_per_minute=1) as web:
        for _ in range(2):
            url, auth = begin(web)
            sent = [web.post(f"{url}/messages", json={"id": f"m{i}", "text": "x"}, headers=auth) for i in range(2)]
            assert [answer.status_code for answer in sent] == [201, 429]


def test_host_pages_of_known_origins_may_embed_the_chat(app: Open) -> None:
    """Other origins, and other endpoints, get no permission."""
    with app(chat_origins=("https://shop.example",)) as web:
        asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        known = web.options("/chat/conversations", headers={"Origin": "https://shop.example", **asks})
        assert known.headers["access-control-allow-origin"] == "https://shop.example"
        other = web.options("/chat/conversations", headers={"Origin": "https://evil.example", **asks})
        assert "access-control-allow-origin" not in other.headers
        desk = web.get("/session", headers={"Origin": "https://shop.example"})
        assert "access-control-allow-origin" not in desk.headers
