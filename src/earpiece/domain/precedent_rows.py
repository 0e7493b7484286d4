"""What must be found of precedents without reading streams; part of `projections`."""

from collections.abc import Iterable
from typing import Any

from earpiece.domain import desk_events as d
from earpiece.domain import precedent as pr
from earpiece.domain.changes import Change, PutRow
from earpiece.domain.event import BaseEvent


def used_in(conversation: str, sources: Iterable[str]) -> list[Change]:
    """What was said or decided from precedents (`precedent ID`): by these, a recall finds what it touched."""
    ids = [source.removeprefix("precedent ") for source in sources if source.startswith("precedent ")]
    return [PutRow("precedent_used", f"{conversation} {id}", id, {"conversation": conversation}) for id in ids]


def suggested_on(name: str, event: d.CardSeen) -> list[Change]:
    """Which precedents a card suggested to somebody."""
    sources = [str(each.get("source", "")) for each in event.shown.get("suggestions", ())]
    ids = [source.removeprefix("precedent ") for source in sources if source.startswith("precedent ")]
    return [PutRow("precedent_suggested", f"{name} {id}", id) for id in ids]


def of_precedent(name: str, at: float, event: BaseEvent) -> list[Change]:
    """Precedents by standing, and by standing and consult; whose words they hold; which answers were learned from."""
    match event:
        case pr.PrecedentProposed():
            fields = {
                "name": event.name, "skill": event.skill, "scope": event.scope, "expires": event.expires_at,
                "customer": event.customer or None, "conversation": event.conversation,
            }  # fmt: skip
            differs = [PutRow("precedents_differing", name, event.name)] if event.differs else []
            return [*_standing(name, event.name, "candidate", at, fields), *_learned(name, event), *differs]
        case pr.PrecedentAgreed():
            return _learned(name, event)
        case pr.PrecedentDiffered():
            return [PutRow("precedents_differing", name, event.name)]
        case pr.PrecedentPublished():
            fields = {"scope": event.scope, "expires": event.expires_at}
            return _standing(name, event.name, "published", at, fields)
        case pr.PrecedentRetired():
            return _standing(name, event.name, "retired", at)
        case pr.PrecedentRecalled():
            return _standing(name, event.name, "recalled", at)
        case pr.PrecedentRestored():
            return _standing(name, event.name, event.standing, at)
        case pr.PrecedentForgot(left=False):
            return _standing(name, event.name, "retired", at)
    return []


def _standing(name: str, consult: str, standing: str, at: float, fields: dict[str, Any] | None = None) -> list[Change]:
    return [
        PutRow("precedents", name, standing, fields or {}, at),
        PutRow("precedents_of", name, f"{standing} {consult}", fields or {}, at),
    ]


def _learned(name: str, event: pr.Taught) -> list[Change]:
    known = PutRow("precedent_people", f"{name} {event.consult}", event.person, {"precedent": name})
    return [PutRow("taught", event.consult, name), known]
