"""Bad input at every door of a running server: the right status, the one shape of errors, a sentence that helps."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import jwt
import pytest

from tests.server.conftest import Make
from tests.support.server import Json, Server, run, wait_until

PUBLIC = {
    ("POST", "/chat/conversations"),
    ("POST", "/session"),
    ("POST", "/session/hand-off"),
    ("GET", "/healthz"),
    ("GET", "/demo/session"),
    ("GET", "/demo/compare/timeline"),  # only in the demo, of simulated customers only
    ("POST", "/slack/interactions"),  # by Slack's signature; tests/workspaces knock there with false ones
    ("POST", "/slack/events"),
}
"""The only doors that open without a token or a session."""

DEEP = "[" * 2000 + "]" * 2000
NASTY = ("", "{", "[]", "null", '"x"', '{"text": NaN}', '{"id": "\\ud800", "text": "\\ud800"}', '{"text": 1e999}', DEEP)


def error(answer: httpx2.Response, status: int) -> Json:
    """The error in an answer, which has the one shape."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert len(body["error"]["message"]) > 10
    found: Json = body["error"]
    return found


def endpoints(server: Server) -> Iterator[tuple[str, str]]:
    """Method and path of every endpoint, with something in the place of its parameters."""
    for path, methods in server.ask("GET", "/openapi.json").json()["paths"].items():
        for method in methods:
            yield method.upper(), re.sub(r"\{\w+\}", "x1", path)


# ── whoever knocks ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", [None, "nobody.secret", "c1.1.forged", "ann." + "x" * 43, "\xe9.\xe9"])
def test_no_endpoint_opens_without_a_right(shop: Server, token: str | None) -> None:
    """Every endpoint that is not meant for everybody, now and in future: without a token, or with a false one."""
    closed = set(endpoints(shop)) - PUBLIC
    assert len(closed) > 15
    for method, path in sorted(closed):
        with shop.client() as client:
            from_outside = {"X-Forwarded-For": "203.0.113.9"}  # this machine's own programs may read the metrics
            request = client.build_request(method, path, json={}, headers=from_outside)
            if token is not None:
                request.headers.raw.append((b"Authorization", f"Bearer {token}".encode("latin-1")))
            answer = client.send(request, stream=True)
            answer.read()
        assert error(answer, 401)["code"] == "unauthenticated", (method, path)
        assert "WWW-Authenticate" in answer.headers


def test_nothing_breaks_an_endpoint(shop: Server) -> None:
    """Every endpoint says what is wrong with a body that no client would send, and none breaks."""
    with shop.client(shop.service_token, **{"X-Acting-As": "sue"}) as client:
        for method, path in sorted(endpoints(shop)):
            if path.endswith("stream"):
                continue
            for body in NASTY if method in ("POST", "PUT") else ("",):
                answer = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
                if answer.status_code >= 400:
                    assert error(answer, answer.status_code)["code"] != "error", (method, path, body, answer.text)
    assert "unforeseen" not in shop.output


def test_half_a_character(shop: Server, card: Json) -> None:
    """JSON can write what no text may hold; it is refused wherever text is taken."""
    half, path = "\ud800", f"/desk/cards/{card['id']}"
    answer = {"answer": {"decision": "yes"}, "revision": 1, "key": "k"}
    for method, where, body in (
        ("POST", f"/chat/conversations/{card['conversation']}/messages", {"id": "m9", "text": half}),
        ("POST", "/chat/conversations", {"token": half}),
        ("POST", "/session", {"id": half, "password": "wrong wrong"}),
        ("POST", "/session", {"link": f"ann.{half}"}),
        ("POST", "/people", {"id": "new", "name": half, "role": "expert"}),
        ("POST", "/people", {"id": half, "name": "New", "role": "expert"}),
        ("POST", "/people", {"id": "new", "name": "New", "role": "expert", "skills": [half]}),
        ("PUT", f"{path}/draft", {"text": half}),
        ("POST", f"{path}/reading", {"text": half}),
        ("POST", f"{path}/questions", {"question": half}),
        ("POST", f"{path}/answer", {**answer, "key": half}),
        ("POST", f"{path}/answer", {**answer, "answer": {"decision": "yes", "note": half}}),
        ("POST", f"{path}/answer", {**answer, "answer": {"decision": "yes", "changes": {half: 1}}}),
    ):
        with shop.client(shop.service_token, **({"X-Acting-As": "sue"} if "desk" in where else {})) as client:
            sent = client.request(method, where, content=json.dumps(body), headers=AS_JSON)
        assert sent.status_code in (401, 422), (where, body, sent.text)
        assert error(sent, sent.status_code)["code"] in ("unauthenticated", "invalid")


