"""What customers say about the conversation itself."""

import time

import pytest

from earpiece.domain.commands import OpenSlot, Option, SmallTalk, Start, Unknown
from tests.models.local.conftest import Read

CARDS = OpenSlot("card", "choice", (Option("c1", "Debit card ending 1234"), Option("c2", "Credit card ending 9876")))


def names(commands: list[object]) -> list[str]:
    """The kinds of commands, small talk with its kind."""
    return [c.kind if isinstance(c, SmallTalk) else type(c).__name__ for c in commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("never mind", ["Cancel"]),
        ("I changed my mind", ["Cancel"]),
        ("please cancel that", ["Cancel"]),
        ("Can I speak to a human?", ["WantsPerson"]),
        ("agent please", ["WantsPerson"]),
        ("representative", ["WantsPerson"]),
        ("put me through to someone", ["WantsPerson"]),
        ("I want to tlak to a real person", ["WantsPerson"]),
        ("any news?", ["Status"]),
        ("is there any news for me yet", ["Status"]),
        ("are you still there?", ["Status"]),
        ("how long will it take", ["Status"]),
        ("that's not what I asked", ["NotThat"]),
        ("you misunderstood me", ["NotThat"]),
        ("I don't know", ["DontKnow"]),
        ("no idea, sorry", ["DontKnow"]),
        ("hi", ["greeting"]),
        ("Good morning!", ["greeting"]),
        ("thank you so much", ["thanks"]),
        ("thnaks", ["thanks"]),
        ("bye", ["bye"]),
        ("are you a robot?", ["who"]),
        ("you are a stupid idiot", ["abuse"]),
        ("useless bot", ["abuse"]),
        ("ok", ["filler"]),
        ("", ["filler"]),
        ("🙂🙂", ["filler"]),
        ("?!", ["filler"]),
    ],
)
def test_dialogue_phrases(read: Read, text: str, expected: list[str]) -> None:
    """Each phrase gives its command and nothing else."""
    assert names([*read(text)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", ["no"]),
        ("no thanks", ["no"]),
        ("that's all for now", ["no"]),
        ("nope, that's all", ["no"]),
        ("yes please", ["yes"]),
        ("no thanks, but how do I change my PIN?", ["no", "Start"]),
        ("yes, my card was stolen", ["yes", "Start"]),
    ],
)
def test_anything_else(read: Read, text: str, expected: list[str]) -> None:
    """Yes and no answer "anything else?", also with the next request in the same breath."""
    assert names([*read(text, anything_else=True)]) == expected


def test_phrases_inside_a_request(read: Read) -> None:
    """Who asks for a person and names the matter gets both read."""
    assert names([*read("I want to speak to someone because my card was stolen")]) == ["WantsPerson", "Start"]


def test_what_is_going_on_belongs_to_the_request_when_nothing_is_open(read: Read) -> None:
    """A question about the state of things is part of a first message, and a status question while waiting."""
    said = "my transfer has not arrived, what is going on?"
    assert names([*read(said)]) == ["Start"]
    assert names([*read("what is going on?", waiting=True, running=("playbook/track-transfer",))]) == ["Status"]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("the first one", "page/change-pin"),
        ("2", "playbook/unblock-pin"),
        ("the latter", "playbook/unblock-pin"),
        ("change pin", "page/change-pin"),
        ("it is blokced", "playbook/unblock-pin"),
        ("I lost my card", "playbook/block-card"),
    ],
)
def test_choosing_between_offered_readings(read: Read, text: str, target: str) -> None:
    """An offered reading is chosen by place or words; another sure request is taken as well."""
    (command,) = read(text, choosing=("page/change-pin", "playbook/unblock-pin"))
    assert isinstance(command, Start)
    assert command.target == target


def test_choosing_neither_and_single_offer(read: Read) -> None:
    """Neither is NotThat; one offered reading is confirmed or refused by yes and no."""
    two = ("page/change-pin", "playbook/unblock-pin")
    assert names([*read("neither", choosing=two)]) == ["NotThat"]
    assert names([*read("none of these", choosing=two)]) == ["NotThat"]
    assert names([*read("yes", choosing=two[:1])]) == ["Start"]
    assert names([*read("no", choosing=two[:1])]) == ["NotThat"]


def test_dialogue_wins_over_an_open_question(read: Read) -> None:
    """Cancel, a person and not knowing are heard as such while a question is open."""
    for text, expected in (("no, forget it", "Cancel"), ("a human please", "WantsPerson"), ("not sure", "DontKnow")):
        assert names([*read(text, asked=OpenSlot("had_card", "yes_no"))]) == [expected]
    assert names([*read("none of them", asked=CARDS)]) == ["DontKnow"]


def test_a_digression_during_a_question(read: Read) -> None:
    """A sure request while a question is open is started; gibberish is unclear."""
    assert names([*read("how do I change my PIN?", asked=CARDS, running=("playbook/block-card",))]) == ["Start"]
    assert names([*read("florp", asked=CARDS)]) == ["Unclear"]


def test_long_and_odd_messages_are_read_quickly(read: Read) -> None:
    """Thousands of characters, line breaks and symbols neither fail nor take long."""
    for text in ("my card is gone. " * 300, "x " * 2500, "\x00\n\t" * 100, "1" * 5000, "(" * 5000, ", and " * 800):
        started = time.perf_counter()
        assert read(text)
        assert time.perf_counter() - started < 1.0


def test_a_request_the_company_does_not_know_during_nothing(read: Read) -> None:
    """Out of scope stays out of scope beside a greeting."""
    greeting, request = read("Hello, can I order a pizza with extra cheese?")
    assert greeting == SmallTalk(kind="greeting")
    assert isinstance(request, Unknown)
