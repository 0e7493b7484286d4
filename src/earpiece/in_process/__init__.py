"""Earpiece inside your own program: a company in code, conversations, and the questions for your experts.

    company = Company("Corner shop", playbooks={"refund": {…}}, consults={"refund": {…}})

    @company.tool(effect="write", rules=[{"when": "amount <= 20", "go": True}, {"ask": "refund"}])
    def give_back(customer: str, order: str, amount: float, key: str) -> dict: …

    async with Earpiece(company) as earpiece:
        chat = await earpiece.open(customer="ann", name="Ann")
        print(await chat.say("I want my money back for order 7"))
        for consult in await earpiece.consults():
            await consult.answer(decision="yes")

See docs/in_process.md and examples/in_process.py. It is the same runtime, gate and desk that a server runs.
"""

from earpiece.domain.errors import ToolError
from earpiece.in_process.company import Company
from earpiece.in_process.running import Chat, Consult, Earpiece

__all__ = ["Chat", "Company", "Consult", "Earpiece", "ToolError"]
