"""Guards on what is said: no secrets, no promise that nobody keeps, nothing of an account to a guest."""

from earpiece.domain.actions import Go, Refuse, Utter, Verdict
from earpiece.domain.conversation import Conversation
from earpiece.gate.secrets import find_secrets


def guard(action: Utter, state: Conversation) -> Verdict:
    """Whether these words may be said. Their sources tell where each statement comes from."""
    if action.claims_waiting and not state.open_consults:
        return Refuse("nobody_asked", "the words say that a person is being asked, and nobody is")
    if any(find_secrets(words) for words in (action.text, *(option.label for option in action.options))):
        return Refuse("secret", "the words hold a secret")
    if not action.sources:
        return Refuse("no_source", "the words name no source")
    return Go()
