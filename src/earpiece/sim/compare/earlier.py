"""The days before a compared one, on the real engine: who came then, what people answered them, and what was learned.

Nothing is forgotten between days, so all of them are played in one: the Friday before, while the doors are open.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from earpiece.domain.playbook import Company
from earpiece.domain.precedent import Keep
from earpiece.insight.day import Day
from earpiece.runtime.views import CardView
from earpiece.sim.casting import Message, Wish, cast_wishes, first_number, read_labels
from earpiece.sim.compare.house import competent, skills_of, stage_in
from earpiece.sim.compare.pool import AT_ONCE, ENOUGH, batch_seed, plain_spoken
from earpiece.sim.compare.ways import Setting
from earpiece.sim.crowd import Crowd
from earpiece.sim.experts import Experts, Reply
from earpiece.sim.fronts import InnerChat, InnerDesk
from earpiece.sim.judges import Judge
from earpiece.sim.world import World, passing_folder

DAYS_BEFORE = 3
"""From the compared Monday back to the Friday."""
OPEN_S = 8 * 3600.0
"""In so many seconds all of them come."""
DAY_S = 86_400.0
MOST = 1000
"""So many conversations of earlier days are had; more would take longer than the day itself."""
_BATCH = 998


@dataclass(frozen=True, slots=True)
class Earlier:
    """Who came on earlier days, and when the doors opened then."""

    wishes: Sequence[Wish]
    begins: float


def earlier(setting: Setting, begins: float) -> Earlier:
    """The customers of the days before the one that opens at `begins`: of the kinds of request that come again, with
    other words than any customer of the day itself. As many as `learning.days` bring, but not more than `MOST`."""
    company, day = setting.shelf.current(), setting.day
    today = {guest.wish.message.id for guest in setting.guests}
    others = [each for each in setting.messages if each.id not in today and repeats(day, setting.seed, each)]
    count = min(day.learning.days * len(setting.guests), MOST)
    if not count or not others:
        return Earlier((), begins)
    seed, since = batch_seed(setting.seed, _BATCH), begins - DAYS_BEFORE * DAY_S
    with passing_folder() as books:
        stage = stage_in(setting.folder, setting.shelf, Path(books), since)
        wishes = cast_wishes(stage, company, others, read_labels(setting.folder, company), count, seed)
    return Earlier([replace(plain_spoken(wish), number=first_number(seed) + wish.number) for wish in wishes], since)


def repeats(day: Day, seed: int, message: Message) -> bool:
    """Whether requests of this kind were asked on earlier days too."""
    kind = message.label or message.id
    return random.Random(f"{seed} repeats {kind}").random() < day.learning.repeating


async def have(world: World, setting: Setting, before: Earlier) -> None:
    """Have the earlier days' conversations, from now on. People answer as on the day itself, and publish what may be
    used again; they are gone afterwards."""
    company = world.shelf.current()
    for number in range(ENOUGH):
        await world.engine.people.add(competent(company, f"earlier-{number}", f"Earlier {number}", skills_of(company)))
    stage = stage_in(setting.folder, world.shelf, world.data, before.begins)
    crowd = Crowd(company, stage, InnerChat(world.engine, world.token), world.clock, before.wishes)
    judge = Teaching(setting.day, company, Judge(company, crowd.by_conversation, AT_ONCE, 0), crowd.by_conversation.get)
    experts = Experts(InnerDesk(world.engine), world.clock, judge, world.tasks.spawn)
    working = asyncio.ensure_future(experts.work())
    every = OPEN_S / len(before.wishes)
    await crowd.play(lambda _: None, arrivals=[every * number for number in range(len(before.wishes))])
    await world.clock.sleep(DAY_S)  # what was to be looked at afterwards is looked at
    working.cancel()


class Teaching:
    """Implements `experts.Judge`: people who take their time, and say what may be used again."""

    def __init__(self, day: Day, company: Company, judge: Judge, wish: Callable[[str], Wish | None]) -> None:
        self._day = day
        self._company = company
        self._judge = judge
        self._wish = wish

    def reply(self, card: CardView) -> Reply:
        reply, wish = self._judge.reply(card), self._wish(card.conversation)
        consult = self._day.consult
        seconds = consult.switch_s + consult.read_s + self._day.decisions[card.kind].mean_s
        dice = random.Random(f"published {wish.number if wish is not None else card.id} {card.name}")
        keep = kept(card, self._company, published=dice.random() < self._day.learning.published)
        return replace(reply, after=seconds, thinking=1.0, keep=keep)


def kept(card: CardView, company: Company, *, published: bool) -> Keep | None:
    """What is to become of an answer, where it may be kept at all. Only what customers are told about something is sure
    to be right for the next one too: what people decide about a case is drawn by chance here, so nobody could learn it.
    """
    if card.may_keep == "no":
        return None
    if card.name != company.policy.ask_expert:
        return Keep(scope="conversation")
    return Keep(publish=published)
