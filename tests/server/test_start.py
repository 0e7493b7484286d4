"""What `earpiece serve` refuses to start with: one sentence that helps, exit status 1, and nothing left behind."""

import os
import re
import shutil
import signal
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from earpiece.domain.errors import Invalid
from earpiece.settings import Settings
from tests.server.conftest import Make
from tests.support.server import SLOW_SHOP, run

pytestmark = pytest.mark.slow


def refused(*arguments: str | Path, status: int = 1, environment: Mapping[str, str] | None = None) -> str:
    """What is said when it does not start."""
    done = run("serve", *arguments, **(environment or {}))
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_broken_playbook(tmp_path: Path) -> None:
    """Every mistake with file, line and remedy; nothing was made."""
    shutil.copytree(SLOW_SHOP, tmp_path / "company")
    playbook = tmp_path / "company" / "playbooks" / "stock.yaml"
    playbook.write_text(playbook.read_text().replace("collect: [goods]", "collect: [godos]").replace("save:", "sav:"))
    lines = playbook.read_text().splitlines()
    said = refused(tmp_path / "company", "--data", tmp_path / "data", "--port", "0")
    for wrong, helps in (("collect: [godos]", "goods"), ("sav: ruling", "save")):
        number = next(n for n, line in enumerate(lines, start=1) if wrong in line)
        place, remedy = re.search(rf"playbooks/stock.yaml:{number}: (.+)\n    (.+)\n", said).groups()  # type: ignore[union-attr]
        assert helps in place + remedy
    assert "Nothing was started" in said
    assert not (tmp_path / "data").exists()


def test_no_company(tmp_path: Path) -> None:
    """No folder, a file, a folder of something else."""
    assert "does not exist" in refused(tmp_path / "nowhere", status=2)
    (tmp_path / "file").write_text("x")
    assert "is a file" in refused(tmp_path / "file", status=2)
    (tmp_path / "folder").mkdir()
    assert "company.yaml" in refused(tmp_path / "folder", "--data", tmp_path / "data", "--port", "0")
    assert not (tmp_path / "data").exists()


def test_port_in_use(tmp_path: Path) -> None:
    """It is found out before anything else is done; the first sign-in link is not wasted."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(SLOW_SHOP, "--data", tmp_path / "data", "--port", port)
    assert f"Cannot listen on 127.0.0.1:{port}" in said
    assert "--port" in said
    assert not (tmp_path / "data").exists()


def test_data_folder_in_use(make: Make) -> None:
    """Two servers never write one journal; neither does an erasure beside a running server."""
    server = make().start()
    said = refused(server.company, "--data", server.data, "--port", "0")
    assert "in use by another Earpiece" in said
    assert str(server.process and server.process.pid) in said
    erased = run("erase", "c1", "--yes", "--data", server.data)
    assert (erased.returncode, "in use" in erased.stderr) == (1, True)


def test_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in its way, or no right to write."""
    (tmp_path / "file").write_text("x")
    assert "cannot be made" in refused(SLOW_SHOP, "--data", tmp_path / "file" / "data", "--port", "0")
    if os.geteuid() != 0:
        (tmp_path / "mine").mkdir(mode=0o500)
        assert "cannot be written" in refused(SLOW_SHOP, "--data", tmp_path / "mine", "--port", "0")


@pytest.mark.parametrize(
    ("name", "value", "helps"),
    [
        ("EARPIECE_DATABASE", "mysql://x/y", "sqlite:///PATH"),
        ("EARPIECE_HOST_SECRET", "too short", "at least 32"),
        ("EARPIECE_FRAMES", "https://shop.example/page", "https://shop.example"),
        ("EARPIECE_FRAMES", "shop.example; script-src *", "no origin"),
    ],
)
def test_settings_that_cannot_work(tmp_path: Path, name: str, value: str, helps: str) -> None:
    """The setting is named, with what to write."""
    with pytest.raises(Invalid, match=name) as refusal:
        Settings.read(tmp_path, {name: value})
    assert helps in refusal.value.message


def test_a_setting_that_cannot_work(tmp_path: Path) -> None:
    """It is told like every other mistake."""
    said = refused(SLOW_SHOP, "--data", tmp_path / "data", "--port", "0", environment={"EARPIECE_FRAMES": "x"})
    assert "EARPIECE_FRAMES" in said


@pytest.mark.parametrize(
    ("environment", "helps"),
    [
        ({"EARPIECE_MODEL": "gpt-4o"}, "write one of openai:NAME"),
        ({"EARPIECE_MODEL": "openai:m", "EARPIECE_MODEL_ADDRESS": "http://127.0.0.1:9/v1"}, "cannot be reached at"),
    ],
    ids=["name", "address"],
)
def test_a_large_model_that_cannot_work(tmp_path: Path, environment: dict[str, str], helps: str) -> None:
    """It stops the start, with what to set."""
    said = refused(SLOW_SHOP, "--data", tmp_path / "data", "--port", "0", environment=environment)
    assert helps in said
    assert "EARPIECE_MODEL" in said


def test_settings_that_work(make: Make, tmp_path: Path) -> None:
    """The journal elsewhere, the host page's secret from the environment, a page that frames the chat."""
    secret = "a secret of the host page, long enough"
    server = make(
        EARPIECE_DATABASE=f"sqlite:///{tmp_path}/elsewhere.db",
        EARPIECE_HOST_SECRET=secret,
        EARPIECE_FRAMES="https://shop.example http://localhost:3000",
    ).start()
    assert (tmp_path / "elsewhere.db").exists()
    assert not (server.data / "journal.db").exists()
    (server.data / "host.secret").write_text(secret)
    assert server.open("c1").view()["status"] == "open"
    page = server.ask("GET", "/")
    assert (
        "frame-ancestors 'self' https://shop.example http://localhost:3000" in page.headers["Content-Security-Policy"]
    )


def test_empty_secret(make: Make) -> None:
    """A secret file that lost its content is not taken for a secret."""
    server = make()
    server.data.mkdir()
    (server.data / "web.secret").touch()
    assert "web.secret is empty: delete it" in refused(server.company, "--data", server.data, "--port", "0")


def test_stopping(make: Make) -> None:
    """Both ways to end it leave in order, also while a customer listens; an answer under way is finished."""
    server = make()
    for how in (signal.SIGTERM, signal.SIGINT):
        server.start()
        talk = server.open()
        path = f"/chat/conversations/{talk.id}/stream"
        with server.client(talk.token) as client, client.stream("GET", path) as live:
            assert next(live.iter_lines())
            assert server.stop(how) == 0
    assert "rror" not in server.output


def test_demo(make: Make) -> None:
    """The demo's door is open with --demo only."""
    server = make().start()
    assert server.ask("GET", "/demo").status_code == 404
    assert server.ask("GET", "/demo/session").status_code == 404
    server.stop()

    server.options = ("--demo",)
    server.start()
    assert f"{server.url}/demo" in server.output
    assert server.ask("GET", "/demo").status_code == 200
    visit = server.ask("GET", "/demo/session")
    assert visit.json()["customer_token"].count(".") == 2
    assert "HttpOnly" in visit.headers["Set-Cookie"]
