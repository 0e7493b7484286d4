"""desk.yaml: the people of the desk, what they can, and when it is open."""

import pytest

from earpiece.company import check_files
from earpiece.domain.forms import Expected, RungKind
from earpiece.domain.playbook import ALL_WEEK, Ask, Call, Company, Hours
from tests.company.sample import Folder, Mistake

DESK = "desk.yaml"
HOURS = """\
hours:
  timezone: Europe/London
  default: {mon-fri: "08:00-20:00", sat: "09:00-12:00, 13:00-17:00"}
  skills: {disputes: always}
  holidays: [2026-12-25]
"""
WEEKDAY = ((8 * 60, 20 * 60),)

MISTAKES = {
    "unknown timezone": Mistake(DESK, "Europe/London", "Europe/Londn", "timezone", "invalid", "Europe/London"),
    "ends before it begins": Mistake(DESK, "08:00-20:00", "20:00-08:00", "default", "invalid", "a night is two days"),
    "overlapping times": Mistake(DESK, "12:00, 13", "14:00, 13", "default", "invalid", "follow each other"),
    "a day twice": Mistake(DESK, "sat:", "fri-sat:", "default", "invalid", "each day once"),
    "no day": Mistake(DESK, "sat:", "saturday:", "default", "invalid", "mon-fri"),
    "days backwards": Mistake(DESK, "mon-fri", "fri-mon", "default", "invalid", "`fri-sun` and `mon-mon`"),
    "no time": Mistake(DESK, "08:00-20:00", "8 to 20", "default", "invalid", "08:00-20:00"),
    "no time of the day": Mistake(DESK, "08:00-20:00", "08:00-25:00", "default", "invalid", "24:00"),
    "neither always nor hours": Mistake(DESK, "always", "often", "skills: {disputes", "invalid", "`always`"),
    "no such day": Mistake(DESK, "2026-12-25", "25 December", "holidays", "invalid", "2026-12-25"),
    "no level": Mistake(DESK, "skills: [disputes]", "skills: {disputes: 0}", "Ann", "wrong_type", "greater than"),
    "no capacity": Mistake(DESK, "name: Ann,", "name: Ann, capacity: 0,", "Ann", "wrong_type", "greater than 0"),
    "no language": Mistake(DESK, "name: Ann,", "name: Ann, languages: [],", "Ann", "wrong_type", "at least 1"),
}


@pytest.fixture
def open_folder(folder: Folder) -> Folder:
    """The sample, with opening hours."""
    folder.append(DESK, HOURS)
    return folder


def company_of(folder: Folder) -> Company:
    found = folder.check()
    assert found.company is not None, found.problems
    return found.company


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_told_at_its_line_with_a_remedy(open_folder: Folder, mistake: Mistake) -> None:
    """Nobody waits in front of a door whose hours nobody could read."""
    mistake.make(open_folder)
    mistake.told(open_folder, open_folder.check().problems)


def test_hours_are_compiled(open_folder: Folder) -> None:
    assert company_of(open_folder).hours == Hours(
        "Europe/London",
        (*(WEEKDAY,) * 5, ((9 * 60, 12 * 60), (13 * 60, 17 * 60)), ()),
        {"disputes": ALL_WEEK},
        frozenset({"2026-12-25"}),
    )


def test_without_hours_the_desk_is_always_open(folder: Folder) -> None:
    assert company_of(folder).hours is None


def test_hours_of_a_skill_that_nothing_needs_are_a_warning(open_folder: Folder) -> None:
    open_folder.change(DESK, "{disputes: always}", "{dispute: always}")
    (warning,) = open_folder.check().warnings
    assert ("`dispute`" in warning.message, "`disputes`" in warning.remedy) == (True, True)


def test_skills_are_a_list_or_have_levels(folder: Folder) -> None:
    """A level above the first is named; a list has level one of each."""
    folder.change(DESK, "skills: [disputes]", "skills: {disputes: 3, cards: 1}, capacity: 2.5, languages: [en, it]")
    (ann,) = company_of(folder).experts
    assert (ann["skills"], ann["levels"], ann["capacity"]) == (["disputes", "cards"], {"disputes": 3}, 2.5)
    assert tuple(ann["languages"]) == ("en", "it")


def test_a_level_nobody_has_is_a_warning(folder: Folder) -> None:
    folder.change("consults.yaml", "authority: {credit: amount}", "authority: {credit: amount}\n  level: 2")
    (warning,) = [each for each in folder.check().warnings if "level 2" in each.message]
    assert "skills: {disputes: 2}" in warning.remedy


def test_a_company_says_how_soon_it_answers(folder: Folder) -> None:
    """Until it was measured."""
    folder.change(
        "consults.yaml", "authority: {credit: amount}", "authority: {credit: amount}\n  expected: {half: 40s, most: 3m}"
    )
    assert company_of(folder).consults["provisional-credit"].expected == Expected(half=40, most=180)
    folder.change("consults.yaml", "half: 40s", "half: 4m")
    (problem,) = [each for each in folder.check().problems if each.file == "consults.yaml"]
    assert "make `most` the longer one" in problem.remedy


# ── the safe way ──────────────────────────────────────────────────────────────────────────────────────────────────

SHOP = {
    "company.yaml": "name: Shop\n",
    "tools.yaml": "pay: {about: Pay, effect: write, needs: anyone, rules: [{ask: may-pay}]}\n",
    "tools.py": "class Tools:\n    def __init__(self, data, now): pass\n    def pay(self) -> str:\n        return ''\n",
    "consults.yaml": """\
may-pay: {kind: approval, question: "Pay?", ladder: [{after: 1m, do: promise}, {after: 1h, do: fallback}]}
which:
  {kind: clarification, question: "?", free_text: true, ladder: [{after: 1m, do: promise}, {after: 1h, do: fallback}]}
done: {kind: task, question: "Do it.", ladder: [{after: 1m, do: promise}, {after: 1h, do: fallback}]}
""",
    "playbooks/buy.yaml": """\
about: The customer buys something.
examples: [I want to buy this, can I buy that, buying please]
steps:
  - ask: which
    on: {expired: [{say: [Nobody knows., No.]}], fallback: [{say: [Take the first., First.]}]}
  - ask: done
    on: {no: [{say: [No., Not.]}], expired: [{say: [Late., Too late.]}], fallback: [{say: [By mail., Mail.]}]}
  - call: pay
    on:
      declined: [{say: [No., Not.]}]
      expired: [{say: [Late., Too late.]}]
      unknown: [{say: [Who knows., Hm.]}]
      fallback: [{say: [Pay at the till., Till.]}]
""",
}


def problems(files: dict[str, str]) -> list[str]:
    return [problem.code for problem in check_files(files).problems]


def test_a_playbook_may_have_a_safe_way_for_each_kind_of_question() -> None:
    """Approvals, tasks and clarifications."""
    found = check_files(SHOP)
    assert found.company is not None, found.problems
    program = found.company.playbooks["buy"].program
    branching = [each for each in program if isinstance(each, Ask | Call)]
    assert ["fallback" in each.on for each in branching] == [True, True, True]


@pytest.mark.parametrize(
    ("consult", "code"), [("may-pay", "no_fallback"), ("which", "unknown_answer"), ("done", "unknown_answer")]
)
def test_a_safe_way_that_no_ladder_leads_to_is_a_mistake(consult: str, code: str) -> None:
    last: RungKind = "expire"
    before, found, after = SHOP["consults.yaml"].partition(f"{consult}:")
    changed = before + found + after.replace("do: fallback", f"do: {last}", 1)
    assert problems({**SHOP, "consults.yaml": changed}) == [code]
