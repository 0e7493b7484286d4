"""Cards as the desk shows them, one of each kind, and as many as wanted."""

from typing import Any

from earpiece.domain.forms import Answer, Expected, Fact, Found, ProposedCall, Suggestion
from earpiece.runtime.views import (
    CardCustomer,
    CardView,
    ChatItem,
    Deciding,
    Exchange,
    Given,
    Leader,
    Lookup,
    NextRung,
    Opinions,
    Waiting,
)

MAYA = CardCustomer(name="Maya Chen", verified=True, language="en", earlier=2, promises=[])


def approval(now: float, **changes: Any) -> CardView:
    """May the agent credit 370 pounds?"""
    call = ProposedCall(
        tool="credit_account",
        args={"amount": 370.0, "account": "Current account •• 4417"},
        digest="d1",
        effect="£370.00 is credited to Maya Chen’s current account today, and taken back if the dispute fails.",
        changeable=("amount",),
    )
    card = CardView(
        id="card_approval",
        conversation="conv_1",
        kind="approval",
        name="provisional-credit",
        status="open",
        question="Credit Maya Chen £370.00 while we look into Kestrel Electronics?",
        why="£370.00 is above the £250 the agent may credit by itself.",
        summary="Maya does not recognise a card payment of £370.00 on Saturday and still has her card. "
        "The dispute is opened and her card is blocked.",
        facts=[
            Fact(label="Payment", value="£370.00 to Kestrel Electronics, 14 Nov", source="tool recent_payments"),
            Fact(label="Card", value="Visa •• 8812, in her possession", source="customer"),
            Fact(label="Customer since", value="March 2019", source="tool customer_profile"),
            Fact(label="Earlier disputes", value="1, decided in her favour", source="tool disputes"),
        ],
        call=call,
        suggestions=[
            Suggestion(key="y", label="Yes", answer={"decision": "yes"}, leads_to="Credited now; Maya is told at once"),
            Suggestion(
                key="n",
                label="No",
                answer={"decision": "no"},
                leads_to="The agent explains; the dispute goes on",
            ),
        ],
        form={"type": "object"},
        skill="disputes",
        authority={"amount": 370},
        asked_at=now - 24,
        revision=1,
        holder=None,
        next_rung=NextRung(at=now + 34, do="widen"),
        customer=MAYA,
        why_me="You have the skill disputes and may credit up to £500.",
        transcript=transcript(now),
    )
    return card.model_copy(update=changes)


def clarification(now: float, **changes: Any) -> CardView:
    """Which policy holds?"""
    card = approval(now).model_copy(
        update={
            "id": "card_clarification",
            "kind": "clarification",
            "question": "Does the refund window count from the order or from the delivery?",
            "why": "Two pages of the handbook say different things.",
            "summary": "The parcel arrived nine days late; the customer asks on day 17 after the order.",
            "call": None,
            "suggestions": [
                Suggestion(
                    key="1",
                    label="From the delivery",
                    answer={"choice": "delivery"},
                    leads_to="The refund is offered",
                ),
                Suggestion(
                    key="2",
                    label="From the order",
                    answer={"choice": "order"},
                    leads_to="The refund is declined with a reason",
                ),
            ],
            "skill": "disputes",
            "asked_at": now - 95,
            "customer": CardCustomer(
                name="Bartholomew Featherstonehaugh-Cholmondeley",
                verified=False,
                language="en",
                earlier=0,
                promises=["a call back about the missing parcel"],
            ),
        }
    )
    return card.model_copy(update=changes)


def look_back(now: float, **changes: Any) -> CardView:
    """Was it right what the agent decided alone?"""
    card = clarification(now).model_copy(
        update={
            "id": "card_look.look",
            "audit": True,
            "question": "Was this right? Does the refund window count from the order or from the delivery? "
            "The assistant answered alone: “From the delivery”.",
            "why": "A look afterwards, for nobody waits: people chose “From the delivery” 31 times in 32 answers.",
            "suggestions": [
                Suggestion(key="y", label="It was right", answer={"decision": "yes"}, leads_to="From the delivery"),
                Suggestion(key="n", label="It was not", answer={"decision": "no"}, leads_to="Say what was wrong"),
                Suggestion(key="1", label="No: From the order", answer={"choice": "order"}, leads_to="Right instead"),
            ],
            "asked_at": now - 9_000,
            "returned": "desk closed",
        }
    )
    return card.model_copy(update=changes)


