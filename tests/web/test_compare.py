"""A transfer beside a consult over HTTP: for a demo only, and only as it can be played."""

import pytest

from tests.web.compared import CASES
from tests.web.conftest import Open

TIMELINE = "/demo/compare/timeline"


def test_it_exists_only_as_a_demo(app: Open) -> None:
    """Elsewhere neither the page nor its timeline can be had."""
    with app() as web:
        assert web.get("/demo/compare").status_code == 404
        assert web.get(TIMELINE).status_code == 404
    with app(demo=True) as web:
        assert "default-src 'self'" in web.get("/demo/compare").headers["content-security-policy"]
        assert web.get(TIMELINE).status_code == 200


def test_both_sides_with_their_sums(app: Open) -> None:
    """What is asked for is what comes; sums are there for programs, too."""
    with app(demo=True) as web:
        query: dict[str, str | int] = {"case": "2", "channel": "voice", "wait_s": 60, "seed": 0}
        found = web.get(TIMELINE, params=query).json()
    assert (found["case"], found["channel"], found["wait_s"]) == ("2", "voice", 60)
    assert [each["case"] for each in found["cases"]] == [each.case for each in CASES]
    assert (found["transfer"]["waited_s"], found["consult"]["waited_s"]) == (80.0, 44.0)
    assert (found["transfer"]["people_s"], found["consult"]["people_s"]) == (160.8, 40.0)


def test_a_visitors_seconds_and_answer(app: Open) -> None:
    """To a tenth of a second."""
    with app(demo=True) as web:
        found = web.get(TIMELINE, params={"own_s": 7.26, "answer": "n"}).json()
    assert found["own"]
    assert found["decision_s"] == 7.3
    assert found["card"]["answer"] == "Decline."


@pytest.mark.parametrize(
    "query", [{"channel": "fax"}, {"wait_s": 601}, {"own_s": 0}, {"own_s": 601}, {"pickup_s": -1}, {"seed": -1}]
)
def test_what_cannot_be_played_is_refused(app: Open, query: dict[str, str | int]) -> None:
    """With where and why."""
    with app(demo=True) as web:
        answer = web.get(TIMELINE, params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
