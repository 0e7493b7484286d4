"""STAR's decisions hold nothing of what comes later or leaks; a case says what was said since, and how calls went."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.ask_and_learn.tracks import star
from bench.ask_and_learn.tracks.star_company import clocked, company
from bench.ask_and_learn.tracks.star_history import history, mood, stems

SHARED = Path(__file__).parents[3] / "shared" / "data" / "star"
THERE = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the public STAR conversations lie beside a private checkout only"
)

WRITTEN: dict[str, Any] = {
    "star_tasks": {
        "boat_book": {
            "schema": {
                "task": "boat_reserve",
                "replies": {
                    "boat_ask_day": "Which day?",
                    "boat_ask_confirm": "Shall I book the boat?",
                    "boat_taken": "That boat is taken.",
                    "anything_else": "Anything else?",
                    "out_of_scope": "I am only able to help you rent a rowing boat.",
                },
                "graph": {
                    "boat_ask_day": "query_check",
                    "available": "boat_ask_confirm",
                    "unavailable": "boat_taken",
                    "yes": "query_book",
                },
            },
            "responses": {"boat_ask_day": "Which day?"},
        },
        "tide": {
            "schema": {
                "task": "tide_table",
                "replies": {"tide_say": "High water is at {hour}.", "out_of_scope": "I am only able to tell the tide."},
                "graph": {"query": "tide_say"},
            },
            "responses": {},
        },
    },
    "star_apis": {
        "boat_book": {
            "input": [
                {"Name": "Day", "Type": "Categorical", "Categories": ["Monday", "Tuesday"]},
                {"Name": "RequestType", "Type": "RequestType", "Categories": ["Check", "Book"]},
            ]
        },
        "tide": {"input": [{"Name": "Day", "Type": "Categorical", "Categories": ["Monday", "Tuesday"]}]},
        "film_search": {"input": []},
    },
}


def user(text: str) -> dict[str, Any]:
    return {"t": "user", "text": text}


def say(label: str, text: str = "...") -> dict[str, Any]:
    return {"t": "say", "label": label, "text": text}


def call(api: str, request: str | None, **args: str) -> dict[str, Any]:
    return {"t": "call", "api": api, "request": request, "args": [[slot, "eq", value] for slot, value in args.items()]}


def result(message: str, total: int = -1) -> dict[str, Any]:
    return {"t": "result", "item": {"Message": message}, "total": total}


def line(*events: dict[str, Any], tasks: tuple[str, ...] = ("boat_book",)) -> dict[str, Any]:
    return {
        "id": 7,
        "happy": True,
        "multitask": len(tasks) > 1,
        "tasks": list(tasks),
        "domains": ["boat"],
        "wizard": 3,
        "events": list(events),
    }


CHECKED = (
    user("a rowing boat for monday"),
    call("boat_book", "check", Day="monday"),
    result("Available"),
    say("boat_ask_confirm"),
)
BOOKED = (*CHECKED, user("yes please"), call("boat_book", "book", Day="monday"), result("Your boat is reserved."))


def traits(*events: dict[str, Any], written: star.Written = WRITTEN) -> dict[str, tuple[str, ...]]:
    return dict(star.case({"events": list(events)}, written).traits)


def test_a_call_is_a_decision_with_the_events_before_it() -> None:
    check, book = star.decisions(line(*BOOKED))
    assert (check.answer, book.answer) == ("boat_book/check", "boat_book/book")
    assert check.context == {"events": [CHECKED[0]]}
    assert book.context == {"events": [*CHECKED, user("yes please")]}
    assert book.groups == ("boat",)


def test_a_call_of_one_kind_only_is_named_by_its_api() -> None:
    [tide] = star.decisions(line(user("tide?"), call("tide", None)))
    assert tide.answer == "tide"


def test_what_leaks_stays_behind() -> None:
    [decision] = star.intent_decisions(line(user("a boat"), say("boat_ask_day"), user("monday"), user("or later")))
    assert decision.context == {"turns": ["a boat", "monday"]}
    for other in star.decisions(line(*BOOKED)):
        assert set(other.context) == {"events"}


def test_several_tasks_have_no_single_intent() -> None:
    assert not list(star.intent_decisions(line(user("a boat"), tasks=("boat_book", "tide"))))
    assert not list(star.intent_decisions(line(say("hello"))))


def test_a_booking_without_a_check_before_it_is_marked() -> None:
    marks = [decision.marks for decision in star.decisions(line(*BOOKED))]
    assert marks == [(), ()]
    [straight] = star.decisions(line(user("book it"), call("boat_book", "book")))
    assert straight.marks == ("inconsistent",)


def test_a_call_without_a_result_is_not_a_past_call() -> None:
    told = history([user("boat"), call("boat_book", "check"), call("boat_book", "check"), result("Unavailable")])
    assert [(each.choice, each.outcome) for each in told.calls] == [("boat_book/check", "refused")]


@pytest.mark.parametrize(
    ("came", "outcome"),
    [
        (result("Available"), "ok"),
        (result("The place is booked at that time."), "refused"),
        ({"t": "result", "item": {"City": "Ulm"}, "total": -1}, "found"),
        ({"t": "result", "item": None, "total": 0}, "none"),
    ],
    ids=["ok", "refused", "found", "none"],
)
def test_how_a_call_went(came: dict[str, Any], outcome: str) -> None:
    assert history([call("tide", None), came]).calls[0].outcome == outcome


def test_words_stand_by_when_they_were_said() -> None:
    later = (user("and the tide"), say("tide_say"), user("on tuesday"))
    words = dict(star.case({"events": [*BOOKED, *later]}, WRITTEN).words)
    assert words == {"said": "on tuesday", "since": "and the tide", "before": "a rowing boat for monday yes please"}
    asked = star.case({"events": [user("hello"), {"t": "free", "text": "what day?"}]}, WRITTEN)
    assert ("agent", "what day?") in asked.words


def test_the_first_turn_is_said_even_before_any_event() -> None:
    assert star.case({"events": []}, WRITTEN).words == ()
    assert star.case({"events": [user("boat")]}, None).words == (("said", "boat"),)


def test_a_yes_after_what_was_offered_speaks_for_booking_alike_in_every_api() -> None:
    found = traits(*CHECKED, user("yes please"))
    assert "book after check ok offered y" in found["boat_book/book"]
    assert "check after check ok offered y" in found["boat_book/check"]
    assert not any(fact.startswith("only after") for fact in found["tide"])
    assert "boat" not in " ".join(found["boat_book/book"])


def test_a_new_value_since_the_last_check_is_seen() -> None:
    assert "check after check ok new value" in traits(*CHECKED, user("no, tuesday"))["boat_book/check"]
    assert "check after check ok same value" in traits(*CHECKED, user("monday, yes"))["boat_book/check"]
    assert "check after check ok no value" in traits(*CHECKED, user("yes"))["boat_book/check"]


def test_an_agent_who_books_unchecked_is_seen() -> None:
    straight = (user("a boat"), call("boat_book", "book"), result("Your boat is reserved."))
    assert "book after book ok books unchecked" in traits(*straight)["boat_book/book"]
    assert "book after book ok checks first" in traits(*BOOKED)["boat_book/book"]


def test_without_anything_written_down_only_what_was_called_has_traits() -> None:
    assert set(traits(*CHECKED, user("yes"), written=None)) == {"boat_book/check", "boat_book/book"}
    assert traits(user("a boat"), written=None) == {}
    assert star.action_choices([], None) == {}


def test_choices_are_what_is_written_down() -> None:
    assert star.action_choices([], WRITTEN) == {
        "boat_book/check": "check boat book boat reserve help you rent a rowing boat.",
        "boat_book/book": "book boat book boat reserve help you rent a rowing boat.",
        "tide": "tide tide table tell the tide.",
    }
    assert set(star.intent_choices([], WRITTEN)) == {"boat_book", "tide"}


def test_a_task_heard_in_the_turns_is_the_likest() -> None:
    found = dict(star.intent_case({"turns": ["when is the tide", "today"]}, WRITTEN).traits)
    assert "likest True" in found["tide"]
    assert "likest False" in found["boat_book"]
    assert sum(fact.startswith("like ") for fact in found["tide"]) > 0


def test_files_are_read_again_when_others_come() -> None:
    star.understood(WRITTEN)
    assert star.understood(None) == company(None)
    assert "tide" in star.understood(WRITTEN).requests


def test_small_words_about_a_turn() -> None:
    assert mood("Yes, but not now?") == "ynq"
    assert stems("Rowing boats booked") == ["row", "boat", "book"]
    assert clocked("at 7PM or 8 p.m.") == "at 7 pm or 8 pm"


@THERE
@pytest.mark.parametrize(
    ("split", "actions", "kinds", "intents", "unchecked"),
    [("dev", 2190, 31, 424, 52), pytest.param("train", 15056, 31, 2890, 276, marks=pytest.mark.slow)],
    ids=["dev", "train"],
)
def test_the_public_conversations_hold_so_many(
    split: str, actions: int, kinds: int, intents: int, unchecked: int
) -> None:
    with gzip.open(SHARED / f"star_{split}.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = [json.loads(each) for each in file]
    calls = [decision for each in lines for decision in star.decisions(each)]
    tasks = Counter(decision.answer for each in lines for decision in star.intent_decisions(each))
    assert len(calls) == actions
    assert len({decision.answer for decision in calls}) == kinds
    assert tasks.total() == intents
    assert len(tasks) == 24
    assert sum(bool(decision.marks) for decision in calls) == unchecked
    written = {name: json.loads((SHARED / f"{name}.json").read_text()) for name in ("star_tasks", "star_apis")}
    assert {decision.answer for decision in calls} == set(star.action_choices([], written))
