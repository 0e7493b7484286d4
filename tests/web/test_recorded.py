"""Recorded conversations over HTTP: for a demo only."""

from earpiece.runtime.views import RecordedTalk
from tests.web.conftest import Open
from tests.web.fakes import Fakes

PATH = "/demo/recorded"


def test_they_are_offered_to_a_visitor_of_a_demo(app: Open, fakes: Fakes) -> None:
    with app(demo=True) as web:
        web.get("/demo/session")
        assert web.get(PATH).json() == []
        fakes.demo.talks = [RecordedTalk(title="Cancel a flight", says=["Hello", "Bye"])]
        assert web.get(PATH).json() == [{"title": "Cancel a flight", "says": ["Hello", "Bye"]}]


def test_elsewhere_there_are_none(app: Open) -> None:
    with app() as web:
        assert web.get(PATH).status_code in (401, 404)
