"""A scenario from a journal: days made with known parameters give them back, and what is not known is said."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from scipy import stats

from earpiece.domain.errors import Invalid
from earpiece.insight.calibrate import people, talk
from earpiece.insight.calibrate.estimate import Window
from earpiece.insight.calibrate.scenario import Calibration, calibrate, text_of
from earpiece.insight.calibrate.talk import waits_of
from earpiece.insight.cases import Case, Consulted, Led, Span
from earpiece.insight.day import Day, Patience, read_day
from tests.insight.made_days import MONDAY, made, midnight

OPENS = midnight(MONDAY) + 8 * 3600


@pytest.fixture(scope="module")
def day() -> Day:
    """The ordinary day with customers who leave now and then, so that something is seen of their patience."""
    base = read_day("ordinary")
    patience = {"voice": Patience(mean_s=150, shape=1.5), "chat": Patience(mean_s=200, shape=1.2)}
    consult = base.consult.model_copy(update={"read_s": 0.0, "switch_s": 0.0})
    return base.model_copy(update={"talk_patience": patience, "consult": consult})


def truth(day: Day) -> Iterator[tuple[str, float]]:
    """Each setting that days were made with."""
    yield "arrivals", sum(day.arrivals)
    yield "needs.helped", day.needs.helped or 0.0
    yield "needs.taken_over", day.needs.taken_over
    yield "needs.turns", day.needs.turns
    yield "needs.turns_per_gap", day.needs.turns_per_gap
    yield from ((f"needs.per_helped.{number}", share) for number, share in enumerate(day.needs.per_helped, 1))
    yield from ((f"needs.kinds.{kind}", share) for kind, share in day.needs.kinds.items())
    yield from ((f"needs.skills.{skill}", share) for skill, share in day.needs.skills.items())
    for kind, decision in day.decisions.items():
        yield f"decisions.{kind}.mean_s", decision.mean_s
        yield f"decisions.{kind}.cv", decision.cv
    for channel, patience in day.talk_patience.items():
        yield f"channels.{channel}", day.channels[channel]
        yield f"pace.{channel}.customer_s", day.pace[channel].customer_s
        yield f"talk_patience.{channel}.mean_s", patience.mean_s
        yield f"talk_patience.{channel}.shape", patience.shape


def held(day: Day, seeds: Sequence[int], days: int) -> tuple[Counter[str], int]:
    """In how many of the seeds each interval held the truth; and how many estimates there were."""
    known = dict(truth(day))
    found: Counter[str] = Counter(dict.fromkeys(known, 0))
    count = 0
    for seed in seeds:
        cases, present = made(day, days, seed, people=8)
        for each in calibrate(cases, present, day, Window.around(cases)).measured:
            if each.setting in known:
                count += 1
                found[each.setting] += each.found.low <= known[each.setting] <= each.found.high
    return found, count


def least(count: int) -> int:
    """Of so many true 95 % intervals at least so many hold the truth, but once in ten thousand times."""
    return int(stats.binom.ppf(1e-4, count, 0.95))


def test_known_parameters_are_found_again(day: Day) -> None:
    """Every setting, from eight made journals of a day: intervals hold the truth as often as they promise."""
    found, count = held(day, range(8), days=1)
    assert count > 8 * len(found) * 0.9
    assert found.total() >= least(count)
    assert min(found.values()) >= least(8)


def test_a_calibration_that_takes_answers_for_hang_ups_is_caught(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same recovery with that bug planted: patience is found in none of the journals."""
    right = waits_of

    def bug(cases: Sequence[Case]) -> object:
        return {where: [replace(each, ended=True) for each in waits] for where, waits in right(cases).items()}

    monkeypatch.setattr(talk, "waits_of", bug)
    found, _ = held(day, range(3), days=1)
    assert found["talk_patience.voice.mean_s"] == found["talk_patience.chat.mean_s"] == 0


