"""The sentence embedding: the numbers its makers publish, likeness that follows meaning, and a life without it."""

import json
from importlib import util
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from earpiece.domain.errors import Invalid
from earpiece.models import minilm
from earpiece.models.minilm.tensors import read_tensors


@pytest.fixture(scope="module")
def encoder() -> minilm.Encoder:
    found = minilm.load()
    if found is None:
        pytest.skip("the extra `embedding` is not installed")
    return found


def test_the_published_vector_comes_out(encoder: minilm.Encoder) -> None:
    """The first numbers sentence-transformers prints for this sentence with the same weights."""
    row = encoder("This is an example sentence")
    assert row.shape == (384,)
    assert row.dtype == np.float32
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert row[:4] == pytest.approx([0.0676569, 0.0634959, 0.0487131, 0.0793049], abs=2e-6)


def test_the_published_likeness_of_two_sentences(encoder: minilm.Encoder) -> None:
    """From the sentence-transformers documentation on semantic textual similarity."""
    awesome, great, cat, dog = encoder.embed(
        ["The new movie is awesome", "The new movie is so great", "The cat sits outside", "The dog plays in the garden"]
    )
    assert float(awesome @ great) == pytest.approx(0.8939, abs=1e-4)
    assert float(cat @ dog) == pytest.approx(0.2838, abs=1e-4)


def test_what_means_the_same_is_closer(encoder: minilm.Encoder) -> None:
    asked, same, other = encoder.embed(
        ["my card has not come yet", "when will i get the new bank card", "how do i change my address"]
    )
    assert float(asked @ same) > 0.45
    assert float(asked @ same) > float(asked @ other) + 0.2


def test_many_at_once_are_the_same_as_one_by_one(encoder: minilm.Encoder) -> None:
    texts = ["", "Hello", "hello", "Where is my parcel?", "It has been two weeks.", "x " * 600]
    rows = encoder.embed(texts)
    for text, row in zip(texts, rows, strict=True):
        assert np.abs(encoder(text) - row).max() < 1e-5
    assert np.abs(rows[1] - rows[2]).max() < 1e-6  # small letters or capitals are one


def test_no_embedding_where_the_weights_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == minilm.PACKAGE else util.find_spec(name, package)

    monkeypatch.setattr(minilm, "find_spec", nothing)
    assert minilm.load() is None


def test_reads_tensors(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype="<f4").reshape(2, 3)
    header = json.dumps({"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
    header += b" " * (-len(header) % 8)
    file = tmp_path / "a.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header + numbers.tobytes())
    assert np.array_equal(read_tensors(file)["a"], numbers)


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    file.write_bytes(b"version https://example.org/pointer\n" * 3)
    with pytest.raises(Invalid, match="not a safetensors file"):
        read_tensors(file)
