"""A company in a few lines, inside your own program: `python examples/in_process.py`.

The agent gives money back by itself up to 20, and asks an expert above that. Here the expert is a line of code; in your
program it is a button, or a message in the tool your people work with.
"""

import asyncio

from earpiece.in_process import Company, Earpiece, ToolError

company = Company(
    "Corner shop",
    settings={"currency": "GBP"},
    playbooks={
        "refund": {
            "about": "The customer wants money back for an order",
            "examples": [
                "I want my money back",
                "please refund my order",
                "can I get a refund",
                "how do I get my money back",
                "give me my money back for an order",
                "I'd like a refund for what I bought",
            ],
            "slots": {
                "order": {"type": "text", "ask": "Which order is it?"},
                "amount": {"type": "money", "ask": "How much was it?"},
            },
            "steps": [
                {"collect": ["order", "amount"]},
                {
                    "call": "give_back",
                    "with": {"order": "order", "amount": "amount"},
                    "on": {
                        "declined": [{"say": "I'm sorry, we can't give money back for that."}, {"end": "declined"}],
                        "error": [{"say": "That order was paid back already."}, {"end": "declined"}],
                        "expired": [{"say": "Nobody could look at it today; we will write to you."}, {"end": "open"}],
                        "unknown": [{"say": "We will check it and write to you."}, {"end": "open"}],
                    },
                },
                {"say": "{{ amount | money }} for {{ order }} are on their way."},
            ],
        },
        "hours": {
            "about": "When the shop is open",
            "examples": ["when are you open", "are you open on sundays", "what are your opening hours"],
            "steps": [{"say": "Every day from nine to six."}],
        },
    },
    consults={
        "refund": {
            "kind": "approval",
            "question": "Give back {{ amount | money }} for {{ order }}?",
            "ladder": [{"after": "1m", "do": "promise"}, {"after": "1h", "do": "expire"}],
        }
    },
)
paid: dict[str, float] = {}


@company.tool(
    effect="write", idempotent="by_key", effect_text="{{ amount | money }} go back to the card",
    rules=[{"when": "amount <= 20", "go": True}, {"ask": "refund"}],
)  # fmt: skip
def give_back(customer: str, order: str, amount: float, key: str) -> dict[str, object]:
    """Give money back for an order"""
    if order in paid:
        raise ToolError("already_paid", "that order was paid back")
    paid[order] = amount
    return {"order": order, "amount": amount, "to": customer}


async def main() -> None:
    async with Earpiece(company) as earpiece:
        chat = await earpiece.open(customer="ann", name="Ann")
        for words in ("I want my money back", "order 7", "30 pounds"):
            print(f"Ann:   {words}")
            for reply in await chat.say(words):
                print(f"Agent: {reply}")
        for consult in await earpiece.consults(seconds=5):
            print(f"Asked: {consult.question}")
            await consult.answer(decision="yes")
        for reply in await chat.wait():
            print(f"Agent: {reply}")
        print(f"Paid:  {paid}")


if __name__ == "__main__":
    asyncio.run(main())
