"""What must be found without reading streams, as a pure function of the events that cause it.

A journal applies `changes` in the transaction that appends the event, so a consult cannot be open without its timer.
"""

from collections.abc import Callable
from typing import Any

from earpiece.domain import desk_events as d
from earpiece.domain import events as e
from earpiece.domain import interventions as i
from earpiece.domain import learning as g
from earpiece.domain import seeds as s
from earpiece.domain import workspace_events as w
from earpiece.domain.changes import Change, DropTimer, PutRow, SetTimer
from earpiece.domain.digests import person
from earpiece.domain.event import BaseEvent
from earpiece.domain.precedent_rows import of_precedent, suggested_on, used_in

IDLE_SECONDS = 600.0
"""A silent customer's conversation is closed after this time, unless the agent's words name another one."""

TURN_SECONDS = 10.0
"""A message that nobody has read after this time is taken up by any live node."""

TURN_COMES = 900.0
"""However far the next rung of its ladder is: after this time a card stands in the list before all that come later."""

RELEASE_SECONDS = 10.0
"""An answer that has not reached all who asked the same after this time is brought to them by any live node."""


def changes(stream: str, at: float, event: BaseEvent) -> list[Change]:
    """Timers and list entries that `event`, appended to `stream` at time `at`, sets or drops."""
    kind, _, name = stream.partition("/")
    if kind == "card":
        return _any_card(name, at, event)
    projected = _BY_KIND.get(kind)
    return projected(name, at, event) if projected is not None else []


