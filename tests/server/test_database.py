"""`earpiece database`: beside a running server, over its data, and from store to store."""

import json
import sqlite3
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from earpiece.cli import main
from earpiece.journal import verify
from earpiece.journal.sql import migrations
from earpiece.journal.sqlite_file import APPLICATION
from earpiece.settings import Settings
from earpiece.wiring import SECRETS
from tests.journal.places import Place
from tests.journal.stores import opened, said, write
from tests.server.conftest import Make
from tests.support.postgres import Postgres, database, postgres_server
from tests.support.server import Server, Talk, run

__all__ = ["database", "postgres_server"]

SECRET = "correct-horse-battery-staple"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def database_command(*arguments: str | Path, **environment: str) -> Done:
    """`earpiece database …` to its end, in this process: many are tried here."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        out, err = stack.enter_context(redirect_stdout(StringIO())), stack.enter_context(redirect_stderr(StringIO()))
        patch.setattr("sys.argv", ["earpiece", "database", *map(str, arguments)])
        patch.delenv("EARPIECE_DATABASE", raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main()
    return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def result(*arguments: str | Path, **environment: str) -> Any:
    """What a command writes as JSON, when all is well."""
    done = database_command(*arguments, "--json", **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def refusal(*arguments: str | Path, **environment: str) -> str:
    """The one sentence of a command that cannot do it."""
    done = database_command(*arguments, **environment)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a server that is not running."""
    place = Place(tmp_path / "data" / "journal.db")

    async def story(journal: Any) -> None:
        await journal.append(write(opened(), said("zebrafinch"), subject="g1", key="m1"))

    place.opened(story)
    Settings(tmp_path / "data").secret("web.secret")
    return tmp_path / "data"


def test_status(data: Path) -> None:
    """What is there, in numbers; for people too, and with the proof."""
    found = result("status", "--data", data, "--check")
    assert (found["place"], found["kind"], found["pending"]) == (str(data / "journal.db"), "sqlite", [])
    assert found["schema"] == list(migrations())[-1]
    assert (found["events"], found["streams"], found["cards"], found["nodes"]) == (2, 1, 0, None)
    assert (found["due"], found["last"]) == (2, 1.0)
    assert found["late"] > 1e9
    assert found["bytes"] >= (data / "journal.db").stat().st_size
    assert found["chain"]["first_break"] is None
    told = database_command("status", "--data", data).stdout
    for words in ("journal.db", "2 in 1 streams", "1970-01-01 00:00:01 UTC", "open cards  0", "due timers  2"):
        assert words in told


def test_status_of_a_broken_record(data: Path) -> None:
    """`--check` finds it, and says so by the status too."""
    db = sqlite3.connect(data / "journal.db")
    with db:
        db.execute("UPDATE events SET at = at + 1 WHERE seq = 2")
    db.close()
    assert database_command("status", "--data", data).returncode == 0
    done = database_command("status", "--data", data, "--check")
    assert (done.returncode, "BROKEN at conversation/ann, position 2" in done.stdout) == (1, True)
    done = database_command("backup", data / "b.gz", "--data", data)
    assert (done.returncode, "its record is broken" in done.stderr) == (1, True)
    done = database_command("restore", data / "b.gz", "--data", data / "again")
    assert (done.returncode, "BROKEN at conversation/ann, position 2" in done.stdout) == (0, True)


def test_there_and_back(data: Path, tmp_path: Path) -> None:
    """One file holds the journal and the secrets; what it says at both ends is the same."""
    told = result("backup", tmp_path / "b.gz", "--data", data)
    assert told["bytes"] == (tmp_path / "b.gz").stat().st_size
    restored = result("restore", tmp_path / "b.gz", "--data", tmp_path / "again")
    assert {name: restored[name] for name in ("tables", "fingerprint", "broken")} == {
        name: told[name] for name in ("tables", "fingerprint", "broken")
    }
    assert Place(tmp_path / "again" / "journal.db").opened(verify).fingerprint == told["fingerprint"]
    assert (tmp_path / "again" / "web.secret").read_bytes() == (data / "web.secret").read_bytes()
    assert not (tmp_path / "again" / "host.secret").exists()
    assert "There is already" in refusal("restore", tmp_path / "b.gz", "--data", tmp_path / "again")


