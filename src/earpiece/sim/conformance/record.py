"""Promise 15 as far as it shows from outside: places in the record only grow, and nothing in it changes."""

from itertools import pairwise

from earpiece.runtime.views import StoryLine
from earpiece.sim.conformance.delivery import delivered
from earpiece.sim.conformance.findings import Broken, Unfit, expect, taken
from earpiece.sim.conformance.questions import provoke
from earpiece.sim.conformance.site import Site

PROMISE = "15"
SHORTEST_RANDOM = 10
"""Characters of an id that must differ without order; ten hexadecimal ones make a trillion possibilities."""
ENOUGH_IDS = 6


async def positions_only_grow(site: Site) -> None:
    """The story begins at 1 and goes up; each line of the chat has one place, in both the same."""
    question = await provoke(site)
    words = question.words()
    taken(await question.give(question.may[0], question.answer(words)))
    await delivered(question, words)
    view, story = await question.talk.view(), await question.talk.story()
    places = [line.position for line in story]
    expect(places[:1] == [1], f"The story of {question.talk.id} begins at {places[:1]}, not at 1.")
    rising = all(one < two for one, two in pairwise(places))
    expect(rising, f"The places in the story of {question.talk.id} do not go up: {places}.")
    lines = [item.position for item in view.items]
    rising = all(one < two for one, two in pairwise(lines))
    expect(rising, f"The places of the lines of {question.talk.id} do not go up: {lines}.")
    told = {line.position: line.what for line in story}
    for item in view.items:
        there = told.get(item.position, "")
        expect(item.text in there, f"At {item.position} the chat says “{item.text}”, the story “{there}”.")
    beyond = max([*places, *lines])
    expect(view.position >= beyond, f"{question.talk.id} is at {view.position}, and its record goes to {beyond}.")


async def whoever_reads_on_misses_nothing(site: Site) -> None:
    """Reading the lines after any place gives exactly the later ones; none is skipped, none comes again."""
    question = await provoke(site)
    words = question.words()
    taken(await question.give(question.may[0], question.answer(words)))
    await delivered(question, words)
    whole = (await question.talk.view()).items
    for number, item in enumerate(whole):
        rest = (await question.talk.view(item.position, node=number)).items
        story = f"The lines of {question.talk.id} after {item.position} are {[i.position for i in rest]}"
        expect(rest == whole[number + 1 :], f"{story}; they should be {[i.position for i in whole[number + 1 :]]}.")


async def nothing_changes_afterwards(site: Site) -> None:
    """All conversations of this run, read again at its end on every node: each line and story is as it was told."""
    for number, talk in enumerate(list(site.talks)):
        view = await talk.view(node=number)
        now = {item.position for item in view.items}
        gone = sorted(set(talk.lines_seen) - now)
        expect(not gone, f"The lines at {gone} of {talk.id} are gone. {talk.told(view)}")
        if talk.changed:
            raise Broken(talk.changed[0])
        before, now_told = list(talk.stories), await talk.story()
        for story in before:
            same = now_told[: len(story)] == story
            expect(same, f"The story of {talk.id} was told differently before: {_difference(story, now_told)}")


def _difference(before: list[StoryLine], now: list[StoryLine]) -> str:
    for number, line in enumerate(before):
        if now[number : number + 1] != [line]:
            return f"“{line.what}” at {line.position} is now {[(n.position, n.what) for n in now[number : number + 1]]}"
    return ""


async def ids_cannot_be_guessed(site: Site) -> None:
    """The ids and tokens of this run's conversations are all different, long, and in no order."""
    if len(site.talks) < ENOUGH_IDS:
        raise Unfit(f"It takes {ENOUGH_IDS} conversations to tell.")
    for what, found in (("id", [talk.id for talk in site.talks]), ("token", [talk.token for talk in site.talks])):
        expect(len(set(found)) == len(found), f"Two conversations have the same {what}.")
        shortest = min(map(len, found))
        changing = sum(len({each[at] for each in found}) > 1 for at in range(shortest))
        expect(
            changing >= SHORTEST_RANDOM, f"Only {changing} characters of a conversation's {what} differ: {found[:3]}"
        )
    order = [talk.id for talk in site.talks]
    expect(order not in (sorted(order), sorted(order, reverse=True)), f"Ids come in order: {order[:4]}.")


CHECKS = (positions_only_grow, whoever_reads_on_misses_nothing)
AT_THE_END = (nothing_changes_afterwards,)
IDS = (ids_cannot_be_guessed,)
