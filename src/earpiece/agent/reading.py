"""What understanding is told about the situation in which the customer spoke."""

from datetime import UTC, datetime

from earpiece.domain.actions import Step, Understand
from earpiece.domain.commands import OpenSlot, Option, Situation
from earpiece.domain.conversation import Conversation
from earpiece.domain.parts import RunState
from earpiece.domain.playbook import Company, Slot


def understand(state: Conversation, company: Company) -> Step | None:
    """Read the first message that was not read yet."""
    if not state.unread:
        return None
    message, text = state.unread[0]
    return Understand(message, text, situation_of(state, company))


def situation_of(state: Conversation, company: Company) -> Situation:
    """What was asked, what is in progress, what was offered."""
    asked = state.asked
    opened = state.opened
    return Situation(
        today=datetime.fromtimestamp(state.now, UTC).date().isoformat(),
        asked=_asked_slot(state, company),
        slots=_other_slots(state, company),
        choosing=asked.targets if asked is not None and asked.purpose == "between" else (),
        anything_else=asked is not None and asked.purpose == "anything_else",
        running=tuple(f"playbook/{state.runs[run].playbook}" for run in reversed(state.stack)),
        waiting=bool(state.open_consults),
        last_target=state.last_target,
        language=opened.language if opened else "en",
    )


def _asked_slot(state: Conversation, company: Company) -> OpenSlot | None:
    asked = state.asked
    if asked is None or asked.slot is None:
        return None
    if asked.consult is not None or asked.slot.startswith("guide "):
        return OpenSlot(asked.slot, "text")
    run = state.runs.get(asked.run or "")
    slot = company.playbooks[run.playbook].slots.get(asked.slot) if run is not None else None
    return _open_slot(slot, asked.options, run) if slot is not None else None


def _other_slots(state: Conversation, company: Company) -> tuple[OpenSlot, ...]:
    """The slots of the playbooks in progress, the one in hand first, without the one just asked."""
    asked = state.asked.slot if state.asked is not None else None
    found: dict[str, OpenSlot] = {}
    for name in reversed(state.stack):
        run = state.runs[name]
        for slot in company.playbooks[run.playbook].slots.values():
            if slot.name != asked and slot.name not in found:
                found[slot.name] = _open_slot(slot, run.offered.get(slot.name, ()), run)
    return tuple(found.values())


def _open_slot(slot: Slot, options: tuple[Option, ...], run: RunState | None) -> OpenSlot:
    fixed = tuple(Option(value, label) for value, label in slot.options.items())
    filled = run is not None and run.values.get(slot.name) is not None
    return OpenSlot(slot.name, slot.type, options or fixed, filled)
