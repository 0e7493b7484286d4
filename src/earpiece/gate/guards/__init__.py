"""Guards in both directions: orders that hide in what comes in, and words that must not go out."""

from earpiece.gate.guards.flags import flags_of, quarantine
from earpiece.gate.guards.injection import Found, find_injection
from earpiece.gate.guards.outgoing import guard

__all__ = ["Found", "find_injection", "flags_of", "guard", "quarantine"]