def test_without_keys(data: Path, tmp_path: Path) -> None:
    """It is the same record, but nobody's words."""
    told = result("backup", tmp_path / "b.gz", "--data", data, "--without-keys")
    assert told["fingerprint"] == result("backup", tmp_path / "a.gz", "--data", data)["fingerprint"]
    done = database_command("restore", tmp_path / "b.gz", "--data", tmp_path / "again")
    assert (done.returncode, "nobody's words in it can be read" in done.stdout) == (0, True)
    assert {path.name for path in (tmp_path / "again").iterdir()} == {"journal.db", "journal.db.lock"}


def test_migrate(data: Path) -> None:
    """An older file is brought up to date, once; until then its status says what is missing."""
    older = data / "older.db"
    db = sqlite3.connect(older)
    first, *others = migrations()
    db.executescript(migrations()[first])
    db.execute("INSERT INTO migrations VALUES (?)", [first])
    db.commit()
    db.close()
    setting = {"EARPIECE_DATABASE": f"sqlite:///{older}"}
    assert result("status", "--data", data, **setting)["pending"] == others
    assert "older Earpiece" in refusal("backup", data / "b.gz", "--data", data, **setting)
    assert not (data / "b.gz").exists()
    assert result("migrate", "--data", data, **setting)["applied"] == others
    assert result("migrate", "--data", data, **setting)["applied"] == []
    assert "up to date" in database_command("migrate", "--data", data, **setting).stdout


def test_what_cannot_be_done(data: Path, tmp_path: Path) -> None:
    """Each is one sentence, and changes nothing."""
    nowhere = tmp_path / "none"
    for command in (["status"], ["migrate"], ["backup", tmp_path / "b.gz"], ["move", f"sqlite:///{tmp_path}/to.db"]):
        assert "There is no journal" in refusal(*command, "--data", nowhere)
    assert "not a backup" in refusal("restore", data / "web.secret", "--data", nowhere)
    assert "cannot be read" in refusal("restore", tmp_path / "b.gz", "--data", nowhere)
    assert not nowhere.exists()
    assert not list(tmp_path.glob("*b.gz*"))
    assert "already" in refusal("move", f"sqlite:///{data}/journal.db", "--data", data)
    assert "mysql" in refusal("move", "mysql://there/it", "--data", data)
    (data / "theirs.db").write_bytes(b"something else")
    assert "There is already" in refusal("move", f"sqlite:///{data}/theirs.db", "--data", data)
    assert (data / "theirs.db").read_bytes() == b"something else"


def test_a_newer_file_is_left_alone(data: Path) -> None:
    """An older program that meets a newer schema refuses, and says what to do."""
    db = sqlite3.connect(data / "journal.db")
    with db:
        db.execute("INSERT INTO migrations VALUES ('9999_future')")
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    db.close()
    for command in (["status"], ["migrate"], ["backup", data / "b.gz"]):
        assert "newer Earpiece (9999_future): update this one" in refusal(*command, "--data", data)


@pytest.mark.postgres
def test_nobody_sees_the_password(data: Path, postgres_server: Postgres) -> None:
    """Neither when it works nor when it does not."""
    address = f"postgresql://guarded:{SECRET}@127.0.0.1:{postgres_server.port}/postgres"
    for command in (["status"], ["migrate"], ["restore", data / "b.gz"], ["backup", data / "b.gz"]):
        (data / "b.gz").unlink(missing_ok=True)
        if command[0] == "restore":
            database_command("backup", data / "b.gz", "--data", data)
        told = refusal(*command, "--data", data, EARPIECE_DATABASE=address)
        assert "correct the user or the password" in told
        assert SECRET not in told
    assert SECRET not in refusal("move", address, "--data", data)


