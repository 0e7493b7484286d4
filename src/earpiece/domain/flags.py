"""Words that try to give the agent orders, noted where they came in. A flag lets nothing through: it adds scrutiny."""

from typing import Literal

from earpiece.domain.event import BaseEvent, Words

Where = Literal["customer", "tool_result", "knowledge", "expert"]
"""Who the words are from: the customer, a tool's result, a knowledge page, a person's text."""


class TextFlagged(BaseEvent):
    """Words that are not the company's orders to the agent read like such. `of` names the message, call, consult or
    page they stand in, `kind` the weightiest sign, `why` all of them for people. Personal: the words themselves."""

    where: Where
    of: str
    kind: str
    why: str
    text: Words = ""
