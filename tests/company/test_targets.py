"""company.yaml's names, examples, pages, phrases."""

import pytest

from tests.company.sample import Folder, Mistake

DISPUTE = "playbooks/dispute.yaml"
VERIFY = "playbooks/verify-identity.yaml"

MISTAKES = {
    "unknown identify": Mistake(
        "company.yaml",
        "identify: verify-identity",
        "identify: verify",
        "identify",
        "unknown_playbook",
        "`verify-identity`",
    ),
    "unknown special": Mistake(
        "company.yaml",
        "identify:",
        "wants_person: a-person\nidentify:",
        "wants_person",
        "unknown_playbook",
        "`wants-person`",
    ),
    "no identify": Mistake(
        "company.yaml",
        "identify: verify-identity\n",
        "",
        "recent_payments",
        "no_identify",
        "identify: PLAYBOOK",
        "tools.yaml",
    ),
    "identity that needs identity": Mistake(
        VERIFY,
        "- end: verified",
        "- call: recent_payments\n  - end: verified",
        "call: recent",
        "identify_needs_identity",
        "call another",
    ),
    "identify without tool": Mistake(
        "tools.yaml", "verifies: true", "verifies: false", "about:", "identify_without_tool", "verifies: true", VERIFY
    ),
    "unlisted of another kind": Mistake(
        "company.yaml",
        "identify:",
        "unlisted_effect: which-policy\nidentify:",
        "which-policy:",
        "consult_kind",
        "kind: approval",
        "consults.yaml",
    ),
    "shared example": Mistake(
        "knowledge/rates.md",
        "- what is the rate",
        "- What is the rate?\n  - Stolen money!",
        "Stolen",
        "shared_example",
        "where it belongs",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(folder: Folder, mistake: Mistake) -> None:
    """What the agent relies on by name has to be there."""
    mistake.make(folder)
    problems = tuple(
        problem for problem in folder.check().problems if problem.code not in ("no_examples", "unknown_value")
    )
    mistake.told(folder, problems)


def test_a_playbook_nothing_can_start_is_a_mistake(folder: Folder) -> None:
    """Without examples only another playbook could begin it."""
    folder.write("playbooks/lonely.yaml", "about: x\ntitle: y\nsteps: [{end: x}]\n")
    (problem,) = folder.check().problems
    assert (problem.file, problem.code) == ("playbooks/lonely.yaml", "no_examples")


def test_few_examples_and_a_missing_title_are_warnings(folder: Folder) -> None:
    """It works, only not well."""
    folder.write("playbooks/new.yaml", "about: Something new\nexamples: [new, brand new]\nsteps: [{end: x}]\n")
    messages = [warning.message for warning in folder.check().warnings]
    assert len(messages) == 2
    assert "hears “Something new”" in messages[0]
    assert "only 2 examples" in messages[1]


def test_a_page_nothing_leads_to_is_a_warning(folder: Folder) -> None:
    """Nobody would ever read it."""
    folder.write("knowledge/hidden.md", "---\ntitle: Hidden\n---\nWords.\n")
    (warning,) = folder.check().warnings
    assert (warning.file, "nothing leads to" in warning.message) == ("knowledge/hidden.md", True)


def test_an_unknown_phrase_and_an_unknown_value_in_one_are_mistakes(folder: Folder) -> None:
    """The first would never be said, the second could not be."""
    folder.write("phrases.yaml", 'closings: [Bye, So long]\nqueued: ["Later: {{ titel }}", Later]\n')
    first, second = folder.check().problems
    assert (first.line, first.code, "`closing`" in first.remedy) == (1, "unknown_phrase", True)
    assert (second.line, second.code, "`title`" in second.remedy) == (2, "unknown_value", True)


def test_a_phrase_with_one_variant_is_a_warning(folder: Folder) -> None:
    """The agent would repeat itself."""
    folder.write("phrases.yaml", "closing: Bye\n")
    (warning,) = folder.check().warnings
    assert "one variant" in warning.message
