"""A conversation as it goes with a transfer, computed from one that was played with a consult.

The agent leads up to the moment at which it could not go on alone, as it did. Then the customer is transferred, waits
in a queue, explains again, says a share of it once more, waits for the same decision, and is served to the end by the
person, who writes it up.
"""

from typing import Literal

from earpiece.insight.day import Day
from earpiece.insight.sides import YOURS, Moment, Played, Side, Spans, Stretch, lasting, pace_source, sentence

HOLD = "Please hold, I am transferring you to a colleague."
QUEUE = "In the queue for a person."
WHO_ARE_YOU = "Hello, you were put through to me. Can you tell me your account and what it is about?"
AGAIN = "As I told your assistant: {words}"
ONCE_MORE = "And once more, please: {words}"
ONE_MOMENT = "Thank you. One moment, please, I am looking into it."


def transferred(played: Played, day: Day, spans: Spans) -> Side:
    """The same conversation, transferred at its gap."""
    told = _Telling(played, day, spans)
    told.agent_leads()
    told.queues()
    told.explains_again()
    told.waits_for_the_decision()
    told.is_served_by_the_person()
    return told.side()


class _Telling:
    """Writes the transferred conversation down, stretch by stretch."""

    def __init__(self, played: Played, day: Day, spans: Spans) -> None:
        self._day, self._channel, self._spans = day, played.channel, spans
        self._pace = day.pace[played.channel]
        self._person_s = self._pace.person_s * day.transfer.slower
        own = [line for line in played.lines[: played.before] if line.purpose != "holding"]
        self._before = own
        self._after = [line for line in played.lines[played.before :] if line.purpose != "holding"]
        self._gap = self._now = played.gap
        self._taken = 0.0
        self._moments = list(own)
        self._stretches: list[Stretch] = []

    def agent_leads(self) -> None:
        """Up to the gap as it was played; then it gives up."""
        self._stretch("agent", "The agent serves", self._gap, since=0.0, source=pace_source(self._channel, self._day))
        self._say("agent", HOLD)
        self._stretch("transfer", "Is transferred", self._pace.agent_s, source=self._from(f"pace.{self._channel}"))

    def queues(self) -> None:
        """Until a person is free."""
        self._say("note", QUEUE)
        source = "Set by you, below. At first what the scenario is staffed for: " + self._from("targets")
        self._stretch("queue", "Waits in the queue", self._spans.wait_s, waits=True, source=source)
        self._taken = self._now

    def explains_again(self) -> None:
        """What it is about, and a share of what was said."""
        asked = [line for line in self._before if line.who == "customer"]
        explain, redo = self._day.transfer.explain_s, self._day.transfer.redo
        self._say("person", WHO_ARE_YOU)
        self._say("customer", AGAIN.format(words=asked[0].text), later=min(self._person_s, explain / 2))
        self._stretch("explain", "Explains again", explain, source=self._from("transfer.explain_s"))
        seconds = len(asked) * redo * (self._pace.customer_s + self._person_s)
        question = next((line for line in reversed(self._before[:-1]) if line.purpose == "question"), None)
        if seconds and question is not None:
            self._say("person", ONCE_MORE.format(words=question.text))
            self._say("customer", asked[-1].text, later=seconds / 2)
        share = f"{redo:.0%} of {len(asked)} turns once more, at a person's pace. {self._from('transfer.redo')}"
        self._stretch("redo", "Says it once more", seconds, source=share)

    def waits_for_the_decision(self) -> None:
        """The same decision as on the card."""
        self._say("person", ONE_MOMENT)
        source = YOURS if self._spans.own else self._from("decisions")
        self._stretch("decide", "Waits for the decision", self._spans.decision_s, waits=True,
                      simulated=not self._spans.own, source=f"The same seconds as on the right. {source}")  # fmt: skip

    def is_served_by_the_person(self) -> None:
        """What the agent said on the right, at a person's pace."""
        since = self._now
        for line in self._after:
            if line.who == "customer":
                self._now += self._person_s + self._pace.customer_s
            self._say("customer" if line.who == "customer" else "person", line.text)
        seconds, self._now = self._now - since, since
        self._stretch("person", "The person serves", seconds, source=pace_source(self._channel, self._day))

    def side(self) -> Side:
        """The whole, with the person's wrap-up."""
        done = self._now
        wrap_up = self._day.transfer.wrap_up_s[self._channel]
        share, speed = self._share()
        self._stretches += [
            Stretch(lane="people", what="person", title="A person leads", since=self._taken, until=done, people=share,
                    source=f"From picking it up to the end. {speed}"),
            Stretch(lane="people", what="wrap_up", title="Writes it up", since=done, until=done + wrap_up, people=1.0,
                    source=self._from("transfer.wrap_up_s")),
        ]  # fmt: skip
        return Side(
            moments=tuple(self._moments),
            stretches=lasting(self._stretches),
            gap=self._gap,
            done=done,
            over=done + wrap_up,
        )

    def _share(self) -> tuple[float, str]:
        """A person's seconds in each second, and why."""
        if self._channel == "voice":
            return 1.0, "One call at a time."
        best = max(self._day.transfer.chat_speed)
        told = (
            f"{len(self._day.transfer.chat_speed)} chats at once go {best:g} times as fast as one, so a second counts"
        )
        return 1.0 / best, f"{told} {1.0 / best:.1f}. {self._from('transfer.chat_speed')}"

    def _say(self, who: Literal["customer", "agent", "person", "note"], text: str, later: float = 0.0) -> None:
        self._moments.append(Moment(at=round(self._now + later, 2), who=who, text=text, simulated=True))

    def _stretch(
        self,
        what: Literal["agent", "transfer", "queue", "explain", "redo", "decide", "person"],
        title: str,
        seconds: float,
        *,
        source: str,
        since: float | None = None,
        waits: bool = False,
        simulated: bool = True,
    ) -> None:
        begun = self._now if since is None else since
        self._now = begun + seconds
        self._stretches.append(
            Stretch(lane="customer", what=what, title=title, since=begun, until=self._now, waits=waits,
                    simulated=simulated, source=source)
        )  # fmt: skip

    def _from(self, setting: str) -> str:
        return sentence(self._day.source(setting))