@pytest.mark.slow
def test_each_interval_holds_the_truth_in_95_of_100_journals(day: Day) -> None:
    """Each setting for itself, and all together neither too seldom nor too often."""
    seeds = range(1000, 1120)
    found, count = held(day, seeds, days=1)
    assert {name: times for name, times in found.items() if times < least(len(seeds))} == {}
    assert 0.94 <= found.total() / count <= 0.965


def case(number: int, *consults: Consulted, **other: object) -> Case:
    """A conversation of five minutes in the chat, resolved."""
    at = OPENS + 60.0 * number
    plain = Case(f"c{number}", "chat", at, at + 300.0, "resolved", consults=consults, turns=6)
    return replace(plain, **other)  # type: ignore[arg-type]


def consult(at: float, seconds: float = 30.0, kind: str = "approval", **other: object) -> Consulted:
    """A consult that was taken after ten seconds."""
    plain = Consulted(f"q{at}", "refund", kind, "cards", at, "answered", needed_at=at, taken_at=at + 10,
                      ended_at=at + 10 + seconds, seconds=seconds, by="ann")  # fmt: skip
    return replace(plain, **other)  # type: ignore[arg-type]


def calibrated(cases: Sequence[Case]) -> Calibration:
    return calibrate(cases, [], read_day("ordinary"), Window.around(cases))


def test_the_file_is_a_scenario_that_says_where_each_figure_is_from(day: Day, tmp_path: Path) -> None:
    """Read again it is the same; measured settings name count, days and interval; the rest keeps its source."""
    cases, present = made(day, 1, 1, people=8)
    found = calibrate(cases, present, day, Window.around(cases))
    target = tmp_path / "measured.yaml"
    target.write_text(text_of(found), "utf-8")
    again = read_day(target)
    assert again.model_copy(update={"name": ""}) == found.day.model_copy(update={"name": ""})
    source = again.source("decisions.approval.mean_s") or ""
    assert source.startswith("measured: ")
    assert " cards, from 2026-11-02 to 2026-11-02, 95 % interval " in source
    assert again.source("transfer.explain_s") == day.source("transfer.explain_s")
    assert sum(again.needs.kinds.values()) == pytest.approx(1)
    assert sum(again.arrivals) == pytest.approx(len(cases), abs=0.1)
    assert [(team.count, team.shift) for team in again.teams] == [(8, ("08:00", "20:00"))]


def test_too_few_keep_the_scenarios_value_and_are_listed() -> None:
    """Four cards, no hang-up, nineteen conversations."""
    cases = [case(0, *(consult(OPENS + at) for at in range(4))), *(case(number) for number in range(1, 19))]
    found = calibrated(cases)
    base = read_day("ordinary")
    assert found.day.decisions == base.decisions
    assert found.day.consult == base.consult
    assert found.day.talk_patience == base.talk_patience
    assert found.day.arrivals == base.arrivals
    kept = {name: source for name, _, source in found.kept()}
    assert "4 answered cards, fewer than 5" in kept["decisions.approval.mean_s"]
    assert "0 hang-ups in 0 waits, fewer than 8" in kept["talk_patience.chat.mean_s"]
    assert "19 conversations, fewer than 30" in kept["arrivals"]
    assert "not in a journal" in kept["transfer.explain_s"]
    assert "assumed" in kept["needs.helped"]


def test_a_card_takes_as_long_as_it_was_measured() -> None:
    """Turning to it and reading it are a part of that; a kind that was not seen takes as long as it was assumed to."""
    base = read_day("ordinary")
    cards = [consult(OPENS + 10 * number, 40.0 + number % 3) for number in range(30)]
    found = calibrated([case(number, card) for number, card in enumerate(cards)]).day
    assert people.whole(found, "approval").mean_s == pytest.approx(41.0, abs=0.1)
    assert found.consult == base.consult
    assert found.decisions["task"] == base.decisions["task"]
    assert set(found.suggestions.deciding.values()) == {1.0}


