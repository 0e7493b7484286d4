"""desk.yaml as types: the people of the desk, and when it is open."""

import re
from itertools import pairwise
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from earpiece.company.fields import mistake
from earpiece.company.node import Node
from earpiece.domain.playbook import ALL_WEEK, Week

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_END = 24 * 60
WEEK_REMEDY = 'write days and times such as {mon-fri: "08:00-20:00", sat: "09:00-12:00, 13:00-17:00"}, or `always`'


def _levels(value: Any) -> Any:
    """`[disputes, payments]` has level 1 of each."""
    return dict.fromkeys(value, 1) if isinstance(value, list | tuple) else value


def _week(value: Any) -> Any:
    """`always`, or a mapping of days to times."""
    if value == "always":
        return ALL_WEEK
    if not isinstance(value, dict) or not value:
        raise mistake("opening hours are days with their times", WEEK_REMEDY)
    week: dict[int, tuple[tuple[int, int], ...]] = {}
    for days, times in value.items():
        for day in _days(str(days)):
            if day in week:
                raise mistake(f"`{DAYS[day]}` has hours twice", "name each day once; write two times as `a-b, c-d`")
            week[day] = _times(str(times))
    return tuple(week.get(day, ()) for day in range(len(DAYS)))


def _days(text: str) -> range:
    first, _, last = text.strip().lower().partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise mistake(f"`{text}` are no days", "write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    if end < begin:
        raise mistake(f"`{text}` ends before it begins", f"write `{first}-sun` and `mon-{last}`")
    return range(begin, end + 1)


def _times(text: str) -> tuple[tuple[int, int], ...]:
    spans = sorted(_span(each.strip()) for each in text.split(","))
    for earlier, later in pairwise(spans):
        if later[0] < earlier[1]:
            raise mistake(
                f"the times `{text}` overlap", "write times that follow each other, such as 08:00-12:00, 13:00-17:00"
            )
    return tuple(spans)


def _span(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text)
    if not found:
        raise mistake(f"`{text}` is no span of time", WEEK_REMEDY)
    hours = [int(part) for part in found.groups()]
    begin, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if max(hours[1], hours[3]) > 59 or max(begin, end) > DAY_END:
        raise mistake(f"`{text}` is no time of the day", "write times from 00:00 to 24:00")
    if end <= begin:
        remedy = "let it end later; a night is two days: `22:00-24:00`, and `00:00-06:00` on the next"
        raise mistake(f"`{text}` ends before it begins", remedy)
    return begin, end


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise mistake(f"there is no timezone `{name}`", "write one such as Europe/London, or UTC") from error
    return name


def _holiday(value: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", value):
        raise mistake(f"`{value}` is not a day", "write it as 2026-12-25")
    return value


def _channel(value: str) -> str:
    if not re.fullmatch(r"[CG][A-Z0-9]+", value):
        raise mistake(f"`{value}` is no channel's id", "copy it from the channel's details in Slack, such as C0123ABCD")
    return value


def _user(value: str) -> str:
    if not re.fullmatch(r"[UW][A-Z0-9]+", value):
        raise mistake(f"`{value}` is no Slack user's id", "copy it from the person's profile, such as U0123ABCD")
    return value


_HOURS_SCHEMA: dict[str, Any] = {
    "anyOf": [{"const": "always"}, {"type": "object", "additionalProperties": {"type": "string"}}]
}
_SKILLS_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    ]
}

OpenTimes = Annotated[Week, BeforeValidator(_week), WithJsonSchema(_HOURS_SCHEMA)]
Levels = Annotated[dict[str, Annotated[int, Field(ge=1)]], BeforeValidator(_levels), WithJsonSchema(_SKILLS_SCHEMA)]


class ExpertForm(Node):
    """A person of the desk."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    name: str
    role: Literal["expert", "supervisor", "admin"] = "expert"
    skills: Levels = {}
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("en",)
    authority: dict[str, float] = {}
    capacity: Annotated[float, Field(gt=0)] = 4.0


class HoursForm(Node):
    """When the desk is open: `default`, and per skill where it differs."""

    timezone: Annotated[str, AfterValidator(_timezone)]
    default: OpenTimes = ALL_WEEK
    skills: dict[str, OpenTimes] = {}
    holidays: tuple[Annotated[str, AfterValidator(_holiday)], ...] = ()


class SlackForm(Node):
    """Where cards are shown in Slack: a channel for each skill (`*` for all others), and who is who there."""

    channels: dict[str, Annotated[str, AfterValidator(_channel)]]
    people: dict[Annotated[str, AfterValidator(_user)], str] = {}


class DeskForm(Node):
    """desk.yaml"""

    experts: tuple[ExpertForm, ...] = ()
    hours: HoursForm | None = None
    slack: SlackForm | None = None
