"""`earpiece precedents propose` reads the journal and the company's folder, and checks what it proposes."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.cli.proposals import proposed
from earpiece.domain.errors import Invalid, NotFound
from earpiece.domain.ports import Write
from earpiece.domain.precedent import PrecedentAgreed, PrecedentProposed
from earpiece.journal.sqlite import SqliteJournal
from earpiece.settings import Settings
from earpiece.sim.proof.shop import FOLDER
from tests.precedents.conftest import HUDSON
from tests.precedents.making import taught

BITCOIN = "can I buy bitcoin with my card"


def kept(data: Path, answers: int) -> Settings:
    """A journal in which so many people gave the same answer."""
    settings = Settings.read(data, {})

    async def write() -> None:
        journal = await SqliteJournal.open(settings.journal)
        first = PrecedentProposed.model_validate({**taught(BITCOIN, text="Yes."), "skill": "general", "company": "v1"})
        await journal.append(Write("precedent/p1", (first,), 1.0, subject="customer/1"))
        for number in range(1, answers):
            more = PrecedentAgreed.model_validate(taught(f"{BITCOIN} {number}", text="Yes.", conversation=f"c{number}"))
            await journal.append(Write("precedent/p1", (more,), 2.0, subject=f"customer/{number}"))
        await journal.close()

    asyncio.run(write())
    return settings


def test_a_stable_line_is_proposed_and_checked(tmp_path: Path) -> None:
    """The folder would still load; the test conversation is one of a customer that the company knows."""
    found, problems = proposed("p1", HUDSON, kept(tmp_path, 3))
    assert problems == []
    assert list(found.files) == ["knowledge/can-i-buy-bitcoin-with-my.md"]
    assert "  customer: " in found.tests
    assert "customer: somebody" not in found.tests


def test_the_command_writes_the_difference_and_changes_nothing(tmp_path: Path) -> None:
    """A person applies it."""
    kept(tmp_path, 3)
    before = sorted(path.name for path in (FOLDER / "knowledge").iterdir())
    done = CliRunner().invoke(app, ["precedents", "propose", "p1", str(FOLDER), "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (FOLDER / "knowledge").iterdir()) == before


@pytest.mark.parametrize(("answers", "why"), [(2, "given 2 times")], ids=["too few"])
def test_what_is_not_stable_is_not_proposed(tmp_path: Path, answers: int, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        proposed("p1", FOLDER, kept(tmp_path, answers))
    with pytest.raises(NotFound):
        proposed("p2", FOLDER, Settings.read(tmp_path, {}))
