"""Values are there before they are used."""

import pytest

from tests.company.sample import Folder, Mistake

DISPUTE = "playbooks/dispute.yaml"
SAY = "Get well soon, {{ customer_name }}."

MISTAKES = {
    "in a sentence": Mistake(
        DISPUTE, SAY, "Get well, {{ custommer_name }}.", "custommer", "unknown_value", "`customer_name`"
    ),
    "in a condition": Mistake(DISPUTE, "reason == 'moved'", "raeson == 'moved'", "raeson", "unknown_value", "`reason`"),
    "in an argument": Mistake(
        DISPUTE, "with: {amount: amount,", "with: {amount: amout,", "- call:", "unknown_value", "`amount`"
    ),
    "in a value": Mistake(
        DISPUTE, "{paid: credit.amount}", "{paid: credits.amount}", "credits", "unknown_value", "`credit`"
    ),
    "a text without quotes": Mistake(
        DISPUTE,
        "{paid: credit.amount}",
        "{paid: credit.amount, why: refund}",
        "why",
        "unknown_value",
        "quotes of its own",
    ),
    "in a question": Mistake(
        DISPUTE,
        "ask: How much of it is wrong?",
        'ask: "How much, {{ name }}?"',
        "- collect",
        "unknown_value",
        "`customer_name`",
    ),
    "in a consult": Mistake(
        "consults.yaml",
        "{{ payment.merchant }}?",
        "{{ payed.merchant }}?",
        "provisional-credit:",
        "unknown_value",
        "`payment`",
    ),
    "in a fact": Mistake(
        "consults.yaml", "[payment.merchant,", "[pay.merchant,", "provisional-credit:", "unknown_value", "`payment`"
    ),
    "in an authority": Mistake(
        "consults.yaml", "{credit: amount}", "{credit: amuont}", "provisional-credit:", "unknown_value", "`amount`"
    ),
    "early before its slot": Mistake(
        DISPUTE, "[payment, amount, reason]", "[payment, reason]", "- call:", "too_early", "collect: [amount]"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_value_that_nothing_gives_is_told_at_its_step(folder: Folder, mistake: Mistake) -> None:
    """A sentence with a hole must never come to be said."""
    mistake.make(folder)
    mistake.told(folder, folder.check().problems)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SAY, "Well: {{ ruling.text }}", "nothing gives the value `ruling`"),
        ("- say: I see no payments.", '- say: "{{ credit.amount }}"', "nothing gives the value `credit`"),
    ],
)
def test_what_only_another_branch_knows_is_not_there(folder: Folder, old: str, new: str, words: str) -> None:
    """Branches are followed one by one."""
    folder.change(DISPUTE, old, new)
    assert words in folder.check().problems[0].message


def test_what_only_some_ways_know_is_a_warning(folder: Folder) -> None:
    """It fails for some customers only, which is worse to find later."""
    folder.change(DISPUTE, '{{ paid | money }}.", "We', '{{ ruling.text }}.", "We')
    (warning,) = folder.check().warnings
    assert "`ruling` is not there on every way" in warning.message


@pytest.mark.parametrize(
    "guard", ["{% if ruling is defined %}{{ ruling.text }}{% endif %}", "{{ ruling | default('') }}"]
)
def test_who_asks_first_whether_a_value_is_there_may_use_it(folder: Folder, guard: str) -> None:
    """Both of Jinja's ways to ask are understood."""
    folder.change(DISPUTE, "You get {{ paid | money }}.", guard)
    assert folder.check().warnings == ()


def test_a_value_another_playbook_gives_is_known(folder: Folder) -> None:
    """`run … with` hands it over."""
    folder.write("playbooks/thank.yaml", 'about: x\ntitle: thanks\nsteps: [{say: "Thanks for {{ gift }}."}]\n')
    folder.change(DISPUTE, "- end: resolved", "- run: thank\n    with: {gift: paid}")
    findings = folder.check()
    assert (findings.problems, findings.warnings) == ((), ())


def test_the_outcome_of_a_playbook_that_was_run_is_known(folder: Folder) -> None:
    """Its name has underscores, as values do."""
    folder.change(DISPUTE, "- end: resolved", '- run: verify-identity\n  - say: "{{ verify_identity_outcome }}"')
    assert folder.check().problems == ()


def test_early_behind_a_branch_is_fine(folder: Folder) -> None:
    """The playbook vouches that it is mostly needed."""
    folder.change(
        DISPUTE,
        "  - call: credit_account",
        "  - if: reason == 'lost'\n    then: [{say: Oh.}]\n  - call: credit_account",
    )
    assert folder.check().warnings == ()


def test_early_with_the_last_answer_is_a_warning(folder: Folder) -> None:
    """There is no question left during which an expert could be asked."""
    folder.change(DISPUTE, "[payment, amount, reason]", "[payment, reason, amount]")
    (warning,) = folder.check().warnings
    assert "known only when the call is reached" in warning.message


def test_a_consult_for_every_tool_knows_nothing_of_any(folder: Folder) -> None:
    """It must do with what every call has."""
    folder.append(
        "consults.yaml",
        'unlisted-effect: {kind: approval, question: "Pay {{ amount }}?", ladder: [{after: 1m, do: expire}]}\n',
    )
    (problem,) = folder.check().problems
    assert (problem.code, "for every tool" in problem.message) == ("unknown_value", True)
