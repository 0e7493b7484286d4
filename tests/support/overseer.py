"""People who step into the conversation on a stage: cleo is a supervisor, ann an expert."""

from typing import Any

from earpiece.runtime.supervision.lead_views import ConversationView
from earpiece.runtime.supervision.supervising import GuideReading
from tests.support.stage import Stage


class Overseer:
    """What a person of the desk does about the conversation in hand."""

    def __init__(self, stage: Stage, name: str = "cleo") -> None:
        self.stage = stage
        self.name = name
        self._words = 0

    def does(self, what: str, *args: Any, **kwargs: Any) -> ConversationView:
        """One of the things `Supervising` can do, by name."""
        person = self.stage.person(self.name)
        view = self.stage.run(getattr(self.stage.engine.supervising, what)(person, self.stage.chat, *args, **kwargs))
        assert isinstance(view, ConversationView)
        return view

    def sees(self) -> ConversationView:
        """The conversation as this person reads along."""
        return self.does("view")

    def writes(self, text: str, **how: Any) -> ConversationView:
        """Words of this person to the customer."""
        self._words += 1
        return self.does("say", f"{self.name}{self._words}", text, **how)

    def guides(self, text: str, **how: Any) -> GuideReading:
        """Tell the agent what to do, and mean it."""
        self._words += 1
        supervising = self.stage.engine.supervising
        person = self.stage.person(self.name)
        return self.stage.run(
            supervising.guide(person, self.stage.chat, text, key=f"{self.name}{self._words}", **how)
        )  # fmt: skip
