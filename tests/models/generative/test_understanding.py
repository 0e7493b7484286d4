"""A large model as understanding: what it is told, what of its answer counts, how sure that is."""

from pathlib import Path
from typing import Any

import pytest

from earpiece.company.shelf import Shelf
from earpiece.domain import commands as c
from earpiece.domain.errors import ToolError
from earpiece.models.generative.understanding import GenerativeReader
from earpiece.sim.proof.shop import FOLDER
from earpiece.sim.provider import Fault, called
from tests.models.generative.service import Service

COMPANY = Shelf.of_folder(Path(FOLDER)).current()
ORDERS = (c.Option("o1", "the lamp, £80"), c.Option("o2", "the chandelier, £900"))
REFUND = c.Situation(
    today="2026-11-22",
    asked=c.OpenSlot("order", "choice", ORDERS),
    slots=(c.OpenSlot("amount", "money", filled=True), c.OpenSlot("reason", "text"), c.OpenSlot("bought", "date")),
    running=("playbook/refund",),
)


def heard(
    service: Service, text: str, *commands: dict[str, Any], situation: c.Situation = REFUND, second: Any = ()
) -> list[c.Command]:
    """What counts of a model's answer."""
    conversation = service.conversation(*[called("answer", {"commands": list(commands)})] * 2)
    reader = GenerativeReader(service.client())
    return list(service.run(reader.read(text, situation, COMPANY, second, conversation=conversation)).commands)


def test_the_model_is_told_the_requests_the_question_and_the_slots(service: Service) -> None:
    answer = {"commands": [{"kind": "give", "slot": "order", "value": "o1"}]}
    conversation = service.conversation(called("answer", answer))
    reader = GenerativeReader(service.client())
    read = service.run(reader.read("the lamp", REFUND, COMPANY, (), conversation=conversation))
    assert read.commands == (c.Give(slot="order", value="o1", score=0.8),)
    assert read.by.startswith("openai:gpt-4o, prompt understand-1:")
    (request,) = service.requests(conversation)
    told = request["messages"][0]["content"]
    for part in ("`playbook/refund`", "`page/returns`", "`order`, type choice", "'o1' = the lamp, £80", "`amount`"):
        assert part in told
    assert "playbook/find-parcel" not in told  # only other playbooks run it
    assert request["messages"][-1] == {"role": "user", "content": "the lamp"}


def slot(name: str, value: Any, kind: str = "give") -> dict[str, Any]:
    return {"kind": kind, "slot": name, "value": value}


def give(name: str, value: Any) -> c.Give:
    return c.Give(slot=name, value=value, score=0.8)


RETURNS, AMOUNT = "page/returns", c.Correct(slot="amount", value=70.0, score=0.8)


@pytest.mark.parametrize(
    ("text", "command", "counts"),
    [
        ("it fell", {"kind": "start", "target": RETURNS}, c.Start(target=RETURNS, text="it fell", score=0.8)),
        ("no, 70", slot("amount", "70", "correct"), AMOUNT),
        ("it is 70", slot("amount", 70), AMOUNT),
        ("seventy", slot("amount", 70), AMOUNT),
        ("yesterday", slot("bought", "2026-11-21"), give("bought", "2026-11-21")),
        ("it fell", slot("reason", "it FELL"), give("reason", "it FELL")),
        ("it fell", slot("reason", "stolen"), give("reason", "it fell")),
        ("The Lamp, £80!", slot("order", "the lamp, £80"), give("order", "o1")),
        ("hi", {"kind": "small_talk", "small": "greeting"}, c.SmallTalk(kind="greeting", score=0.8)),
        ("person!", {"kind": "wants_person", "sure": "certain"}, c.WantsPerson(score=0.95)),
        (
            "boats?",
            {"kind": "unknown", "targets": [RETURNS, "page/boats"]},
            c.Unknown(text="boats?", nearest=(RETURNS,), score=0.8),
        ),
    ],
)
def test_what_fits_counts(service: Service, text: str, command: dict[str, Any], counts: c.Command) -> None:
    assert heard(service, text, command) == [counts]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("boats", {"kind": "start", "target": "page/boats"}),
        ("parcel", {"kind": "start", "target": "playbook/find-parcel"}),
        ("boats", {"kind": "between", "targets": ["page/boats", "page/ships"]}),
        ("the sofa", {"kind": "give", "slot": "order", "value": "o3"}),
        ("blue", {"kind": "give", "slot": "colour", "value": "blue"}),
        ("some money", {"kind": "give", "slot": "amount", "value": 70}),
        ("some day", {"kind": "give", "slot": "bought", "value": "the 3rd"}),
    ],
)
def test_what_does_not_fit_is_no_reading(service: Service, text: str, command: dict[str, Any]) -> None:
    with pytest.raises(ToolError) as error:
        heard(service, text, command)
    assert error.value.code == "model_unusable"


def test_the_rest_of_an_answer_counts_where_a_part_does_not(service: Service) -> None:
    made_up, real = {"kind": "start", "target": "page/boats"}, {"kind": "cancel"}
    assert heard(service, "boats? forget it", made_up, real, real) == [c.Cancel(score=0.8)]


def test_the_second_opinion_makes_surer_or_less_sure(service: Service) -> None:
    start = {"kind": "start", "target": "page/returns", "sure": "guess"}
    agrees = [c.Start(target="page/returns", score=0.6)]
    (surer,) = heard(service, "back it goes", start, second=agrees)
    assert (surer.is_, surer.score) == ("start", 0.78)
    differs = [c.Start(target="playbook/refund", score=0.9)]
    (unsure,) = heard(service, "back it goes", start, second=differs)
    assert unsure == c.Unknown(text="back it goes", nearest=("page/returns", "playbook/refund"), score=1 - 0.36)


def test_a_model_that_takes_too_long_is_away(service: Service) -> None:
    conversation = service.conversation(
        Fault("slow", seconds=1.0), called("answer", {"commands": [{"kind": "cancel"}]})
    )
    reader = GenerativeReader(service.client(faster=50), seconds=8.0)
    with pytest.raises(ToolError) as error:
        service.run(reader.read("stop", REFUND, COMPANY, (), conversation=conversation))
    assert error.value.code == "model_away"
    assert "in 8 seconds" in error.value.message
