"""Which questions ask the same, and which may."""

from typing import Any

import pytest

from earpiece.desk.fan_in import asked_at, fan_key, groups_of, likeness
from earpiece.domain.forms import Fact, ProposedCall, Question
from earpiece.domain.ports import Row

TEMPLATE = "What should we answer? The customer says: “{{ question }}”"
CALL = ProposedCall(tool="refund", args={}, digest="d", effect="money goes back")


def question(words: str = "do you sell boats", **fields: Any) -> Question:
    """What should be answered to a customer."""
    text = TEMPLATE.replace("{{ question }}", words)
    return Question(**{"kind": "clarification", "name": "ask-expert", "text": text, "why": "", "form": {}, **fields})


def test_equal_words_are_one_question() -> None:
    """Case and signs do not matter; words, language, facts, form and team do."""
    key = fan_key(question(), "en")
    assert key is not None
    assert fan_key(question("Do you sell boats?"), "en") == key
    others = [
        fan_key(question("do you sell cars"), "en"), fan_key(question(), "es"),
        fan_key(question(facts=(Fact(label="Age", value="12", source="customer"),)), "en"),
        fan_key(question(form={"type": "object"}), "en"), fan_key(question(skill="orders"), "en"),
        fan_key(question(name="warranty"), "en"),
    ]  # fmt: skip
    assert key not in others
    assert len({*others}) == len(others)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "approval"}, {"kind": "task"}, {"kind": "instruction"}, {"call": CALL}, {"authority": {"refund": 5.0}},
        {"opinions": 2}, {"draft": "We do."},
    ],
    ids=lambda fields: next(iter(fields.values())) if "kind" in fields else next(iter(fields)),
)  # fmt: skip
def test_what_touches_one_customer_alone_is_answered_alone(fields: dict[str, Any]) -> None:
    """Effects, limits, tasks, what to do for somebody, several opinions, words under review: never shared."""
    assert fan_key(question(**fields), "en") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("do you sell boats", "Do you sell any boat, please?", True),
        ("when do you open on sunday", "are you open on Sundays, and when", True),
        ("do you sell boats", "do you sell kayaks", False),
        ("do you sell boats", "where is my parcel", False),
        ("is the shop in Leeds open", "the card machine in Leeds is down", False),
        ("hm", "so", False),
    ],
)
def test_similar_words_may_ask_the_same(one: str, other: str, same: bool) -> None:
    """The company's own words around them, and words that say little, do not count."""
    first, second = (TEMPLATE.replace("{{ question }}", words) for words in (one, other))
    assert (likeness(first, second, (TEMPLATE,)) >= 0.5) == same


def row(id: str, fan: str | None, asked: float, expert: str | None = None) -> Row:
    """An entry of the list of open cards."""
    return Row("cards", id, "open", asked + 15, {"fan": fan, "asked": asked, "expert": expert})


def test_groups_keep_the_order_of_the_list() -> None:
    """Each stands where its most urgent card does; the longest wait leads, or whichever is held."""
    rows = [row("b", "one", 2), row("x", None, 3), row("a", "one", 1), row("y", None, 4), row("c", "one", 5, "ann")]
    groups = groups_of(rows)
    assert [group.ids for group in groups] == [("c", "a", "b"), ("x",), ("y",)]
    assert groups[0].at == 16
    assert asked_at(Row("cards", "old", "open", 7.0, {})) == 7.0
