"""An answer with a form of the asker's own, in Slack: filled in there where it can be shown, else on the desk."""

from typing import Any

from earpiece.domain.forms import Inquiry, Rung
from earpiece.domain.inquiries import question_from
from earpiece.domain.playbook import ConsultSpec, Source
from earpiece.runtime.views import CardView
from earpiece.workspaces.slack.blocks import ON_THE_DESK, message
from earpiece.workspaces.slack.forms import About, answer_modal, read
from tests.web import samples

SPEC = ConsultSpec("asked", "clarification", "", "", (), "fees", (Rung(after=60, do="expire"),), Source("c", 1))
ABOUT = About("c", 1, "C1")


def view(**properties: Any) -> CardView:
    form = {"type": "object", "properties": properties, "required": [*properties]}
    question = question_from(SPEC, Inquiry(question="Waive it?", form=form))
    return samples.clarification(0.0).model_copy(update={"form": question.form, "suggestions": []})


def test_single_values_are_filled_in_in_slack() -> None:
    card = view(waive={"type": "boolean", "title": "Waive the fee"}, percent={"type": "integer"})
    labels = [block["label"]["text"] for block in answer_modal(card, ABOUT)["blocks"] if block["type"] == "input"]
    assert labels[:2] == ["Waive the fee", "Percent"]
    values = {
        "data.waive": {"value": {"selected_option": {"value": "true"}}},
        "data.percent": {"value": {"value": "50"}},
    }
    assert read(card, values) == {"data": {"waive": True, "percent": 50}}
    assert "Answer…" in str(message(card, "", "").blocks)


def test_what_slack_cannot_show_is_answered_on_the_desk_and_says_so() -> None:
    card = view(ways={"type": "array", "items": {"enum": ["card", "cash"]}})
    modal = answer_modal(card, ABOUT)
    assert ON_THE_DESK in str(modal["blocks"])
    assert "submit" not in modal
    shown = str(message(card, "", "").blocks)
    assert ON_THE_DESK in shown
    assert "In my words" not in shown