def test_roles(shop: Server) -> None:
    """Experts read no stories and manage no accounts."""
    for method, path in (("GET", "/people"), ("POST", "/people/ann/link"), ("GET", "/conversations/c1/story")):
        assert error(shop.desk("ann", method, path), 403)["code"] == "forbidden"
    person = {"id": "new", "name": "New", "role": "admin"}
    assert error(shop.desk("ann", "POST", "/people", person), 403)["code"] == "forbidden"
    assert "no account" in error(shop.desk("nobody"), 404)["message"]


# ── what the customer says ────────────────────────────────────────────────────────────────────────────────────────


def test_messages_that_cannot_be_taken(shop: Server) -> None:
    """Empty, blank, too long, too large, no JSON, no text, a field nobody knows."""
    talk = shop.open()
    assert "text" in error(talk.send("m1", ""), 422)["message"]
    assert "empty" in error(talk.send("m1", "  \n "), 422)["message"]
    assert "4000" in error(talk.send("m1", "x" * 4001), 422)["message"]
    assert "64 KB" in error(talk.send("m1", "x" * 1_000_000), 413)["message"]
    assert "id" in error(talk.send("no spaces", "hello"), 422)["message"]
    assert talk.messages() == []
    with shop.client(talk.token) as client:
        path = f"/chat/conversations/{talk.id}/messages"
        assert "well-formed JSON" in error(client.post(path, content="{", headers=AS_JSON), 422)["message"]
        assert "JSON object" in error(client.post(path, content="text=hello"), 422)["message"]
        assert "text" in error(client.post(path, json={"id": "m1"}), 422)["message"]
        assert "Leave this field out" in error(client.post(path, json={"id": "m", "text": "x", "y": 1}), 422)["message"]
        unending = client.post(path, content=(b" " * 1000 for _ in range(1000)), headers=AS_JSON)
        assert error(unending, 413)["code"] == "too_large"
        assert error(client.post("/chat/conversations/x/y/z"), 404)["code"] == "not_found"
        assert error(client.delete(path), 405)["code"] == "method_not_allowed"
    assert talk.messages() == []


AS_JSON = {"Content-Type": "application/json"}


def test_anothers_conversation(shop: Server) -> None:
    """A token opens its own conversation only; of others it is not even told whether they exist."""
    mine, other = shop.open(), shop.open()
    for path in (f"/chat/conversations/{other.id}", "/chat/conversations/c404"):
        assert error(shop.ask("GET", path, mine.token), 404)["message"] == "There is no such conversation."
    head, issued, mac = mine.token.split(".")
    for forged in (f"{head}.{int(issued) + 1}.{mac}", f"{other.token.split('.')[0]}.{issued}.{mac}", mine.token[:-2]):
        assert error(shop.ask("GET", f"/chat/conversations/{mine.id}", forged), 401)["code"] == "unauthenticated"


def test_who_the_host_page_says_it_is(shop: Server) -> None:
    """A customer's token is signed with the shared secret, not old, and says who."""
    now, secret = time.time(), (shop.data / "host.secret").read_bytes()
    good = {"sub": "c1", "exp": int(now + 60)}
    forged = [
        jwt.encode(good, b"another secret, long enough as well", algorithm="HS256"),
        jwt.encode(good, "", algorithm="none"),
        jwt.encode({**good, "exp": int(now - 1)}, secret, algorithm="HS256"),
        jwt.encode({"sub": "c1"}, secret, algorithm="HS256"),
        jwt.encode({**good, "sub": ""}, secret, algorithm="HS256"),
        jwt.encode({"sub": "c1", "exp": "soon"}, secret, algorithm="HS256"),
        "no token",
        "é.é.é",
        "",
    ]
    for token in forged:
        answer = shop.ask("POST", "/chat/conversations", shop.service_token, {"token": token})
        assert error(answer, 401)["code"] == "unauthenticated", token
    right = {"token": jwt.encode(good, secret, algorithm="HS256")}
    assert shop.ask("POST", "/chat/conversations", shop.service_token, right).status_code == 201


