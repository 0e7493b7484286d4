"""Mistakes within one file: keys, types, templates, expressions, YAML itself."""

import pytest

from tests.company.sample import Folder, Mistake

DISPUTE = "playbooks/dispute.yaml"

MISTAKES = {
    "unknown key": Mistake(
        "company.yaml", "identify:", "idle_after: 3m\nidentify:", "idle_after", "unknown_key", "known here:"
    ),
    "misspelt key": Mistake("company.yaml", "identify:", "lesae: 3m\nidentify:", "lesae", "unknown_key", "`lease`"),
    "key twice": Mistake(
        "company.yaml", "identify:", "name: Other\nidentify:", "name: Other", "duplicate_key", "the first is in line 1"
    ),
    "missing key": Mistake(
        "tools.yaml",
        "  about: The customer's latest payments\n",
        "",
        "recent_payments",
        "missing_key",
        "add `about: …`",
    ),
    "no number": Mistake("company.yaml", "between: 0.6", "between: often", "between", "wrong_type", "valid number"),
    "no text": Mistake(
        "company.yaml", "name: Corner bank", "name: 7", "name: 7", "wrong_type", 'quotes around it: "7"'
    ),
    "empty": Mistake("company.yaml", " Corner's assistant", "", "agent_name", "wrong_type", "text after the colon"),
    "no list": Mistake("tools.yaml", "[amount]", "amount", "changeable", "wrong_type", "[one, two]"),
    "no mapping": Mistake("tools.yaml", "verify:\n", "odd: 3\nverify:\n", "odd", "wrong_type", "`key: value`"),
    "no such word": Mistake("tools.yaml", "effect: write", "effect: wirte", "wirte", "wrong_type", "'read' or 'write'"),
    "no duration": Mistake("tools.yaml", "10s", "10 seconds", "deadline", "invalid", "30s, 5m, 4h"),
    "no colon": Mistake("desk.yaml", "experts:", "experts", "- {id: ann", "yaml", "missing in the line before"),
    "two verdicts": Mistake(
        "tools.yaml", "go: true}", "go: true, refuse: no}", "refuse", "invalid", "one of `go: true`"
    ),
    "no fact": Mistake(
        "consults.yaml", "{Amount: payment.amount}", "[amount]", "facts", "invalid", "Card: card.status"
    ),
    "bad expression": Mistake("tools.yaml", "amount <= 250", "amount < = 250", "< =", "invalid", "an expression"),
    "bad template": Mistake("consults.yaml", "{{ reason }}", "{{ reason }", "Does", "invalid", "text with {{ value }}"),
    "unknown filter": Mistake(
        DISPUTE, '"{{ merchant }}, {{ amount | money }}"', '"{{ amount | mony }}"', "mony", "invalid", "write text"
    ),
    "broken variant": Mistake(
        DISPUTE, '"We credit {{ paid | money }}."]', '\n      "We {{ paid."]', "We {{ paid", "invalid", "write text"
    ),
    "no step": Mistake(DISPUTE, "  - set: {paid", "  - put: {paid", "put:", "step", "known here"),
    "misspelt step": Mistake(DISPUTE, "  - set: {paid", "  - sett: {paid", "sett:", "step", "did you mean `set`?"),
    "two things in a step": Mistake(
        DISPUTE, "- answer: \"'rates'\"", "- answer: \"'rates'\"\n    say: So.", "answer:", "step", "a step of each"
    ),
    "a step that is text": Mistake(
        DISPUTE, "- end: resolved", "- resolved", "- resolved", "step", "a mapping with one of"
    ),
    "unknown key in a step": Mistake(
        DISPUTE, "    save: credit\n", "    safe: credit\n", "safe", "unknown_key", "did you mean `save`?"
    ),
    "no slot type": Mistake(DISPUTE, "type: money", "type: cash", "cash", "wrong_type", "'money'"),
    "unknown rung": Mistake("consults.yaml", "do: widen", "do: shout", "shout", "wrong_type", "'widen'"),
    "currency": Mistake("company.yaml", "identify:", "currency: pounds\nidentify:", "pounds", "wrong_type", "[A-Z]"),
    "negative price": Mistake(
        "company.yaml", "identify:", "costs: {person_hour: -5}\nidentify:", "costs:", "wrong_type", "than or equal to 0"
    ),
    "no price of an hour": Mistake(
        "company.yaml",
        "identify:",
        "costs: {model_turn: 1}\nidentify:",
        "costs:",
        "missing_key",
        "add `person_hour: …`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(folder: Folder, mistake: Mistake) -> None:
    """And alone: what depends on the broken entry is not blamed."""
    mistake.make(folder)
    findings = folder.check()
    mistake.told(folder, findings.problems)
    assert findings.company is None


def test_what_looks_like_yes_or_a_date_in_yaml_stays_text(folder: Folder) -> None:
    """Branches are called `on`, `yes` and `no`, and customers write 1:30."""
    folder.change(
        "playbooks/dispute.yaml", "examples: [not mine,", "examples: [no, yes, off, 2024-05-01, 1:30, not mine,"
    )
    findings = folder.check()
    assert findings.company is not None
    assert findings.company.playbooks["dispute"].examples[:5] == ("no", "yes", "off", "2024-05-01", "1:30")


def test_a_part_may_be_written_once_and_used_twice(folder: Folder) -> None:
    """YAML's anchors spare repeated branches."""
    folder.change(
        "playbooks/dispute.yaml",
        "expired: [{end: unresolved}]\n      too_much",
        "expired: &later [{end: unresolved}]\n      too_much",
    )
    folder.change("playbooks/dispute.yaml", "unknown: [{end: unresolved}]", "unknown: *later")
    assert folder.check().problems == ()


def test_a_part_that_refers_to_itself_is_a_mistake(folder: Folder) -> None:
    """It could not be read to its end."""
    folder.change("desk.yaml", "experts:", "experts: &all [*all]\nothers:")
    assert "yaml" in {problem.code for problem in folder.check().problems}


def test_a_file_of_entries_that_is_a_list_is_told(folder: Folder) -> None:
    """The names are missing then."""
    folder.write("phrases.yaml", "- closing\n")
    (problem,) = folder.check().problems
    assert (problem.file, problem.line, problem.code) == ("phrases.yaml", 1, "shape")
