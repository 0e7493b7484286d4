"""Joins the parts of the runtime: what a server, a test or the simulated world talks to."""

from earpiece.judgement.case import Embed
from earpiece.runtime.asks import Asks
from earpiece.runtime.bell import Bell
from earpiece.runtime.chats import Chats, Vouch
from earpiece.runtime.desk.alike import Alike
from earpiece.runtime.desk.answering import Answering
from earpiece.runtime.desk.cards import Cards
from earpiece.runtime.desk.desk import Desk
from earpiece.runtime.desk.evidence import Evidence
from earpiece.runtime.desk.releases import Releases
from earpiece.runtime.desk.seeds import Seeds
from earpiece.runtime.learning.classes import Classes
from earpiece.runtime.learning.deciding import Deciding
from earpiece.runtime.learning.learning import Learning
from earpiece.runtime.learning.precedents import PrecedentBook
from earpiece.runtime.learning.reading import Reading
from earpiece.runtime.learning.shelf import Shelf
from earpiece.runtime.ports import Ports
from earpiece.runtime.staff.accounts import Accounts
from earpiece.runtime.staff.people import People
from earpiece.runtime.staff.staff import Staff
from earpiece.runtime.states import States
from earpiece.runtime.supervision.bulletins import Bulletins
from earpiece.runtime.supervision.control_panel import ControlPanel
from earpiece.runtime.supervision.live import LiveBoard
from earpiece.runtime.supervision.oversight import Oversight
from earpiece.runtime.supervision.replies import Replies
from earpiece.runtime.supervision.supervising import Supervising
from earpiece.runtime.supervision.switches import Switches
from earpiece.runtime.takeover import Takeover
from earpiece.runtime.timers import Timers
from earpiece.runtime.turn import Turns


class Engine:
    """The running system without any face: `chats` for customers, `desk` and `people` for the human side."""

    def __init__(
        self, ports: Ports, vouch: Vouch, longest_sleep: float = 1.0, beat: float = 0.5, embed: Embed | None = None
    ) -> None:
        """`longest_sleep` and `beat` in seconds: between two looks for timers, and between two signs of life. `embed`:
        a sentence embedding, if there is one."""
        self.ports = ports
        self.states = States(ports.journal, ports.companies)
        self.bell = Bell(ports.journal)
        self.controls = ControlPanel(ports)
        self.people = People(ports)
        self.staff = Staff.of(ports, self.states, self.people)
        self.classes = Classes(ports, embed)
        self.shelf = Shelf(ports, embed)
        deciding = Deciding(ports, self.classes, self.shelf, self.people)
        reading = Reading(ports, self.classes)
        self.learning = Learning(ports, self.classes, self.people)
        self.turns = Turns(ports, self.states, self.controls, self.staff.waits, deciding, reading)
        self.releases = Releases(ports, self.states, self.turns)
        self.seeds = Seeds(ports, self.states, self.people, self.staff)
        alike = Alike(ports, self.states, self.releases)
        self.precedents = PrecedentBook(ports, self.states, self.people, self.shelf)
        cards = Cards(ports, self.states, self.people, self.staff, alike, self.seeds, self.precedents)
        self.answering = Answering(ports, self.states, self.turns, self.people, cards, self.releases)
        self.timers = Timers(ports, self.states, self.turns, self.releases, self.answering, longest_sleep)
        self.takeover = Takeover(ports, self.states, self.turns, self.releases, beat)
        self.accounts = Accounts(ports, self.people)
        self.live = LiveBoard(ports, self.states, self.people)
        self.oversight = Oversight(ports, self.people, self.seeds, self.precedents)
        self.chats = Chats(ports, self.states, self.turns, self.bell, vouch)
        self.desk = Desk(ports, self.states, self.turns, self.people, self.bell, cards, self.answering)
        self.asks = Asks(ports, self.states, self.turns, self.people, self.bell)
        self.evidence = Evidence(ports, self.states, self.people, self.shelf)
        self.supervising = Supervising(ports, self.states, self.turns, self.people, self.bell, self.staff.hands)
        self.replies = Replies(ports, self.states, self.people, self.supervising)
        self.switches = Switches(ports, self.people, self.controls, self.turns)
        self.bulletins = Bulletins(ports, self.people, self.controls, self.desk)

    def begin(self) -> None:
        """Start what runs by itself: the sign of life, the timers, and the watch over other nodes' work."""
        self.ports.spawn("beat", self.takeover.beat())
        self.ports.spawn("timers", self.timers.run())
        self.ports.spawn("classes", self.classes.warm())
        self.ports.spawn("takeover", self.takeover.watch())
        self.ports.spawn("precedents", self.precedents.teaching.run())
        self.ports.spawn("briefs", self.turns.briefing.run())
