"""All signs of orders to an agent, each with its weight."""

from earpiece.gate.guards.signals import Signal
from earpiece.gate.guards.signs.aims import AIMS
from earpiece.gate.guards.signs.orders import ORDERS
from earpiece.gate.guards.signs.pretexts import PRETEXTS

SIGNALS: tuple[Signal, ...] = (*ORDERS, *PRETEXTS, *AIMS)
