"""What each figure means. A figure is never shown without its definition; `figures` computes all of them from cases.

Where nothing else is said, a figure is of *closed* conversations: those still open, and practice, count nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Unit = Literal["share", "s", "currency", "consults", "conversations", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit`: `share` is 0 to 1, `s` are seconds, `currency` is the company's, other words stand behind the figure.
    `better`: the direction that is wanted; None where neither is good in itself."""

    name: str
    title: str
    unit: Unit
    better: Literal["up", "down"] | None
    definition: str


NOTICED: Final = 1.0
"""Seconds: a pause up to this long does not break a person's flow of thought (J. Nielsen, Usability Engineering, 1993,
chapter 5), so the wait is not noticed."""

RUNGS: Final[Mapping[str, tuple[str, str]]] = {
    "remind": ("reminder", "the people of the desk were reminded"),
    "widen": ("wider circle", "more people were asked"),
    "reroute": ("other team", "another team was asked"),
    "promise": ("promise", "the customer was promised an answer for later"),
    "fallback": ("safe way", "the playbook's safe way was taken instead"),
    "handoff": ("handoff", "the conversation was handed over"),
    "expire": ("expiry", "the question expired"),
}
"""What a ladder may do: its title, and what happens."""

# fmt: off
MEASURES: Final[tuple[Measure, ...]] = (
    # ── how it ended ──
    Measure("conversations", "Conversations", "conversations", None,
        "Conversations that are over. Open ones are left out here and, where nothing else is said, in every "
        "figure."),
    Measure("resolved", "Resolved", "share", "up",
        "Closed conversations in which the customer's request was served, of all closed ones. One that ended with"
        " the promise of an answer counts once every promised answer has been given."),
    Measure("resolution_s", "Time to resolution", "s", "down",
        "From hello to the end of a resolved conversation, on average; where an answer was promised, to that "
        "answer. Time in which the conversation was closed, and the silence before one is closed for silence, do "
        "not count."),
    Measure("resolution_p50_s", "Time to resolution, median", "s", "down",
        "Half of the resolved conversations took no longer than this from hello to the end."),
    Measure("gap_to_end_s", "From the gap to the end", "s", "down",
        "From the moment at which a conversation could not go on without a person to its end, on average over "
        "resolved conversations that had such a moment."),
    Measure("gap_to_end_p50_s", "From the gap to the end, median", "s", "down",
        "The median of the same."),
    Measure("contained", "Containment", "share", "up",
        "Conversations that the agent led from hello to the end, with or without people's answers, and that "
        "nobody took over, of all closed ones. Those that the customer abandoned are left out above and below the"
        " line."),
    Measure("first_contact", "First-contact resolution", "share", "up",
        "Resolved conversations after which the same customer opened no other one within the days named, of all "
        "resolved ones of customers who are known. The last days of a period may still lose some."),
    Measure("transferred", "Transfer rate", "share", "down",
        "Conversations that were handed over to a person for good, by a transfer, of all closed ones. A person "
        "who steps in and gives the conversation back is not a transfer."),
    Measure("abandoned", "Abandoned", "share", "down",
        "Conversations that the customer left before their request was served, whatever for, of all closed ones."),
    Measure("alone", "Served by the agent alone", "share", None,
        "Conversations without any person, neither asked nor leading, of all closed ones."),
    Measure("consulted", "Served with people's answers", "share", None,
        "Conversations in which the agent asked people and led to the end itself, of all closed ones."),
    Measure("handed_over", "Handed over to people", "share", None,
        "Conversations that a person led for some time or that were transferred, of all closed ones."),
    # ── what people did ──
    Measure("consult_rate", "Consult rate", "share", "down",
        "Conversations with at least one question to a person, of all closed ones. Approved messages are not "
        "counted as questions."),
    Measure("consults_per_conversation", "Consults per conversation", "consults", "down",
        "Questions to people for each closed conversation, those without any included."),
    Measure("consults_per_consulted", "Consults per consulted conversation", "consults", "down",
        "Questions to people for each closed conversation that had at least one."),
    Measure("handling_s", "Handling time per consult", "s", "down",
        "People's time on cards, from taking a card to answering it, giving it back or losing it, for each "
        "question that a person answered. Time on cards nobody answered counts; answers that came from another "
        "card, which took no time, do not count as questions answered."),
    Measure("human_s_per_conversation", "People's time per conversation", "s", "down",
        "All of people's time on cards, on approving messages and on leading, for each closed conversation, those"
        " without any included."),
    Measure("human_s_per_helped", "People's time per helped conversation", "s", "down",
        "The same time, for each closed conversation that people had to do with."),
    Measure("service_level", "Service level", "share", "up",
        "Requests for a person that somebody took up within the seconds named, of all that were made: questions "
        "from when they were needed, transfers from when they were begun. Questions taken back within that time, "
        "and those asked early and never needed, are left out; those nobody took count against it."),
    Measure("speed_of_answer_s", "Average speed of answer", "s", "down",
        "How long a request for a person waited until somebody took it up, on average over those that were taken "
        "up; 0 for a question that was taken before it was needed."),
    Measure("occupancy", "Occupancy", "share", None,
        "Of the time for which people are paid to be there, the share in which they work on cards, messages or "
        "conversations."),
    Measure("concurrency", "Live conversations per busy person", "", "up",
        "How many conversations that needed people are live at one time for each person at work, weighted by "
        "time: their seconds from hello to the end, divided by the seconds that people worked."),
    # ── the wait ──
    Measure("wait_mean_s", "Wait caused by people", "s", "down",
        "Time in which the customer waited for a person's answer or word and nothing else went on, per helped "
        "closed conversation, those without a wait included."),
    Measure("wait_p50_s", "Wait caused by people, median", "s", "down",
        "Half of the helped conversations had no longer wait than this, all of its waits together."),
    Measure("wait_p95_s", "Wait caused by people, 95th percentile", "s", "down",
        "Nineteen in twenty helped conversations had no longer wait than this, all of its waits together."),
    Measure("no_wait", "Helped without a wait", "share", "up",
        "Helped conversations whose customer waited for people for no more than one second in all, of all helped "
        "ones that are closed."),
    Measure("hang_ups", "Hang-ups while waiting", "share", "down",
        "Conversations whose customer gave up while they waited because of people, of all closed ones that people"
        " had or should have had to do with. Who leaves after a promise that the answer will follow has not given"
        " up."),
    # ── how well it was asked and answered ──
    Measure("unanswered", "Unanswered", "share", "down",
        "Questions whose ladder ended without an answer, of all that ended."),
    *(
        Measure(f"reached_{rung}", f"Ladder reached: {title}", "share", "down",
            f"Questions for which nobody had answered when {what}, of all that ended.")
        for rung, (title, what) in RUNGS.items()
    ),
    Measure("overturned", "Overturned answers", "share", "down",
        "Answers that somebody with the right to say so found wrong later, of all answers that people gave."),
    Measure("needless", "Needless questions", "share", "down",
        "Questions that took a person's time for nothing, of all that took a person's time: answered, and nothing"
        " came of it, or taken back while a person was at it."),
    Measure("early_needed", "Early questions that were needed", "share", "up",
        "Questions asked early whose answer the conversation came to need or used, of all early ones that ended."),
    Measure("decided_alone", "Decided alone", "share", "up",
        "Decisions that the agent took without asking, of all those it may learn to take: which request a message is, "
        "and what people would answer."),
    Measure("looked_at", "Own decisions looked at", "share", None,
        "Of the decisions taken alone, the share that a person looked at afterwards."),
    Measure("looked_wrong", "Own decisions found wrong", "share", "down",
        "Of those that a person looked at, the share found wrong. Looks fall more often on doubtful decisions, so "
        "of all own decisions fewer are wrong: the board has the weighted estimate for each class, beside its budget."),
    Measure("missed", "Missed questions", "share", "down",
        "Points at which a person should have been asked and was not, of all at which one should have been. Known"
        " only where the right answers are, as in simulations and rehearsals."),
    # ── what it cost, how it was liked ──
    Measure("cost", "Cost per conversation", "currency", "down",
        "People's time, the model's turns and telephone minutes at the company's own prices, for each closed "
        "conversation. People's time is what they worked, not what they were paid for."),
    Measure("cost_people", "Cost of people's time", "currency", "down",
        "The part of the cost per conversation that is people's time."),
    Measure("cost_model", "Cost of the model", "currency", "down",
        "The part of the cost per conversation that is the model's turns."),
    Measure("cost_telephone", "Cost of the telephone", "currency", "down",
        "The part of the cost per conversation that is telephone minutes."),
    Measure("satisfied", "Satisfaction", "share", "up",
        "Customers who answered the one question after the conversation with 4 or 5 of 5, of all who answered it."),
    Measure("rating", "Rating", "", "up",
        "The mean of those answers, from 1 (poor) to 5 (great)."),
    Measure("rated", "Survey answered", "share", None,
        "Closed conversations whose customer answered the question, of all closed ones, asked or not."),
)
# fmt: on

BY_NAME: Final[Mapping[str, Measure]] = {measure.name: measure for measure in MEASURES}
