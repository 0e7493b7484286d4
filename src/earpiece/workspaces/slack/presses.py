"""What people do in Slack, done at the desk: as the account they have here, checked on arrival like anywhere else."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog
from pydantic import ValidationError

from earpiece.domain.errors import Conflict, Doubtful, EarpieceError, Forbidden, Invalid
from earpiece.domain.forms import Answer
from earpiece.runtime.engine import Engine
from earpiece.runtime.views import AnswerRequest, CardView, Person
from earpiece.workspaces.slack import forms
from earpiece.workspaces.slack.api import SlackApi, SlackRefused
from earpiece.workspaces.slack.blocks import Block
from earpiece.workspaces.slack.forms import About
from earpiece.workspaces.slack.messages import Messages

log = structlog.get_logger()

HOLD: Final = "slack hold"
"""The name of the work that renews holds."""

HOLD_SECONDS: Final = 300.0
"""So long a card that was claimed in Slack is held."""

CLEAR: dict[str, Any] = {}
"""The answer to a modal that has done its work: it closes."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that somebody pressed: where, on which card, which revision of it they saw."""

    user: str
    action: str
    card: str
    revision: int
    channel: str
    ts: str
    trigger: str
    at: str

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Press | None":
        """None for a button that is none of ours, or only leads elsewhere."""
        action = payload["actions"][0]
        if action.get("type") != "button" or action["action_id"] == "open":
            return None
        about = json.loads(action["value"])
        return cls(
            payload["user"]["id"], action["action_id"], about["card"], about["revision"],
            payload["container"]["channel_id"], payload["container"]["message_ts"], payload["trigger_id"],
            action["action_ts"],
        )  # fmt: skip

    @property
    def about(self) -> About:
        return About(self.card, self.revision, self.channel)

    @property
    def key(self) -> str:
        """The same for the same press, however often Slack tells of it."""
        return f"slack {self.user} {self.at}"


