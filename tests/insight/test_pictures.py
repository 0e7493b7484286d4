"""Pictures: what stands in them, that they need nothing from elsewhere, and that text cannot become markup."""

import re
from xml.etree import ElementTree

import pytest

from earpiece.insight.amounts import amount, bare, change, duration
from earpiece.insight.drawing import BAR_WIDTH, ticks
from earpiece.insight.pictures import Bar, Line, Mark, Step, bars, lines, steps

SVG = "{http://www.w3.org/2000/svg}"
HOURS = [f"{hour:02}:00" for hour in range(8, 20)]
EVIL = '<script>"&'


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - what we have drawn ourselves


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in parsed(svg).iter(f"{SVG}text")]


def described(svg: str) -> str:
    return parsed(svg).findtext(f"{SVG}desc") or ""


def percent(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


EVERY = [
    bars(EVIL, [Bar(EVIL, 3.0, 2.0, 4.0, EVIL)], EVIL),
    steps(EVIL, [Step(EVIL, 3.0, note=EVIL)], EVIL),
    lines(EVIL, [Line(EVIL, [1.0]), Line(EVIL, [2.0])], [EVIL], EVIL, mark=Mark(0.5, EVIL)),
]


@pytest.mark.parametrize("svg", EVERY, ids=["bars", "steps", "lines"])
def test_a_picture_is_safe_and_whole_in_itself(svg: str) -> None:
    root = parsed(svg)
    assert root.findtext(f"{SVG}title") == EVIL
    assert EVIL in described(svg)
    assert root.attrib["role"] == "img"
    assert not [each.tag for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}image")]
    assert not re.search(r"\b(href|on\w+|style|id)=|url\(", svg.replace("&#34;", ""))
    colours = {value for each in root.iter() for name, value in each.attrib.items() if name in ("fill", "stroke")}
    assert all(colour in ("currentColor", "none") or "var(--picture-" in colour for colour in colours)


def test_bars_are_as_long_as_their_values_and_print_them() -> None:
    svg = bars("Time", [Bar("One", 100, 80, 120, "a note"), Bar("Two", 50), Bar("Nothing", None)], "s")
    first, second, third = parsed(svg).iter(f"{SVG}rect")
    assert percent(first, "width") == pytest.approx(2 * percent(second, "width"), abs=0.02)
    assert percent(third, "width") == 0
    assert texts(svg) == ["One", "100 s(80 to 120)", "a note", "Two", "50 s", "Nothing", "–"]
    assert described(svg) == "One: 100 s (80 to 120), a note. Two: 50 s. Nothing: –"
    whiskers = {percent(each, "x1") for each in parsed(svg).iter(f"{SVG}line")}
    assert whiskers == {0, round(BAR_WIDTH * 80 / 120, 2), BAR_WIDTH}


def test_a_bar_below_nought_ends_at_nought() -> None:
    up, down = parsed(bars("Gain", [Bar("up", 0.3), Bar("down", -0.1)], "share")).iter(f"{SVG}rect")
    assert percent(down, "x") == 0
    assert percent(down, "width") == percent(up, "x") == BAR_WIDTH / 4


def test_each_step_begins_where_the_one_before_ended() -> None:
    rows = [Step("Before", 100, total=True), Step("Less", -60), Step("More", 10), Step("Now", 50, total=True)]
    svg = steps("Wait", rows, "s")
    drawn = [(percent(each, "x"), percent(each, "width")) for each in parsed(svg).iter(f"{SVG}rect")]
    expected = [(0, 100), (40, 60), (40, 10), (0, 50)]
    scale = BAR_WIDTH / 100
    assert drawn == [pytest.approx((x * scale, width * scale), abs=0.02) for x, width in expected]
    assert texts(svg) == ["Before", "100 s", "Less", "−60 s", "More", "+10 s", "Now", "50 s"]
    assert described(svg).startswith("Before: 100 s. Less: −60 s, makes 40 s. More: +10 s, makes 50 s")


def test_series_differ_without_colour_and_are_named() -> None:
    svg = lines("Day", [Line(name, [1.0, 2.0] * 6) for name in "abcde"], HOURS)
    paths = [each for each in parsed(svg).iter(f"{SVG}path") if each.attrib.get("vector-effect")]
    assert len({each.attrib.get("stroke-dasharray") for each in paths}) == 5
    assert len({each.attrib["d"] for each in parsed(svg).iter(f"{SVG}path") if "transform" in each.attrib}) == 5
    assert texts(svg)[-5:] == list("abcde")
    assert "a: 08:00 1, 09:00 2" in described(svg)


def test_a_line_breaks_where_nothing_is_known_and_a_single_one_is_not_named() -> None:
    svg = lines("Day", [Line("Wait", [1.0, None, 3.0])], ["Mon", "Tue", "Wed"], "s")
    (path,) = [each for each in parsed(svg).iter(f"{SVG}path") if each.attrib.get("vector-effect")]
    assert path.attrib["d"].count("M") == 2
    assert "Wait" not in texts(svg)
    assert described(svg) == "Wait: Mon 1 s, Tue –, Wed 3 s"


def test_a_point_that_stands_alone_is_marked() -> None:
    lonely: list[float | None] = [None] * 40
    lonely[17] = 3.0
    svg = lines("Day", [Line("w", lonely)], [str(hour) for hour in range(40)])
    marks = [
        each for each in parsed(svg).iter(f"{SVG}svg") if each.attrib.get("overflow") and "viewBox" not in each.attrib
    ]
    assert [percent(each, "x") for each in marks] == [pytest.approx(10 + 90 * 17.5 / 40, abs=0.01)]


def test_a_stepped_line_holds_its_value_for_the_whole_label() -> None:
    svg = lines("Staff", [Line("There", [2.0, 4.0])], ["08", "09"], stepped=True)
    (path,) = [each for each in parsed(svg).iter(f"{SVG}path") if each.attrib.get("vector-effect")]
    assert path.attrib["d"] == "M10,50L55,50L55,0L100,0"


def test_a_band_is_drawn_only_where_it_is_known_throughout() -> None:
    def areas(low: list[float | None]) -> int:
        svg = lines("Wait", [Line("w", [1.0, 2.0], low, [3.0, 3.0])], ["a", "b"])
        return sum("fill-opacity" in each.attrib for each in parsed(svg).iter(f"{SVG}path"))

    assert areas([0.5, 1.0]) == 1
    assert areas([0.5, None]) == 0


def test_a_mark_stands_where_it_is_put() -> None:
    svg = lines("Day", [Line("w", [1.0] * 4)], list("abcd"), mark=Mark(2, "cliff"))
    (mark,) = [each for each in parsed(svg).iter(f"{SVG}line") if "stroke-dasharray" in each.attrib]
    assert percent(mark, "x1") == 55  # the numbers have a tenth of the width, and half of the rest is 45
    assert "cliff" in texts(svg)


def test_nothing_to_draw_is_still_a_picture() -> None:
    assert parsed(bars("None", [])).findtext(f"{SVG}title") == "None"
    assert parsed(lines("None", [Line("w", [])], [])).findtext(f"{SVG}title") == "None"
    assert parsed(steps("None", [])).findtext(f"{SVG}title") == "None"


def test_labels_beneath_are_thinned_to_what_fits() -> None:
    short = lines("Week", [Line("w", [1.0] * 24)], [str(hour) for hour in range(24)])
    long = lines("Week", [Line("w", [1.0] * 24)], [f"Sunday {day}" for day in range(24)])
    assert len(texts(short)) > len(texts(long))
    assert sum("Sunday" in each for each in texts(long)) <= 4


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 9, [0, 2, 4, 6, 8, 10]),
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 0, [0, 0.5]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (120, 371, [0, 100, 200, 300, 400]),
        (0, 0.42, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
    ],
)
def test_ticks_are_round_and_around_all_values(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, "s", "–"), (371.4, "s", "371 s"), (0.0, "s", "0 s"), (-0.0000001, "s", "0 s"),
        (14.0, "experts", "14 experts"),
        (0.625, "share", "62.5 %"), (-0.2, "share", "−20 %"), (3.2, "£", "£3.20"), (-3.2, "£", "−£3.20"),
        (1.476, "", "1.48"), (12345.6, "", "12,346"), (0.012, "", "0.012"),
    ],
)  # fmt: skip
def test_figures_are_written_in_few_signs(value: float | None, unit: str, expected: str) -> None:
    assert amount(value, unit) == expected


def test_differences_have_a_sign_and_long_times_are_minutes() -> None:
    assert [change(2, "s"), change(-2, "s")] == ["+2 s", "−2 s"]
    assert bare(0.5, "share") == "50"
    said = [duration(each) for each in (None, 37, 371, 7500, -371)]
    assert said == ["–", "37 s", "6 min 11 s", "2 h 05 min", "−6 min 11 s"]
