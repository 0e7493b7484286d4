"""Pages, static files, headers, the published description of the API."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from earpiece.runtime.chats import Chats
from earpiece.runtime.desk.desk import Desk
from earpiece.runtime.staff.people import People
from earpiece.web import pages
from earpiece.web.services import Services
from tests.web.conftest import Open
from tests.web.fakes import RealClock

STATIC = Path(pages.__file__).parent / "static"
HTML = Path(pages.__file__).parent / "html"


@pytest.mark.parametrize("path", ["/", "/desk", "/sign-in", "/link?token=x"])
def test_pages_are_strict(web: TestClient, path: str) -> None:
    """Every page comes with the strict content policy and its companions."""
    answer = web.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_allowed_frames_are_named(app: Open) -> None:
    """Other tools may show the desk if the operator says so."""
    with app(allowed_frames=("https://crm.example",)) as web:
        assert web.get("/desk").headers["content-security-policy"].endswith("'self' https://crm.example")


def test_the_demo_exists_only_as_a_demo(app: Open) -> None:
    """Elsewhere neither the page nor its session can be had."""
    with app() as web:
        assert web.get("/demo").status_code == 404
        assert web.get("/demo/session").status_code == 404
    with app(demo=True) as web:
        assert web.get("/demo").status_code == 200
        assert web.get("/demo/session").json() == {"customer_token": "maya"}
        assert web.get("/session").json()["id"] == "dana"


def test_looking_at_a_link_does_not_use_it(web: TestClient) -> None:
    """Mail scanners open links; only the button's POST signs in."""
    web.get("/link?token=link-dana")
    assert web.post("/session", json={"link": "link-dana"}).status_code == 201


def test_files_may_be_used_by_host_pages(web: TestClient) -> None:
    """The chat element is loaded from other origins, and asked for again when it changes."""
    answer = web.get("/static/earpiece-chat.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-cache"
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing.js", "/static/../app.py", "/static/%2e%2e/app.py"])
def test_what_is_not_there_is_told_in_the_one_shape(web: TestClient, path: str) -> None:
    """Also outside the API."""
    answer = web.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_wrong_method_is_told(web: TestClient) -> None:
    """405 in the one shape."""
    answer = web.delete("/chat/conversations")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_health_reads_the_journal(web: TestClient) -> None:
    """A node that cannot read is not healthy."""
    assert web.get("/healthz").json() == {"status": "ok", "seq": 4}


def test_the_description_is_complete(web: TestClient) -> None:
    """Every endpoint has a summary, a typed success and the error shape; no docs page loads foreign scripts."""
    description = web.get("/openapi.json").json()
    for path, methods in description["paths"].items():
        for method, endpoint in methods.items():
            assert endpoint.get("summary"), (method, path)
            (refusal,) = endpoint["responses"]["422"]["content"].values()
            assert refusal["schema"]["$ref"].endswith("/ErrorAnswer"), (method, path)
    names = set(description["components"]["schemas"])
    assert {"ChatView", "CardView", "AnswerRequest", "Reading", "Person", "StoryLine", "ErrorAnswer"} <= names
    assert web.get("/docs").status_code == 404


def test_nothing_comes_from_elsewhere() -> None:
    """No file names another host, and no script builds markup from text."""
    for file in [*STATIC.iterdir(), *HTML.iterdir()]:
        text = file.read_text().replace("http://www.w3.org/", "")
        assert not re.search(r"""["'(]https?://(?!…)""", text), file
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), file
        assert " style=" not in text or file.suffix == ".js", file


def test_the_runtime_fits() -> None:
    """The type checker sees here that the real services are what the web takes."""

    def joined(chats: Chats, desk: Desk, people: People) -> Services:
        return Services(chats=chats, desk=desk, people=people, clock=RealClock())

    assert callable(joined)