class Presses:
    """`people` has the account of each Slack user."""

    def __init__(self, engine: Engine, api: SlackApi, messages: Messages, people: Mapping[str, str]) -> None:
        self._engine = engine
        self._desk = engine.desk
        self._api = api
        self._messages = messages
        self._people = people

    async def take(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What Slack tells of; gives what Slack is answered."""
        if payload.get("type") == "block_actions":
            press = Press.of(payload)
            if press is not None:
                await self._pressed(press)
        elif payload.get("type") == "view_submission":
            return await self._submitted(payload)
        return CLEAR

    async def late(self, payload: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """The form was closed before there was an answer: say now what stands against what was filled in."""
        if not answer:
            return
        about = About.decode(payload["view"]["private_metadata"])
        problems = (
            " ".join(answer.get("errors", {}).values()) or "Please answer again and look at your answer once more."
        )
        await self._whisper(about.channel, payload["user"]["id"], problems)

    # ── buttons ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def _pressed(self, press: Press) -> None:
        """Do it; what stands against it is said to who pressed alone, and the message shows how the card stands."""
        try:
            person = await self._who(press.user)
            view = await self._desk.card(person, press.card)
            await self._do(press, person, view)
        except SlackRefused as refused:
            log.warning("Slack refused what a press needed", error=refused.message)
        except EarpieceError as error:
            await self._whisper(press.channel, press.user, error.message)
        await self._refresh(press)

    async def _do(self, press: Press, person: Person, view: CardView) -> None:
        name, _, key = press.action.partition(" ")
        match name:
            case "answer":
                await self._answered(press, person, view, key)
            case "claim":
                held = await self._desk.claim(person, view.id)
                self._engine.ports.spawn(HOLD, self._hold(person, held))
            case "return":
                if view.holder is None or view.holder.expert != person.id:
                    raise Forbidden("Only who holds this card can give it back.")
                await self._desk.give_back(person, view.id, "not me")
            case "undo":
                await self._desk.undo(person, view.id)
            case "words":
                await self._api.open(press.trigger, forms.answer_modal(_open(view), press.about))
            case "ask":
                await self._api.open(press.trigger, forms.ask_modal(_open(view), press.about))

    async def _hold(self, person: Person, view: CardView) -> None:
        """Renew a hold for a while: nothing tells us whether somebody still sits before Slack."""
        clock, rhythm = self._engine.ports.clock, self._engine.ports.companies.current().policy.lease / 3
        end = clock.now() + HOLD_SECONDS
        with suppress(Conflict, Forbidden):  # it is over: answered, given back, taken by somebody else
            while view.holder is not None and clock.now() < end:
                await clock.sleep(rhythm)
                await self._desk.renew(person, view.id, view.holder.fence)

    async def _answered(self, press: Press, person: Person, view: CardView, key: str) -> None:
        """One press is the answer. A form asks for what it lacks; whether a slip is meant is asked, too."""
        suggestion = next((each for each in view.suggestions if each.key == key), None)
        if suggestion is None:
            raise Conflict("The question changed meanwhile; please look at it again.")
        try:
            await self._answer(person, view, press.about, suggestion.answer, press.key)
        except Doubtful as doubtful:
            about = replace(press.about, answer=suggestion.answer, sure=_codes(doubtful))
            await self._api.open(press.trigger, forms.doubt_modal(_doubts(doubtful), about))
        except Invalid as invalid:
            modal = forms.answer_modal(view, press.about, suggestion.answer, invalid.message)
            await self._api.open(press.trigger, modal)

    async def _refresh(self, press: Press) -> None:
        try:
            await self._messages.show(press.card, other=(press.channel, press.ts))
        except EarpieceError as error:
            log.warning("a message in Slack cannot be renewed", error=error.message)

    # ── modals ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _submitted(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """A filled form. What cannot be taken is said in it, and it stays open."""
        modal, user = payload["view"], payload["user"]["id"]
        about, key = About.decode(modal["private_metadata"]), f"slack {user} {modal['id']} {modal.get('hash', '')}"
        values = modal["state"]["values"]
        try:
            person = await self._who(user)
            view = await self._desk.card(person, about.card)
            if modal["callback_id"] == "ask":
                question = values["question"][forms.VALUE]["value"] or ""
                await self._desk.ask_back(person, about.card, question, _fence(view, person))
            else:
                given = about.answer if modal["callback_id"] == "sure" else forms.read(view, values)
                return await self._filled(person, view, about, given or {}, key)
        except Invalid as invalid:
            return _errors({"question": invalid.message})
        except EarpieceError as error:
            await self._whisper(about.channel, user, error.message)
        return CLEAR

    async def _filled(
        self, person: Person, view: CardView, about: About, given: Mapping[str, Any], key: str
    ) -> dict[str, Any]:
        try:
            await self._answer(person, view, about, given, key)
        except Doubtful as doubtful:
            meant = replace(about, answer=given, sure=(*about.sure, *_codes(doubtful)))
            return {"response_action": "update", "view": forms.doubt_modal(_doubts(doubtful), meant)}
        except Invalid as invalid:
            return _errors(forms.error_at(view, invalid.details.get("field"), invalid.message))
        except Forbidden as forbidden:
            return _errors(forms.error_at(view, None, forbidden.message))
        return CLEAR

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def _answer(self, person: Person, view: CardView, about: About, given: Mapping[str, Any], key: str) -> None:
        try:
            answer = Answer.model_validate(dict(given))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise Invalid(f"{where}: {error.errors()[0]['msg']}.", field=where) from error
        shown = ""
        if view.status == "open" and view.revision == about.revision:
            shown = await self._desk.seen(person, view.id, about.revision)
        request = AnswerRequest(
            answer=answer, revision=about.revision, fence=_fence(view, person), key=key, sure=list(about.sure),
            shown=shown,
        )  # fmt: skip
        await self._desk.answer(person, view.id, request)

    async def _who(self, user: str) -> Person:
        """Whose account this Slack user answers with; raises Forbidden."""
        id = self._people.get(user)
        if id is None:
            raise Forbidden(
                f"Your Slack account ({user}) is not known at this desk yet. Ask an admin to name it in desk.yaml, "
                "under `slack: people:`."
            )
        person = await self._engine.people.person(id)
        if person.disabled:
            raise Forbidden("Your account at this desk is disabled. Ask an admin.")
        return person

    async def _whisper(self, channel: str, user: str, text: str) -> None:
        try:
            await self._api.whisper(channel, user, text)
        except SlackRefused as refused:
            log.warning("Slack refused a word to a person", error=refused.message)


def _open(view: CardView) -> CardView:
    """The card, if it still takes an answer; raises Conflict with how it ended."""
    if view.given is not None:
        raise Conflict(f"{view.given.name} answered this card.")
    if view.status == "closed":
        raise Conflict(f"This card is closed ({view.closed}).")
    return view


def _fence(view: CardView, person: Person) -> int | None:
    return view.holder.fence if view.holder is not None and view.holder.expert == person.id else None


def _codes(doubtful: Doubtful) -> tuple[str, ...]:
    return tuple(str(doubt["code"]) for doubt in doubtful.details["doubts"])


def _doubts(doubtful: Doubtful) -> list[str]:
    return [str(doubt["message"]) for doubt in doubtful.details["doubts"]]


def _errors(errors: Mapping[str, str]) -> Block:
    return {"response_action": "errors", "errors": dict(errors)}
