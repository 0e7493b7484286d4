"""STAR: what the agent's next back-end call is (31 kinds), and which of 24 tasks a customer comes with."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.ask_and_learn.stream import Conversation, Decision
from bench.ask_and_learn.tracks.star_company import Company, company, topic
from bench.ask_and_learn.tracks.star_history import FREE, History, history, mood, named, stems
from bench.ask_and_learn.tracks.star_traits import traits
from earpiece.judgement.case import Case

Written = Mapping[str, Any] | None
"""The company's own files by name, as far as they are there: `star_tasks`, `star_apis`."""

INTENT_TURNS = 2
INCONSISTENT = "inconsistent"
"""Mark of a booking without any check of the same API before it in this conversation, which the flow charts forbid."""

_read: tuple[Written, Company] = (None, company(None))


def decisions(line: dict[str, Any]) -> Iterator[Decision]:
    """Each call of a conversation, with the events before it. Who spoke, and which task it was, stay behind."""
    checked: set[str] = set()
    for at, event in enumerate(line["events"]):
        if event["t"] != "call":
            continue
        api, request = str(event["api"]), event["request"]
        marks = (INCONSISTENT,) if request == "book" and api not in checked else ()
        if request == "check":
            checked.add(api)
        yield Decision(str(line["id"]), {"events": line["events"][:at]}, named(api, request), domains(line), marks)


def intent_decisions(line: dict[str, Any]) -> Iterator[Decision]:
    """The task of a conversation with one task, from the customer's first two turns."""
    turns = [event["text"] for event in line["events"] if event["t"] == "user"][:INTENT_TURNS]
    if turns and not line["multitask"]:
        [task] = line["tasks"]
        yield Decision(str(line["id"]), {"turns": turns}, task, domains(line))


def domains(line: dict[str, Any]) -> tuple[str, ...]:
    """The domains of a conversation; where the record leaves them out, its tasks."""
    return tuple(sorted({name for name in line["domains"] if name} or set(line["tasks"])))


def case(context: Mapping[str, Any], written: Written = None) -> Case:
    """What the system knows when a call is due."""
    told = history(context["events"])
    return Case(words=_words(told), facts=tuple(_facts(told)), traits=traits(told, understood(written)))


def intent_case(context: Mapping[str, Any], written: Written = None) -> Case:
    """What the system knows of what a customer came with. Traits: how far each task's own words are heard."""
    turns = context["turns"]
    known = understood(written)
    return Case(words=(("said", " ".join(turns)),), traits=tuple(_likenesses(turns, known)))


def action_choices(conversations: Sequence[Conversation], written: Written) -> dict[str, str]:
    """The calls that the company wrote down, each with words that describe it; without these, the names alone."""
    known = understood(written)
    if not known.requests:
        return _names(conversations)
    tasks = (written or {}).get("star_tasks", {})
    return {
        named(api, request): f"{request} {topic(api, tasks[api])}".strip()
        if api in tasks
        else _spoken(named(api, request))
        for api, requests in known.requests.items()
        for request in requests
    }


def intent_choices(conversations: Sequence[Conversation], written: Written) -> dict[str, str]:
    """The tasks that the company wrote down, each with words that describe it; without these, the names alone."""
    tasks = (written or {}).get("star_tasks", {})
    return {task: topic(task, one) for task, one in tasks.items()} or _names(conversations)


def understood(written: Written) -> Company:
    """The company's files made ready; those of the last time are kept."""
    global _read
    if _read[0] is not written:
        _read = (written, company(written))
    return _read[1]


def _words(told: History) -> tuple[tuple[str, str], ...]:
    """The last turn, what was said since the last result, and before it; the agent's last line where it is its own."""
    since = told.turns[told.since_turn : -1]
    before = told.turns[: min(told.since_turn, len(told.turns) - 1)] if told.turns else []
    words = [("said", told.turn), ("since", " ".join(since)), ("before", " ".join(before))]
    if told.line in (FREE, "custom"):
        words.append(("agent", told.said))
    return tuple((place, text) for place, text in words if text)


def _facts(told: History) -> list[str]:
    last = told.calls[-1] if told.calls else None
    call = last.choice if last else "-"
    went = f"{call} {last.outcome}" if last else "-"
    line, kind, agreed = told.line, told.last, mood(told.turn)
    since = told.lines[told.since_line :]
    return [
        f"kind {kind}",
        f"line {line}",
        f"line before {told.lines[-2] if len(told.lines) > 1 else '-'}",
        f"lines {'>'.join(since[-3:])}",
        f"call {call}",
        f"went {went}",
        f"went {went} line {line}",
        f"went {went} mood {agreed}",
        f"went {went} kind {kind}",
        f"line {line} mood {agreed}",
        f"line {line} kind {kind}",
        f"mood {agreed}",
        f"turns {min(len(told.turns), 6)}",
        f"calls {min(len(told.calls), 6)}",
        *(f"said {label}" for label in sorted(set(told.lines))),
        *(f"since {label}" for label in sorted(set(since))),
        *(f"did {api}" for api in sorted(told.by_api())),
    ]


def _likenesses(turns: Sequence[str], known: Company) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Per task the cosine of its text and the turns, in steps of a tenth, and whether it is the likest."""
    said = {word: known.rare.get(word, 0.0) for turn in turns for word in stems(turn)}
    size = sum(weight * weight for weight in said.values()) ** 0.5 or 1.0
    likeness = {
        task: sum(weight * text.get(word, 0.0) for word, weight in said.items()) / size
        for task, text in known.texts.items()
    }
    likest = max(likeness.values(), default=0.0)
    for task, much in likeness.items():
        heard = len(known.topic[task].intersection(said))
        steps = tuple(f"like {step / 10}" for step in range(1, int(much * 10) + 1))
        yield task, (*steps, f"heard {min(heard, 3)}", f"likest {much > 0 and much == likest}")


def _names(conversations: Sequence[Conversation]) -> dict[str, str]:
    answers = {decision.answer for conversation in conversations for decision in conversation}
    return {answer: _spoken(answer) for answer in sorted(answers)}


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("/", " ")
