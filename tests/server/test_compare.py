"""/demo/compare on a real installation: the company's own conversations, played beside the live ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import ROOT, Server

pytestmark = pytest.mark.slow

TIMELINE = "/demo/compare/timeline"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Server]:
    """The sample bank as a demo."""
    server = Server(ROOT / "companies" / "hudson", tmp_path / "data", options=("--demo",)).start()
    yield server
    server.kill()


def test_each_conversation_is_played_and_leaves_no_trace(demo: Server) -> None:
    """Three are offered; a visitor's answer counts; nothing of it is in the installation's journal."""
    with demo.client() as visitor:
        before = visitor.get("/healthz").json()["seq"]
        first = visitor.get(TIMELINE).json()
        assert len(first["cases"]) == 3
        for each in first["cases"]:
            pair = visitor.get(TIMELINE, params={"case": each["case"], "channel": "voice"}).json()
            assert pair["consult"]["people_s"] < pair["transfer"]["people_s"]
        own = visitor.get(TIMELINE, params={"own_s": 7.5, "answer": "y"}).json()
        assert (own["consult"]["people_s"], own["decision_s"]) == (7.5, 7.5)
        assert visitor.get(TIMELINE, params={"case": "9"}).json()["error"]["code"] == "not_found"
        assert visitor.get("/healthz").json()["seq"] == before
