"""The expert's endpoints: the cards, and all that can be done with one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from earpiece.domain.errors import Forbidden
from earpiece.runtime.views import AnswerRequest, CardView, OpinionRequest, Person, Reading, StoryLine
from earpiece.web import sse
from earpiece.web.errors import documented
from earpiece.web.presence import with_presence
from earpiece.web.security import bearer
from earpiece.web.sessions import Caller, caller
from earpiece.web.state import WebDep

router = APIRouter(tags=["desk"], responses=documented(401, 403, 404))

CardId = Annotated[str, Path(max_length=100)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Renewal(_Body):
    """Proof of holding the card."""

    fence: int = Field(ge=0)


class AskBack(_Body):
    """What the expert needs to know from the customer."""

    question: str = Field(min_length=1, max_length=1000)
    fence: int | None = Field(None, ge=0)


class Alone(_Body):
    """Why the customer needs an answer of their own."""

    reason: str = Field(min_length=1, max_length=200)


class Joined(_Body):
    """The card whose answer is to be this one's too."""

    card: str = Field(max_length=100)


class Pass(_Body):
    """Which team is to answer instead, and why."""

    to: str = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=1000)
    fence: int | None = Field(None, ge=0)


class LookUp(_Body):
    """What the expert wants to know from the agent."""

    question: str = Field(min_length=1, max_length=1000)


class Shown(_Body):
    """The revision of the question that is on the screen."""

    revision: int = Field(ge=1)


class Seen(BaseModel):
    """Names what was shown; an answer carries it as `shown`."""

    digest: str


class FreeText(_Body):
    """An answer in the expert's own words."""

    text: str = Field(min_length=1, max_length=4000)


class Draft(_Body):
    """What has been typed so far."""

    text: str = Field(max_length=4000)


@router.get("/desk/cards")
async def list_cards(person: Caller, web: WebDep, response: Response) -> list[CardView]:
    """The most urgent open cards in the order they should be answered, then the last ones done.

    The header `X-More-Cards` says how many more are open, with a `+` if there may be others still.
    """
    queue = await web.services.desk.queue(person)
    response.headers["X-More-Cards"] = f"{queue.more}{'+' if queue.more_than else ''}"
    return queue.cards


@router.get("/desk/cards/{card}")
async def get_card(card: CardId, person: Caller, web: WebDep) -> CardView:
    """One card, with the transcript."""
    return await web.services.desk.card(person, card)


@router.post("/desk/cards/{card}/claim", responses=documented(409))
async def claim(card: CardId, person: Caller, web: WebDep) -> CardView:
    """Take the card for a short time; renew to keep it."""
    return await web.services.desk.claim(person, card)


@router.put("/desk/cards/{card}/claim", responses=documented(409))
async def renew(card: CardId, body: Renewal, person: Caller, web: WebDep) -> CardView:
    """Keep the card for another while."""
    return await web.services.desk.renew(person, card, body.fence)


@router.delete("/desk/cards/{card}/claim", responses=documented(409))
async def give_back(
    card: CardId, person: Caller, web: WebDep, reason: Annotated[str, Query(max_length=200)] = "not me"
) -> CardView:
    """Return the card to the queue."""
    return await web.services.desk.give_back(person, card, reason)


@router.post("/desk/cards/{card}/answer", responses=documented(409))
async def answer(card: CardId, body: AnswerRequest, person: Caller, web: WebDep) -> CardView:
    """Answer. The first valid answer wins; whoever comes second learns who won.

    A yes with an effect counts a few seconds later: until then the card says so in `deciding`, and it can be undone.
    An answer that may be a slip comes back as `doubtful`; with the codes of the doubts in `sure` it is taken.
    """
    return await web.services.desk.answer(person, card, body)


@router.delete("/desk/cards/{card}/answer", responses=documented(409))
async def undo(card: CardId, person: Caller, web: WebDep) -> CardView:
    """Take back your own answer before it counts; the card is yours again."""
    return await web.services.desk.undo(person, card)


