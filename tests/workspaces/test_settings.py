"""Settings of workspaces: taken from the environment, refused where they cannot work."""

from pathlib import Path

import pytest

from earpiece.domain.errors import Invalid
from earpiece.settings import Settings


def read(**environment: str) -> Settings:
    """The settings in this environment."""
    return Settings.read(Path("data"), {f"EARPIECE_{name}": value for name, value in environment.items()})


def test_what_they_say() -> None:
    """Each from its variable; without any, there is no Slack and no private network."""
    settings = read(ADDRESS="https://support.example/", WEBHOOK_PRIVATE="on", SLACK_TOKEN="xoxb-1", SLACK_SECRET="s")
    assert settings.address == "https://support.example"
    assert (settings.webhook_private, settings.slack_token, settings.slack_secret) == (True, "xoxb-1", "s")
    bare = read()
    assert (bare.address, bare.webhook_private, bare.slack_token, bare.slack_secret) == ("", False, "", "")


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"ADDRESS": "support.example"}, "EARPIECE_ADDRESS"),
        ({"ADDRESS": "https://support.example/desk"}, "without a path"),
        ({"WEBHOOK_PRIVATE": "yes"}, "write on or off"),
        ({"SLACK_TOKEN": "xoxb-1"}, "EARPIECE_SLACK_SECRET"),
        ({"SLACK_SECRET": "s"}, "both"),
    ],
)
def test_what_cannot_work(environment: dict[str, str], says: str) -> None:
    """Told at the start."""
    with pytest.raises(Invalid, match=says):
        read(**environment)
