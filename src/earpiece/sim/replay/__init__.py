"""Recorded conversations of a large model, played through the real runtime, with an expert who knows what is right.

The provider is the stand-in of `sim/provider`, which says what was recorded; everything else is the product: HTTP,
client library, parsing, gate, tools, desk, journal. See docs/replay.md.
"""
