"""The agent: looks at the state and proposes the next step.

The policies are asked in order; the first that has something to do wins. When none has, the agent waits.
"""

from collections.abc import Callable

from earpiece.agent import (
    bulletins,
    early,
    elsewhere,
    guided,
    holding,
    leading,
    meanwhile,
    not_understood,
    obey,
    promises,
    reading,
    reviewing,
    set_right,
    stopping,
    talk,
    walk,
)
from earpiece.agent.planning import hearing
from earpiece.domain.actions import Step, Wait
from earpiece.domain.conversation import Conversation
from earpiece.domain.elsewhere import is_elsewhere
from earpiece.domain.playbook import Company

Policy = Callable[[Conversation, Company], Step | None]

POLICIES: tuple[Policy, ...] = (
    talk.greet,
    leading.lead,  # somebody else leads, or has led
    guided.follow,  # a person told the agent what to do
    reading.understand,  # read what the customer said
    hearing.begin,  # where every conversation begins
    bulletins.answer,  # a bulletin may answer it before anybody is asked
    obey.take_command,  # act on it, one command at a time
    promises.hand_off,  # a ladder ended in a handoff
    promises.ask_back,  # an expert wants to know something from the customer
    reviewing.tidy,  # take back what need not be reviewed any more
    promises.tidy,  # withdraw questions nobody needs, drop answers nobody needs
    early.withdraw,  # and those asked early that the playbook has gone past
    holding.first_word,  # whoever has to wait hears so at once
    stopping.tell,  # what is stopped waits, and the customer knows
    bulletins.tell_waiting,  # who waits hears what is known meanwhile
    set_right.begin,  # what was decided alone and found wrong
    walk.advance,  # take the playbooks forward
    early.hurry,  # somebody waits now for what was asked early
    early.ask,  # ask what will be needed, as soon as it can be asked
    meanwhile.go_on,  # use the time in which an expert decides
    promises.ask_back_again,  # what the expert wants to know was lost in another matter
    not_understood.noted,  # whoever speaks gets a word back
    promises.promise,  # a ladder reached its promise
    holding.next_word,  # a truthful word while the customer waits
    talk.anything_else,
    talk.fall_silent,
    promises.left_over,  # an answer that the customer left without
)


def propose(state: Conversation, company: Company) -> Step:
    """The next step for this conversation; Wait when nothing can be done before something happens."""
    for policy in elsewhere.POLICIES if is_elsewhere(state) else POLICIES:
        step = policy(state, company)
        if step is not None:
            step = reviewing.reviewed(state, company, step)
        if step is not None:
            return step
    return Wait()
