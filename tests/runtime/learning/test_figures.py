"""What the board is told of each class: how much, how often wrong, where it stands."""

import pytest

from earpiece.domain.learning import REQUESTS
from earpiece.runtime.learning import deciding
from earpiece.runtime.learning.views import ClassView, LearningView
from tests.support.learning import WARRANTY, Learners
from tests.support.measured import scrape


def figures(stage: Learners) -> LearningView:
    return stage.run(stage.engine.learning.classes(), wait=0)


def warranty(stage: Learners) -> ClassView:
    return next(view for view in figures(stage).classes if view.id == WARRANTY)


def test_what_may_be_learned_is_there_before_anything_was() -> None:
    """With the budget that is set, and what is needed first."""
    with Learners(judgement="{budget: 0.1}") as stage:
        requests, consult = figures(stage).classes
        assert (requests.id, requests.title, requests.budget) == (REQUESTS, "Which request it is", 0.1)
        assert requests.words.startswith("Your examples decide these from the start")
        assert (consult.title, consult.budget, consult.standing) == ("Warranty", 0.2, "asking")
        assert consult.words == "People decide these. 0 answers are known, 5 are needed first."
        assert (consult.error, consult.error_upper, consult.curve) == (None, None, [])


def test_decisions_are_counted_by_class() -> None:
    """For whoever watches the installation."""
    with Learners(judgement="{}", measured=True) as stage:
        taught = stage.learns()
        page = scrape(stage)
        assert page.sum("earpiece_decisions_total", **{"class": WARRANTY, "how": "asked"}) == taught
        assert page.sum("earpiece_decisions_total", **{"class": WARRANTY, "how": "alone"}) == 1
        assert page.sum("earpiece_decisions_total", **{"class": REQUESTS, "how": "alone"}) == taught + 1


def test_a_class_earns_it_is_looked_at_and_loses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked, alone, looked at; the estimate with its bound; what it means in words."""
    monkeypatch.setattr(deciding, "drawn", lambda decision, what: 0.0)
    with Learners() as stage:
        taught = stage.learns()
        view = warranty(stage)
        assert (view.decided, view.asked, view.alone, view.audited) == (taught + 1, taught, 1, 0)
        assert (view.standing, view.error) == ("earning", None)
        assert view.threshold > 0
        stage.answers("dan", card=stage.open_cards()[0], decision="yes")
        view = warranty(stage)
        assert (view.audited, view.error) == (1, 0.0)
        assert view.error_upper is not None
        assert view.error_upper > 0.9
        assert sum(point.decided for point in view.curve) == taught + 1
        assert view.curve[0].asked == pytest.approx(taught / (taught + 1), abs=1e-3)
        assert figures(stage).wrong == []
        stage.learns()
        stage.answers("dan", card=stage.open_cards()[0], choice="covered")
        (wrong,) = figures(stage).wrong
        assert (wrong.id, wrong.conversation, wrong.name) == (WARRANTY, stage.chat, "Dan")
