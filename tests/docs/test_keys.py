"""The desk's keys: one table in the code, all of them in the handbook, and no key that means two things at once."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEYS = re.findall(
    r'\{ key: "([^"]+)", (?:name: "([^"]+)", )?act: "(\w+)"',
    (ROOT / "src/earpiece/web/static/keys.js").read_text(),
)


def test_every_key_is_in_the_handbook() -> None:
    """As it is called on the screen."""
    handbook = (ROOT / "docs/faces.md").read_text()
    names = [name or key.upper() for key, name, _ in KEYS]
    assert len(names) > 20
    assert [name for name in names if f"`{name}`" not in handbook] == []


def test_no_letter_means_two_things() -> None:
    """Enter and digits mean what is on the screen; a letter always means the same."""
    letters = [key for key, _, _ in KEYS if len(key) == 1]
    assert len(letters) == len(set(letters))
