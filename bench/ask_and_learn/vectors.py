"""Sentence vectors kept on disk by their text's digest: many runs over one file embed each sentence once."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from earpiece.judgement.case import Vector

EmbedMany = Callable[[Sequence[str]], NDArray[np.float32]]
AT_ONCE = 512


class KeptVectors:
    """An embedding (`judgement.Embed`) that remembers. `embed_many`: texts to one row each."""

    def __init__(self, embed_many: EmbedMany, file: Path) -> None:
        self._embed_many = embed_many
        file.parent.mkdir(parents=True, exist_ok=True)
        self._rows = sqlite3.connect(file)
        self._rows.execute("create table if not exists vector (digest blob primary key, numbers blob) without rowid")
        self._near: dict[str, Vector] = {}

    def __call__(self, text: str) -> Vector:
        if text not in self._near:
            self.warm([text])
        return self._near[text]

    def warm(self, texts: Iterable[str]) -> None:
        """Have all of these in memory; those never seen are embedded together."""
        missing = []
        for text in dict.fromkeys(texts):
            if text in self._near:
                continue
            found = self._rows.execute("select numbers from vector where digest = ?", (_digest(text),)).fetchone()
            if found is None:
                missing.append(text)
            else:
                self._near[text] = np.frombuffer(found[0], dtype=np.float32)
        for begin in range(0, len(missing), AT_ONCE):
            self._keep(missing[begin : begin + AT_ONCE])

    def _keep(self, texts: Sequence[str]) -> None:
        with self._rows:
            for text, row in zip(texts, self._embed_many(texts), strict=True):
                self._near[text] = row
                self._rows.execute("insert or ignore into vector values (?, ?)", (_digest(text), row.tobytes()))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
