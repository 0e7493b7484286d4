"""The command line over a stopped server's data: stories, proof, erasure; and a company made from nothing."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from earpiece import __file__ as package
from tests.server.conftest import Make
from tests.support.server import Server, Talk, run, wait_until

pytestmark = pytest.mark.slow

TYPED = ("zebrafinch", "quetzalfeather", "bumblebeetle", "wolverinetail", "salamanderpelt", "mongooseclaw")
"""Words that occur nowhere else: each is typed by somebody, or about somebody."""
NAME = "Idalia Norrington"


def result(*arguments: str | Path) -> Any:
    """What a command writes as JSON, when all is well."""
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def customer(server: Server) -> list[Talk]:
    """What Ida leaves behind: as a guest who proves who she is, and as a customer; a card answered, one still open."""
    bird, feather, beetle, tail, pelt, claw = TYPED
    guest = server.open()
    guest.say("I want to order tea")
    guest.hears("For how much tea?")
    guest.say(f"£500, says my {bird}")
    guest.hears("What is your customer number?")
    guest.say("7001")
    card = server.card()
    server.desk("ann", "PUT", f"/desk/cards/{card['id']}/draft", {"text": f"a {feather} lamp?"})
    server.desk("ann", "POST", f"/desk/cards/{card['id']}/questions", {"question": f"With the {beetle}?"})
    guest.hears(beetle)
    guest.say(f"yes, and the {tail}")
    wait_until(lambda: tail in json.dumps(server.card()), "the reply is on the card")
    answer = server.answer(server.card(), decision="no", reason=f"No {pelt}.")
    assert answer.status_code == 200, answer.text
    guest.hears(pelt)
    known = server.open("c7001", NAME)
    known.say("do you have it in stock")
    known.hears("What are you looking for?")
    known.say(f"a {claw} brush")
    wait_until(lambda: claw in json.dumps(server.cards()), "the stock is asked about")
    return [guest, known]


def test_erase(make: Make) -> None:
    """Nothing that was typed by or about the customer is left, the chain is whole, others' words stay."""
    server = make().start()
    talks = customer(server)
    other = server.open("c7002", "Tom Berg")
    other.say("hello, it is my hippopotamus")
    server.stop()
    story = json.dumps(result("conversation", talks[0].id, "--data", server.data))
    assert all(word in story for word in TYPED[1:-1] if word != "quetzalfeather")

    erased = result("erase", "c7001", "--yes", "--data", server.data)
    assert (erased["readable"], erased["chain_whole"]) == (0, True)
    assert erased["keys_destroyed"] == 2
    for path in server.data.rglob("*"):
        if path.is_file() and path.name != "shop.db":
            content = path.read_bytes()
            assert not [word for word in (*TYPED, NAME) if word.encode() in content], path
    assert result("verify", "--data", server.data)["broken"] is None
    for talk in talks:
        story = result("conversation", talk.id, "--data", server.data)
        said = [line for line in story if line["kind"] in ("CustomerSaid", "AgentSaid")]
        assert said
        assert all("[erased]" in line["what"] for line in said)
    assert "hippopotamus" in json.dumps(result("conversation", other.id, "--data", server.data))
    again = run("erase", "c7001", "--yes", "--data", server.data)
    assert (again.returncode, "Nothing of a customer" in again.stderr) == (1, True)

    server.start()  # what is left of the erased disturbs nobody
    assert [line for line in talks[0].lines("customer") if line != "[erased]"] == []
    new = server.open("c7001")
    new.say("when is my parcel delivered")
    card = wait_until(lambda: [card for card in server.cards("ann") if card["name"] == "delivery-question"], "a card")[
        0
    ]
    assert server.answer(card, choice="today").status_code == 200
    new.hears("It comes today.")
    server.stop()
    assert '"level"' not in server.output
    assert result("verify", "--data", server.data)["broken"] is None


def test_words_are_nowhere_in_the_clear(make: Make) -> None:
    """Also while nobody is erased, what was typed is in no file as it was typed, nor in what the server printed."""
    server = make().start()
    customer(server)
    server.stop()
    for path in [*server.data.rglob("*"), server.data.with_suffix(".out")]:
        if path.is_file() and path.name != "shop.db":
            content = path.read_bytes()
            assert not [word for word in TYPED if word.encode() in content], path


def test_the_record_proves_itself(make: Make) -> None:
    """A changed byte is found, with its place; exit status 1."""
    server = make().start()
    server.open().say("hello")
    server.stop()
    whole = run("verify", "--data", server.data)
    assert (whole.returncode, "Whole" in whole.stdout) == (0, True)
    db = sqlite3.connect(server.data / "journal.db")
    with db:
        db.execute("UPDATE events SET at = at + 1 WHERE type = 'AgentSaid'")
    db.close()
    broken = run("verify", "--data", server.data, "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["broken"]["stream"].startswith("conversation/")


def test_what_is_not_there(tmp_path: Path) -> None:
    """No journal, and none is made; no such conversation; a folder that is not empty."""
    for command in (["verify"], ["conversation", "c1"], ["erase", "c1", "--yes"]):
        done = run(*command, "--data", tmp_path / "none")
        assert (done.returncode, "There is no journal" in done.stderr) == (1, True), done.stderr
        assert not (tmp_path / "none").exists()
    (tmp_path / "file").write_text("x")
    taken = run("new", tmp_path)
    assert (taken.returncode, "not empty" in taken.stderr) == (1, True)


def test_a_new_company(make: Make, tmp_path: Path) -> None:
    """`earpiece new` makes a folder that passes its check and its rehearsals, and serves a customer."""
    folder = tmp_path / "mine"
    assert run("new", folder).returncode == 0
    starter = Path(package).parent / "company" / "starter"
    made = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert made == {path.relative_to(starter) for path in starter.rglob("*") if path.suffix in (".yaml", ".md", ".py")}
    assert result("check", folder) == {"problems": [], "warnings": []}
    rehearsed = run("rehearse", folder)
    assert rehearsed.returncode == 0, rehearsed.stdout

    server = make(folder).start()
    talk = server.open()
    for text, heard in (
        ("I want my money back", "order"),
        ("G-102", "How much should be paid back?"),
        ("£50", "What was wrong with it?"),
        ("it arrived broken", "What is your customer number?"),
        ("1001", "And your postcode?"),
    ):
        talk.say(text)
        wait_until(lambda heard=heard: heard in talk.lines()[-1], f"the agent says {heard!r}")  # type: ignore[misc]
    talk.say("SW1A 1AA")
    card = server.card("kim")
    assert "£50.00 for order G-102 to Ada Park" in card["question"]
    assert server.answer(card, "kim", decision="yes").status_code == 200
    talk.hears("£50.00")


def test_help_is_quick() -> None:
    """The command line loads neither the web nor the learning before they are needed."""
    code = "import sys, earpiece.cli; print([name for name in ('sklearn', 'scipy', 'fastapi') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
