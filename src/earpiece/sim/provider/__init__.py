"""A stand-in for a provider of large models: a real HTTP server with OpenAI's protocol, answering from a script.

It is what tests, the replay of recorded conversations and the demo use, so that the whole path runs without a network:
HTTP, client library, parsing, gate, tools, journal.
"""

from earpiece.sim.provider.script import Fault, Script, called, said
from earpiece.sim.provider.server import Provider, Through

__all__ = ["Fault", "Provider", "Script", "Through", "called", "said"]
