"""Each mutant changes what it says it changes, and is noticed."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from earpiece.cli import app
from earpiece.domain.errors import Invalid
from earpiece.gate import rule
from earpiece.sim.proof.checks import CHECKS
from earpiece.sim.proof.crew import Lost
from earpiece.sim.proof.evidence import Breach
from earpiece.sim.proof.mutants import MUTANTS, Edit, Mutant
from earpiece.sim.proof.mutants.hunt import MORE, Hunt, look

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_it_changes_a_line_that_is_there(mutant: Mutant) -> None:
    """And afterwards the program is itself again. Who changes the line changes the mutant with it."""
    functions = [edit.function() for edit in mutant.edits]
    before = [function.__code__ for function in functions]
    with mutant.applied():
        assert all(function.__code__ is not code for function, code in zip(functions, before, strict=True))
    assert [function.__code__ for function in functions] == before


def test_there_are_enough_of_them() -> None:
    """For every promise that is checked; each with a name and a sentence of its own."""
    assert len(MUTANTS) >= 60
    assert {mutant.promise for mutant in MUTANTS} == set(CHECKS)
    assert len({mutant.name for mutant in MUTANTS}) == len({mutant.words for mutant in MUTANTS}) == len(MUTANTS)
    assert all(mutant.words.endswith(".") for mutant in MUTANTS)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("earpiece.gate.rule:nothing_like_this", "a", "b"), "is no longer there"),
        (Edit("earpiece.gate.no_module:rule", "a", "b"), "is no longer there"),
        (Edit("earpiece.domain.conversation:_apply[NoEvent]", "a", "b"), "is no longer there"),
        (Edit("earpiece.gate.rule:rule", "no such words", ""), "is 0 times"),
        (Edit("earpiece.gate.rule:Rule", "a", "b"), "is not a function"),
    ],
)
def test_a_mutant_of_something_that_is_gone_says_so(edit: Edit, message: str) -> None:
    """It never just does nothing."""
    with pytest.raises(Invalid, match=message):
        Mutant("gone", 1, "It is gone.", (edit,)).check()


def test_everybody_who_imported_it_has_the_edited_one() -> None:
    """Also under another name."""
    known = rule._deciding_rule
    edit = Edit(
        "earpiece.gate.rule:_deciding_rule", "for candidate in tool.rules:", "return 'edited'\n    for _ in ():"
    )
    with Mutant("edited", 4, "It is edited.", (edit,)).applied():
        assert known(None, None) == "edited"  # type: ignore[arg-type,comparison-overlap]
    with pytest.raises(AttributeError):
        known(None, None)  # type: ignore[arg-type]


def test_the_real_program_judges() -> None:
    """A mutant of what the checks themselves use is noticed; what breaks without it does not count."""
    assert {breach.promise for breach in look("hashes without the words", 0)} == {15}
    assert {breach.promise for breach in look("sources are left out", 0)} == {10}


# ── the hunt ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _hunt(*came: "Lost | list[Breach]") -> Hunt:
    hunt = Hunt(Mutant("blunt", 4, "It is blunt.", ()))
    for seed, each in enumerate(came):
        hunt.take(seed, each)
    return hunt


def test_its_own_promise_ends_the_hunt() -> None:
    """And is told with the seed."""
    hunt = _hunt([], [Breach(2, "no"), Breach(4, "yes")])
    assert hunt.over(300)
    assert (hunt.seeds_needed, hunt.seed, hunt.caught_by, hunt.breach) == (2, 1, (2, 4), "yes")


def test_another_promise_is_kept_while_its_own_is_looked_for() -> None:
    """For some seeds more; its own counts if it breaks."""
    assert not _hunt([Breach(2, "no")]).over(300)
    assert _hunt([Breach(2, "no")], *([] for _ in range(MORE))).over(300)
    assert _hunt([Breach(2, "no")], [Breach(1, "nor this")], [Breach(4, "yes")]).caught_by == (4,)


def test_one_that_goes_on_for_ever_is_noticed() -> None:
    """One that ends with an error too, but its promise is looked for."""
    hung, raised = _hunt(Lost("It hung.", raised=False)), _hunt(Lost("It raised.", raised=True))
    assert (hung.caught_by, hung.over(300)) == (("time limit",), True)
    assert (raised.caught_by, raised.over(300)) == (("error",), False)


def test_one_that_nobody_notices_survives() -> None:
    """After as many seeds as there may be."""
    hunt = _hunt([], [], [])
    assert hunt.over(3)
    assert not hunt.caught
    assert hunt.as_json()["seeds_needed"] is None


def test_the_command(tmp_path: Path) -> None:
    """Some of them, over two processes; a survivor is status 1."""
    target = tmp_path / "mutants.json"
    arguments = ["prove", "--mutants", "--only", "source", "--jobs", "2", "--json", str(target)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    written = json.loads(target.read_text())
    assert (written["mutants"], written["caught"]) == (2, 2)
    assert {"name", "promise", "seeds_needed", "caught_by", "words"} <= written["each"][0].keys()
    hidden = CliRunner().invoke(app, ["prove", "--mutants", "--only", "late attempts run", "--seeds", "1"])
    assert hidden.exit_code == 1
    assert "0 of 1 mutants were caught" in hidden.output


def test_the_page_lists_them() -> None:
    """docs/proof.md has each with its sentence, under its promise's number."""
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", (DOCS / "proof.md").read_text(), re.MULTILINE)
    assert [(int(promise), name, words) for promise, name, words in rows] == [
        (mutant.promise, mutant.name, mutant.words) for mutant in MUTANTS
    ]
