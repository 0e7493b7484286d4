"""Guards in both directions: orders that hide in what comes in, and words that must not go out."""

from earpiece.gate.guards.outgoing import guard

__all__ = ["guard"]
