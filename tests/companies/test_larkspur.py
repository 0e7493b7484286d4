"""The second sample company: its tools, its rehearsals, and the shape its conversations were laid out to have."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from earpiece.company.modules import import_tools
from earpiece.company.shelf import Shelf
from earpiece.domain.errors import ToolError
from earpiece.domain.ports import Understanding
from earpiece.insight.day import read_day
from earpiece.sim.casting import read_messages
from earpiece.sim.compare.engine_way import serve
from earpiece.sim.compare.guests import Guest
from earpiece.sim.compare.house import skills_of
from earpiece.sim.compare.needs import find_guests
from earpiece.sim.compare.smaller import busiest_hours
from earpiece.sim.compare.ways import Features, Setting, Worker
from earpiece.sim.rehearsal import play_rehearsal
from earpiece.sim.script import read_rehearsals
from earpiece.wiring import understanding_of

LARKSPUR = Path(__file__).parents[2] / "companies" / "larkspur"
NOON = 1_790_000_000.0
KINDS = {"approval": 0.35, "clarification": 0.3, "instruction": 0.2, "task": 0.15}
WITHIN = 0.08
"""One day is fewer questions than the three of docs/larkspur.md."""


@pytest.fixture(scope="module")
def larkspur() -> Shelf:
    """Its present version; reading it raises if there is a mistake in it."""
    return Shelf.of_folder(LARKSPUR)


@pytest.fixture(scope="module")
def trained(larkspur: Shelf) -> Understanding:
    """Trained on its examples."""
    return understanding_of(larkspur.current())


@pytest.fixture(scope="module")
def guests(larkspur: Shelf, trained: Understanding) -> Sequence[Guest]:
    """Who comes in the two busiest hours of an ordinary day."""
    day = busiest_hours(read_day("ordinary"), 2)
    return find_guests(LARKSPUR, larkspur, trained, day, 0, read_messages(LARKSPUR / "messages"))


@pytest.fixture
def tools(tmp_path: Path) -> Any:
    """The company's tools with books of their own."""
    files = {path.name: path.read_text("utf-8") for path in LARKSPUR.glob("*.py")}
    return import_tools(files, "larkspur-test", str(LARKSPUR)).Tools(tmp_path, lambda: NOON)


# ── tools ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_number_and_postcode_must_fit(tools: Any) -> None:
    """However the postcode is written; nobody is found with another's."""
    postcode = tools.people.home("lk7")["postcode"]
    assert tools.find_customer(" 7 ", postcode.lower().replace(" ", ""))["customer"] == "lk7"
    for number, said in (("8", postcode), ("", postcode), ("7", "LK0 0AB")):
        with pytest.raises(ToolError) as error:
            tools.find_customer(number, said)
        assert error.value.code == "no_match"


@pytest.mark.parametrize(
    ("tool", "thing", "more"),
    [
        ("book_engineer", "line", ["2026-09-23", "07700900123", "restarted"]),
        ("open_ticket", "line", ["restarted"]),
        ("credit_bill", "bill", [14.0]),
        ("credit_days", "line", [3, 9.0]),
        ("book_move", "line", ["LK4 2AB", "2026-09-23", "07700900123", "fibre"]),
        ("waive_fee", "line", [50.0]),
        ("end_line", "line", ["2026-09-23", "the price"]),
        ("change_plan", "line", ["fibre_500", "2026-09-23", "films"]),
        ("send_again", "order", ["router", "4 Mill Lane", "door"]),
        ("keep_number", "line", ["07700900789", "Bluebell", "2026-09-23", "RDL 42"]),
        ("leave_note", "bill", ["no phone was abroad"]),
    ],
)
def test_effects_happen_once_and_to_ones_own_things(tools: Any, tool: str, thing: str, more: list[Any]) -> None:
    """A repeated key changes nothing, gives nobody else its result; what is another's is not found."""
    mine = {"line": tools.my_lines, "bill": tools.my_bills, "order": tools.my_orders}[thing]("lk1")[0]["id"]
    first = getattr(tools, tool)("lk1", "k1", mine, *more)
    assert getattr(tools, tool)("lk1", "k1", mine, *more) == first
    assert tools.outcome(tool, "k1") == first
    assert [entry["tool"] for entry in tools.books.entries()] == [tool]
    with pytest.raises(ToolError) as error:
        getattr(tools, tool)("lk2", "k2", mine, *more)
    assert error.value.code == "not_found"
    with pytest.raises(ToolError, match="another operation"):
        tools.lay_cable("lk2", "k1", "LK4 2AB", 60.0)
    assert tools.outcome(tool, "k2") is None


