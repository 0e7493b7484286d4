"""Reads tensors from the safetensors format: a length of 8 bytes, a JSON header, the numbers one after another."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earpiece.domain.errors import Invalid

Tensor = NDArray[np.float32]


def read_tensors(path: Path) -> dict[str, Tensor]:
    """All tensors of 32-bit floats by name, mapped from the file. Raises Invalid where the format is another."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    begin = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    if not 8 < begin <= len(raw):
        raise Invalid(f"{path} is not a safetensors file. Install the extra `embedding` again.")
    header = json.loads(raw[8:begin].tobytes())
    found: dict[str, Tensor] = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        first, last = entry["data_offsets"]
        numbers = raw[begin + first : begin + last].view(np.dtype("<f4"))
        found[name] = numbers.reshape(entry["shape"])
    return found
