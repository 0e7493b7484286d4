"""One conversation of the suite's own, from the customer's side."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from earpiece.runtime.views import ChatItem, ChatView, StoryLine
from earpiece.sim.conformance.findings import Broken, taken

if TYPE_CHECKING:
    from earpiece.sim.conformance.site import Headers, Site

LOOK_AGAIN = 0.1
"""Seconds between two looks at a conversation."""
SOON = 5.0
"""Seconds in which an agent has said what needs nobody else; generous, since no promise names a figure here."""


@dataclass
class Talk:
    """A conversation, the token that opens it, and everything that was ever read of it."""

    site: "Site"
    id: str
    token: str
    lines_seen: dict[int, ChatItem] = field(default_factory=dict)
    """Each line by its position, as it was first read."""
    changed: list[str] = field(default_factory=list)
    """What read differently later on."""
    stories: list[list[StoryLine]] = field(default_factory=list)
    """The story, each time it was read."""

    @property
    def path(self) -> str:
        return f"/chat/conversations/{self.id}"

    @property
    def customer(self) -> "Headers":
        """The headers of the customer's page."""
        return {"Authorization": f"Bearer {self.token}"}

    def new_message(self) -> str:
        """An id for a message that was never used."""
        return self.site.ids.new("m")

    async def say(self, text: str, message: str | None = None, node: int = 0) -> str:
        """The customer's words, which must be acknowledged; the message's id."""
        id = message or self.new_message()
        body = {"id": id, "text": text}
        taken(await self.site.request("POST", f"{self.path}/messages", self.customer, body, node))
        return id

    async def view(self, after: int = 0, node: int = 0) -> ChatView:
        """The conversation as its customer sees it, with the lines after that position."""
        path = f"{self.path}?after={after}" if after else self.path
        view = ChatView.model_validate(taken(await self.site.request("GET", path, self.customer, node=node)))
        self._note(view.items)
        return view

    def _note(self, items: Sequence[ChatItem]) -> None:
        for item in items:
            first = self.lines_seen.setdefault(item.position, item)
            if first != item:
                self.changed.append(f"The line at {item.position} of {self.id} was “{first.text}”, now “{item.text}”.")

    async def story(self) -> list[StoryLine]:
        """Who did what in it, and why."""
        found = taken(await self.site.request("GET", f"/conversations/{self.id}/story", self.site.service))
        story = [StoryLine.model_validate(line) for line in found]
        self.stories.append(story)
        return story

    async def until(self, true: Callable[[ChatView], Any], what: str, seconds: float = SOON) -> ChatView:
        """The conversation as soon as that is true of it. Raises Broken if it does not become so."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            view = await self.view()
            if true(view):
                return view
            if loop.time() > end:
                raise Broken(f"Within {seconds:g} seconds {what}; it did not happen. {self.told(view)}")
            await asyncio.sleep(LOOK_AGAIN)

    def told(self, view: ChatView) -> str:
        """The end of the conversation, for a story."""
        last = " / ".join(f"{item.who}: {item.text[:120]}" for item in view.items[-4:])
        return f"Conversation {self.id} is {view.status}, waiting is {str(view.waiting).lower()}, and ends: {last}"


def heard_after(view: ChatView, message: str) -> list[ChatItem]:
    """What the agent has said since that message of the customer."""
    at = position_of(view, message)
    return [item for item in view.items if item.who == "agent" and at is not None and item.position > at]


def position_of(view: ChatView, message: str) -> int | None:
    """Where the message stands, if it is there."""
    return next((item.position for item in view.items if item.message == message), None)


def saying(view: ChatView, words: str) -> list[ChatItem]:
    """The agent's lines with these words in them."""
    return [item for item in view.items if item.who == "agent" and words in item.text]
