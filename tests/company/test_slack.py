"""desk.yaml's `slack`: channels and people, with mistakes told where they are."""

import pytest

from earpiece.company import check_files
from tests.company.sample import FILES

DESK = """experts:
  - {id: ann, name: Ann, skills: [disputes]}
slack:
"""


def findings(slack: str) -> list[str]:
    """What the check says of a desk with these lines."""
    found = check_files({**FILES, "desk.yaml": DESK + slack})
    return [str(each) for each in (*found.problems, *found.warnings) if each.file == "desk.yaml"]


def test_channels_and_people() -> None:
    """Nothing is wrong with them."""
    assert not [
        line
        for line in findings("  channels: {disputes: C0123, '*': C0456}\n  people: {U0123: ann}\n")
        if "slack" in line.lower() or "skill `*`" in line
    ]


@pytest.mark.parametrize(
    ("slack", "says"),
    [
        ("  channels: {disputs: C0123}\n", "disputs"),
        ("  channels: {disputes: C0123}\n  people: {U0123: an}\n", "did you mean `ann`"),
        ("  channels: {disputes: general}\n", "no channel's id"),
        ("  channels: {disputes: C0123}\n  people: {ann: U0123}\n", "no Slack user's id"),
        ("  channel: {disputes: C0123}\n", "unknown key `channel`"),
    ],
)
def test_mistakes_are_told(slack: str, says: str) -> None:
    """With the line."""
    assert any(says in line for line in findings(slack)), findings(slack)
