"""`earpiece precedents` against a running server: what the desk's page does, from a terminal."""

import json
from typing import Any

import pytest

from tests.server.conftest import Make
from tests.support.server import Server, run, wait_until

pytestmark = pytest.mark.slow


def told(server: Server, *arguments: str, status: int = 0) -> Any:
    """What the command writes as JSON, or the error it ends with."""
    options = ("--data", str(server.data)) if "propose" in arguments else (
        "--data", str(server.data), "--address", server.url
    )  # fmt: skip
    done = run("precedents", *arguments, *options, "--json")
    assert done.returncode == status, done.stdout + done.stderr
    return json.loads(done.stdout) if status == 0 else done.stderr.strip()


def asked(server: Server, customer: str, name: str, **answer: str) -> None:
    """A customer asks for their delivery, and Ann answers."""
    talk = server.open(customer, name)
    talk.say("when is my parcel delivered")
    card = server.card()
    assert server.answer(card, **answer).status_code == 200
    talk.hears(answer.get("text", "It comes"))


def test_from_the_first_answer_to_the_recall(make: Make) -> None:
    """Listed, published by somebody with the right, found wrong with what is to be said, and put back."""
    server = make().start()
    asked(server, "c7001", "Idalia Norrington", choice="today")
    found = wait_until(lambda: told(server, "list")["precedents"], "the answer is kept")
    (one,) = found
    assert (one["answer"], one["standing"], one["consult"]) == ("Today", "candidate", "delivery-question")
    assert "Idalia" not in json.dumps(one)
    assert told(server, "show", one["id"])["rehearsed"]["fits"] == 0
    assert "Only supervisors" in told(server, "publish", one["id"], "--as", "ann", status=1)
    published = told(server, "publish", one["id"], "--as", "sue", "--reason", "The van goes daily.", "--days", "30")
    assert (published["standing"], published["reason"]) == ("published", "The van goes daily.")
    assert published["expires_at"] > published["made_at"]
    recalled = told(server, "recall", one["id"], "--as", "sue", "--reason", "No.", "--instead", "It comes on Monday.")
    (touched,) = recalled["touched"]
    assert touched["said"] == "It comes today."
    assert touched["draft"].endswith("It comes on Monday.")
    assert told(server, "restore", one["id"], "--as", "sue")["standing"] == "published"
    assert told(server, "retire", one["id"], "--as", "sue")["standing"] == "retired"
    company = str(server.company)
    assert "is retired" in told(server, "propose", one["id"], company, status=1)
    shown = run("precedents", "list", "--data", str(server.data), "--address", server.url)
    assert one["id"] in shown.stdout
    assert "0 to review" in shown.stdout


def test_what_is_not_there_is_said(make: Make) -> None:
    """In one sentence, with exit status 1."""
    server = make().start()
    assert told(server, "show", "p0", status=1) == "There is no such answer."
    assert "no account 'nobody'" in told(server, "publish", "p0", "--as", "nobody", status=1)