def test_how_often(make: Make) -> None:
    """Strangers may open conversations, speak and try passwords only so often; the answer says when again."""
    server = make().start()
    with server.client() as client:
        first = client.post("/chat/conversations", json={}).json()
        client.headers["Authorization"] = f"Bearer {first['token']}"
        say = f"/chat/conversations/{first['conversation']}/messages"
        for path, body in (
            ("/chat/conversations", {}),
            (say, {"id": "same", "text": "hello"}),
            ("/session", {"id": "ann", "password": "wrong wrong"}),
        ):
            answers = [client.post(path, json=body) for _ in range(31)]
            assert answers[0].status_code in (201, 401)
            assert "again in" in error(answers[-1], 429)["message"]
            assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_answers_on_a_kept_connection_come_at_once(shop: Server) -> None:
    """No answer waits for the network to confirm the one before."""
    with shop.client(shop.service_token) as client:
        took = []
        for _ in range(20):
            start = time.monotonic()
            client.post("/chat/conversations", json={})
            took.append(time.monotonic() - start)
    assert min(took[1:]) < 0.03


# ── who signs in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_link_works_once(make: Make) -> None:
    """Also when it is used twice at the same moment. A new one is made by the command."""
    server = make().start()
    link = wait_until(lambda: re.search(r"/link\?token=(\S+)", server.output), "the first link is printed").group(1)
    statuses: list[int] = []
    together = threading.Barrier(4)

    def use() -> None:
        together.wait()
        statuses.append(server.ask("POST", "/session", json={"link": link, "bearer": True}).status_code)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, 401, 401, 401]
    assert "used already" in error(server.ask("POST", "/session", json={"link": link}), 401)["message"]

    made = run("link", "admin", "--data", server.data, "--address", server.url)
    token = made.stdout.strip().partition("token=")[2]
    signed = server.ask("POST", "/session", json={"link": token, "bearer": True}).json()
    assert signed["person"]["role"] == "admin"
    session = signed["token"]
    assert server.ask("GET", "/people", session).status_code == 200
    assert server.ask("DELETE", "/session", session).status_code == 204
    assert "sign in" in error(server.ask("GET", "/people", session), 401)["message"]  # a stale session
    nobody = run("link", "nobody", "--data", server.data, "--address", server.url)
    assert (nobody.returncode, "no account" in nobody.stderr) == (1, True)


def test_the_service_token(shop: Server) -> None:
    """A program of the operator reads it from a file that nobody else can read."""
    for name in ("service.token", "web.secret", "host.secret", "journal.db"):
        assert (shop.data / name).stat().st_mode & 0o777 == 0o600
    assert shop.data.stat().st_mode & 0o777 == 0o700 or shop.data.parent.stat().st_mode & 0o777 == 0o700
    assert shop.ask("GET", "/session", shop.service_token).json()["role"] == "admin"
    assert error(shop.ask("GET", "/session", shop.service_token + "x"), 401)["code"] == "unauthenticated"


# ── what an expert answers ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def card(make: Make, shop: Server) -> Json:
    """A card that asks whether tea for £500 may be ordered."""
    talk = shop.open("c7001", "Ida Roth")
    talk.say("I want to order tea")
    talk.hears("For how much tea?")
    talk.say("£500")
    found: Json = wait_until(
        lambda: next((card for card in shop.cards() if card["conversation"] == talk.id), None), "there is a card"
    )
    return found


@pytest.mark.parametrize(
    ("answer", "helps"),
    [
        ({}, "empty"),
        ({"decision": "no"}, "reason"),
        ({"decision": "maybe"}, "'yes' or 'no'"),
        ({"choice": "today"}, "choice"),
        ({"decision": "yes", "changes": {"goods": "salt"}}, "goods"),
        ({"decision": "yes", "changes": {"amount": "much"}}, "number"),
        ({"decision": "yes", "changes": {"amount": -5}}, "amount"),
        ({"decision": "no", "reason": "x", "changes": {"amount": 5}}, "Changes only go with a yes"),
        ({"decision": "no", "reason": "his card is 4111 1111 1111 1111"}, "card numbers"),
        ({"decision": "yes", "grant": "all"}, "Leave this field out"),
    ],
)
def test_answers_that_do_not_fit(shop: Server, card: Json, answer: dict[str, Any], helps: str) -> None:
    """422, with what to mend; the card stays open."""
    refused = error(shop.answer(card, **answer), 422)
    assert helps in refused["message"]
    assert shop.desk("sue", path=f"/desk/cards/{card['id']}").json()["status"] == "open"