@router.post("/desk/cards/{card}/opinions", responses=documented(409))
async def second_opinion(card: CardId, body: OpinionRequest, person: Caller, web: WebDep) -> CardView:
    """Have somebody else look too, without seeing your answer: it counts once they say the same."""
    return await web.services.desk.second_opinion(person, card, body)


@router.post("/desk/cards/{card}/pass", responses=documented(409))
async def pass_on(card: CardId, body: Pass, person: Caller, web: WebDep) -> CardView:
    """Have another team answer: those with the skill `to`."""
    return await web.services.desk.pass_on(person, card, body.to, body.reason, body.fence)


@router.post("/desk/cards/{card}/alone", responses=documented(409))
async def take_out(card: CardId, body: Alone, person: Caller, web: WebDep) -> CardView:
    """Take the card out of those that ask the same: it gets its own answer."""
    return await web.services.desk.take_out(person, card, body.reason)


@router.post("/desk/cards/{card}/joined", responses=documented(409))
async def join(card: CardId, body: Joined, person: Caller, web: WebDep) -> CardView:
    """The card asks the same as another one: both get one answer."""
    return await web.services.desk.join(person, card, body.card)


@router.post("/desk/cards/{card}/lookups", status_code=201, responses=documented(409))
async def look_up(card: CardId, body: LookUp, person: Caller, web: WebDep) -> CardView:
    """Ask the agent what it knows; what it finds, each with its source, is the last one of `looked`."""
    return await web.services.desk.look_up(person, card, body.question)


@router.post("/desk/cards/{card}/seen", responses=documented(409))
async def seen(card: CardId, body: Shown, person: Caller, web: WebDep) -> Seen:
    """Record what you were shown of this revision; once for each."""
    return Seen(digest=await web.services.desk.seen(person, card, body.revision))


@router.post("/desk/cards/{card}/questions", status_code=201, responses=documented(409))
async def ask_back(card: CardId, body: AskBack, person: Caller, web: WebDep) -> CardView:
    """Ask the customer something first."""
    return await web.services.desk.ask_back(person, card, body.question, body.fence)


@router.post("/desk/cards/{card}/reading")
async def read(card: CardId, body: FreeText, person: Caller, web: WebDep) -> Reading:
    """Free text as a typed answer; nothing is answered yet."""
    return await web.services.desk.read(person, card, body.text)


@router.put("/desk/cards/{card}/draft", status_code=204)
async def save_draft(card: CardId, body: Draft, person: Caller, web: WebDep) -> Response:
    """Keep what has been typed so far."""
    await web.services.desk.save_draft(person, card, body.text)
    return Response(status_code=204)


@router.get("/desk/stream", response_class=sse.LiveResponse)
async def stream(request: Request, person: Caller, web: WebDep) -> Response:
    """Follow the desk live: events `cards` (a DeskChange); `id` is the journal's position. Whoever follows is there."""

    async def who() -> Person:
        return await caller(request, web, request.headers.get("x-acting-as"))

    events = sse.follow_desk(web.services.desk, web.services.clock, who)
    return await sse.LiveResponse.of(with_presence(events, web.services.at_desk, person, web.services.clock))


async def may_read_story(request: Request, web: WebDep, conversation: Annotated[str, Path(max_length=100)]) -> str:
    """Supervisors and admins read every story; in the demo a visitor reads the own one by its chat token."""
    token = bearer(request)
    if web.settings.demo and token is not None and token.count(".") == 2:
        web.tokens.check(token, conversation, web.now())
        return conversation
    person = await caller(request, web, request.headers.get("x-acting-as"))
    if person.role == "expert":
        raise Forbidden("Only supervisors and admins may read a conversation's story.")
    return conversation


@router.get("/conversations/{conversation}/story", tags=["story"])
async def story(conversation: Annotated[str, Depends(may_read_story)], web: WebDep) -> list[StoryLine]:
    """Who did what, and why, in order."""
    return await web.services.desk.story(conversation)
