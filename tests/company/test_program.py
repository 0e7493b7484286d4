"""Steps become a flat program in which each way leads where it should."""

import pytest

from earpiece.company import load_files
from earpiece.domain.playbook import (
    Again,
    Ask,
    Branch,
    Call,
    Collect,
    End,
    HandOff,
    Instruction,
    Jump,
    Route,
    Run,
    Say,
    Set,
)

HEAD = """\
about: x
title: x
examples: [one, two, three, four, five, six, seven, eight]
slots:
  a: {type: text, ask: What?}
  b: {type: choice, from: things, label: "{{ value }}", ask: Which?}
steps:
"""
OTHER = "about: x\nexamples: [nine]\nsteps: [{end: x}]\n"
FILES = {
    "company.yaml": "name: Tiny\n",
    "tools.yaml": "things: {about: x, effect: read, needs: anyone}\n",
    "tools.py": "class Tools:\n    def things(self) -> list[str]: ...\n",
}


def compiled(steps: str) -> tuple[Instruction, ...]:
    """The program of a playbook with these steps."""
    company = load_files({**FILES, "playbooks/p.yaml": HEAD + steps, "playbooks/q.yaml": OTHER})
    return company.playbooks["p"].program


def kinds(program: tuple[Instruction, ...]) -> list[str]:
    return [type(instruction).__name__ for instruction in program]


def test_steps_that_run_out_end_as_done() -> None:
    """A program always has an End."""
    program = compiled("  - say: Hello\n  - run: q\n")
    assert kinds(program) == ["Say", "Run", "End"]
    assert isinstance(program[-1], End)
    assert program[-1].outcome == "done"


def test_the_simple_steps_are_one_instruction_each() -> None:
    """What is written is what runs."""
    program = compiled("""\
  - set: {x: 1, y: "'text'", z: true}
  - say: [One, "Two {{ x }}"]
  - run: q
  - route: "'playbook/q'"
""")
    match program:
        case (Set("x", "1"), Set("y", "'text'"), Set("z", "true"), Say(variants), Run("q"), Route(target), End()):
            assert variants == ("One", "Two {{ x }}")
            assert target == "'playbook/q'"
        case _:
            pytest.fail(str(program))


def test_if_jumps_over_what_does_not_hold() -> None:
    """Both ways meet after the step."""
    program = compiled("""\
  - collect: a
  - if: a == 'x'
    then: [{say: yes}]
    else: [{say: no}]
  - run: q
""")
    match program:
        case (Collect(), Branch(otherwise=4), Say(("yes",)), Jump(to=5), Say(("no",)), Run(), End()):
            pass
        case _:
            pytest.fail(str(program))


def test_if_without_else_falls_through() -> None:
    """No jump is needed then."""
    program = compiled("  - collect: a\n  - if: a\n    then: [{say: yes}]\n  - run: q\n")
    match program:
        case (Collect(), Branch(otherwise=3), Say(), Run(), End()):
            pass
        case _:
            pytest.fail(str(program))


def test_branches_stand_after_the_main_line_and_come_back() -> None:
    """The counter just goes on where no branch is taken."""
    program = compiled("""\
  - call: things
    save: found
    on:
      nothing: [{say: Nothing.}]
      error: [{end: failed}]
  - run: q
""")
    match program:
        case (Call(on=on), Run(), End("done"), Say(("Nothing.",)), Jump(to=1), End("failed")):
            assert on == {"nothing": 3, "error": 5}
        case _:
            pytest.fail(str(program))


def test_branches_nest() -> None:
    """A branch of a branch comes back to the step after its own."""
    program = compiled("""\
  - ask: ask-expert
    on:
      text:
        - call: things
          on: {error: [{say: Hm.}]}
        - end: told
      expired: []
""")
    match program:
        case (Ask(on=on), End(), Call(on=inner), End("told"), Jump(to=1), Say(("Hm.",)), Jump(to=3)):
            assert (on, inner) == ({"text": 2, "expired": 4}, {"error": 5})
        case _:
            pytest.fail(str(program))


def test_an_if_at_the_end_of_a_branch_comes_back_when_it_does_not_hold() -> None:
    """Though the last thing written in the branch is an `end`."""
    program = compiled("""\
  - collect: a
  - if: a == 'x'
    then:
      - if: a == 'y'
        then: [{end: y}]
    else: [{say: no}]
  - ask: ask-expert
    on:
      text:
        - if: a == 'z'
          then: [{end: z}]
      expired: [{end: late}]
""")
    match program:
        case (
            Collect(), Branch(otherwise=5), Branch(otherwise=4), End("y"), Jump(to=6), Say(("no",)), Ask(on=on),
            End("done"), Branch(otherwise=10), End("z"), Jump(to=7), End("late"),
        ):  # fmt: skip
            assert on == {"text": 8, "expired": 11}
        case _:
            pytest.fail(str(program))


def test_a_choice_with_nothing_to_choose_has_its_branch() -> None:
    """`on_empty` may go on as well as end."""
    program = compiled("  - collect: [a, b]\n    on_empty: [{say: None there.}]\n  - run: q\n")
    match program:
        case (Collect(slots=("a", "b"), on_empty=3), Run(), End(), Say(), Jump(to=1)):
            pass
        case _:
            pytest.fail(str(program))


def test_again_goes_back_to_where_the_slot_is_collected() -> None:
    """So that a second try asks anew."""
    program = compiled("""\
  - say: Hello
  - collect: a
  - call: things
    on: {error: [{again: a}]}
""")
    assert kinds(program) == ["Say", "Collect", "Call", "End", "Again"]
    assert isinstance(program[-1], Again)
    assert (program[-1].to, program[-1].slots) == (1, ("a",))


def test_a_hand_off_leaves_the_playbook() -> None:
    """Nothing has to come back from it."""
    program = compiled("  - call: things\n    on: {error: [{hand_off: broken}]}\n")
    assert kinds(program) == ["Call", "End", "HandOff"]
    assert isinstance(program[-1], HandOff)