def test_cards_that_are_faster_than_reading_was_assumed_to_be() -> None:
    """Something is left of deciding."""
    cards = [consult(OPENS + 10 * number, 10.0 + number % 3) for number in range(30)]
    found = calibrated([case(number, card) for number, card in enumerate(cards)]).day
    assert people.whole(found, "approval").mean_s == pytest.approx(11.0, abs=0.1)
    assert found.decisions["approval"].mean_s == pytest.approx(1.1, abs=0.1)
    assert people.whole(found, "task").mean_s == pytest.approx(170.0, abs=0.1)


def test_who_decides_to_lead_has_decided() -> None:
    """Their card ends with nothing, but their thinking came to an end; a card called back was cut short."""
    over = [Led("ann", OPENS + 40, OPENS + 40, OPENS + 300, 260.0)]
    cases = [
        case(number, consult(OPENS, ended="withdrawn", ended_at=OPENS + 300), led=tuple(over)) for number in range(6)
    ]
    assert people.measured_decisions(cases)["approval"].mean_s == 30.0
    assert people.measured_decisions([replace(each, led=()) for each in cases]) == {}


def test_questions_asked_early_for_nothing_are_no_needs() -> None:
    """They count in the luck of asking early; the rest of the conversation needed nobody."""
    early = consult(OPENS, 0.0, early=True, needed_at=None, ended="withdrawn", taken_at=None)
    wasted = [case(number, early) for number in range(10)]
    needed = [case(number, consult(OPENS, early=True)) for number in range(10, 40)]
    found = calibrated([*wasted, *needed])
    assert found.day.needs.helped == 0.75
    luck = {each.title: each.found.value for each in found.observed}
    assert luck["consults asked early that were needed"] == 0.75


def test_equal_questions_and_first_suggestions() -> None:
    """Asked while one was open, asked within a day, answered by another's card, answered as suggested."""
    first = consult(OPENS, 60.0, topic="fee", suggested=True)
    second = consult(OPENS + 30, topic="fee", via="q", seconds=0.0)
    later = consult(OPENS + 3600, topic="fee", suggested=False)
    other = consult(OPENS + 50, topic="rate", suggested=True)
    cases = [case(number, *four) for number, four in enumerate([(first, second, later, other)] * 1)]
    cases += [
        case(number, consult(OPENS + 90_000.0 * number, topic=f"t{number}", suggested=True)) for number in range(36)
    ]
    found = calibrate(cases, [], read_day("ordinary"), Window.around(cases))
    luck = {each.title: each.found.value for each in found.observed}
    assert luck["equal questions asked while one was open"] == pytest.approx(1 / 40)
    assert luck["equal questions asked within a day of one"] == pytest.approx(2 / 40)
    assert luck["answers that came with another card's"] == pytest.approx(1 / 40)
    assert found.day.suggestions.accepted == pytest.approx(38 / 39, abs=1e-4)


def test_a_person_who_stays_is_a_takeover_and_one_who_was_waited_for_is_not() -> None:
    """Of 40 consults, ten end with a person who leads to the end; five conversations were transferred."""
    cases = []
    for number in range(40):
        at = OPENS + 60.0 * number
        led = (Led("ann", at + 50, at + 50, at + 300, 250.0),) if number < 10 else ()
        if 10 <= number < 15:
            led = (Led("ann", at + 50, at + 90, at + 300, 210.0),)
        cases.append(case(number, consult(at), led=led, handed_off=10 <= number < 15))
    assert calibrated(cases).day.needs.taken_over == 0.25


