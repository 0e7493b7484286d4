"""consults.yaml and desk.yaml."""

import pytest

from earpiece.domain.playbook import Judgement, Learn
from tests.company.sample import Folder, Mistake

CONSULTS = "consults.yaml"
LADDER = "[{after: 1m, do: promise}, {after: 1h, do: handoff}]"

MISTAKES = {
    "ladder never ends": Mistake(
        CONSULTS, "{after: 4h, do: expire}", "{after: 4h, do: remind}", "4h", "ladder_open", "{after: 4h, do: expire}"
    ),
    "ladder ends early": Mistake(
        CONSULTS, "{after: 1m, do: promise}", "{after: 1m, do: expire}", "1m", "ladder_end", "move it to the end"
    ),
    "ladder falls": Mistake(
        CONSULTS, "{after: 15s, do: widen}", "{after: 50s, do: widen}", "45s", "ladder_order", "order the rungs"
    ),
    "no promise": Mistake(
        CONSULTS, LADDER, "[{after: 1h, do: handoff}]", "[{after: 1h", "no_promise", "{after: 45s, do: promise}"
    ),
    "promise too late": Mistake(
        CONSULTS,
        "{after: 1m, do: promise}",
        "{after: 3m, do: promise}",
        "3m",
        "no_promise",
        "{after: 45s, do: promise}",
    ),
    "reroute to a skill nobody has": Mistake(
        CONSULTS,
        "{after: 15s, do: widen}",
        "{after: 15s, do: reroute, to: loans}",
        "15s",
        "reroute_to_nobody",
        "known here:",
    ),
    "reroute to nobody": Mistake(CONSULTS, "do: widen", "do: reroute", "do: reroute", "ladder_to", "to: SKILL"),
    "widen to somebody": Mistake(
        CONSULTS, "do: widen", "do: widen, to: disputes", "to: disputes", "ladder_to", "do: reroute"
    ),
    "options of an approval": Mistake(
        CONSULTS,
        "kind: approval",
        "kind: approval\n  suggest_targets: true",
        "suggest_targets",
        "answer_kind",
        "kind: clarification",
    ),
    "no way to answer": Mistake(
        CONSULTS,
        '  options: {refund: "Refund it", wait: "Ask to wait"}\n  free_text: true\n',
        "",
        "which-policy",
        "no_answer",
        "free_text: true",
    ),
    "reserved key": Mistake(
        CONSULTS, 'wait: "Ask to wait"', 'no: "Ask to wait"', "options:", "option_clash", "another key"
    ),
    "same label": Mistake(
        CONSULTS, '"Ask to wait"', '"refund it"', "options:", "option_clash", "make the labels differ"
    ),
    "opinions in own words": Mistake(
        CONSULTS, "  free_text: true\n", "  free_text: true\n  opinions: 2\n", "opinions: 2", "opinions", "`free_text`"
    ),
    "opinions about a deed": Mistake(
        CONSULTS,
        'kind: clarification\n  question: "Does {{ reason }} count?"\n  skill: disputes\n'
        '  options: {refund: "Refund it", wait: "Ask to wait"}\n  free_text: true\n',
        'kind: task\n  question: "Does {{ reason }} count?"\n  skill: disputes\n  opinions: 3\n',
        "opinions:",
        "opinions",
        "kind: approval",
    ),
    "learning what has an effect": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  learn: true",
        "learn: true",
        "learn",
        "take `learn` out",
    ),
    "learning away an authority": Mistake(
        CONSULTS,
        "  free_text: true\n",
        '  free_text: true\n  authority: {credit: "5"}\n  learn: {precedents: true}\n',
        "learn:",
        "learn",
        "take `learn` out",
    ),
    "learning what several must say": Mistake(
        CONSULTS, "  free_text: true\n", "  opinions: 2\n  learn: true\n", "learn: true", "learn", "take `learn` out"
    ),
    "learning from too few": Mistake(
        CONSULTS, "  free_text: true\n", "  free_text: true\n  learn: {least: 2}\n", "least: 2", "wrong_type", "5"
    ),
    "learning in words": Mistake(
        CONSULTS, "  free_text: true\n", "  free_text: true\n  learn: often\n", "learn:", "invalid", "`learn: true`"
    ),
    "opinions that are no number": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  opinions: many",
        "opinions:",
        "invalid",
        "`opinions: 2`",
    ),
    "a level nobody has": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  level: 0",
        "level:",
        "wrong_type",
        "1",
    ),
    "a weightless card": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  weight: 0",
        "weight:",
        "wrong_type",
        "0",
    ),
    "a check of nothing known": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  checks: [{when: amount > limit, say: Too much}]",
        "provisional-credit:",
        "unknown_value",
        "known here",
    ),
    "a check that cannot be read": Mistake(
        CONSULTS,
        "authority: {credit: amount}",
        "authority: {credit: amount}\n  checks: [{when: amount >, say: Too much}]",
        "checks:",
        "invalid",
        "write an expression",
    ),
    "expert twice": Mistake(
        "desk.yaml", "experts:", "experts:\n  - {id: ann, name: Other}", "Ann", "expert_twice", "an id of their own"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(folder: Folder, mistake: Mistake) -> None:
    """A question that nobody can answer or that never ends does not get through."""
    mistake.make(folder)
    problems = tuple(problem for problem in folder.check().problems if not problem.file.startswith("playbooks/"))
    mistake.told(folder, problems)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("skills: [disputes]", "skills: [cards]", "the skill `disputes`"),
        ("credit: 1000", "credits: 1000", "a limit `credit`"),
    ],
)
def test_a_question_nobody_on_the_desk_may_answer_is_a_warning(folder: Folder, old: str, new: str, words: str) -> None:
    """It would climb its ladder for nothing."""
    folder.change("desk.yaml", old, new)
    assert any(words in warning.message for warning in folder.check().warnings)


