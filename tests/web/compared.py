"""A short conversation with one consult, as the engine could have played it, and the same with a transfer."""

from earpiece.insight.day import read_day
from earpiece.insight.side_by_side import side_by_side
from earpiece.insight.sides import (
    CardChoice,
    CardFact,
    CardShown,
    CaseOffered,
    Moment,
    Played,
    SideBySide,
    Spans,
    Wanted,
)

CASES = (
    CaseOffered(case="1", title="A credit above the limit"),
    CaseOffered(case="2", title="A question of policy"),
)
ASKED = 20.0
GAP = 40.0
UNDO = 4.0


def played(wanted: Wanted) -> Played:
    """Hello, a payment, a question that goes on while the card is open, the answer, goodbye."""
    day = read_day("ordinary")
    pace = day.pace[wanted.channel]
    pickup = 20.0 if wanted.pickup_s is None else wanted.pickup_s
    spent = wanted.own_s or day.consult.switch_s + day.consult.read_s + day.decisions["approval"].mean_s
    taken = ASKED + (0.0 if wanted.own_s else pickup)
    counted = taken + spent + UNDO
    told = max(counted, GAP)
    closed = told + pace.agent_s + pace.customer_s
    yes = wanted.answer != "n"
    result = "£370.00 is back in your account for now." if yes else "We cannot credit the money before that."
    lines = [
        Moment(at=0, who="agent", text="Hello, this is the assistant of Hudson. How can I help?", purpose="greeting"),
        Moment(at=10, who="customer", text="I don't recognise a payment"),
        Moment(at=10, who="agent", text="Which of these payments is it?", purpose="question"),
        Moment(at=ASKED, who="customer", text="Kestrel Electronics, £370.00"),
        Moment(at=ASKED, who="agent", text="Do you still have the card?", purpose="question"),
        Moment(at=GAP, who="customer", text="Yes, I do"),
        *([Moment(at=GAP, who="agent", text="I am asking a colleague.", purpose="holding")] if counted > GAP else []),
        Moment(at=told, who="agent", text=result, purpose="result"),
        Moment(at=closed, who="customer", text="No, that's all"),
        Moment(at=closed, who="agent", text="Goodbye for now.", purpose="closing"),
    ]  # fmt: skip
    card = CardShown(
        kind="approval", question="Credit Maya Chen £370.00 while we look into Kestrel Electronics?",
        why="The amount is above what the assistant may credit alone.",
        facts=(CardFact(label="Payment", value="Kestrel Electronics, £370.00", source="tool recent_payments"),),
        choices=(
            CardChoice(key="y", label="Yes", leads_to="The balance rises by £370.00 at once"),
            CardChoice(key="n", label="No", leads_to="The agent says: “We cannot credit the money before that.”"),
        ),
        opened=ASKED, taken=taken, decided=counted - UNDO, counted=counted, answer="Approve." if yes else "Decline.",
    )  # fmt: skip
    return Played(wanted.channel, lines, before=6, gap=GAP, closed=closed, card=card, people_s=spent)


def sample(wanted: Wanted) -> SideBySide:
    """Both sides of it."""
    day = read_day("ordinary")
    wait = 20.0 if wanted.wait_s is None else wanted.wait_s
    pickup = 0.0 if wanted.own_s else 20.0 if wanted.pickup_s is None else wanted.pickup_s
    spans = Spans(wait, pickup, wanted.own_s or 20.0, own=wanted.own_s is not None)
    return side_by_side(played(wanted), day, spans, wanted.case or "1", CASES, wanted.seed)
