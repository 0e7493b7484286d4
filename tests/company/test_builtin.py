"""What comes with the program: playbooks, consults and phrases that pass the company's own checks and read well."""

import pytest

from earpiece.company import load_files
from earpiece.company.checks.consults import SILENCE
from earpiece.company.phrases import PHRASES
from earpiece.domain.expressions import render
from earpiece.domain.playbook import Ask, Company

WORDS = {
    "company": "Corner bank", "agent": "Corner's assistant", "name": "Ann", "promises": ["your refund"],
    "question": "Which one?", "options": ["Cards", "Loans"], "title": "your new card", "skill": "card-fraud",
    "person": "Priya", "wait": "about two minutes", "when": "tomorrow at 08:00",
    "reason": "The limit is reached.", "note": "Bring your passport.", "said": "You may pay by cheque.",
    "instead": "You may pay by card.",
}  # fmt: skip


@pytest.fixture(scope="module")
def company() -> Company:
    """A company with nothing but a name."""
    return load_files({"company.yaml": "name: Tiny\n"})


def sentences() -> list[tuple[str, str]]:
    phrases = load_files({"company.yaml": "name: Tiny\n"}).phrases
    return [(name, variant) for name, variants in phrases.items() for variant in variants]


def test_every_purpose_has_three_to_six_variants(company: Company) -> None:
    """Enough that a long wait does not sound like a machine."""
    assert set(company.phrases) == set(PHRASES)
    assert {name for name, variants in company.phrases.items() if not 3 <= len(set(variants)) <= 6} == set()


@pytest.mark.parametrize(("name", "variant"), sentences())
def test_every_sentence_can_be_said_with_and_without_what_may_be_missing(name: str, variant: str) -> None:
    """No hole, no doubled blank, an end."""
    known = {value: WORDS[value] for value in PHRASES[name]}
    for values in (known, known | {value: None for value in ("name", "wait", "reason") if value in known}):
        text = render(variant, values)
        assert text[-1] in ".?!" or text.endswith("Which one?")
        assert "  " not in text
        assert "None" not in text


@pytest.mark.parametrize("name", ["greeting", "greeting_back"])
def test_the_greeting_says_that_it_is_an_ai_and_that_people_may_read_along(company: Company, name: str) -> None:
    """The customer knows from the first sentence whom they are talking to."""
    for variant in company.phrases[name]:
        assert "AI" in variant
        assert "specialist" in variant


def test_a_general_question_names_no_team(company: Company) -> None:
    """ "Our general team" is nobody's words."""
    for variant in company.phrases["holding_first"]:
        text = render(variant, {"skill": "general", "wait": None})
        assert "team" not in text
        assert text.endswith(".")


def test_holding_words_claim_only_what_is_true_while_a_question_is_open(company: Company) -> None:
    """A promise of a time would be one nobody keeps."""
    for name in ("holding_more", "promise", "status_open"):
        for variant in company.phrases[name]:
            assert "minute" not in variant
            assert "soon" not in variant.replace("as soon as", "")


def test_every_ladder_speaks_in_time_and_ends(company: Company) -> None:
    """Also where the company wrote none. Whoever asks from elsewhere speaks with its customers itself."""
    for consult in company.consults.values():
        assert consult.ladder[-1].do == "expire"
        in_time = [rung for rung in consult.ladder if rung.do in ("promise", "expire") and rung.after <= SILENCE]
        assert consult.outside or in_time


@pytest.mark.parametrize("name", ["ask-expert", "wants-person", "correction-after-effect"])
def test_each_built_in_playbook_asks_and_has_words_for_silence(company: Company, name: str) -> None:
    """Whoever waits hears how it ended."""
    asks = [instruction for instruction in company.playbooks[name].program if isinstance(instruction, Ask)]
    assert [ask.consult for ask in asks] == [name]
    assert "expired" in asks[0].on