def test_patience_is_one_for_a_conversation() -> None:
    """The longest wait that was sat through, or the one that ended it; waits for a transfer are a queue's."""
    patient = case(1, waits=(Span(0, 40), Span(100, 130)))
    left = case(2, waits=(Span(0, 40), Span(100, 130)), left_waiting=True)
    queued = case(3, waits=(Span(0, 40), Span(100, 160)), led=(Led("ann", 100, 160, 300, 140),), handed_off=True)
    never = case(4, waits=(Span(100, 170),), handed_off=True, left_waiting=True)
    found = waits_of([patient, left, queued, never])
    assert [(each.seconds, each.ended) for each in found["talk_patience", "chat"]] == [
        (40, False), (30, True), (40, False),
    ]  # fmt: skip
    assert [(each.seconds, each.ended) for each in found["queue_patience", "chat"]] == [(60, False), (70, True)]


def test_weekdays_and_days_that_differ() -> None:
    """Two weeks in which Mondays are twice as busy; only Mondays, if only they are wanted."""
    cases = []
    for number in range(14):
        for each in range(60 if number % 7 == 0 else 30):
            at = midnight(MONDAY) + 86_400.0 * number + 9 * 3600 + each * 60
            cases.append(Case(f"{number}.{each}", "chat", at, at + 60, "resolved", turns=3))
    found = calibrated(cases)
    factors = {each.title: each.found.value for each in found.observed if "times the mean" in each.title}
    assert factors["Mondays, times the mean weekday"] == pytest.approx(60 / (240 / 7), abs=0.01)
    assert found.days == 14
    assert sum(found.day.arrivals) == pytest.approx(240 / 7, abs=0.05)
    mondays = replace(Window.around(cases), weekdays=frozenset({0}))
    only = calibrate(cases, [], read_day("ordinary"), mondays)
    assert sum(only.day.arrivals) == 60
    assert (only.day.opens, only.days) == ("09:00", 2)


def test_days_are_those_of_the_place() -> None:
    """Nine o'clock in Auckland is the evening before in London, in winter and in summer."""
    cases = [Case(f"{each}", "chat", midnight(MONDAY) + 20 * 3600 + each, outcome="resolved") for each in range(30)]
    window = Window.around(cases, "Pacific/Auckland")
    assert (window.words(), calibrate(cases, [], read_day("ordinary"), window).day.opens) == (
        "from 2026-11-03 to 2026-11-03", "09:00",
    )  # fmt: skip


def test_nothing_to_calibrate_from() -> None:
    """No conversation in those days is said, not guessed over."""
    with pytest.raises(Invalid, match="No conversation began from 2026-11-02"):
        calibrate([], [], read_day("ordinary"), Window.of(MONDAY, MONDAY))


# ── the visitor's own time per card ───────────────────────────────────────────────────────────────────────────────────


def test_a_visitors_own_time_replaces_what_is_assumed() -> None:
    """Kinds of which they answered enough as they were; others as much faster as they were altogether."""
    base = read_day("ordinary")
    fast = [consult(OPENS + 10 * number, 16.0, by="visitor") for number in range(6)]
    slow = [consult(OPENS + 900, 36.0, "instruction", by="visitor"), consult(OPENS + 950, 500.0, by="ann")]
    cases = [case(number, card) for number, card in enumerate([*fast, *slow])]
    found = people.measured_day(base, cases, by="visitor")
    assert people.whole(found, "approval").mean_s == pytest.approx(16.0, abs=0.01)
    factor = (6 * 16 + 36) / (6 * 40 + 80)
    assert people.whole(found, "instruction").mean_s == pytest.approx(80 * factor, abs=0.1)
    assert people.whole(found, "task").mean_s == pytest.approx(170 * factor, abs=0.1)
    assert found.source("decisions.approval") == "measured: 6 cards, 16 s from taking one to its answer"
    assert found.source("decisions.task") == "assumed, times 0.41 as all 7 cards were measured (0 of this kind)"
    assert found.consult.read_s == pytest.approx(12 * factor, abs=0.1)
    assert set(people.measured_decisions(cases, by="visitor")) == {"approval"}


def test_without_a_card_nothing_is_measured() -> None:
    """And that is said."""
    with pytest.raises(Invalid, match="No card was answered"):
        people.measured_day(read_day("ordinary"), [case(1)])
