"""What every workspace must do, whichever it is: one desk, seen and answered from different places.

A workspace is what a person has before them: a program with the API, a frame in another tool, a message in Slack. A new
one needs a class with these few methods, and a line in `WORKSPACES`.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.workspaces.office import SERVICE, SLACK_OF, Office
from tests.workspaces.slack_stub import Message


@dataclass(frozen=True)
class Reply:
    """What the workspace said to something that was done in it; `words` are empty if it was simply done."""

    words: str = ""

    @property
    def done(self) -> bool:
        return not self.words


class Workspace(ABC):
    """One person at one place."""

    def __init__(self, office: Office, account: str, stack: AsyncExitStack) -> None:
        self.office = office
        self.account = account
        self.stack = stack

    @abstractmethod
    async def begin(self) -> None:
        """Sit down."""

    @abstractmethod
    async def shows(self, card: str) -> str:
        """All that can be read of the card here."""

    @abstractmethod
    async def may_press(self, card: str) -> bool:
        """Whether an answer can be given here."""

    @abstractmethod
    async def remember(self, card: str) -> Any:
        """What is on the screen, for `press` to press when it is old."""

    @abstractmethod
    async def press(self, remembered: Any, label: str) -> Reply:
        """Press the button of that suggestion."""

    @abstractmethod
    async def claim(self, card: str) -> Reply:
        """Take the card."""


class Rest(Workspace):
    """Programs: here the operator's own, which acts as the person."""

    client: httpx2.AsyncClient

    async def begin(self) -> None:
        headers = {"Authorization": f"Bearer {SERVICE}", "X-Acting-As": self.account}
        self.client = await self._client(**headers)

    async def _client(self, **headers: str) -> httpx2.AsyncClient:
        client = httpx2.AsyncClient(base_url=self.office.nodes[-1].url, headers=headers, trust_env=False)
        return await self.stack.enter_async_context(client)

    async def remember(self, card: str) -> Any:
        answer = await self.client.get(f"/desk/cards/{card}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shows(self, card: str) -> str:
        view = await self.remember(card)
        return f"{view['status']} {view['holder'] or ''} {view['given'] or ''} {view['closed'] or ''}"

    async def may_press(self, card: str) -> bool:
        view = await self.remember(card)
        return bool(view["status"] == "open" and view["may_answer"])

    async def press(self, remembered: Any, label: str) -> Reply:
        given = next(each["answer"] for each in remembered["suggestions"] if each["label"] == label)
        holder = remembered["holder"] or {}
        fence = holder["fence"] if holder.get("expert") == self.account else None
        body = {"answer": given, "revision": remembered["revision"], "fence": fence, "key": f"{label} {self.account}"}
        return _reply(await self.client.post(f"/desk/cards/{remembered['id']}/answer", json=body))

    async def claim(self, card: str) -> Reply:
        return _reply(await self.client.post(f"/desk/cards/{card}/claim"))


class Token(Rest):
    """Programs with a token of the person's account."""

    async def begin(self) -> None:
        operator = await self._client(Authorization=f"Bearer {SERVICE}")
        made = await operator.post(f"/people/{self.account}/tokens", json={"name": "a tool"})
        assert made.status_code == 201, made.text
        self.client = await self._client(Authorization=f"Bearer {made.json()['token']}")


class Frame(Rest):
    """A frame in another tool, whose server has handed the person over."""

    async def begin(self) -> None:
        operator = await self._client(Authorization=f"Bearer {SERVICE}")
        path = (await operator.post(f"/people/{self.account}/hand-off", json={})).json()["path"]
        self.client = await self._client(**{"Sec-Fetch-Site": "same-origin"})
        page, _, token = path.partition("#")
        assert (await self.client.get(page)).status_code == 200
        assert (await self.client.post("/session/hand-off", json={"token": token})).status_code == 201
        assert (await self.client.get("/desk/embed")).status_code == 200


class Slack(Workspace):
    """Slack, with the person's own user there."""

    async def begin(self) -> None:
        assert self.user

    @property
    def user(self) -> str:
        """The person's id there."""
        return SLACK_OF[self.account]

    def message(self, card: str) -> Message:
        """The card's message."""
        links = {f"https://desk.example/card/{card}"}
        for message in self.office.slack.messages:
            if links & {button.get("url") for button in message.buttons.values()}:
                self.office.posted[card] = message
        return self.office.posted[card]

    async def shows(self, card: str) -> str:
        return self.message(card).words

    async def may_press(self, card: str) -> bool:
        return "Claim" in self.message(card).buttons or "Give back" in self.message(card).buttons

    async def remember(self, card: str) -> tuple[Message, dict[str, Any]]:
        message = self.message(card)
        return message, message.buttons

    async def press(self, remembered: Any, label: str) -> Reply:
        message, buttons = remembered
        return await self._pressed(message, buttons[label])

    async def claim(self, card: str) -> Reply:
        message = self.message(card)
        return await self._pressed(message, message.buttons["Claim"])

    async def _pressed(self, message: Message, button: dict[str, Any]) -> Reply:
        before = len(self.office.slack.whispers)
        answer = await self.office.slack.press_button(self.user, message, button)
        assert answer.status_code == 200, answer.text
        whispers = [words for user, words in self.office.slack.whispers[before:] if user == self.user]
        return Reply(" ".join(whispers))


WORKSPACES: dict[str, type[Workspace]] = {"program": Rest, "token": Token, "frame": Frame, "slack": Slack}


async def seated(office: Office, stack: AsyncExitStack, account: str, kinds: Sequence[str]) -> list[Workspace]:
    """The person at all these places."""
    made = [WORKSPACES[kind](office, account, stack) for kind in kinds]
    for workspace in made:
        await workspace.begin()
    return made


async def posted(office: Office, card: str) -> None:
    """Until the card is in Slack."""
    slack = Slack(office, "cleo", AsyncExitStack())
    for _ in range(100):
        try:
            slack.message(card)
            return
        except KeyError:
            await asyncio.sleep(0.01)
    raise AssertionError("the card did not come to Slack within a second")


def _reply(answer: httpx2.Response) -> Reply:
    return Reply() if answer.status_code == 200 else Reply(answer.json()["error"]["message"])