def task(now: float, **changes: Any) -> CardView:
    """Do this in another system."""
    card = approval(now).model_copy(
        update={
            "id": "card_task",
            "kind": "task",
            "question": "Please order a replacement card in the card system for Maya Chen.",
            "why": "The card system has no interface for the agent.",
            "call": None,
            "suggestions": [],
            "asked_at": now - 260,
            "next_rung": NextRung(at=now + 1400, do="promise"),
        }
    )
    return card.model_copy(update=changes)


def instruction(now: float, **changes: Any) -> CardView:
    """What should the agent do next?"""
    options = ["Explain the fee again", "Waive it once", "Offer a call back", "Close with an apology"]
    card = approval(now).model_copy(
        update={
            "id": "card_instruction",
            "kind": "instruction",
            "question": "The customer rejects both offers. What should I do next?",
            "why": "The playbook has no further step here.",
            "call": None,
            "suggestions": [
                Suggestion(key=str(i + 1), label=label, answer={"choice": label}) for i, label in enumerate(options)
            ],
            "skill": "retention",
            "asked_at": now - 40,
        }
    )
    return card.model_copy(update=changes)


def decided(now: float) -> Deciding:
    """An answer of Dana's that may still be undone."""
    return Deciding(by="dana", name="Dana Reed", answer=YES, until=now + 60)


def everything(now: float) -> CardView:
    """A task with all that can be on a card."""
    arabic = "لم أطلب هذا"
    waits = [
        Waiting(card=f"card_w{i}", conversation="conv_9", customer=name, asked_at=now - i, question=arabic if i else "")
        for i, name in enumerate(("Jonas Weber", None))
    ]
    given = [Given(by=who, name=who, at=now, answer=YES) for who in ("Omar", "Ada")]
    return task(
        now,
        customer=MAYA.model_copy(update={"name": "محمد عبد الرحمن", "promises": ["a call back"], "language": "ar"}),
        call=approval(now).call,
        draft_words="I have looked into it: " + "verylongword" * 12,
        returned="Omar Haddad signed out",
        passed=["Cards passed it on: not a card question"],
        expected=Expected(half=40, most=180),
        lead=Leader(who="paused", by="sam", name="Sam Okoro", reason="a complaint"),
        overturned="the receipt was forged",
        left=["Jonas Weber had closed the chat"],
        news=[ChatItem(position=9, at=now, who="customer", text=arabic)],
        exchanges=[Exchange(question="Which day?", reply=arabic), Exchange(question="And where?")],
        looked=[
            Lookup(question="Abroad?", found=[Found(text="All in Leeds.", source="tool recent_payments")]),
            Lookup(question="Since when?", found=[], note="Ask the customer."),
        ],
        opinions=Opinions(wanted=2, given=2, differ=True, all=given),
        alike=waits,
        waiting=13,
        similar=[Waiting(card="card_s", conversation="conv_8", customer=None, asked_at=now, question=arabic)],
    )


def many(now: float, count: int) -> list[CardView]:
    """A full queue."""
    makers = [approval, clarification, task, instruction]
    names = ["Maya Chen", "Jonas Weber", "Amara Okafor", "Bartholomew Featherstonehaugh-Cholmondeley", None]
    cards = []
    for i in range(count):
        customer = MAYA.model_copy(update={"name": names[i % len(names)]})
        cards.append(makers[i % 4](now, id=f"card_{i}", asked_at=now - 12 * (count - i), customer=customer))
    return cards


def transcript(now: float) -> list[ChatItem]:
    """What was said so far."""
    said: list[tuple[Any, str]] = [
        ("agent", "Hello, this is the assistant of Hudson. What can I do for you?"),
        ("customer", "I don't recognise a payment"),
        ("agent", "Which of these payments is it?"),
        ("customer", "Kestrel Electronics, £370.00"),
        ("agent", "I’m checking with a specialist whether I can credit it right away."),
    ]
    return [ChatItem(position=i + 1, at=now - 100 + 9 * i, who=who, text=text) for i, (who, text) in enumerate(said)]


YES = Answer(decision="yes")
