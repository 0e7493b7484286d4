"""The product's sentence embedding, if its extra is installed: each sentence is embedded once, its time told apart."""

import tempfile
import time
from pathlib import Path

from bench.ask_and_learn.vectors import KeptVectors
from earpiece.judgement.case import Embed, Vector

KEPT = Path(tempfile.gettempdir()) / "earpiece-ask-and-learn" / "vectors.sqlite"
"""Vectors by digest of their sentence, shared by all runs on this machine."""


class Timed:
    """An embedding that knows how many seconds of processor time it took."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self.spent = 0.0

    def __call__(self, text: str) -> Vector:
        began = time.process_time()
        vector = self._embed(text)
        self.spent += time.process_time() - began
        return vector


def installed() -> Timed | None:
    """None where the extra `embedding` is missing."""
    try:
        from earpiece.models.minilm import load
    except ImportError:
        return None
    encoder = load()
    return Timed(KeptVectors(encoder.embed, KEPT)) if encoder is not None else None
