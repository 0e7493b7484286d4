"""A small understanding for behaviour tests, trained once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from earpiece.domain.commands import Command, Situation
from earpiece.models.local import Lesson, LocalUnderstanding

Read = Callable[..., list[Command]]

LESSONS = (
    Lesson(
        "playbook/block-card",
        "The card is lost or stolen",
        (
            "I lost my card",
            "my card was stolen",
            "someone took my card",
            "please block my card, it is gone",
            "I can't find my card anywhere",
            "my purse with the card was nicked",
            "freeze the card, I lost it",
            "card stolen yesterday",
        ),
    ),
    Lesson(
        "page/change-pin",
        "Change your PIN",
        (
            "how do I change my PIN?",
            "I want a new PIN",
            "can I pick another PIN",
            "where can I change the PIN of my card",
            "I would like to choose a different PIN",
            "changing the pin number",
            "set a new PIN for my card",
            "is it possible to change my PIN abroad",
        ),
    ),
    Lesson(
        "playbook/unblock-pin",
        "The PIN is blocked",
        (
            "my PIN is blocked",
            "I typed the wrong PIN three times",
            "unblock my PIN please",
            "the machine says PIN locked",
            "too many wrong PIN attempts",
            "how can I unlock my PIN",
            "PIN blocked, what now",
            "I locked my PIN",
        ),
    ),
    Lesson(
        "playbook/track-transfer",
        "A transfer has not arrived",
        (
            "my transfer has not arrived",
            "where is the money I sent",
            "the transfer is still pending",
            "I sent money to a friend and it isn't there",
            "the recipient hasn't got my transfer",
            "how long until my transfer arrives",
            "transfer missing since Monday",
            "the money I transferred never reached him",
        ),
    ),
    Lesson(
        "playbook/close-account",
        "Close the account",
        (
            "I want to close my account",
            "please delete my account",
            "how do I close the account",
            "terminate my account",
            "I'm leaving, shut down my account",
            "cancel my account with you",
            "close account",
            "I no longer want an account",
        ),
    ),
    Lesson(
        "page/opening-hours",
        "Opening hours",
        (
            "when are you open?",
            "opening hours of the branch",
            "are you open on Sunday",
            "what time do you close",
            "is the branch open on bank holidays",
            "until when are you open today",
            "opening times please",
            "when does the branch open",
        ),
    ),
)


@pytest.fixture(scope="session")
def understanding() -> LocalUnderstanding:
    """Six targets with eight examples each."""
    return LocalUnderstanding.train(LESSONS)


@pytest.fixture(scope="session")
def read(understanding: LocalUnderstanding) -> Read:
    """Reads a message in the situation given by keywords; today is Saturday, 21 November 2026."""

    def reader(text: str, **situation: Any) -> list[Command]:
        return asyncio.run(understanding.read(text, Situation(**{"today": "2026-11-21", **situation})))

    return reader
