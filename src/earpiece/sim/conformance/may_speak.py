"""Promise 9: an open question blocks nothing else."""

from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import expect, taken
from earpiece.sim.conformance.questions import provoke
from earpiece.sim.conformance.site import Site
from earpiece.sim.conformance.talk import heard_after

PROMISE = "9"
MEANWHILE = ("Are you still there?", "Thank you", "Hello")


async def the_customer_may_speak_while_a_card_is_open(site: Site) -> None:
    """What the customer says meanwhile is taken and answered each time; the card stays open, its answer still comes."""
    question = await provoke(site)
    talk = question.talk
    for words in MEANWHILE:
        message = await talk.say(words)
        view = await talk.until(lambda view, said=message: heard_after(view, said), f"“{words}” is answered")  # type: ignore[misc]
        expect(view.waiting, f"“{words}” ended the waiting, and nobody had answered. {talk.told(view)}")
    await question.stays_open(f"the customer said {MEANWHILE}")
    words = question.words()
    taken(await question.give(question.may[0], question.answer(words)))
    await delivered(question, words)


CHECKS = (the_customer_may_speak_while_a_card_is_open,)
