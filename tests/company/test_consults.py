"""consults.yaml and desk.yaml."""

import pytest

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
