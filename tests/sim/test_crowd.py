"""Crowds of simulated customers and experts at the sample bank."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain.errors import Invalid
from earpiece.domain.ports import Understanding
from earpiece.sim.casting import Message, Stage, load_stage, read_labels, read_messages
from earpiece.sim.crowd import play_crowd
from earpiece.sim.report import CrowdReport
from tests.sim.conftest import HUDSON, ROOT
from tests.support.server import Server

DEV = Path("shared") / "data" / "banking77" / "banking77_dev.jsonl.gz"
KEYS = {
    "conversations", "outcomes", "routed", "effects_right", "consults", "wait_seconds", "human_seconds", "asked_twice",
    "lost", "repeated", "unended", "unanswered", "unresolved", "details",
}  # fmt: skip


def real_messages() -> Path:
    """A public data set of banking questions, if it lies beside the project."""
    path = ROOT.parent / DEV
    if not path.exists():
        pytest.skip(f"{DEV} is not beside the project's folder")
    return path


@pytest.fixture(scope="module")
def report(hudson: Shelf, understanding: Understanding) -> CrowdReport:
    """Thirty customers with the bank's own sentences."""
    return play_crowd(HUDSON, hudson, understanding, read_messages(HUDSON / "messages"), 30)


def test_nothing_is_lost_repeated_asked_twice_or_left_open(report: CrowdReport) -> None:
    """The bars that hold for every crowd."""
    assert report.details == {"asked_twice": [], "lost": [], "repeated": [], "unanswered": []}
    assert report.unended == 0
    assert report.sound


def test_the_books_are_as_the_experts_decided(report: CrowdReport) -> None:
    """Every conversation's operations are those its story demands, and nearly all are resolved."""
    assert report.effects_right == report.conversations == 30
    assert len(report.unresolved) <= 3


def test_every_conversation_is_counted_once(report: CrowdReport) -> None:
    """The figures add up."""
    assert sum(report.outcomes.values()) == sum(report.routed.values()) == 30
    assert sum(report.consults["by_kind"].values()) == sum(report.consults["by_end"].values()) > 0
    assert report.human_seconds > 0


def test_the_report_is_one_json_object(report: CrowdReport) -> None:
    """With all its keys, and nothing that JSON cannot hold."""
    plain = json.loads(json.dumps(report.as_json()))
    assert plain.keys() == KEYS
    assert set(plain["wait_seconds"]) == {"p50", "p95"}
    assert set(plain["routed"]) == {"right", "clarified", "consulted", "wrong"}


def test_the_same_seed_gives_the_same_report(hudson: Shelf, understanding: Understanding) -> None:
    """Every figure and every id; another seed meets other people."""
    messages = read_messages(HUDSON / "messages")
    first = play_crowd(HUDSON, hudson, understanding, messages, 12, seed=4)
    assert play_crowd(HUDSON, hudson, understanding, messages, 12, seed=4) == first
    assert play_crowd(HUDSON, hudson, understanding, messages, 12, seed=5) != first


def test_a_wish_the_company_has_no_answer_for_is_consulted(hudson: Shelf, understanding: Understanding) -> None:
    """An expert's own words are the answer; nothing is done."""
    strange = [Message(id=1, text="Do you sell wooden boats with a red sail?", label="boats")]
    report = play_crowd(HUDSON, hudson, understanding, strange, 1, seed=1)
    assert report.sound
    assert report.effects_right == 1


def test_books_that_are_not_as_expected_are_told(
    hudson: Shelf, understanding: Understanding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures can fail: with a world that always expects one operation more, nothing is as it should be."""

    def strict(folder: Path, tools: object) -> Stage:
        stage = load_stage(folder, tools)
        right = stage.expected
        monkeypatch.setattr(stage, "expected", lambda *given: [*(right(*given) or []), {"tool": "send_flowers"}])
        return stage

    monkeypatch.setattr("earpiece.sim.crowd.load_stage", strict)
    lost = [message for message in read_messages(HUDSON / "messages") if message.label == "lost_or_stolen_card"]
    report = play_crowd(HUDSON, hudson, understanding, lost, 4)
    assert report.effects_right == 0
    assert all("send_flowers" in each.reason for each in report.unresolved)
    assert len(report.unresolved) == 4


def test_progress_is_told_after_each_conversation(hudson: Shelf, understanding: Understanding) -> None:
    """Up to all of them."""
    told: list[int] = []
    play_crowd(HUDSON, hudson, understanding, read_messages(HUDSON / "messages"), 5, advance=told.append)
    assert told == [1, 2, 3, 4, 5]


def test_a_bad_message_is_told_with_its_line(tmp_path: Path) -> None:
    """File, line and what to write."""
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1, "text": "hello", "label": null}\n\n{"id": 2}\n', "utf-8")
    with pytest.raises(Invalid, match=r"bad\.jsonl:3: text"):
        read_messages(bad)
    with pytest.raises(Invalid, match="no such file"):
        read_messages(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    with pytest.raises(Invalid, match="no messages"):
        read_messages(tmp_path / "empty.jsonl")


def test_a_label_for_something_unknown_is_told_with_its_line(tmp_path: Path, hudson: Shelf) -> None:
    """A mistyped target would make every figure wrong."""
    (tmp_path / "labels.yaml").write_text("lost_card: playbook/block-card\nfee: page/transfer-feez\n", "utf-8")
    with pytest.raises(Invalid, match=r"labels\.yaml:2.*transfer-feez"):
        read_labels(tmp_path, hudson.current())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_three_hundred_real_messages(hudson: Shelf, understanding: Understanding) -> None:
    """The bars of the product, on sentences nobody here has written."""
    report = play_crowd(HUDSON, hudson, understanding, read_messages(real_messages()), 300)
    _assert_bars(report)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_crowd_over_http(tmp_path: Path) -> None:
    """The same over the real server: live streams, the desk's API, SQLite, real time."""
    server = Server(HUDSON, tmp_path / "data")
    server.start()
    try:
        target = tmp_path / "report.json"
        options = ["--customers", "60", "--url", server.url, "--data", str(server.data), "--json", str(target)]
        command = [sys.executable, "-m", "earpiece", "rehearse", str(HUDSON), "--messages", str(HUDSON / "messages")]
        done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        server.stop()
    plain = json.loads(target.read_text("utf-8"))
    assert plain["conversations"] == plain["effects_right"] == 60
    assert [plain[bar] for bar in ("lost", "repeated", "asked_twice", "unended")] == [0, 0, 0, 0]


def _assert_bars(report: CrowdReport) -> None:
    everybody = report.conversations
    assert report.sound, report.details
    assert report.routed["wrong"] <= 0.10 * everybody
    assert report.routed["clarified"] + report.routed["consulted"] <= 0.35 * everybody
    assert len(report.unresolved) <= 0.10 * everybody
    assert report.outcomes.get("handed_off", 0) <= 0.03 * everybody