def test_looking_up_shows_ones_own_things_only(tools: Any) -> None:
    """Lists are the customer's; a line can be measured by its customer only."""
    for listed in (tools.my_lines, tools.my_bills, tools.my_orders):
        assert all(entry["id"].startswith("lk1-") for entry in listed("lk1"))
    line = tools.my_lines("lk1")[0]["id"]
    for look in (tools.line_test, tools.free_visits):
        assert look("lk1", line)
        with pytest.raises(ToolError):
            look("lk2", line)


def test_a_bill_is_credited_once_and_never_by_more_than_it_is(tools: Any) -> None:
    """Whatever the key."""
    bill = tools.my_bills("lk1")[0]
    with pytest.raises(ToolError) as error:
        tools.credit_bill("lk1", "k0", bill["id"], bill["amount"] + 1)
    assert error.value.code == "too_much"
    tools.credit_bill("lk1", "k1", bill["id"], 10.0)
    with pytest.raises(ToolError) as error:
        tools.credit_bill("lk1", "k2", bill["id"], 10.0)
    assert error.value.code == "credited_before"
    assert len(tools.books.entries()) == 1


def test_days_without_a_connection_are_counted(tools: Any) -> None:
    """£3 each; a day to come is none."""
    line = tools.my_lines("lk1")[0]["id"]
    assert tools.days_lost("lk1", line, "2026-09-18") == {"line": line, "days": 3, "worth": 9.0}
    assert tools.days_lost("lk1", line, "2026-09-25")["days"] == 0


# ── conversations ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_message_is_an_example() -> None:
    """What the customers of a comparison write was not shown to the understanding."""
    said = {_bare(message.text) for message in read_messages(LARKSPUR / "messages")}
    company = Shelf.of_folder(LARKSPUR).current()
    playbooks = [example for playbook in company.playbooks.values() for example in playbook.examples]
    pages = [example for page in company.pages.values() for example in page.examples]
    assert len(playbooks) > 150
    assert len(pages) > 50
    assert not said & {_bare(example) for example in (*playbooks, *pages)}


def test_every_rehearsal_goes_as_written(larkspur: Shelf, trained: Understanding) -> None:
    """All of companies/larkspur/rehearsals; each playbook that customers begin has some."""
    differing = []
    files = read_rehearsals(LARKSPUR)
    for file, rehearsals in files.items():
        for rehearsal in rehearsals:
            result = play_rehearsal(LARKSPUR, larkspur, trained, file, rehearsal)
            differing += [f"{file}: {result.name}: {difference}" for difference in result.differences]
    assert differing == []
    own = {path.name for path in (LARKSPUR / "playbooks").glob("*.yaml")}
    assert own <= {Path(file).name for file in files}


@pytest.mark.slow
def test_conversations_are_as_long_and_ask_as_much_as_they_were_laid_out_to(guests: Sequence[Guest]) -> None:
    """The figures that docs/larkspur.md names."""
    asked = [gap for guest in guests for gap in guest.gaps]
    kinds = Counter[str](gap.kind for gap in asked)
    for kind, share in KINDS.items():
        assert abs(kinds[kind] / len(asked) - share) < WITHIN, (kind, kinds)
    needy = [guest for guest in guests if guest.gaps]
    assert 1.25 < len(asked) / len(needy) < 1.6
    assert 0.2 < sum(len(guest.gaps) == 2 for guest in needy) / len(needy) < 0.45
    assert 8.5 < sum(guest.turns for guest in guests) / len(guests) < 11.5
    assert 0.02 < sum(gap.name == "ask-expert" for gap in asked) / len(asked) < 0.1


@pytest.mark.slow
def test_more_than_half_of_the_questions_are_asked_early(
    larkspur: Shelf, trained: Understanding, guests: Sequence[Guest]
) -> None:
    """With people enough that nobody leaves for want of one."""
    skills = skills_of(larkspur.current())
    people = [Worker(f"w{number}", f"Person {number}", skills, 0.0, 86_400.0) for number in range(9)]
    day = busiest_hours(read_day("ordinary"), 2)
    served = serve(Features(fan_in=True, early=True, meanwhile=True, deadlines=True))(
        Setting(LARKSPUR, larkspur, trained, day, 0, guests, people)
    )
    consults = [consult for case in served.cases for consult in case.consults]
    assert 0.5 < sum(consult.early for consult in consults) / len(consults) < 0.7
    assert served.notes == ()


def _bare(text: str) -> str:
    return text.lower().strip(" .!?")
