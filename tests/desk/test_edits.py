"""What was changed is kept as words that went out and words that came in."""

import pytest

from earpiece.desk.edits import word_diff

PAIRS = [
    ("It takes five days.", "It takes three days.", ["same It takes", "out five", "in three", "same days."]),
    ("Yes.", "Yes.", ["same Yes."]),
    ("Gone entirely", "", ["out Gone entirely"]),
    ("Good  spacing", "Good spacing", ["same Good spacing"]),
]


@pytest.mark.parametrize(("draft", "said", "parts"), PAIRS, ids=[pair[0][:4] for pair in PAIRS])
def test_a_diff_is_made_of_whole_words(draft: str, said: str, parts: list[str]) -> None:
    """And what stays and comes in is what was said."""
    found = word_diff(draft, said)
    assert [f"{part.kind} {part.text.strip()}" for part in found] == parts
    assert "".join(part.text for part in found if part.kind != "out") == said
