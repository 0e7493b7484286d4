"""Says what a bulletin answers before anybody need be asked, once to each customer, word for word."""

import re

from earpiece.domain import commands as c
from earpiece.domain.actions import Step, Utter
from earpiece.domain.controls import Bulletin
from earpiece.domain.conversation import Conversation
from earpiece.domain.events import CommandTaken
from earpiece.domain.parts import ConsultState, Todo
from earpiece.domain.playbook import Company

_WORD = re.compile(r"\w+")


def answer(state: Conversation, company: Company) -> Step | None:
    """The first command not acted on is a request that a bulletin answers. Whoever asks again is served as ever."""
    if not state.todo:
        return None
    todo = state.todo[0]
    found = next((bulletin for bulletin in _new(state) if _answers(bulletin, todo, state)), None)
    if found is None:
        return None
    return _say(found, "answer", CommandTaken(message=todo.message, index=todo.index))


def tell_waiting(state: Conversation, company: Company) -> Step | None:
    """Whoever waits for an answer hears what is known meanwhile; the question stays open."""
    if state.todo or state.unread or state.outcome is not None:
        return None
    for bulletin in _new(state):
        if any(_concerns(bulletin, consult, state, company) for consult in state.open_consults):
            return _say(bulletin, "notice")
    return None


def _new(state: Conversation) -> list[Bulletin]:
    """What is in force for this customer and was not told yet."""
    language = state.opened.language if state.opened is not None else "en"
    return [
        bulletin
        for bulletin in state.controls.at(state.now).bulletins
        if bulletin.id not in state.told and (not bulletin.languages or language in bulletin.languages)
    ]


def _answers(bulletin: Bulletin, todo: Todo, state: Conversation) -> bool:
    match todo.command:
        case c.Start(target=target):
            targets: tuple[str, ...] = (target,)
        case c.Between(targets=targets):
            pass
        case c.Unknown(nearest=nearest):
            if not bulletin.targets and not bulletin.words:
                return True
            targets = nearest[:1]
        case _:
            return False
    return not set(targets).isdisjoint(bulletin.targets) or _has_words(bulletin, state.said.get(todo.message, ""))


def _concerns(bulletin: Bulletin, consult: ConsultState, state: Conversation, company: Company) -> bool:
    """The customer waits because of what the bulletin is about."""
    run = state.runs[state.root(consult.run)]
    if not bulletin.targets and not bulletin.words:
        return run.playbook == company.policy.ask_expert
    words = state.said.get(run.message or "", "") or str(run.values.get("question", ""))
    return f"playbook/{run.playbook}" in bulletin.targets or _has_words(bulletin, words)


def _has_words(bulletin: Bulletin, text: str) -> bool:
    """All of the bulletin's words are in the text, in the singular or the plural."""
    said = _plain(text)
    return bool(bulletin.words) and all(_plain(word) <= said for word in bulletin.words)


def _plain(text: str) -> set[str]:
    return {word.removesuffix("s") if len(word) > 3 else word for word in _WORD.findall(text.casefold())}


def _say(bulletin: Bulletin, purpose: str, *taken: CommandTaken) -> Utter:
    name = f"bulletin {bulletin.id}"
    return Utter(bulletin.text, purpose, sources=(f"{name} — {bulletin.source}",), tells=(name,), after=taken)  # type: ignore[arg-type]