@pytest.mark.postgres
def test_an_empty_database(data: Path, database: str, tmp_path: Path) -> None:
    """It has no status; `migrate` makes the tables, and a backup still goes in."""
    setting = {"EARPIECE_DATABASE": database}
    assert "There is no journal in" in refusal("status", "--data", data, **setting)
    assert "earpiece database migrate" in refusal("backup", tmp_path / "b.gz", "--data", data, **setting)
    assert result("migrate", "--data", data, **setting)["applied"] == list(migrations("postgres"))
    assert result("migrate", "--data", data, **setting)["applied"] == []
    assert result("status", "--data", data, **setting)["nodes"] == 0
    told = result("backup", tmp_path / "b.gz", "--data", data)
    assert result("restore", tmp_path / "b.gz", "--data", data, **setting)["tables"] == told["tables"]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_an_installation_moves_while_a_customer_waits(make: Make, database: str, tmp_path: Path) -> None:
    """From a file to a database, to another node, and back: the open chat goes on with its token, the host page's word
    counts, and the expert's answer, given after it all, reaches the customer once."""
    setting = {"EARPIECE_DATABASE": database}
    first = make()
    first.start()
    talk, word = waiting(first)
    result("backup", tmp_path / "b.gz", "--data", first.data)
    assert result("status", "--data", first.data)["cards"] == 1
    assert "in use by another Earpiece" in refusal("move", database, "--data", first.data)
    first.stop()
    before = (first.data / "journal.db").read_bytes()
    told = database_command("move", database, "--data", first.data)
    assert told.returncode == 0, told.stderr
    assert "EARPIECE_DATABASE set to that address" in told.stdout
    assert (first.data / "journal.db").read_bytes() == before

    node = make(data=tmp_path / "node", **setting).start()
    assert [(node.data / name).read_bytes() for name in SECRETS] == [
        (first.data / name).read_bytes() for name in SECRETS
    ]
    assert goes_on(node, talk, word)
    assert result("status", "--data", node.data, **setting)["nodes"] == 1
    back = f"sqlite:///{tmp_path}/back/journal.db"
    assert "in use by 1 node:" in refusal("move", back, "--data", node.data, **setting)
    node.stop()
    result("move", back, "--data", tmp_path / "back", **setting)

    last = make(data=tmp_path / "back").start()
    assert goes_on(last, talk, word)
    assert last.answer(last.card(), "ann", decision="yes").status_code == 200
    Talk(last, talk.id, talk.token).hears("Your tea is ordered.")
    last.stop()

    restored = make(data=tmp_path / "restored", **{})
    result("restore", tmp_path / "b.gz", "--data", restored.data)
    restored.start()
    assert goes_on(restored, talk, word)


def waiting(server: Server) -> tuple[Talk, str]:
    """A customer whose question is before an expert, and what the host page says of another one."""
    talk = server.open()
    for text, heard in (("I want to order tea", "For how much tea?"), ("£500", "What is your customer number?")):
        talk.say(text)
        talk.hears(heard)
    talk.say("7001")
    server.card()
    return talk, server.host_token("c7001", "Ida")


def goes_on(server: Server, talk: Talk, word: str) -> bool:
    """Whether the customer is let in with the token they have, sees what was said, and the card is still open; and the
    host page's word counts."""
    there = Talk(server, talk.id, talk.token)
    assert "For how much tea?" in there.lines()
    assert len(server.cards()) == 1
    return server.ask("POST", "/chat/conversations", server.service_token, {"token": word}).status_code == 201


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(300)
def test_an_older_node_and_a_newer_schema(make: Make, database: str, postgres_server: Postgres) -> None:
    """One that runs goes on; one that starts refuses, and says what to do. So in a rolling upgrade each node may be
    stopped and started as the newer one, in any order."""
    server = make(EARPIECE_DATABASE=database).start()
    talk = server.open()
    name = database.rsplit("/", 1)[1]
    postgres_server.sql(
        "ALTER TABLE streams ADD COLUMN later text", "INSERT INTO migrations VALUES ('9999_future')", database=name
    )
    talk.say("I want to order tea")
    talk.hears("For how much tea?")
    late = run("serve", server.company, "--data", server.data, "--port", "0", EARPIECE_DATABASE=database)
    assert (late.returncode, "newer Earpiece (9999_future): update this one" in late.stderr) == (1, True)
    talk.say("£500")
    talk.hears("What is your customer number?")
