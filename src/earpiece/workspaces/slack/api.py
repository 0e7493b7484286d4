"""Slack's Web API, by its maker's client. Its calls block, so they run on threads of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry import all_builtin_retry_handlers

from earpiece.domain.errors import EarpieceError
from earpiece.workspaces.slack.blocks import Block, Shown, plain

THREADS: Final = 8
SECONDS: Final = 10


class SlackRefused(EarpieceError):
    """Slack did not take it, or could not be reached; the message is its own word for why."""

    code = "slack"


class SlackApi:
    """The few calls that are needed. All raise SlackRefused."""

    def __init__(self, token: str, base_url: str = WebClient.BASE_URL) -> None:
        self._client = WebClient(
            token, base_url=base_url, timeout=SECONDS, retry_handlers=all_builtin_retry_handlers(), proxy=None
        )  # fmt: skip
        self._threads = ThreadPoolExecutor(THREADS, "slack")

    async def post(self, channel: str, shown: Shown) -> tuple[str, str]:
        """A new message; the channel and the time that it is found by."""
        answer = await self._call(
            self._client.chat_postMessage, channel=channel, text=shown.text, blocks=shown.blocks, unfurl_links=False
        )  # fmt: skip
        return str(answer["channel"]), str(answer["ts"])

    async def update(self, channel: str, ts: str, shown: Shown) -> None:
        """Let a message show this from now on."""
        await self._call(self._client.chat_update, channel=channel, ts=ts, text=shown.text, blocks=shown.blocks)

    async def whisper(self, channel: str, user: str, text: str) -> None:
        """Words that only this user sees."""
        await self._call(self._client.chat_postEphemeral, channel=channel, user=user, text=plain(text))

    async def open(self, trigger: str, view: Block) -> None:
        """Open a modal for who has just pressed something."""
        await self._call(self._client.views_open, trigger_id=trigger, view=view)

    async def _call(self, call: Callable[..., Any], **arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, partial(call, **arguments))
        except SlackApiError as error:
            raise SlackRefused(str(error.response.get("error", "unknown"))) from error
        except (SlackClientError, OSError) as error:
            raise SlackRefused(f"not reached ({type(error).__name__})") from error

    def close(self) -> None:
        """Begin nothing new."""
        self._threads.shutdown(wait=False, cancel_futures=True)
