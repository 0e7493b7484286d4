"""A report over a journal of conversations that were really played, counted by hand."""

import csv
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from earpiece.cli import app
from earpiece.domain.errors import Invalid
from earpiece.insight.cases import Case, Consulted
from earpiece.insight.figures import figures
from earpiece.insight.measures import MEASURES
from earpiece.insight.report.document import as_page
from earpiece.insight.report.groups import by_day, by_hour, by_skill
from earpiece.insight.report.made import Terms, make
from earpiece.insight.report.period import Period, period
from earpiece.insight.report.rows import COLUMNS, as_csv
from earpiece.sim.loop import START
from tests.support.recorded import RecordedStage

DAY = 86_400.0
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days: on 21 September 2026 a refund that Ann approves, a parcel that needs nobody, a warranty question that
    nobody answers; on the next day a page that is read out, and a conversation that goes on."""
    folder = tmp_path_factory.mktemp("report") / "data"
    with RecordedStage(folder) as stage:
        stage.opens("maya")
        stage.says("refund please", "the lamp", "60", "broken")
        stage.passes(10)
        stage.claims("ann")
        stage.passes(20)
        stage.answers("ann", decision="yes")
        stage.says("bye")
        stage.opens("noah")
        stage.says("can I send it back", "bye")
        stage.opens("iris")
        stage.says("does the warranty pay", "it fell")
        stage.passes(70)
        stage.says("bye")
        stage.passes(DAY)
        stage.opens()
        stage.says("can I send it back", "bye")
        stage.opens("olga")
        stage.says("hello")
    return folder


def report(data: Path, *options: str) -> Result:
    days = ["--from", "2026-09-21", "--to", "2026-09-22"]
    return CliRunner().invoke(app, ["report", "--data", str(data), *days, *options])


def rows(data: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(report(data, "--format", "csv").output)))


def test_one_row_for_each_conversation(data: Path) -> None:
    found = rows(data)
    assert [row["opened"][:10] for row in found] == ["2026-09-21"] * 3 + ["2026-09-22"] * 2
    assert [row["outcome"] for row in found] == ["resolved", "resolved", "promised", "resolved", ""]
    assert [row["resolved"] for row in found] == ["1", "1", "0", "1", "0"]
    assert [row["served_by"] for row in found] == ["consulted", "alone", "consulted", "alone", "alone"]
    assert [row["consults"] for row in found] == ["1", "0", "1", "0", "0"]
    assert [row["consults_expired"] for row in found] == ["0", "0", "1", "0", "0"]
    assert [row["requests"] for row in found] == ["refund", "", "warranty", "", ""]
    assert [row["skills"] for row in found] == ["orders", "", "repairs", "", ""]
    assert found[2]["rungs"] == "reroute promise expire"
    assert [row["turns"] for row in found] == ["5", "2", "3", "2", "1"]
    assert found[4]["closed"] == found[4]["seconds"] == ""


def test_seconds_are_those_of_the_story(data: Path) -> None:
    refund, returns, warranty, *_ = rows(data)
    assert float(refund["human_s"]) == pytest.approx(20, abs=0.2)  # from taking the card to the answer
    assert float(refund["waited_s"]) == pytest.approx(32, abs=0.3)  # ten seconds, twenty, and two to undo it
    assert float(refund["gap_to_end_s"]) == pytest.approx(32, abs=0.3)
    assert (returns["human_s"], returns["waited_s"], returns["gap_to_end_s"]) == ("0.0", "0.0", "")
    assert warranty["human_s"] == "0.0"
    assert float(warranty["waited_s"]) == pytest.approx(60, abs=11)  # until the promise, or the goodbye after it


def test_nothing_personal_is_in_it(data: Path) -> None:
    for form in ("csv", "json", "html"):
        written = report(data, "--format", form).output.lower()
        assert not [word for word in ("maya", "noah", "iris", "olga", "ann ", "it fell", "broken") if word in written]
    names = {column.name for column in COLUMNS}
    assert not names & {"customer", "name", "by", "expert"}


def test_data_has_every_figure_with_its_definition(data: Path) -> None:
    found = json.loads(report(data, "--format", "json").output)
    assert found["period"] == {
        "from": "2026-09-21", "to": "2026-09-22", "timezone": "UTC", "since": START - START % DAY,
        "until": START - START % DAY + 2 * DAY,
    }  # fmt: skip
    assert (found["company"], found["conversations"], found["open"]) == ("Lamp shop", 5, 1)
    assert [each["name"] for each in found["figures"]] == [measure.name for measure in MEASURES]
    assert all(each["definition"] for each in found["figures"])
    by_name = {each["name"]: each["value"] for each in found["figures"]}
    assert by_name["conversations"] == 4
    assert by_name["resolved"] == 3 / 4
    assert by_name["contained"] == 1
    assert by_name["consult_rate"] == by_name["consulted"] == by_name["alone"] == 2 / 4
    assert by_name["unanswered"] == by_name["service_level"] == 1 / 2
    assert by_name["human_s_per_conversation"] == pytest.approx(20 / 4, abs=0.1)
    assert by_name["cost"] is None
    assert [(each["name"], each["conversations"]) for each in found["days"]] == [("2026-09-21", 3), ("2026-09-22", 2)]
    assert [(each["name"], each["questions"]) for each in found["skills"]] == [("orders", 1), ("repairs", 1)]
    assert [each["figures"]["unanswered"] for each in found["skills"]] == [0, 1]
    assert {each["name"] for each in found["kinds"]} == {"approval", "clarification"}
    served = [(each["name"], each["conversations"], each["figures"]["resolved"]) for each in found["served"]]
    assert served == [("alone", 2, 1), ("consulted", 2, 1 / 2)]
    assert {each["name"] for each in found["requests"]} == {"refund", "warranty"}
    assert [each["name"] for each in found["hours"]] == ["14:00"]


def test_a_page_is_written_and_says_where(data: Path, tmp_path: Path) -> None:
    made = report(data, "--out", str(tmp_path / "report.html"))
    assert made.exit_code == 0
    assert "5 conversations, 21 to 22 September 2026" in made.output
    page = (tmp_path / "report.html").read_text()
    assert "<h1>Lamp shop: 21 to 22 September 2026</h1>" in page
    assert "5 conversations began in this time; 1 of them is still open." in page
    assert all(measure.title in page.replace("&#39;", "'") for measure in MEASURES)
    assert page.count("<svg") >= 6


def test_a_report_is_made_while_a_server_writes(tmp_path: Path) -> None:
    with RecordedStage(tmp_path / "data") as stage:
        stage.opens("maya")
        stage.says("can I send it back", "bye")
        assert len(rows(tmp_path / "data")) == 1


def test_no_data_no_report(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["report", "--data", str(tmp_path / "nowhere")])
    assert made.exit_code != 0
    assert not (tmp_path / "nowhere").exists()


def test_who_was_erased_is_counted_still(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with RecordedStage(data) as stage:
        stage.opens("maya")
        stage.says("refund please", "the lamp", "40", "broken", "bye")
    before = rows(data)
    erased = CliRunner().invoke(app, ["erase", "maya", "--yes", "--data", str(data)])
    assert erased.exit_code == 0, erased.output
    assert rows(data) == before


# ── without a journal ─────────────────────────────────────────────────────────────────────────────────────────────────

NOON = 1_790_000_000.0 - 1_790_000_000.0 % DAY + DAY / 2
"""21 September 2026, 12:00 UTC."""


def test_days_are_days_where_the_desk_is() -> None:
    london = period("2026-10-25", "2026-10-25", "Europe/London", NOON + 60 * DAY)
    assert london.until - london.since == 25 * 3600  # the clocks go back
    assert london.hour_of(london.since) == 0
    assert period("2026-09-21", None, "Asia/Tokyo", NOON).since == NOON - DAY / 2 - 9 * 3600


def test_without_days_it_is_the_last_seven() -> None:
    usual = period(None, None, "UTC", NOON)
    assert (usual.first, usual.last) == (date(2026, 9, 15), date(2026, 9, 21))
    assert str(usual) == "15 to 21 September 2026"
    assert str(period("2026-08-30", "2026-09-02", "UTC", NOON)) == "30 August to 2 September 2026"
    assert str(period("2025-12-31", "2026-01-01", "UTC", NOON)) == "31 December 2025 to 1 January 2026"
    assert str(period("2026-09-01", "2026-09-01", "UTC", NOON)) == "1 September 2026"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("yesterday", None, "'yesterday' is no day; write it like 2026-11-16"),
        (None, "2026-02-30", "'2026-02-30' is no day"),
        ("2026-09-20", "2026-09-19", "the earlier day comes first"),
        ("2026-09-22", "2026-09-23", "is still to come: today is 2026-09-21"),
        ("2024-01-01", "2026-09-19", "ask for fewer"),
    ],
)
def test_wrong_days_say_what_is_wrong(first: str | None, last: str | None, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        period(first, last, "UTC", NOON)


def case(id: str, at: float, *consults: Consulted, **more: Any) -> Case:
    return Case(id, "chat", at, at + 60, "resolved", consults=consults, **more)


def consult(id: str, skill: str, seconds: float) -> Consulted:
    return Consulted(id, "q", "approval", skill, NOON, "answered", NOON, NOON + 5, NOON + 5 + seconds, seconds)


def test_parts_hold_what_belongs_to_them() -> None:
    days = Period(date(2026, 9, 20), date(2026, 9, 22), "UTC")
    cases = [
        case("a", NOON, consult("1", "orders", 10), consult("2", "repairs", 30)),
        case("b", NOON + 3 * 3600),
        case("c", NOON + DAY, consult("3", "orders", 20)),
    ]
    assert [(each.label, each.conversations) for each in by_day(cases, days, figures)] == [
        ("2026-09-20", 0), ("2026-09-21", 2), ("2026-09-22", 1),
    ]  # fmt: skip
    hours = by_hour(cases, days, figures)
    counted = [(each.label, each.conversations) for each in hours]
    assert counted == [
        ("12:00", 2),
        ("13:00", 0),
        ("14:00", 0),
        ("15:00", 1),
    ]
    orders, repairs = by_skill(cases, figures)
    assert (orders.label, orders.questions, orders.figures["handling_s"]) == ("orders", 2, 15)
    assert (repairs.label, repairs.questions, repairs.figures["handling_s"]) == ("repairs", 1, 30)


def test_prices_give_costs_in_the_company_s_currency() -> None:
    class Prices:
        person_hour, model_turn, telephone_minute, dollar = 36.0, 0.0, 0.0, 1.0

    days = Period(date(2026, 9, 21), date(2026, 9, 21), "UTC")
    cases = [case("a", NOON, consult("1", "orders", 200))]
    assert "€2.00" in as_page(make(cases, days, Terms(prices=Prices(), currency="EUR")))
    assert "name the prices" in as_page(make(cases, days, Terms()))


def test_a_page_says_when_there_is_nothing_to_count() -> None:
    days = Period(date(2026, 9, 21), date(2026, 9, 21), "UTC")
    page = as_page(make([], days, Terms()))
    assert "0 conversations began" in page
    assert "no figures" in page


def test_a_name_is_no_formula_in_a_spreadsheet() -> None:
    days = Period(date(2026, 9, 21), date(2026, 9, 21), "UTC")
    (row,) = csv.DictReader(StringIO(as_csv([case("=1+1", NOON, requests=("+a",))], days)))
    assert (row["conversation"], row["requests"]) == ("'=1+1", "'+a")


def test_every_column_is_in_the_documentation() -> None:
    told = (ROOT / "docs" / "report.md").read_text()
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.meaning} |" in told
