"""The forward pass of BERT with mean pooling, in numpy.

Devlin et al., BERT (NAACL 2019), as Reimers and Gurevych, Sentence-BERT (EMNLP 2019), use it. Sentences are never
padded: those of equal length go through together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from earpiece.judgement.case import Vector
from earpiece.models.minilm.tensors import Tensor, read_tensors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HEADS = 12
LONGEST = 256  # tokens; the rest of a text is not read
TOGETHER = 1024  # tokens that go through together
SMALL = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights lie as they are multiplied: input by output. Queries, keys and values are one matrix."""

    mix: Tensor
    mix_bias: Tensor
    out: Tensor
    out_bias: Tensor
    out_norm: tuple[Tensor, Tensor]
    wide: Tensor
    wide_bias: Tensor
    narrow: Tensor
    narrow_bias: Tensor
    norm: tuple[Tensor, Tensor]

    def __call__(self, tokens: Tensor) -> Tensor:
        """tokens: sentences of equal length by tokens by width. They are changed in place and given back."""
        tokens += self._attend(tokens)
        _normalise(tokens, *self.out_norm)
        inner = tokens @ self.wide
        inner += self.wide_bias
        tokens += _gelu(inner) @ self.narrow
        tokens += self.narrow_bias
        return _normalise(tokens, *self.norm)

    def _attend(self, tokens: Tensor) -> Tensor:
        sentences, length, width = tokens.shape
        mixed = tokens @ self.mix
        mixed += self.mix_bias
        heads = mixed.reshape(sentences, length, 3, HEADS, width // HEADS).transpose(2, 0, 3, 1, 4)
        query, key, value = heads[0], heads[1], heads[2]
        weights = query @ key.swapaxes(-1, -2)
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        gathered = (weights @ value).transpose(0, 2, 1, 3).reshape(sentences, length, width)
        attended: Tensor = gathered @ self.out
        attended += self.out_bias
        return attended


class Encoder:
    """Texts to unit vectors of 384 numbers, the same every time. Keeps the protocol `Embed`."""

    def __init__(self, tokenizer: "Tokenizer", tensors: dict[str, Tensor]) -> None:
        self._tokenizer = tokenizer
        self._words = tensors["embeddings.word_embeddings.weight"]
        # Every token is of the first kind, so its kind's vector goes along with its place's.
        kind = tensors["embeddings.token_type_embeddings.weight"][0]
        self._places = tensors["embeddings.position_embeddings.weight"][:LONGEST] + kind
        self._norm = _pair(tensors, "embeddings.LayerNorm")
        count = sum(name.endswith("attention.self.query.weight") for name in tensors)
        self._layers = [_layer(tensors, f"encoder.layer.{at}.") for at in range(count)]

    def __call__(self, text: str) -> Vector:
        row: Vector = self.embed([text])[0]
        return row

    def embed(self, texts: Sequence[str]) -> Tensor:
        """One row per text; faster than one by one."""
        tokens = [each.ids for each in self._tokenizer.encode_batch(list(texts))]
        rows = np.empty((len(tokens), self._words.shape[1]), dtype=np.float32)
        by_length = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        while by_length:
            length = len(tokens[by_length[0]])
            group = [at for at in by_length[: max(1, TOGETHER // length)] if len(tokens[at]) == length]
            rows[group] = self._forward(np.array([tokens[at] for at in group]))
            del by_length[: len(group)]
        return rows

    def _forward(self, tokens: NDArray[np.int64]) -> Tensor:
        hidden: Tensor = self._words[tokens] + self._places[: tokens.shape[1]]
        _normalise(hidden, *self._norm)
        for layer in self._layers:
            layer(hidden)
        pooled: Tensor = hidden.mean(axis=1)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        return pooled


def read_encoder(folder: Path) -> Encoder:
    """The encoder whose `tokenizer.json` and `model.safetensors` lie in this folder."""
    from tokenizers import Tokenizer  # an optional extra

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return Encoder(tokenizer, read_tensors(folder / "model.safetensors"))


def _layer(tensors: dict[str, Tensor], name: str) -> Layer:
    parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
    mix = np.concatenate([tensors[f"{part}.weight"] for part in parts]).T.copy()
    mix_bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
    width = mix.shape[0]
    # Attention divides by the root of a head's width; the queries are made smaller once instead.
    shrink = np.float32((width // HEADS) ** -0.5)
    mix[:, :width] *= shrink
    mix_bias[:width] *= shrink
    return Layer(
        mix,
        mix_bias,
        *_dense(tensors, f"{name}attention.output.dense"),
        _pair(tensors, f"{name}attention.output.LayerNorm"),
        *_dense(tensors, f"{name}intermediate.dense"),
        *_dense(tensors, f"{name}output.dense"),
        _pair(tensors, f"{name}output.LayerNorm"),
    )


def _dense(tensors: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    return tensors[f"{name}.weight"].T.copy(), np.array(tensors[f"{name}.bias"])


def _pair(tensors: dict[str, Tensor], name: str) -> tuple[Tensor, Tensor]:
    return np.array(tensors[f"{name}.weight"]), np.array(tensors[f"{name}.bias"])


def _normalise(rows: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Layer normalisation, in place."""
    rows -= rows.mean(axis=-1, keepdims=True)
    spread = np.einsum("...i,...i->...", rows, rows)[..., None] / rows.shape[-1]
    rows /= np.sqrt(spread + SMALL)
    rows *= scale
    rows += shift
    return rows


def _gelu(rows: Tensor) -> Tensor:
    """x times the normal distribution's cumulative function of x, in place."""
    half: Tensor = erf(rows * np.float32(0.5**0.5))
    half += 1.0
    half *= 0.5
    rows *= half
    return rows
