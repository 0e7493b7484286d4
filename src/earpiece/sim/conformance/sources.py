"""Promise 10: everything said has its sources."""

from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import expect, taken
from earpiece.sim.conformance.questions import provoke
from earpiece.sim.conformance.site import Site

PROMISE = "10"


async def the_story_names_the_sources_of_what_was_said(site: Site) -> None:
    """Each of the agent's sentences has its line in the story with its sources; an expert's words lead to the card."""
    question = await provoke(site)
    person, words = question.may[0], question.words()
    taken(await question.give(person, question.answer(words)))
    brought = await delivered(question, words)
    view, story = await question.talk.view(), await question.talk.story()
    told = {line.position: line for line in story if line.who == "agent"}
    for item in view.items:
        if item.who == "agent":
            line = told.get(item.position)
            whole = line is not None and item.text in line.what
            expect(whole, f"The story has no line of the agent for “{item.text}” at {item.position}: {line}.")
            assert line is not None
            sources = line.detail.partition("sources: ")[2]
            expect(sources, f"The story names no sources of “{item.text}”; it says: {line.detail or 'nothing'}.")
    detail = told[brought.position].detail
    expect(question.card.id in detail, f"“{brought.text}” is from the card {question.card.id}; the story: {detail}.")
    answered = [line for line in story if line.who == "expert" and words in line.what and person.name in line.what]
    expect(answered, f"The story does not tell that {person.name} answered “{words}”.")


CHECKS = (the_story_names_the_sources_of_what_was_said,)
