"""A card as Slack's blocks. Whatever a customer wrote goes in as plain words: nothing in it is a link or a mention."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from earpiece.domain.digests import digest
from earpiece.domain.forms import Suggestion
from earpiece.runtime.views import CardView

Block = dict[str, Any]

MOST_TEXT: Final = 2900
MOST_LABEL: Final = 75
"""Slack takes a hundred more in a section, and no more on a button."""

MOST_FACTS: Final = 10
MOST_BUTTONS: Final = 20
ON_THE_DESK: Final = "This answer has parts that Slack cannot show: please answer it on the desk."


@dataclass(frozen=True, slots=True)
class Shown:
    """A message. `text` is what notifications and screen readers say; `final`: it will not change any more."""

    text: str
    blocks: list[Block]
    final: bool

    @property
    def digest(self) -> str:
        """Names what is shown."""
        return digest([self.text, self.blocks])


def message(view: CardView, words: str, address: str, waiting: int = 1) -> Shown:
    """The card at this moment. `words` is its answer in words; `address` is where people reach the installation."""
    ended = view.status in ("answered", "closed")
    blocks = [section(f"*{plain(view.question)}*"), *([] if ended else _grounds(view, waiting)), _context(view, words)]
    if not ended:
        blocks += _actions(view, address)
    return Shown(_summary(view, words), blocks, ended)


def passed_on(view: CardView) -> Shown:
    """What is left of the message in the channel of the team that had the card before."""
    text = plain(f"Passed on to {view.skill}: {view.question}")[:MOST_TEXT]
    return Shown(text, [section(f"*{plain(view.question)}*"), _small(f"Passed on to {plain(view.skill)}.")], True)


def _summary(view: CardView, words: str) -> str:
    ended = view.status in ("answered", "closed")
    return plain(f"{_state(view, words)} {view.question}" if ended else view.question)[:MOST_TEXT]


def _grounds(view: CardView, waiting: int) -> list[Block]:
    """Why it is asked, what is known, what would be done."""
    blocks = []
    why = [plain(part) for part in (view.why, view.changed and f"Changed: {view.changed}", view.summary) if part]
    if waiting > 1:
        why.append(f"{waiting} customers wait for this answer.")
    if why:
        blocks.append(section("\n".join(why)))
    if view.facts:
        facts = [f"*{plain(fact.label)}*\n{plain(fact.value)}"[:1900] for fact in view.facts[:MOST_FACTS]]
        blocks.append({"type": "section", "fields": [{"type": "mrkdwn", "text": fact} for fact in facts]})
    if view.call is not None:
        lines = [f"If yes: {plain(view.call.effect)}"]
        lines += [
            f"• {plain(change.label)}: {plain(change.before or 'not known')} → {plain(change.after)}"
            for change in view.call.changes
        ]
        blocks.append(section("\n".join(lines)))
    for exchange in view.exchanges:
        reply = exchange.reply or "no reply yet"
        blocks.append(_small(f"Asked back: “{plain(exchange.question)}” — {plain(reply)}"))
    return blocks


def typed_answer(view: CardView) -> dict[str, Any] | None:
    """The schema of an answer that has a form of the asker's own; None for any other."""
    schema = view.form.get("properties", {}).get("data")
    return schema if isinstance(schema, dict) else None


def fits_slack(schema: dict[str, Any]) -> bool:
    """Whether Slack's inputs can take it: one value each."""
    return all(part.get("type") not in ("array", "object") for part in schema.get("properties", {}).values())


def _context(view: CardView, words: str) -> Block:
    typed = typed_answer(view)
    if typed is not None and not fits_slack(typed) and not _state(view, words):
        return _small(f"For {plain(view.skill)}. {ON_THE_DESK}")
    return _small(plain(_state(view, words)) or f"For {plain(view.skill)}. Asked {_time(view.asked_at)}.")


def _state(view: CardView, words: str) -> str:
    """How the card stands, in words; empty while it is free."""
    if view.given is not None:
        return f"Answered by {view.given.name}: {words}"
    if view.status == "closed":
        return f"Closed ({view.closed})."
    if view.deciding is not None:
        return f"{view.deciding.name} answers: {words} It counts in a moment."
    if view.status == "awaiting_customer":
        return "The customer is being asked."
    if view.holder is not None:
        return f"{view.holder.name} has it."
    return f"Back in the queue: {view.returned}." if view.returned else ""


def _actions(view: CardView, address: str) -> list[Block]:
    more: list[Block] = []
    if view.deciding is not None:
        more.append(_button("undo", "Undo", view))
    else:
        hold = ("claim", "Claim") if view.holder is None else ("return", "Give back")
        more.append(_button(*hold, view))
        typed = typed_answer(view)
        if typed is None or fits_slack(typed):
            more.append(_button("words", "In my words…" if typed is None else "Answer…", view))
        more.append(_button("ask", "Ask the customer…", view))
    if address:
        more.append(_button("open", "Open", view) | {"url": f"{address}/card/{view.id}"})
    answers = [] if view.deciding is not None else [_answer(view, each) for each in view.suggestions[:MOST_BUTTONS]]
    rows = [{"type": "actions", "block_id": "answers", "elements": answers}] if answers else []
    return [*rows, {"type": "actions", "block_id": "more", "elements": more}]


def _answer(view: CardView, suggestion: Suggestion) -> Block:
    button = _button(f"answer {suggestion.key}", suggestion.label, view)
    style = {"yes": "primary", "no": "danger"}.get(str(suggestion.answer.get("decision")))
    return button | ({"style": style} if style else {})


def _button(action: str, label: str, view: CardView) -> Block:
    """What it is pressed for is in `action`; `value` says of which revision of which card."""
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label[:MOST_LABEL]},
        "value": json.dumps({"card": view.id, "revision": view.revision}),
    }


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:MOST_TEXT]}}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:MOST_TEXT]}]}


def plain(text: str) -> str:
    """Words that Slack shows as they are; `*`, `_` and the like only change how they look."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(at: float) -> str:
    """A moment, which each reader sees in their own timezone."""
    known = datetime.fromtimestamp(at, UTC).strftime("%H:%M UTC")
    return f"<!date^{int(at)}^{{time}}|{known}>"
