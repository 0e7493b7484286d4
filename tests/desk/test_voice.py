"""The company's voice gives hints, and keeps nothing back."""

from earpiece.desk.voice import hints, in_voice
from earpiece.domain.playbook import Voice

VOICE = Voice({"asap": "as soon as we can", "obviously": ""}, most_words=8, greeting="Hello")


def test_a_word_to_avoid_is_named_with_what_we_say_instead() -> None:
    """Whole words only, whatever their case."""
    (hint,) = hints("We pay ASAP", VOICE)
    assert (hint.code, hint.found, hint.instead) == ("avoid", "ASAP", "as soon as we can")
    assert hints("Obviously it is so", VOICE)[0].message.endswith("we leave it out.")
    assert hints("An asapish word", VOICE) == []


def test_too_many_words_and_a_missing_greeting_are_hints_too() -> None:
    """The greeting only for a person's first words."""
    assert [hint.code for hint in hints("one two three four five six seven eight nine", VOICE)] == ["long"]
    assert [hint.code for hint in hints("We pay", VOICE, first=True)] == ["greeting"]
    assert hints("hello, we pay", VOICE, first=True) == []


def test_suggestions_speak_in_the_voice_already() -> None:
    """A capital stays one; what has no other word stays."""
    assert in_voice("Asap, obviously.", VOICE) == "As soon as we can, obviously."


def test_a_company_that_says_nothing_about_its_voice_gets_no_hints() -> None:
    """Except about very long messages."""
    assert hints("whatever, asap", Voice()) == []
