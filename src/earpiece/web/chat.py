"""The customer's endpoints: open a conversation, speak, hear, follow it live."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.runtime.views import ChatView
from earpiece.web import sse
from earpiece.web.errors import documented
from earpiece.web.security import bearer
from earpiece.web.state import WebDep, address

router = APIRouter(prefix="/chat/conversations", tags=["chat"], responses=documented(401, 404, 429))

MOST = 2**53 - 1
"""Positions are whole numbers that every JSON reader can hold."""


class OpenChat(BaseModel):
    """Starts a conversation. `token` is the host page's signed word for who the customer is."""

    model_config = ConfigDict(extra="forbid")
    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", examples=["en", "de-AT"])
    token: str | None = Field(None, max_length=4000)


class OpenedChat(BaseModel):
    """The new conversation, and the token that alone gives access to it."""

    conversation: str
    token: str


class Message(BaseModel):
    """The customer's words. Sending the same `id` again changes nothing."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")
    text: str = Field(min_length=1, max_length=4000)


class Taken(BaseModel):
    """The words are safe, at this position."""

    position: int


class Heard(BaseModel):
    """The customer's device showed everything up to this position."""

    model_config = ConfigDict(extra="forbid")
    upto: int = Field(ge=0, le=MOST)


class Rated(BaseModel):
    """How the customer found the conversation: 1 (poor) to 5 (great)."""

    model_config = ConfigDict(extra="forbid")
    rating: int = Field(ge=1, le=5, strict=True)


async def own_conversation(request: Request, web: WebDep, conversation: Annotated[str, Path(max_length=100)]) -> str:
    """The conversation in the path, if the caller's token is for it."""
    if not web.is_service(request):
        web.tokens.check(bearer(request), conversation, web.now())
    return conversation


Own = Annotated[str, Depends(own_conversation)]


@router.post("", status_code=201)
async def open_conversation(body: OpenChat, request: Request, web: WebDep) -> OpenedChat:
    """Open a conversation; the agent greets."""
    if not web.is_service(request):
        web.conversations.take(address(request), "new conversations")
    conversation = await web.services.chats.open(channel="chat", language=body.language, token=body.token)
    return OpenedChat(conversation=conversation, token=web.tokens.sign(conversation, web.now()))


@router.get("/{conversation}")
async def get_conversation(own: Own, web: WebDep, after: Annotated[int, Query(ge=0, le=MOST)] = 0) -> ChatView:
    """The conversation as its customer sees it."""
    return await web.services.chats.view(own, after)


@router.post("/{conversation}/messages", status_code=201)
async def say(body: Message, own: Own, request: Request, web: WebDep) -> Taken:
    """Say something. Acknowledged means durable; the reply comes by the stream."""
    if not web.is_service(request):
        web.messages.take(own, "messages")
    return Taken(position=await web.services.chats.say(own, body.id, body.text))


@router.post("/{conversation}/heard", status_code=204)
async def heard(body: Heard, own: Own, web: WebDep) -> Response:
    """Acknowledge what was shown."""
    await web.services.chats.heard(own, body.upto)
    return Response(status_code=204)


@router.post("/{conversation}/rating", status_code=204, responses=documented(409))
async def rate(body: Rated, own: Own, request: Request, web: WebDep) -> Response:
    """Say how it was, once it is over and the view's `survey` asks. A later rating replaces the earlier one.

    Only whoever holds the conversation's own token may: no program rates in a customer's name.
    """
    web.tokens.check(bearer(request), own, web.now())
    web.messages.take(own, "messages")
    await web.services.chats.rate(own, body.rating)
    return Response(status_code=204)


async def resume_at(
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> int:
    """Where the stream resumes."""
    return sse.last_seen(last_event_id, after)


@router.get("/{conversation}/stream", response_class=sse.LiveResponse)
async def stream(own: Own, web: WebDep, after: Annotated[int, Depends(resume_at)]) -> Response:
    """Follow it live: events `item` (a ChatItem) and `status` (a ChatStatus); `id` is the position."""
    return await sse.LiveResponse.of(sse.follow_chat(web.services.chats, own, after))
