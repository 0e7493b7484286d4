"""Facts about each call that may be due: how its last one went, what was said since, where its chart stands."""

from collections.abc import Iterable

from bench.ask_and_learn.tracks.star_company import COMMON, Company, clocked
from bench.ask_and_learn.tracks.star_history import FREE, Call, History, length, mood, named, stems

OWN = (FREE, "custom")  # lines in the agent's own words: such an agent follows the charts less

Traits = tuple[tuple[str, tuple[str, ...]], ...]


class _Now:
    """What is the same for all choices at this moment."""

    def __init__(self, told: History, company: Company) -> None:
        self.told = told
        self.company = company
        self.calls = told.by_api()
        self.latest = told.calls[-1] if told.calls else None
        self.turn = clocked(told.turn)
        self.words = sorted(set(stems(told.turn)))
        self.kind = told.last[0]
        self.mood = mood(told.turn)
        self.length = length(told.turn)
        self.style = _style(told.calls)
        self.own = min(sum(line in OWN for line in told.lines), 2)
        self.open = _open(told.lines, company)
        self.asked = [company.replies.get(line, frozenset()) for line in told.lines]
        self.telling = set(self.words) - COMMON
        self.opening = set(stems(told.turns[0])) - COMMON if told.turns else set()
        self.since = {word for turn in told.turns[told.since_turn :] for word in stems(turn)} - COMMON


def traits(told: History, company: Company) -> Traits:
    """Facts about every choice; of a company that wrote nothing down, about those whose API was called before."""
    now = _Now(told, company)
    found = []
    for api, requests in _candidates(now).items():
        common = _of_api(now, api)
        called = now.calls.get(api)
        for request in requests:
            kind = request or "only"
            own = _again(now, kind, called) if called else _first(now, kind)
            found.append((named(api, request), (*common, *own)))
    return tuple(found)


def _candidates(now: _Now) -> dict[str, Iterable[str]]:
    if now.company.requests:
        return dict(now.company.requests)
    return {api: ("check", "book") if calls[0].request else ("",) for api, calls in now.calls.items()}


def _of_api(now: _Now, api: str) -> list[str]:
    """Whether this is what the talk is about."""
    called = api in now.calls
    last = now.latest
    mine = last is not None and last.api == api
    went = last.outcome if last is not None else "-"
    replies = now.asked[-1] if now.asked else frozenset()
    topic = now.company.topic.get(api, frozenset())
    said = sum(api in tasks for tasks in now.asked)
    since = sum(api in tasks and len(tasks) == 1 for tasks in now.asked[now.told.since_line :])
    own = api in now.open
    return [
        f"reply {api in replies} {len(replies) == 1}",
        f"open {own} {called} {mine}",
        f"open {own} {mine} {went} {now.kind}",
        f"said {min(said, 4)} {called}",
        f"since {min(since, 3)} {called} {own}",
        f"turn {min(len(topic & now.telling), 2)} {called} {mine}",
        f"heard {min(len(topic & now.since), 3)} {called} {mine}",
        f"opening {min(len(topic & now.opening), 2)} {called}",
    ]


def _first(now: _Now, kind: str) -> list[str]:
    """It was never called in this conversation."""
    line = now.told.line
    place = "ask" if "ask_" in line else "line" if "_" in line else line
    found = [f"{kind} first", f"{kind} first {min(len(now.told.calls), 2)}"]
    if kind != "only":
        found += [
            f"{kind} first {now.style}",
            f"{kind} first {now.mood} {now.length}",
            f"{kind} first {place} {now.mood}",
            f"{kind} first {now.kind}",
            f"{kind} first own {now.own} {min(len(now.told.calls), 2)} {now.style}",
            f"{kind} first own {now.own} {min(len(now.told.lines), 6)}",
        ]
        found += [f"{kind} first: {word}" for word in now.words]
    return found


def _again(now: _Now, kind: str, called: list[Call]) -> list[str]:
    """It was called before: how it went and what happened since."""
    told, last = now.told, called[-1]
    state = f"{kind} after {last.request} {last.outcome}"
    latest = "latest" if now.latest is last else "earlier"
    age = min(len(told.turns) - last.turn, 3)
    since = told.lines[last.line :]
    line = since[-1] if since else "-"
    place = now.company.place.get((last.api, line), "") or _manner(line)
    path = "".join((call.request or "-")[0] + call.outcome[0] for call in called[-3:])
    found = [
        state,
        f"{state} {latest} {age}",
        f"{state} {now.mood}",
        f"{state} {latest} {age} {now.mood}",
        f"{state} {now.kind}",
        f"{state} {latest} {now.kind} {age}",
        f"{state} {'anything_else' in since}",
        f"{state} {min(len(called), 3)}",
        f"{state} {min(len(since), 3)} {now.kind}",
        f"{state} {latest} {place} {now.mood} {now.kind}",
        f"{state} {place} {now.mood}",
        f"{state} {now.style}",
        f"{state} {latest} own {now.own} {now.mood} {now.kind}",
        f"{state} {now.mood} {now.length}",
        f"{kind} path {path}",
        f"{kind} remark {last.remark}",
    ]
    if kind != "only":
        change = _change(now, last)
        found += [
            f"{state} {change}",
            f"{state} {change} {now.kind} {now.mood}",
            f"{state} {change} {now.length}",
            f"{state} {change} {place}",
        ]
    return found + [f"{state}: {word}" for word in now.words]


def _change(now: _Now, last: Call) -> str:
    """Whether the customer named another value since for what the last call was given."""
    values = now.company.values.get(last.api)
    said = clocked(" ".join(now.told.turns[last.turn :]))
    found = values.found(said) if values is not None and said else {}
    if not found:
        return "no value"
    return "new value" if any(value not in last.args.get(slot, "") for value, slot in found.items()) else "same value"


def _manner(line: str) -> str:
    return line if "_" not in line or line == "anything_else" else "ask" if "ask_" in line else "inform"


def _style(calls: list[Call]) -> str:
    """Whether this agent was seen to book without checking, or to check first."""
    checked: set[str] = set()
    seen = "unseen"
    for call in calls:
        if call.request == "check":
            checked.add(call.api)
        elif call.request == "book":
            if call.api not in checked:
                return "books unchecked"
            seen = "checks first"
    return seen


def _open(lines: list[str], company: Company) -> frozenset[str]:
    """The tasks that the last telling reply belongs to."""
    for line in reversed(lines):
        tasks = company.replies.get(line, frozenset())
        if line != FREE and 0 < len(tasks) <= 2:
            return tasks
    return frozenset()
