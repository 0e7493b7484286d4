"""The figures that ways are compared by, in the order in which they are shown, and what each is computed from.

The customers who need a person are known from the outset and are the same in every way, so figures about them divide by
all of them: also by those who, in one way or another, were served before a person had to do with it, or left before.
"""

from dataclasses import dataclass
from typing import Final, Literal

Better = Literal["up", "down", "neither"]


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure. `short` heads a column; `unit` as `insight.amounts` writes it, or `money`."""

    name: str
    title: str
    short: str
    unit: str
    better: Better
    definition: str


# fmt: off
_ALL = (
    Headline("resolution", "From hello to the end", "hello to end", "s", "down",
        "Mean over resolved conversations of customers who need a person; where an answer was promised, to that "
        "answer. "
        "Those who left are not in it, which flatters whoever loses customers: see resolved."),
    Headline("from_gap", "From the need of a person to the end", "need to end", "s", "down",
        "The same, from the moment at which the conversation first needs a person; with consults, the moment at which "
        "the same customer needs one under a plain consult, also where the answer was there before."),
    Headline("wait", "Wait caused by people", "wait", "s", "down",
        "Mean time in which a customer who needs a person waits for people and nothing else goes on."),
    Headline("wait_p95", "Wait caused by people, 95th percentile", "wait, 95th", "s", "down",
        "Nineteen in twenty customers who need a person wait no longer than this, all their waits together."),
    Headline("no_wait", "No wait caused by people", "no wait", "share", "up",
        "Customers who need a person and wait no more than a second in all because of people, of all of them."),
    Headline("left", "Hang-ups while waiting", "hang-ups", "share", "down",
        "Customers who need a person and give up while they wait because of people, of all of them."),
    Headline("resolved", "Resolved", "resolved", "share", "up",
        "Customers who need a person and whose request is served, of all of them."),
    Headline("human_helped", "People's minutes per customer who needs one", "people's time", "min", "down",
        "All of people's time on conversations with customers who need a person, for each of these customers."),
    Headline("human", "People's minutes per conversation", "people's, all", "min", "down",
        "All of people's time, for each conversation of the day."),
    Headline("concurrency", "Live conversations per busy person", "live / busy", "", "up",
        "Seconds of conversations that need a person, from hello to the end, for each second that people work on "
        "them."),
    Headline("occupancy", "Occupancy", "occupancy", "share", "neither",
        "Of the time for which people are paid to be there, the share in which they work."),
    Headline("service", "Picked up in time", "in time", "share", "up",
        "Requests for a person that somebody takes up within the target's seconds, of all."),
    Headline("asks", "Questions per customer who needs a person", "questions", "", "neither",
        "Questions to people for each customer who needs a person."),
    Headline("own_wrong", "Own decisions that were wrong", "own wrong", "share", "down",
        "Which request an opening sentence is: of those that the agent decided alone, the share that was wrong."),
    Headline("wasted", "People's time on early questions nobody needed", "wasted early", "share", "down",
        "Of the time that people work, the share on questions asked early whose answer came to nothing."),
    Headline("cost", "Cost per conversation", "cost", "money", "down",
        "People's working time, the model's turns and telephone minutes, for each conversation of the day."),
    Headline("outage_wait", "Wait caused by people, in the outage", "outage wait", "s", "down",
        "The mean wait of customers who need a person and come while the outage lasts."),
    Headline("outage_wait_p95", "Wait in the outage, 95th percentile", "outage wait, 95th", "s", "down",
        "Nineteen in twenty of these wait no longer."),
    Headline("outage_no_wait", "No wait in the outage", "outage no wait", "share", "up",
        "Customers who need a person, come while the outage lasts and wait no more than a second, of all of these."),
    Headline("outage_left", "Hang-ups while waiting, in the outage", "outage hang-ups", "share", "down",
        "Customers who need a person, come while the outage lasts and give up waiting, of all of these."),
    Headline("people", "People on the roster", "people", "people", "neither",
        "Who is at work that day."),
    Headline("staff", "People needed for the same service", "people needed", "people", "down",
        "The smallest roster, teams in the same proportion, with which the target of picking up is met."),
)
# fmt: on
HEADLINES: Final = {headline.name: headline for headline in _ALL}
