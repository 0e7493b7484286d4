"""Whether an expert's answer reached the customer: once, and nothing that did not count."""

import asyncio

from earpiece.runtime.views import ChatItem
from earpiece.sim.conformance.findings import Broken, expect
from earpiece.sim.conformance.questions import Question
from earpiece.sim.conformance.talk import SOON, saying

QUIET = 0.5
"""Seconds in which what should not be said would have been."""


async def delivered(question: Question, words: str) -> ChatItem:
    """The one line that brought the answer with these words. Raises Broken if there is none or more than one.

    A playbook may put an answer in words of its own; then the story says which line brought it.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + SOON
    while not (found := await _lines(question, words)):
        if loop.time() > end:
            view = await question.talk.view()
            raise Broken(f"The answer “{words}” did not reach the customer. {question.talk.told(view)}")
        await asyncio.sleep(0.1)
    await asyncio.sleep(QUIET)
    found = await _lines(question, words)
    texts = [item.text for item in found]
    expect(len(found) == 1, f"The answer “{words}” reached the customer {len(found)} times: {texts}.")
    return found[0]


async def _lines(question: Question, words: str) -> list[ChatItem]:
    view = await question.talk.view()
    found = saying(view, words)
    if found or view.waiting:
        return found
    brought = {line.position for line in await question.talk.story() if _brings(line.detail, question.card.id)}
    return [item for item in view.items if item.position in brought]


def _brings(detail: str, card: str) -> bool:
    """The story's words for a line with which an answer reaches the customer."""
    return card in detail.partition("brings the answer of")[2]


async def never_said(question: Question, words: str) -> None:
    """Raises Broken if the customer hears these words."""
    await asyncio.sleep(QUIET)
    said = saying(await question.talk.view(), words)
    expect(not said, f"“{words}” was an answer that did not count, and the customer heard: {[i.text for i in said]}.")