def test_a_consult_nobody_asks_is_a_warning(folder: Folder) -> None:
    """Most likely its name is misspelt somewhere."""
    folder.append(CONSULTS, 'spare: {kind: task, question: "?", ladder: [{after: 1m, do: expire}]}\n')
    (warning,) = folder.check().warnings
    assert "nothing asks `spare`" in warning.message


def test_what_an_answer_takes_is_compiled(folder: Folder) -> None:
    """The least level, the weight, how many people, and what is to be thought over."""
    more = """authority: {credit: amount}
  level: 2
  weight: 1.5
  opinions: {when: amount > 1000, count: 2}
  checks: [{when: "amount > payment.amount", say: "The payment was only {{ payment.amount | money }}."}]"""
    folder.change(CONSULTS, "authority: {credit: amount}", more)
    company = folder.check().company
    assert company is not None
    spec = company.consults["provisional-credit"]
    assert (spec.level, spec.weight, spec.opinions, spec.opinions_when) == (2, 1.5, 2, "amount > 1000")
    assert [check.when for check in spec.checks] == ["amount > payment.amount"]


def test_how_far_the_agent_may_learn_is_compiled(folder: Folder) -> None:
    """The consult's own settings, and those of the company for all."""
    folder.change(CONSULTS, "  free_text: true\n", "  free_text: true\n  learn: {budget: 0.02, precedents: true}\n")
    folder.append("company.yaml", "judgement: {audits: 0.05, start: asking}\n")
    company = folder.check().company
    assert company is not None
    assert company.policy.judgement == Judgement(budget=0.05, audits=0.05, start="asking")
    assert company.consults["which-policy"].learn == Learn(budget=0.02, least=20, precedents=True)
    assert company.consults["provisional-credit"].learn is None


def test_a_card_too_long_to_be_read_at_a_glance_is_a_warning(folder: Folder) -> None:
    """Experts should not have to scroll to decide."""
    folder.change(CONSULTS, 'why: "The amount', 'why: "' + "Because of this and that " * 20 + "the amount")
    (warning,) = folder.check().warnings
    assert "words before anything is filled in" in warning.message