def _any_card(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Cards that nobody waits for stand in lists of their own."""
    if s.is_seeded(name):
        return _seeded(name, at, event)
    return _audit(name, at, event) if g.is_audit(name) else _card(name, at, event)


def _conversation(name: str, at: float, event: BaseEvent) -> list[Change]:
    match event:
        case e.ConversationOpened():
            fields = {"company": event.company, "channel": event.channel}
            known = [PutRow("of_customer", name, person(event.customer))] if event.customer is not None else []
            return [PutRow("conversations", name, "open", fields), SetTimer("idle", at + IDLE_SECONDS), *known]
        case e.CustomerVerified():
            return [PutRow("of_customer", name, person(event.customer))]
        case e.CustomerSaid():
            turn = SetTimer(f"turn {event.message}", at + TURN_SECONDS, work=True)
            return [SetTimer("idle", at + IDLE_SECONDS), turn, PutRow("conversations", name, "open")]
        case e.MessageUnderstood():
            return [DropTimer(f"turn {event.message}")]
        case e.AgentSaid():
            named = (("holding", event.next_at), ("idle", event.idle_at))
            timers = [SetTimer(name, due) for name, due in named if due is not None]
            return [*timers, *_follow_up(name, event), *used_in(name, event.sources)]
        case g.DecidedAlone():
            return used_in(name, (event.by,))
        case e.TimerFired():
            return [DropTimer(event.name)]
        case i.Intervention() | i.PersonAwaited():
            return [*_led(name, event), *_awaited(name, at, event)]
        case e.ConversationClosed():
            return [DropTimer("idle"), DropTimer("holding"), PutRow("conversations", name, event.outcome)]
    return [*_attempt(event), *_early(event)]


def _early(event: BaseEvent) -> list[Change]:
    """What is asked early, and what nobody needed in the end: whether asking early pays is measured by these."""
    match event:
        case e.ConsultAsked(early=True):
            return [PutRow("early", event.consult, event.question.name)]
        case e.ConsultWithdrawn() | e.AnswerUnneeded():
            return [PutRow("unneeded", event.consult, "unneeded")]
    return []


def _led(name: str, event: BaseEvent) -> list[Change]:
    """Which conversations people lead."""
    match event:
        case i.TakenOver():
            return [PutRow("led", name, event.by)]
        case i.GivenBack() | i.AgentResumed() | i.AgentPaused() | i.AgentStopped():
            return [PutRow("led", name, "agent")]
    return []


def _follow_up(name: str, event: e.AgentSaid) -> list[Change]:
    """Answers that were promised to a customer who has left since: they are to be told elsewhere too."""
    if event.follows_up is None:
        return []
    fields = {"conversation": name, "customer": event.follows_up}
    return [PutRow("follow_ups", consult, "ready", fields) for consult in event.releases]


def _awaited(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Where a person leads, a customer who waits for them gets the agent back."""
    match event:
        case i.TakenOver(until=float() as until):
            return [SetTimer("lead", until)]
        case i.PersonAwaited():
            read = [DropTimer(f"turn {event.message}")] if event.message is not None else []
            return [*read, SetTimer("lead", event.due)] if event.due is not None else [*read]
        case i.PersonSaid():
            said = PutRow("replies", f"{name} {event.message}", event.use, {"by": event.by, "of": event.suggested})
            return [DropTimer("lead"), SetTimer("idle", at + IDLE_SECONDS), said]
        case i.GivenBack():
            return [DropTimer("lead")]
    return []


def _attempt(event: BaseEvent) -> list[Change]:
    """An attempt without a known end always has a timer that reconciles it."""
    match event:
        case e.ToolStarted() | e.ToolRetried():
            return [SetTimer(f"call {event.call}", event.deadline, work=True)]
        case e.ToolFinished() | e.ToolFailed() | e.ToolUnknown():
            return [DropTimer(f"call {event.call}")]
    return []


def _card(name: str, at: float, event: BaseEvent) -> list[Change]:
    match event:
        case d.CardOpened():
            fields = {
                "conversation": event.conversation,
                "skill": event.question.skill,
                "kind": event.question.kind,
                "widened": False,
                "asked": event.asked_at,
                "fan": event.fan,
                **({"reviews": True} if event.question.draft is not None else {}),
                "weight": event.question.weight,
            }
            first = event.asked_at + event.ladder[0].after
            fields["due"] = first
            return [PutRow("cards", name, "open", fields, first), SetTimer("rung 0", first)]
        case d.RungReached():
            return _rung(name, at, event)
        case d.CardAnswered():
            release = [SetTimer("release", at + RELEASE_SECONDS, work=True)] if event.releases else []
            status = "answered" if event.via is None else "released"
            done = PutRow("cards", name, status, {"by": event.by}, at)
            by = _free(name) if event.via else PutRow("held", name, f"done {event.by}", at=at)
            again = [PutRow("answers", name, event.name, {"fan": event.fan}, at)] if event.name else []
            return [DropTimer(None), *release, done, by, *again]
        case d.CardsReleased():
            return [DropTimer("release")]
        case d.CardSeen():
            return suggested_on(name, event)
        case d.CardClosed():
            return [DropTimer(None), PutRow("cards", name, event.reason, at=at), _free(name)]
    return [*_in_hand(name, event), *_regrouped(name, event)]


def _seeded(name: str, at: float, event: BaseEvent) -> list[Change]:
    """A seeded card stands in a list of its own, so that nothing counts it as one that somebody waits for."""
    match event:
        case d.CardOpened(seed=s.Seed() as seed):
            fields = {"expert": seed.expert, "seed": seed.card, "conversation": event.conversation}
            first = event.asked_at + event.ladder[0].after
            return [PutRow("seeded", name, "open", fields, at), SetTimer("rung 0", first)]
        case s.SeedAnswered():
            done = PutRow("seeded", name, f"done {event.by}", {"right": event.right}, at)
            return [DropTimer(None), done, _free(name)]
        case s.SeedClosed():
            return [DropTimer(None), PutRow("seeded", name, f"done {event.expert}", at=at), _free(name)]
    return [change for change in _in_hand(name, event) if not (isinstance(change, PutRow) and change.table == "cards")]


def _audit(name: str, at: float, event: BaseEvent) -> list[Change]:
    """So do cards that look at a decision afterwards; `audits` says of those answered whether it was right."""
    match event:
        case d.CardOpened(audit=g.Audit() as audit):
            fields = {"skill": event.question.skill, "class": audit.of, "conversation": event.conversation}
            return [PutRow("audits", name, "open", fields), SetTimer("rung 0", event.asked_at + event.ladder[0].after)]
        case g.AuditAnswered():
            status = "right" if event.right else "wrong"
            return [DropTimer(None), PutRow("audits", name, status, {"by": event.by}, at), _free(name)]
        case g.AuditClosed():
            return [DropTimer(None), PutRow("audits", name, "closed", at=at), _free(name)]
    return [change for change in _in_hand(name, event) if not (isinstance(change, PutRow) and change.table == "cards")]


def _class(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Which classes of decisions there are."""
    return [PutRow("classes", name, "judged")] if isinstance(event, g.DecisionJudged) else []


def _seed(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Which answered cards are taken as known."""
    match event:
        case s.SeedMade():
            return [PutRow("seeds", name, "active")]
        case s.SeedDropped():
            return [PutRow("seeds", name, "dropped")]
    return []


def _in_hand(name: str, event: BaseEvent) -> list[Change]:
    """Who has the card, and until when."""
    free = PutRow("cards", name, "open", {"expert": None})
    match event:
        case d.CardClaimed():
            taken = PutRow("cards", name, "open", {"expert": event.expert})
            return [SetTimer("lease", event.until), taken, PutRow("held", name, event.expert)]
        case d.CardReturned() | d.CardAskedBack() | d.OpinionGiven():
            return [DropTimer("lease"), free, _free(name)]
        case d.CardPassed():
            return [DropTimer("lease"), free, PutRow("cards", name, "open", {"skill": event.to}), _free(name)]
        case d.CardDecided():
            held = PutRow("cards", name, "open", {"expert": event.by})
            return [DropTimer("lease"), SetTimer("decision", event.until), held]
        case d.CardUndone():
            return [DropTimer("decision"), free, _free(name)]
    return []


def _free(name: str) -> PutRow:
    """Nobody holds the card."""
    return PutRow("held", name, "free")


def _regrouped(name: str, event: BaseEvent) -> list[Change]:
    """With which other cards it asks the same; one of which something of its own is asked stands alone."""
    match event:
        case d.CardAmended():
            return [DropTimer("decision"), PutRow("cards", name, "open", {"fan": None})]
        case d.CardTakenOut() | d.CardAskedBack() | d.SecondOpinionWanted():
            return [PutRow("cards", name, "open", {"fan": None})]
        case d.CardJoined():
            return [PutRow("cards", name, "open", {"fan": event.fan})]
    return []


def _rung(name: str, at: float, event: d.RungReached) -> list[Change]:
    """Open cards stand in their list by the next rung: what goes wrong soonest comes first. One whose next rung is far
    has a place all the same, so that it is not for ever behind new ones."""
    fields: dict[str, Any] = {"widened": True} if event.do == "widen" else {}
    fields["due"] = event.next_at
    if event.do == "reroute" and event.to is not None:
        fields["skill"] = event.to
    place = min(event.next_at, at + TURN_COMES) if event.next_at is not None else None
    moved = PutRow("cards", name, "open", fields, place)
    if event.next_at is None:
        return [DropTimer(f"rung {event.index}"), moved]
    return [DropTimer(f"rung {event.index}"), SetTimer(f"rung {event.index + 1}", event.next_at), moved]


def _expert(name: str, at: float, event: BaseEvent) -> list[Change]:
    match event:
        case d.ExpertAdded() | d.ExpertChanged():
            return [PutRow("experts", name, event.role, {"name": event.name})]
    return []


def _presence(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Who is there, by when they were to be heard of again."""
    match event:
        case d.ExpertSeen():
            return [PutRow("presence", name, "here", {"workspace": event.workspace}, event.until)]
        case d.ExpertGone():
            return [PutRow("presence", name, "gone", {}, at)]
    return []


def _slack(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Messages that may have to change are found without looking at every card there ever was."""
    match event:
        case w.SlackReserved():
            return [PutRow("slack", name, "open")]
        case w.SlackShown():
            return [PutRow("slack", name, "done" if event.final else "open")]
    return []


def _webhook(name: str, at: float, event: BaseEvent) -> list[Change]:
    """A message that was not delivered has a timer, whoever was about to send it."""
    match event:
        case w.WebhookAdded():
            return [PutRow("webhooks", name, "active")]
        case w.WebhookChanged():
            return [PutRow("webhooks", name, "active" if event.active else "paused")]
        case w.WebhookRemoved():
            return [DropTimer(None), PutRow("webhooks", name, "removed")]
        case w.WebhookTaken():
            return [SetTimer(f"send {message}", event.until) for message in event.messages]
        case w.WebhookTried():
            return [SetTimer(f"send {event.message}", event.until)]
        case w.WebhookFailed():
            return [SetTimer(f"send {event.message}", event.next_at)]
        case w.WebhookRevived():
            return [SetTimer(f"send {event.message}", event.at)]
        case w.WebhookDelivered() | w.WebhookDead():
            return [DropTimer(f"send {event.message}")]
    return []


_BY_KIND: dict[str, Callable[[str, float, BaseEvent], list[Change]]] = {
    "conversation": _conversation, "class": _class, "seed": _seed, "precedent": of_precedent, "expert": _expert,
    "slack": _slack, "webhook": _webhook, "presence": _presence,
}  # fmt: skip
"""By the kind of stream, without cards."""
