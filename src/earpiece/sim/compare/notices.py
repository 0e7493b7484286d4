"""A supervisor who posts a bulletin some time after an outage has begun."""

from earpiece.domain.errors import Conflict
from earpiece.insight.day import Day, Outage, minutes_of
from earpiece.runtime.supervision.bulletins import BulletinRequest
from earpiece.runtime.views import Person
from earpiece.sim.compare.house import competent, skills_of
from earpiece.sim.compare.pool import COMMON_WORD
from earpiece.sim.world import World

TEXT = "We know of this and are working on it; everything will be as usual again today, and you need do nothing."
SOURCE = "the operations team"
LATEST = 12 * 3600.0
"""Seconds for which it holds at most."""


async def post_bulletin(world: World, day: Day, outage: Outage) -> None:
    """Wait until the supervisor knows what to say, and say it to all who ask or wait. From the opening on."""
    assert outage.bulletin_after_s is not None
    supervisor = await _supervisor(world)
    since = 60.0 * (minutes_of(outage.at) - minutes_of(day.opens))
    await world.clock.sleep(max(since + outage.bulletin_after_s, 0.0))
    request = BulletinRequest(text=TEXT, source=SOURCE, until=world.clock.now() + LATEST, words=[COMMON_WORD])
    card = await _waiting(world, supervisor)
    if card is not None:
        try:
            await world.engine.bulletins.post(supervisor, request.model_copy(update={"answers": card}))
            return
        except Conflict:  # somebody has it in hand, and answers it themselves
            pass
    await world.engine.bulletins.post(supervisor, request)


async def _supervisor(world: World) -> Person:
    """Somebody who watches over the desk and takes no cards."""
    company = world.shelf.current()
    person = competent(company, "supervisor", "Supervisor", skills_of(company)).model_copy(
        update={"role": "supervisor", "presence": "away"}
    )
    await world.engine.people.add(person)
    return person


async def _waiting(world: World, person: Person) -> str | None:
    """An open card that the outage's customers wait for."""
    cards = (await world.engine.desk.queue(person)).cards
    open_ = (card for card in cards if card.status == "open" and COMMON_WORD in card.question.lower())
    return next((card.id for card in open_), None)
