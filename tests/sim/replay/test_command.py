"""`earpiece evaluate replay`: the figures on the screen, as JSON and as a picture."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from earpiece.cli import app

FIFTEEN = Path("companies/airline/recordings/fifteen.jsonl")


def evaluated(*args: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", "replay", *args])


def test_each_setting_is_one_object(tmp_path: Path) -> None:
    file, out, picture = tmp_path / "two.jsonl", tmp_path / "out.json", tmp_path / "out.svg"
    lines = FIFTEEN.read_text("utf-8").splitlines()
    file.write_text("\n".join([lines[1], lines[4]]), "utf-8")  # one gives up, one cancels what must not be
    settings = [part for each in ("alone", "writes+refusals") for part in ("--setting", each)]
    told = evaluated(
        str(file), "--expert", "gold", *settings, "--jobs", "1", "--json", str(out), "--picture", str(picture)
    )
    assert told.exit_code == 0, told.output
    alone, asked = json.loads(out.read_text("utf-8"))
    assert (alone["setting"], alone["conversations"], alone["exactly_right"], alone["consults"]) == ("alone", 2, 0, 0)
    assert (alone["wrong_effects"], alone["missed_effects"]) == (1, 1)
    assert (asked["setting"], asked["exactly_right"], asked["wrong_effects"]) == ("writes+refusals", 2, 0)
    assert 0 < asked["needless_consults"] < asked["consults"]
    assert "alone, not right: 101-1, 102-1" in told.output
    assert picture.read_text("utf-8").startswith("<svg")


def test_what_cannot_be_played_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in str(evaluated(str(tmp_path / "none.jsonl")).exception)
    assert "is no company folder" in str(evaluated(str(FIFTEEN), "--company", str(tmp_path)).exception)
    assert "A budget is a share" in str(evaluated(str(FIFTEEN), "--budget", "5").exception)
