"""Nodes are restarted one by one with a newer company: each serves what began on the other, older or newer."""

import json
from pathlib import Path

import pytest

from earpiece.company.shelf import Shelf
from earpiece.company.toolbox import NewestTools, load_toolbox
from earpiece.domain.commands import Start
from earpiece.domain.desk_events import VersionPublished
from earpiece.domain.errors import NotFound, Unusable
from earpiece.domain.events import AgentSaid, ConversationOpened
from earpiece.domain.ports import Write
from earpiece.journal.memory import MemoryJournal
from earpiece.sim.loop import START
from tests.support.nodes import Town, TownNode
from tests.support.stage import SHOP

LUCK = """\
about: The customer wants to know their lucky number.
title: your lucky number
examples: ["what is my lucky number", "tell me my lucky number", "which number brings luck"]
steps:
  - call: lucky_number
    save: luck
  - say: "It is {{ luck.number }}."
  - end: resolved
"""
NEWER = {
    **SHOP.files,
    "playbooks/luck.yaml": LUCK,
    "tools.yaml": SHOP.files["tools.yaml"] + "\nlucky_number: {about: A number, effect: read, needs: anyone}\n",
    "tools.py": SHOP.files["tools.py"].replace(
        "    def sign_in(", '    def lucky_number(self) -> dict[str, int]:\n        """A number."""\n        return '
        '{"number": 7}\n\n    def sign_in(', 1,
    ),
}  # fmt: skip
SCRIPT = {"my lucky number": Start(target="playbook/luck")}


class Upgrade(Town):
    """The first node runs the shop as it was, the second one a newer one."""

    def __init__(self) -> None:
        super().__init__(SCRIPT)

    async def _start(self) -> None:
        await self._add_people()
        for name, files in (("older", SHOP.files), ("newer", NEWER)):
            shelf = Shelf(files)
            self.nodes.append(TownNode(self, name, shelf, self._tools(shelf)))
            await shelf.publish(self.node(-1).disk, START)

    def _tools(self, shelf: Shelf) -> NewestTools:
        data = Path(self._folder.name)
        return NewestTools(shelf, lambda files: load_toolbox(files, data, self.clock.now, inline=True))

    def opens_at(self, number: int) -> None:
        """A customer comes to one of the nodes."""
        self.chat = self.run(self.node(number).engine.chats.open(token=self.token("maya")))

    def says_at(self, number: int, text: str) -> str:
        """The customer's words reach one of the nodes; what was said then."""
        self._messages += 1
        self.run(self.node(number).engine.chats.say(self.chat, f"m{self._messages}", text))
        return self.heard()


def test_an_older_node_takes_a_newer_version_from_the_journal() -> None:
    """With its playbooks, and with the tool that they need."""
    with Upgrade() as town:
        town.opens_at(1)
        assert "It is 7." in town.says_at(0, "my lucky number")
        assert len(town.journal(AgentSaid)) > 1


def test_without_the_look_into_the_journal_it_could_not_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken on purpose: the versions known at the start are all there are."""

    async def nothing(self: Shelf, digest: str, journal: MemoryJournal) -> None:
        pass

    with Upgrade() as town:
        town.opens_at(1)
        monkeypatch.setattr(Shelf, "find", nothing)
        with pytest.raises(NotFound, match="never published"):
            town.says_at(0, "my lucky number")


def test_what_began_on_an_older_node_goes_on_as_it_began() -> None:
    """The newer node does not know a lucky number in it."""
    with Upgrade() as town:
        town.opens_at(0)
        assert "It is 7." not in town.says_at(1, "my lucky number")
        town.opens_at(1)
        assert "It is 7." in town.says_at(1, "my lucky number")


def test_a_version_that_an_older_program_cannot_understand_is_left_to_newer_ones() -> None:
    """The client is to ask elsewhere; all other conversations go on."""
    files = {**NEWER, "company.yaml": NEWER["company.yaml"] + "\nteleport: true\n"}
    with Upgrade() as town:
        body = json.dumps(files).encode()
        town.run(town.disk.put_blob("future", body))
        published = Write("company", (VersionPublished(digest="future", name="Shop"),), START)
        opened = ConversationOpened(company="future", channel="chat")
        town.run(town.disk.append(published, Write("conversation/f", (opened,), START, subject="guest/f")))
        with pytest.raises(Unusable, match="start this node again"):
            town.run(town.engine.chats.view("f"))
        town.opens_at(0)
        assert town.says_at(0, "hello")


def test_nodes_that_start_at_one_time_publish_once() -> None:
    """And a version that was in force before is published again when it comes back."""
    with Town() as town:
        for _ in range(3):
            town.run(Shelf(SHOP.files).publish(town.disk, START))
        assert len(town.journal(VersionPublished, "company")) == 1
        town.run(Shelf(NEWER).publish(town.disk, START))
        town.run(Shelf(SHOP.files).publish(town.disk, START))
        assert len(town.journal(VersionPublished, "company")) == 3
