"""Attacks on the agent, played through the real runtime: what took effect, what was said, what was noticed."""
