"""Acts on what the customer said, one command at a time."""

from earpiece.agent import answers, corrections, requests, talk
from earpiece.agent.not_understood import dont_know, unclear
from earpiece.agent.planning.hearing import hear, model_leads
from earpiece.domain import commands as c
from earpiece.domain.actions import Step
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken
from earpiece.domain.parts import Todo
from earpiece.domain.playbook import Company


def take_command(state: Conversation, company: Company) -> Step | None:
    """What the first command not acted on asks for."""
    if not state.todo:
        return None
    if model_leads(state, company):
        return hear(state, company)
    todo = state.todo[0]
    return take(state, company, todo)


def take(state: Conversation, company: Company, todo: Todo) -> Step:  # noqa: C901 - one case each
    """What this command asks for."""
    taken = CommandTaken(message=todo.message, index=todo.index)
    match todo.command:
        case c.Start() as start:
            return requests.begin(state, company, start.target, taken, message=todo.message)
        case c.Give() as give:
            return answers.give(state, company, give.slot, give.value, taken)
        case c.Correct() as correct:
            return corrections.correct(state, company, correct.slot, correct.value, taken)
        case c.Between() as between:
            return requests.between(state, company, between, taken)
        case c.Unknown() as unknown:
            return requests.consult(state, company, unknown.text, taken, nearest=unknown.nearest)
        case c.NotThat():
            return requests.not_that(state, company, taken)
        case c.Cancel():
            return requests.cancel(state, company, taken)
        case c.WantsPerson():
            return requests.wants_person(state, company, taken)
        case c.DontKnow():
            return dont_know(state, company, taken)
        case c.Status():
            name = "status_open" if state.open_consults else "status_none"
            return requests.notice(state, company, name, taken)
        case c.SmallTalk() as small:
            return talk.small_talk(state, company, todo, small)
        case c.Unclear():
            return unclear(state, company, taken)
