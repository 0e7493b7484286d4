"""The mind of a customer in a crowd: what they want, what they answer from their own books, when they protest."""

from collections import Counter
from functools import partial

from earpiece.domain.conversation import Conversation
from earpiece.domain.events import AgentSaid
from earpiece.domain.parts import Asked, RunState
from earpiece.domain.playbook import Collect, Company
from earpiece.sim.casting import Wish
from earpiece.sim.customers import Say, last_words

MOST_COMPLAINTS = 3
GOODBYE = "No, thanks, that's all."
ASK_BACK_REPLY = "Yes, I am sure, it is as I wrote."
NOT_NEEDED = "Forget it, I don't need that."
NONE_OF_THESE = "none of these"
CALLED_OFF = "cancelled"


class WishMind:
    """Implements `customers.Mind` for one `Wish`."""

    def __init__(self, wish: Wish, company: Company) -> None:
        self._wish = wish
        self._company = company
        self._aside = wish.manners.aside
        self._asks_news = wish.manners.asks_news
        self._corrects = wish.manners.corrects
        self._to_correct: str | None = None
        """The right words for what was said wrongly."""
        self.complaints = 0
        self.given: Counter[tuple[str, str]] = Counter()
        """How often each (playbook, slot) was answered with what is true."""

    def opening(self) -> str:
        return self._wish.message.text

    def done(self, state: Conversation) -> bool:
        return True

    def stuck(self) -> bool:
        return False

    @property
    def repeated(self) -> list[str]:
        """What the customer had to say again, as `playbook.slot`."""
        return [f"{playbook}.{slot}" for (playbook, slot), times in self.given.items() for _ in range(times - 1)]

    def react(self, state: Conversation) -> Say | None:
        asked = state.asked
        if asked is None:
            return self._while_waiting(state)
        if asked.purpose == "between":
            return Say(self._choose(asked))
        if asked.purpose == "anything_else":
            return self._anything_else(state)
        if self._to_correct is not None:
            return Say(f"Sorry, I meant {self._to_correct}", partial(self._keep, _to_correct=None))
        if asked.consult is not None:
            return Say(ASK_BACK_REPLY)
        if asked.slot is None or asked.run is None:
            return self._reword()
        return self._answer(state, asked, state.runs[asked.run])

    def _keep(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self, name, value)

    # ── the wish ──────────────────────────────────────────────────────────────────────────────────────────────────

    def served(self, state: Conversation) -> bool:
        """Whether the agent dealt with what the customer wants, however it came out."""
        target = self._wish.target
        if target is None:
            return self._ended(state, self._company.policy.ask_expert)
        kind, _, name = target.partition("/")
        if kind == "playbook":
            return self._ended(state, name)
        said = [line.event for line in state.lines if isinstance(line.event, AgentSaid)]
        return any(target in event.targets or f"page {name}" in event.sources for event in said)

    def _ended(self, state: Conversation, playbook: str) -> bool:
        outcomes = [run.outcome for run in state.runs.values() if run.playbook == playbook]
        return any(outcome not in (None, CALLED_OFF, "routed") for outcome in outcomes)

    def _anything_else(self, state: Conversation) -> Say:
        if self.served(state) or self._nobody_knew(state) or self.complaints >= MOST_COMPLAINTS:
            return Say(GOODBYE)
        return self._reword("That's not what I meant. ")

    def _nobody_knew(self, state: Conversation) -> bool:
        """The experts were asked in vain: asking again is no use."""
        last = [run for run in state.runs.values() if run.playbook == self._company.policy.ask_expert]
        return bool(last) and last[-1].outcome == "unresolved"

    def _reword(self, before: str = "") -> Say:
        words = self._wish.rewordings[min(self.complaints, len(self._wish.rewordings) - 1)]
        return Say(before + words, partial(self._keep, complaints=self.complaints + 1))

    def _choose(self, asked: Asked) -> str:
        for option in asked.options:
            if option.value == self._wish.target:
                return option.label
        return NONE_OF_THESE

    # ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _answer(self, state: Conversation, asked: Asked, run: RunState) -> Say:
        assert asked.slot is not None
        if self._misread(state, run) and self.served(state):
            return Say(NOT_NEEDED)
        if self._misread(state, run) and self.complaints < MOST_COMPLAINTS:
            return self._reword("That's not what I meant. ")
        words = self._words(asked, run)
        wrong = self._wrong(asked, run, words) if self._corrects else None
        if wrong is not None:
            return Say(wrong, partial(self._gave, run.playbook, asked.slot, words))
        return Say(words, partial(self._gave, run.playbook, asked.slot, None))

    def _gave(self, playbook: str, slot: str, to_correct: str | None) -> None:
        self.given[playbook, slot] += 1
        if to_correct is not None:
            self._corrects, self._to_correct = False, to_correct

    def _misread(self, state: Conversation, run: RunState) -> bool:
        """The question belongs to a request the customer never made."""
        own = {self._company.policy.identify, self._company.policy.ask_expert, self._company.policy.wants_person}
        begun = state.runs[state.root(run.id)].playbook
        return run.playbook not in own and begun not in own and f"playbook/{begun}" != self._wish.target

    def _words(self, asked: Asked, run: RunState) -> str:
        assert asked.slot is not None
        prepared = self._wish.persona.answers_for(run.playbook, asked.slot)
        if prepared is not None:
            return prepared
        if asked.options:
            return asked.options[0].label
        return self._wish.persona.default(self._company.playbooks[run.playbook].slots[asked.slot].type)

    def _wrong(self, asked: Asked, run: RunState, words: str) -> str | None:
        """A wrong choice that can still be put right: the same step asks for more after it."""
        steps = [step for step in self._company.playbooks[run.playbook].program if isinstance(step, Collect)]
        if not any(asked.slot in step.slots[:-1] for step in steps):
            return None
        own = set(words.lower().split())
        others = [option.label for option in asked.options if not own & set(option.label.lower().split())]
        return others[0] if others else None

    # ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _while_waiting(self, state: Conversation) -> Say | None:
        last = last_words(state)
        if last is None or last.purpose != "holding":
            return None
        if self._aside is not None:
            return Say(self._aside, partial(self._keep, _aside=None))
        if self._asks_news and state.holdings > 1:
            return Say("Any news?", partial(self._keep, _asks_news=False))
        return None
