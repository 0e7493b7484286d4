"""People who lead, over HTTP: read along, guide, pause, stop, take over, give back; stop switches and the dial."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import EarpieceError
from earpiece.domain.events import Outcome
from earpiece.runtime.supervision.lead_views import ConversationView
from earpiece.runtime.supervision.replies import CompletionsView, EditView, HintView, Replies, ReplyView, UseView
from earpiece.runtime.supervision.supervising import GuideReading, Supervising
from earpiece.runtime.supervision.switches import Switches, SwitchesView, What
from earpiece.runtime.views import Person
from earpiece.web import sse
from earpiece.web.chat import resume_at
from earpiece.web.errors import documented
from earpiece.web.sessions import Caller, caller
from earpiece.web.state import Web, WebDep, present

router = APIRouter(tags=["supervision"], responses=documented(401, 403, 404))

MOST = 2**53 - 1

ConversationId = Annotated[str, Path(max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reason(_Body):
    """Why, in one line, for the story."""

    reason: str = Field("", max_length=300)


class Note(_Body):
    """What was settled, for the agent, the story and later cards."""

    note: str = Field("", max_length=2000)


class PersonMessage(_Body):
    """Words to the customer. Sending the same `message` again changes nothing."""

    message: str = Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")
    text: str = Field(min_length=1, max_length=2000)
    use: Literal["own", "accepted", "edited"] = "own"
    """Whether a suggested reply was sent as it was, changed, or not used."""
    suggested: int = Field(0, ge=0, le=20)


class GuidanceText(_Body):
    """What the agent should do, in words ("tell them …", "ask for …", a request's title), or as `kind`, word for word.
    With `confirm` it does it; `key` is the sender's own id for that."""

    text: str = Field(min_length=1, max_length=2000)
    kind: Literal["say", "ask", "do"] | None = None
    confirm: bool = False
    key: str = Field("1", min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")


class Typed(_Body):
    """What has been typed so far."""

    text: str = Field(max_length=2000)


class Ending(_Body):
    """How the conversation ends."""

    outcome: Outcome = "resolved"


class StopRequest(_Body):
    """A stop switch to put on."""

    what: What
    name: str = Field("", max_length=100)
    reason: str = Field("", max_length=300)


class DialRequest(_Body):
    """How much a person reviews first, 0..1. `playbook` `*` is every one without a dial of its own."""

    playbook: str = Field(min_length=1, max_length=100)
    kind: Literal["message", "effect"]
    share: float = Field(ge=0, le=1)


# ── one conversation ──────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/conversations/{conversation}")
async def get_conversation(
    conversation: ConversationId, person: Caller, web: WebDep, after: Annotated[int, Query(ge=0, le=MOST)] = 0
) -> ConversationView:
    """Read along. For supervisors, and experts who hold a card of it or lead it."""
    return await _supervising(web).view(person, conversation, after)


@router.get("/conversations/{conversation}/stream", response_class=sse.LiveResponse)
async def stream(
    conversation: ConversationId, request: Request, _: Caller, web: WebDep, after: Annotated[int, Depends(resume_at)]
) -> Response:
    """Read along live: events `view` (a ConversationView with the lines that are new); `id` is the position."""

    async def who() -> Person:
        return await caller(request, web, request.headers.get("x-acting-as"))

    return await sse.LiveResponse.of(follow(_supervising(web), conversation, after, who))


async def follow(
    supervising: Supervising, conversation: str, after: int, who: Callable[[], Awaitable[Person]]
) -> sse.Events:
    """The conversation with the lines after that position, then again whenever it has moved. Ends when it is none of
    the person's business any more."""
    told = -1
    with supervising.listen(conversation) as rang:
        while True:
            try:
                view = await supervising.view(await who(), conversation, after)
            except EarpieceError:
                if told < 0:
                    raise
                return
            if view.position != told:
                yield sse.Event("view", view.position, view)
                after = told = view.position
            if not await rang(sse.HEARTBEAT):
                yield None


@router.post("/conversations/{conversation}/takeover", responses=documented(409))
async def take_over(conversation: ConversationId, body: Reason, person: Caller, web: WebDep) -> ConversationView:
    """Speak with the customer in the agent's place. Whoever comes second learns who did."""
    return await _supervising(web).take_over(person, conversation, body.reason)


@router.delete("/conversations/{conversation}/takeover", responses=documented(409))
async def give_back(conversation: ConversationId, body: Note, person: Caller, web: WebDep) -> ConversationView:
    """Let the agent go on, and tell it what was settled."""
    return await _supervising(web).give_back(person, conversation, body.note)


@router.post("/conversations/{conversation}/messages", status_code=201, responses=documented(409))
async def say(conversation: ConversationId, body: PersonMessage, person: Caller, web: WebDep) -> ConversationView:
    """Write to the customer. Only the person who leads may."""
    return await _supervising(web).say(person, conversation, body.message, body.text, body.use, body.suggested)


@router.post("/conversations/{conversation}/pause", responses=documented(409))
async def pause(conversation: ConversationId, body: Reason, person: Caller, web: WebDep) -> ConversationView:
    """The agent waits. For supervisors."""
    return await _supervising(web).pause(person, conversation, body.reason)


@router.post("/conversations/{conversation}/stop", responses=documented(409))
async def stop(conversation: ConversationId, body: Reason, person: Caller, web: WebDep) -> ConversationView:
    """The agent is out of this conversation; the customer is told. For supervisors."""
    return await _supervising(web).stop(person, conversation, body.reason)


@router.post("/conversations/{conversation}/resume", responses=documented(409))
async def resume(conversation: ConversationId, person: Caller, web: WebDep) -> ConversationView:
    """The agent goes on after a pause or a stop. For supervisors."""
    return await _supervising(web).resume(person, conversation)


@router.post("/conversations/{conversation}/close", responses=documented(409))
async def close(conversation: ConversationId, body: Ending, person: Caller, web: WebDep) -> ConversationView:
    """End the conversation. Only the person who leads may."""
    return await _supervising(web).close(person, conversation, body.outcome)


@router.post("/conversations/{conversation}/guidance")
async def guide(conversation: ConversationId, body: GuidanceText, person: Caller, web: WebDep) -> GuideReading:
    """Tell the agent what to do, unasked. Without `confirm` it is only said back."""
    key = f"{person.id}.{body.key}" if body.confirm else None
    return await _supervising(web).guide(person, conversation, body.text, kind=body.kind, key=key)


@router.get("/conversations/{conversation}/replies")
async def replies(conversation: ConversationId, person: Caller, web: WebDep) -> list[ReplyView]:
    """Up to three replies to the customer's last words, each with its source."""
    return await _replies(web).suggest(person, conversation)


@router.post("/conversations/{conversation}/completions")
async def complete(conversation: ConversationId, body: Typed, person: Caller, web: WebDep) -> CompletionsView:
    """How what is being typed may go on, and what the company's voice would change in it."""
    return await _replies(web).complete(person, conversation, body.text)


@router.post("/conversations/{conversation}/voice")
async def voice(conversation: ConversationId, body: Typed, person: Caller, web: WebDep) -> list[HintView]:
    """What the company's voice would change in it."""
    return await _replies(web).voice(person, conversation, body.text)


@router.get("/desk/replies/use")
async def use(_: Caller, web: WebDep) -> UseView:
    """How many of people's messages were suggested ones: accepted, edited, ignored."""
    return await _replies(web).use()


@router.get("/desk/edits")
async def edits(person: Caller, web: WebDep) -> list[EditView]:
    """What people made of the agent's words under review, the newest first. For supervisors."""
    return await _replies(web).edits(person)


# ── all conversations ─────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/controls")
async def controls(_: Caller, web: WebDep) -> SwitchesView:
    """Which switches are on, how the dials stand, and what there is to set them for."""
    return await _switches(web).look()


@router.post("/controls/stops")
async def set_stop(body: StopRequest, person: Caller, web: WebDep) -> SwitchesView:
    """Stop a tool, a playbook, or everything. When this is answered, no node begins any of it any more."""
    return await _switches(web).stop(person, body.what, body.name, body.reason)


@router.delete("/controls/stops")
async def lift_stop(
    person: Caller, web: WebDep, what: What, name: Annotated[str, Query(max_length=100)] = ""
) -> SwitchesView:
    """Lift it; what it held up goes on."""
    return await _switches(web).lift(person, what, name)


@router.put("/controls/dials")
async def set_dial(body: DialRequest, person: Caller, web: WebDep) -> SwitchesView:
    """Set how much of what the agent would say or do is reviewed first."""
    return await _switches(web).dial(person, body.playbook, body.kind, body.share)


def _supervising(web: Web) -> Supervising:
    return present(web.services.supervising, "Nobody can step into conversations here.")


def _replies(web: Web) -> Replies:
    return present(web.services.replies, "There are no suggested replies here.")


def _switches(web: Web) -> Switches:
    return present(web.services.switches, "There are no switches here.")
