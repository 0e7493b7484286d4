"""An answer's JSON Schema as a modal, and what was filled in as an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from earpiece.runtime.views import CardView
from earpiece.workspaces.slack.blocks import (
    MOST_LABEL,
    ON_THE_DESK,
    Block,
    fits_slack,
    plain,
    section,
    typed_answer,
)

ORDER: Final = ("data", "decision", "choice", "changes", "text", "reason", "reference", "note")
LABELS: Final = {
    "decision": "Your decision",
    "choice": "Your choice",
    "text": "In your words",
    "reason": "Why",
    "reference": "Reference",
    "note": "A word for the customer",
}
MOST_OPTIONS: Final = 100
VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class About:
    """What a modal is about, kept in it: the card, what was shown of it, and doubts that were put aside."""

    card: str
    revision: int
    channel: str
    answer: Mapping[str, Any] | None = None
    """Of a confirmation: the answer that is meant."""
    sure: tuple[str, ...] = ()

    def encode(self) -> str:
        return json.dumps(
            {"card": self.card, "revision": self.revision, "channel": self.channel, "answer": self.answer,
             "sure": self.sure}
        )  # fmt: skip

    @classmethod
    def decode(cls, text: str) -> "About":
        raw = json.loads(text)
        return cls(raw["card"], raw["revision"], raw["channel"], raw["answer"], tuple(raw["sure"]))


def answer_modal(view: CardView, about: About, given: Mapping[str, Any] | None = None, problem: str = "") -> Block:
    """The form of an answer; `given` is filled in already, `problem` is said above."""
    blocks: list[Block] = [section(f"*{plain(view.question)}*")]
    if problem:
        blocks.append(section(f":warning: {plain(problem)}"))
    typed = typed_answer(view)
    if typed is not None and not fits_slack(typed):
        shown = _modal("answer", "Your answer", "", about, [*blocks, section(ON_THE_DESK)])
        return {name: part for name, part in shown.items() if name != "submit"}
    for path, schema, required in fields(view.form):
        blocks.append(_input(view, path, schema, required, _given(view, given or {}, path)))
    return _modal("answer", "Your answer", "Answer", about, blocks)


def ask_modal(view: CardView, about: About) -> Block:
    """What the agent should ask the customer."""
    element = {"type": "plain_text_input", "action_id": VALUE, "multiline": True, "max_length": 1000}
    block = _labelled("question", "What should the agent ask the customer?", element, required=True)
    return _modal("ask", "Ask the customer", "Ask", about, [section(f"*{plain(view.question)}*"), block])


def doubt_modal(doubts: list[str], about: About) -> Block:
    """It may be a slip: said, and asked whether it is meant."""
    return _modal("sure", "Meant?", "Yes, I mean it", about, [section(plain(doubt)) for doubt in doubts])


def fields(form: Mapping[str, Any]) -> list[tuple[str, dict[str, Any], bool]]:
    """The inputs a form needs, as path, schema, and whether it must be there."""
    properties: Mapping[str, Any] = form.get("properties", {})
    required = set(form.get("required", ()))
    known = [name for name in ORDER if name in properties] + [name for name in properties if name not in ORDER]
    found = []
    for name in known:
        schema = properties[name]
        if "const" in schema:
            schema = {"enum": [schema["const"]]}
        if "properties" in schema:
            found += [(f"{name}.{inner}", part, False) for inner, part in schema["properties"].items()]
        else:
            found.append((name, schema, name in required))
    return found


def read(view: CardView, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, as an answer: only what differs from what was there."""
    answer: dict[str, Any] = {}
    for path, schema, _ in fields(view.form):
        value = _value(values.get(path, {}).get(VALUE) or {}, schema)
        outer, _, inner = path.partition(".")
        if value is None:
            continue
        if not inner:
            answer[outer] = value
        elif view.call is None or view.call.args.get(inner) != value:
            answer.setdefault(outer, {})[inner] = value
    return answer


def _value(state: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """None where nothing was filled in."""
    option = state.get("selected_option")
    raw = option["value"] if option else state.get("value")
    if raw is None or raw == "":
        return None
    if schema.get("type") == "boolean":
        return raw == "true"
    if schema.get("type") in ("number", "integer"):
        try:
            return int(raw) if schema["type"] == "integer" else float(raw)
        except ValueError:
            return raw
    return next((choice for choice in schema.get("enum", ()) if str(choice) == raw), raw)


def error_at(view: CardView, field: str | None, message: str) -> dict[str, str]:
    """Slack's way to say an error: at an input. Where there is no input for it, at the first one."""
    paths = [path for path, _, _ in fields(view.form)]
    return {field if field in paths else paths[0]: message[:150]}


def _given(view: CardView, given: Mapping[str, Any], path: str) -> Any:
    outer, _, inner = path.partition(".")
    if not inner:
        return given.get(outer)
    known = view.call.args.get(inner) if view.call is not None else None
    return given.get(outer, {}).get(inner, known)


def _input(view: CardView, path: str, schema: Mapping[str, Any], required: bool, given: Any) -> Block:
    known = schema.get("title") if path.startswith("data.") else LABELS.get(path)
    label = str(known or path.rpartition(".")[2].replace("_", " ").capitalize())[:MOST_LABEL]
    if "enum" in schema or schema.get("type") == "boolean":
        choices = schema.get("enum", (True, False))
        options = [_option(view, path, choice) for choice in choices[:MOST_OPTIONS]]
        chosen = next((option for option in options if given is not None and option["value"] == _name(given)), None)
        element: Block = {"type": "static_select", "action_id": VALUE, "options": options}
        return _labelled(path, label, element | ({"initial_option": chosen} if chosen else {}), required=required)
    if schema.get("type") in ("number", "integer"):
        element = {
            "type": "number_input", "action_id": VALUE, "is_decimal_allowed": schema["type"] == "number",
        } | ({"initial_value": f"{given:.15g}"} if isinstance(given, int | float) else {})  # fmt: skip
        return _labelled(path, label, element, required=required)
    element = {"type": "plain_text_input", "action_id": VALUE, "multiline": path != "reference"}
    if "maxLength" in schema:
        element["max_length"] = min(schema["maxLength"], 3000)
    return _labelled(path, label, element | ({"initial_value": str(given)} if given else {}), required=required)


def _option(view: CardView, path: str, choice: Any) -> Block:
    suggested = (each.label for each in view.suggestions if each.answer.get(path) == choice)
    label = next(suggested, {"true": "Yes", "false": "No"}.get(_name(choice), str(choice)))
    return {"text": {"type": "plain_text", "text": label[:MOST_LABEL]}, "value": _name(choice)}


def _name(choice: Any) -> str:
    return str(choice).lower() if isinstance(choice, bool) else str(choice)


def _labelled(path: str, label: str, element: Block, *, required: bool) -> Block:
    text = {"type": "plain_text", "text": label}
    return {"type": "input", "block_id": path, "label": text, "element": element, "optional": not required}


def _modal(callback: str, title: str, submit: str, about: About, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": submit},
        "close": {"type": "plain_text", "text": "Back"},
        "private_metadata": about.encode(),
        "blocks": blocks,
    }
