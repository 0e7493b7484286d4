"""A program of your own asks an expert, and puts one of its functions behind a yes.

    EARPIECE_ADDRESS=http://127.0.0.1:8000 EARPIECE_TOKEN=… python examples/ask_from_python.py

Answer the two cards on the desk meanwhile. Start it again afterwards: the same keys are the same questions, so the
answer is there at once, and what was allowed once is not done twice.
"""

import asyncio
import os

from pydantic import BaseModel, Field

from earpiece.client import Declined, Earpiece, Expired, Spent


class Fee(BaseModel):
    """What to do about the fee: the card becomes a form with these fields."""

    waive: bool = Field(title="Waive the fee")
    percent: int = Field(100, ge=0, le=100, title="How much of it, in percent")


async def main() -> None:
    """Ask, then act on the answer."""
    address, token = os.environ.get("EARPIECE_ADDRESS", "http://127.0.0.1:8000"), os.environ["EARPIECE_TOKEN"]
    async with Earpiece(address, token, asker="Billing bot") as ep:

        @ep.gate(
            why="Everything above 20 € is for a person to allow.",
            facts=lambda account: {"Account": account},
            key=lambda account, euros: f"pay back {euros} to {account}",
        )
        async def pay_back(account: str, euros: float) -> str:
            return f"{euros:g} € go back to {account}."

        try:
            fee = await ep.ask(
                "May I waive the late fee?", answer=Fee, key="fee of case 4711", thread="case 4711",
                why="It is the first one in six years.", facts={"Fee": 32.0, "Customer since": 2019},
                transcript=[("customer", "I was ill. Do I really have to pay this?")],
            )  # fmt: skip
            print("The expert says:", fee)
            if fee.waive:
                print(await pay_back("account 12", 32.0 * fee.percent / 100))
        except Declined as no:
            print("A person said no:", no.reason)
        except Expired:
            print("Nobody answered in time; that is neither a yes nor a no.")
        except Spent:
            print("That was paid back before, once.")


if __name__ == "__main__":
    asyncio.run(main())
