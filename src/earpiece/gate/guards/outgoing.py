"""Guards on what is said: no secrets, no promise that nobody keeps, nothing of an account to a guest, nobody's orders.

A model's own words are held to more: not what it was told, no approval and no effect that is not there.
"""

from earpiece.domain.actions import Go, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.domain.playbook import Company
from earpiece.domain.waiting_words import claims_waiting
from earpiece.gate.guards.claims import claims_approval, foreign_address, leaks, promises_effect
from earpiece.gate.guards.masking import flags_behind, repeats
from earpiece.gate.secrets import find_secrets


def guard(action: Utter, state: Conversation, company: Company) -> Verdict:
    """Whether these words may be said. Their sources tell where each statement comes from."""
    if (action.claims_waiting or _promised_by_a_person(action, state)) and not state.open_consults:
        return Refuse("nobody_asked", "the words say that a person is being asked, and nobody is")
    if any(find_secrets(words) for words in (action.text, *(option.label for option in action.options))):
        return Refuse("secret", "the words hold a secret")
    if not action.sources:
        return Refuse("no_source", "the words name no source")
    if state.customer is None and any(_is_of_an_account(source, company) for source in action.sources):
        return Refuse("not_verified", "the words tell of an account, and nobody knows whose customer this is")
    if repeats(action, flags_behind(action, state, company)):
        return Refuse("flagged", "the words repeat what tries to give the agent orders")
    return _of_a_model(action, state, company) if action.step is not None else Go()


def _of_a_model(action: Utter, state: Conversation, company: Company) -> Verdict:
    """What no model may say, whatever it was made to."""
    if leaks(action.text, company):
        return Refuse("leak", "the words tell what only the agent is told: its instructions, or names of its tools")
    if claims_approval(action.text, state):
        return Refuse("no_approval", "the words say that somebody approved it, and nobody was asked")
    if promises_effect(action.text, state):
        return Refuse("no_effect", "the words promise what nothing was done for, and nobody was asked about")
    if foreign_address(action.text, state, company) is not None:
        return Refuse("foreign_address", "the words send the customer to an address that nobody has given")
    return Go()


def _promised_by_a_person(action: Utter, state: Conversation) -> bool:
    """A person had the agent say that somebody is being asked or will come back."""
    theirs = any(source.startswith("expert ") for source in action.sources)
    return theirs and not action.tells and state.leader[0] == "agent" and claims_waiting(action.text)


def _is_of_an_account(source: str, company: Company) -> bool:
    """The source is the result of a tool that needs a verified customer (`tool NAME`, `tool NAME, chosen in …`)."""
    kind, _, name = source.partition(",")[0].partition(" ")
    tool = company.tools.get(name) if kind == "tool" else None
    return tool is not None and tool.needs == "verified"
