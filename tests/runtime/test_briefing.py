"""A large model prepares cards where there is one; what it invents is not shown."""

from earpiece.company.shelf import Shelf
from earpiece.domain import desk_events as d
from earpiece.domain.errors import ToolError
from earpiece.domain.ports import Brief, BriefRequest, Write
from earpiece.runtime.desk.briefing import ROUND
from tests.support.stage import SHOP, Stage

BY = "pen:1, prompt brief-1:0"
TRUE = "The customer asks: do you sell boats?"


class Pen:
    """A model that writes one brief, or fails."""

    def __init__(self, summary: str = "", *suggestions: str, fails: str = "") -> None:
        self.written = Brief(summary, suggestions, BY, 0.03)
        self.fails = fails
        self.asked: list[BriefRequest] = []

    async def brief(self, request: BriefRequest, *, conversation: str = "") -> Brief:
        self.asked.append(request)
        if self.fails:
            raise ToolError(self.fails)
        return self.written


def briefed(stage: Stage) -> list[d.CardBriefed]:
    return stage.journal(d.CardBriefed, f"card/{stage.card().id}")


def test_a_card_shows_the_models_summary_and_who_wrote_it() -> None:
    pen = Pen(TRUE)
    with Stage(briefer=pen) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        card = stage.card()
        assert (card.summary, card.summary_by) == (TRUE, "pen:1")
        (event,) = briefed(stage)
        assert (event.summary, event.refused, event.by, event.cost) == (TRUE, "", BY, 0.03)
        (asked,) = pen.asked
        assert ("Customer", "do you sell boats") in asked.lines
        assert asked.free_text


def test_a_summary_that_says_more_than_the_conversation_is_not_shown() -> None:
    invented = "The customer wants a sailing yacht for 9000 pounds."
    with Stage(briefer=Pen(invented)) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        card = stage.card()
        assert "do you sell boats" in card.summary
        assert card.summary_by == ""
        (event,) = briefed(stage)
        assert (event.summary, event.refused) == ("", invented)
        assert event.why.startswith("nobody said")


def test_suggestions_come_last_say_that_they_are_the_models_and_can_be_given() -> None:
    true, invented = "No, we do not sell boats.", "Yes, from 9000 pounds on."
    with Stage(briefer=Pen(TRUE, true, invented)) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        whole = stage.run(stage.engine.desk.card(stage.person("cleo"), stage.card().id))
        assert [each.answer for each in whole.suggestions if each.source == "model pen:1"] == [{"text": true}]
        assert whole.suggestions[-1].source == "model pen:1"
        stage.answers(text=true)
        assert true in stage.heard()


def test_nothing_is_suggested_where_the_answer_has_an_effect() -> None:
    pen = Pen("A refund for the lamp.", "Yes, go on.")
    with Stage(briefer=pen) as stage:
        stage.opens("maya")
        stage.says("refund please", "the lamp", "60", "broken")
        card = stage.card()
        assert card.kind == "approval"
        assert not pen.asked[0].free_text
        whole = stage.run(stage.engine.desk.card(stage.person("cleo"), card.id))
        assert not [each for each in whole.suggestions if each.source.startswith("model")]


def test_a_company_that_does_not_want_it_has_its_own_summaries() -> None:
    pen = Pen(TRUE)
    own = Shelf({**SHOP.files, "company.yaml": SHOP.files["company.yaml"] + "briefs: {by: agent}\n"})
    with Stage(briefer=pen, shop=own) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        assert stage.card().summary_by == ""
        assert pen.asked == []


def test_a_restart_does_not_ask_again() -> None:
    pen = Pen(TRUE)
    with Stage(briefer=pen) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        stage.restarts()
        stage.passes(3 * ROUND)
        assert stage.card().summary == TRUE
        assert len(pen.asked) == 1


def test_a_card_that_was_left_is_prepared_later() -> None:
    pen = Pen(TRUE, fails="model_away")
    with Stage(briefer=pen) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        assert stage.card().summary_by == ""
        pen.fails = ""
        stage.passes(2 * ROUND + 1)
        assert stage.card().summary_by == "pen:1"
        assert len(pen.asked) == 2


def test_a_brief_that_two_nodes_asked_for_is_there_once() -> None:
    with Stage(briefer=Pen(TRUE)) as stage:
        stage.opens("maya")
        stage.says("do you sell boats")
        (event,), card = briefed(stage), stage.card().id
        now = stage.run(stage.now(), wait=0)
        write = Write(f"card/{card}", (event,), now, key=f"brief {card}")  # as another node would
        assert stage.run(stage.disk.append(write)).repeated
        assert len(briefed(stage)) == 1
