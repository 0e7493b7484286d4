"""The steps of playbooks against everything they name, and the branches that must be there."""

import pytest

from tests.company.sample import Folder, Mistake

DISPUTE = "playbooks/dispute.yaml"
VERIFY = "playbooks/verify-identity.yaml"
CALL = "- call: credit_account"

MISTAKES = {
    "unknown tool": Mistake(
        DISPUTE, CALL, "- call: credit_acount", "credit_acount", "unknown_tool", "`credit_account`"
    ),
    "unknown consult": Mistake(
        DISPUTE, "ask: which-policy", "ask: what-policy", "what-policy", "unknown_consult", "`which-policy`"
    ),
    "unknown playbook": Mistake(
        DISPUTE, "- end: resolved", "- run: verify-identiti", "identiti", "unknown_playbook", "`verify-identity`"
    ),
    "unknown page": Mistake(DISPUTE, "\"'rates'\"", "\"'rate'\"", "answer", "unknown_page", "`rates`"),
    "unknown page in one case": Mistake(
        DISPUTE, "\"'rates'\"", "\"'rates' if paid else 'rate'\"", "answer", "unknown_page", "`rates`"
    ),
    "page without quotes": Mistake(DISPUTE, "\"'rates'\"", "rates", "answer", "unknown_value", "answer: \"'rates'\""),
    "unknown request": Mistake(
        DISPUTE, "- end: resolved", "- route: \"'page/rate'\"", "route", "unknown_request", "`page/rates`"
    ),
    "unknown slot": Mistake(
        DISPUTE, "[payment, amount, reason]", "[payment, amount, raeson, reason]", "raeson", "unknown_slot", "`reason`"
    ),
    "unknown slot again": Mistake(
        DISPUTE, "      - say: I see no payments.", "      - again: [raeson]\n", "raeson", "unknown_slot", "`reason`"
    ),
    "unknown argument": Mistake(
        DISPUTE, "payment: payment.id", "payment: payment.id, payed: amount", "payed", "unknown_parameter", "`payment`"
    ),
    "missing argument": Mistake(DISPUTE, ", payment: payment.id}", "}", CALL, "missing_argument", "with: {payment: …}"),
    "injected argument": Mistake(
        DISPUTE,
        "payment: payment.id",
        "payment: payment.id, customer: customer",
        "customer: customer",
        "injected",
        "take `customer` out",
    ),
    "no declined": Mistake(
        DISPUTE,
        '      declined:\n        - say: "{{ consult.reason }}"\n        - end: declined\n',
        "",
        CALL,
        "no_branch",
        "on: {declined",
    ),
    "no expired": Mistake(
        DISPUTE, "      expired: [{end: unresolved}]\n      too", "      too", CALL, "no_branch", "on: {expired"
    ),
    "no unknown": Mistake(DISPUTE, "      unknown: [{end: unresolved}]\n", "", CALL, "no_branch", "on: {unknown"),
    "misspelt outcome": Mistake(DISPUTE, "too_much:", "errror:", "errror", "unknown_outcome", "`error`"),
    "no expired of an ask": Mistake(
        DISPUTE, "          expired: [{end: unresolved}]\n", "", "ask: which-policy", "no_branch", "on: {expired"
    ),
    "unknown answer": Mistake(DISPUTE, "refund: [", "refunds: [", "refunds", "unknown_answer", "`refund`"),
    "no branch for no": Mistake(
        DISPUTE,
        "- end: resolved",
        "- ask: provisional-credit\n    on: {expired: [{end: later}]}",
        "ask: provisional",
        "no_branch",
        "on: {no",
    ),
    "unreachable": Mistake(
        DISPUTE, "- end: resolved", "- end: resolved\n  - say: Bye.", "say: Bye", "unreachable", "remove it"
    ),
    "unreachable after hand-off": Mistake(
        DISPUTE, "- end: resolved", "- hand_off: why\n  - say: Bye.", "say: Bye", "unreachable", "`hand_off`"
    ),
    "on_empty without choice": Mistake(
        VERIFY,
        "- collect: [number, code]",
        "- collect: [number, code]\n    on_empty: [{end: x}]",
        "on_empty",
        "on_empty_unused",
        "take it out",
    ),
    "choice from nowhere": Mistake(
        DISPUTE, "    from: recent_payments\n    with: {days: 60}\n", "", "  payment:", "slot_type", "from: TOOL"
    ),
    "choice from an unknown tool": Mistake(
        DISPUTE, "from: recent_payments", "from: recent_payment", "from:", "unknown_tool", "`recent_payments`"
    ),
    "choice that writes": Mistake(
        DISPUTE,
        "from: recent_payments\n    with: {days: 60}",
        "from: credit_account\n    with: {amount: 1, payment: 1}",
        "from:",
        "slot_tool",
        "effect: read",
    ),
    "choice with a wrong argument": Mistake(DISPUTE, "{days: 60}", "{dais: 60}", "dais", "unknown_parameter", "`days`"),
    "items without a choice": Mistake(
        DISPUTE, "type: option", "type: option\n    where: amount > 0", "  reason:", "slot_type", "type: choice"
    ),
    "one option": Mistake(DISPUTE, ', lost: "My card is lost"}', "}", "  reason:", "slot_type", "options: {"),
    "options of another type": Mistake(DISPUTE, "type: option", "type: text", "  reason:", "slot_type", "type: option"),
    "same labels": Mistake(
        DISPUTE, "My card is lost", "i was elsewhere", "options:", "option_clash", "make the labels differ"
    ),
    "check without words": Mistake(
        DISPUTE, "    check_failed: That is more than the payment.\n", "", "check:", "slot_check", "check_failed"
    ),
    "a name that is taken": Mistake(
        VERIFY, "slots:", "slots:\n  question: {type: text, ask: What?}", "question:", "name_taken", "new_question"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(folder: Folder, mistake: Mistake) -> None:
    """And nothing else is told for it."""
    mistake.make(folder)
    mistake.told(folder, folder.check().problems)


def test_a_refusing_rule_needs_a_branch(folder: Folder) -> None:
    """Whoever is refused must hear something."""
    folder.change("tools.yaml", "- {ask: provisional-credit}", "- {refuse: too much}")
    folder.change(DISPUTE, "      declined:\n", "      other:\n")
    problems = [problem for problem in folder.check().problems if problem.file == DISPUTE]
    assert [(problem.line, problem.code) for problem in problems] == [(folder.line(DISPUTE, CALL), "no_branch")]


def test_an_effect_without_a_last_rule_is_asked_about(folder: Folder) -> None:
    """So its call needs the branches of a question, as if the rule stood there."""
    folder.change("tools.yaml", "    - {ask: provisional-credit}\n", "")
    folder.change(DISPUTE, "      expired: [{end: unresolved}]\n      too", "      too")
    problems = [problem for problem in folder.check().problems if problem.file == DISPUTE]
    assert [problem.code for problem in problems] == ["no_branch"]


def test_a_code_no_python_file_mentions_is_a_warning(folder: Folder) -> None:
    """The branch would never be taken."""
    folder.change(DISPUTE, "too_much:", "too_many:")
    (warning,) = folder.check().warnings
    assert warning.line == folder.line(DISPUTE, "too_many")


def test_a_choice_without_on_empty_is_a_warning(folder: Folder) -> None:
    """The agent has words of its own, but the company's would be better."""
    folder.change(DISPUTE, "    on_empty:\n      - say: I see no payments.\n      - end: nothing_found\n", "")
    (warning,) = folder.check().warnings
    assert warning.line == folder.line(DISPUTE, "- collect")


def test_a_playbook_that_runs_itself_is_a_warning(folder: Folder) -> None:
    """It may count its tries; it may also go on for ever."""
    folder.change(VERIFY, "- end: not_verified", "- run: verify-identity")
    (warning,) = folder.check().warnings
    assert (warning.line, warning.code) == (folder.line(VERIFY, "- run"), "run_circle")


def test_a_slot_that_is_never_collected_is_a_warning(folder: Folder) -> None:
    """It is a leftover, or a step is missing."""
    folder.change(VERIFY, "slots:", "slots:\n  spare: {type: text, ask: What?}")
    (warning,) = folder.check().warnings
    assert "never asks for `spare`" in warning.message


def test_a_value_given_to_a_playbook_that_has_no_use_for_it_is_a_mistake(folder: Folder) -> None:
    """Most likely it is misspelt."""
    folder.change(DISPUTE, "- end: resolved", "- run: verify-identity\n    with: {numbr: amount}")
    (problem,) = folder.check().problems
    assert (problem.code, problem.line) == ("unknown_value", folder.line(DISPUTE, "numbr"))
