"""Sets right what the agent decided alone and somebody found wrong afterwards, while the customer is still there."""

from earpiece.agent.scope import new_run
from earpiece.agent.wording import phrase
from earpiece.domain.actions import Step, Utter
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import RunStarted
from earpiece.domain.playbook import SETS_RIGHT, Company


def begin(state: Conversation, company: Company) -> Step | None:
    """Say that something was not right, and ask a person what to tell the customer."""
    if state.outcome is not None or state.asking or state.handed_off == "done":
        return None
    begun = {run.values.get("set_right") for run in state.runs.values()}
    wrong = next((each for each in state.wrong if each.decision not in begun), None)
    if wrong is None:
        return None
    values = {"set_right": wrong.decision, "said": wrong.what, "right": wrong.right}
    started = RunStarted(run=new_run(state, later=1), playbook=SETS_RIGHT, values=values)
    text, used = phrase(state, company, "found_wrong")
    return Utter(text, "notice", phrase=used, sources=("phrases",), after=(started,))