def test_no_number_is_over_no_limit(shop: Server, card: Json) -> None:
    """Python reads NaN in JSON, and NaN is greater than no limit: it must not pass for one."""
    for number in ("NaN", "Infinity", "1e999"):
        body = json.dumps({"answer": {"decision": "yes", "changes": {"amount": 1}}, "revision": 1, "key": "k"})
        body = body.replace('"amount": 1', f'"amount": {number}')
        with shop.client(shop.service_token, **{"X-Acting-As": "bob"}) as client:
            refused = client.post(f"/desk/cards/{card['id']}/answer", content=body, headers=AS_JSON)
        assert "number" in error(refused, 422)["message"]


def test_who_may_answer(shop: Server, card: Json) -> None:
    """A skill is missing, or the authority, also for the amount that the answer would change it to."""
    assert "skill orders" in error(shop.answer(card, "eve", decision="yes"), 403)["message"]
    assert "100.00" in error(shop.answer(card, "bob", decision="yes"), 403)["message"]
    assert error(shop.answer(card, "ann", decision="yes", changes={"amount": 1001}), 403)["code"] == "forbidden"
    draft = {"text": "mine"}
    path = f"/desk/cards/{card['id']}"
    assert error(shop.desk("eve", "PUT", f"{path}/draft", draft), 403)["code"] == "forbidden"
    assert error(shop.desk("eve", path=path), 403)["code"] == "forbidden"
    assert error(shop.desk("ann", path="/desk/cards/none"), 404)["code"] == "not_found"
    assert shop.answer(card, "bob", decision="yes", changes={"amount": 99}).status_code == 200


def test_the_second_answer(shop: Server, card: Json) -> None:
    """409, with who was first and what they said; the same click again is no second answer."""
    assert shop.answer(card, "ann", decision="no", reason="Too much tea.").status_code == 200
    assert shop.answer(card, "ann", decision="no", reason="Too much tea.").status_code == 200
    late = error(shop.answer(card, "sue", decision="yes"), 409)
    assert late["code"] == "already_answered"
    assert (late["details"]["by"], late["details"]["name"]) == ("ann", "Ann Lee")
    assert "Too much tea" in late["message"]
    assert error(shop.desk("sue", "POST", f"/desk/cards/{card['id']}/claim"), 409)["code"] == "conflict"


def test_a_question_that_changed(shop: Server, card: Json) -> None:
    """409: what the expert saw is no longer what is asked. So is a lease that was lost, or that another has."""
    path = f"/desk/cards/{card['id']}"
    request = {"answer": {"decision": "yes"}, "revision": card["revision"] + 1, "key": "k"}
    assert "changed" in error(shop.desk("ann", "POST", f"{path}/answer", request), 409)["message"]
    held = shop.desk("ann", "POST", f"{path}/claim").json()["holder"]
    assert "Ann Lee" in error(shop.desk("sue", "POST", f"{path}/claim"), 409)["message"]
    assert error(shop.answer(card, "sue", decision="yes"), 409)["code"] == "conflict"
    stale = {"answer": {"decision": "yes"}, "revision": card["revision"], "key": "k", "fence": held["fence"] + 1}
    assert "lease" in error(shop.desk("ann", "POST", f"{path}/answer", stale), 409)["message"]
    assert error(shop.desk("ann", "PUT", f"{path}/claim", {"fence": held["fence"] + 1}), 409)["code"] == "conflict"
    assert "question" in error(shop.desk("ann", "POST", f"{path}/questions", {"question": ""}), 422)["message"]


def test_the_log_holds_nobodys_words() -> None:
    """Of an error that is not ours the log tells kind and place, neither its message nor what variables held."""
    code = """
import logging, structlog
from earpiece.cli import logs
logs.set_up()
def work(typed):
    raise ValueError(typed)
try:
    work("my words")
except ValueError as error:
    structlog.get_logger().exception("it failed", error=repr(error))
    logging.getLogger("library").exception("it failed too")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["error"]) for line in lines] == [
        ("it failed", "ValueError"),
        ("it failed too", "ValueError"),
    ]
    assert all(line["trace"][-1].endswith("work") for line in lines)
    assert "my words" not in done.stderr
