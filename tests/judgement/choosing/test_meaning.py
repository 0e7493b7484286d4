"""Regression on sentence vectors: as good as fitting all answers at once, and bounded."""

import numpy as np
import pytest
from scipy.optimize import minimize

from earpiece.judgement.choosing import meaning as module
from earpiece.judgement.choosing.linear import Row
from earpiece.judgement.choosing.meaning import ALL, DESCRIBED, STIFF, Meaning
from earpiece.judgement.choosing.pool import Pool

WIDTH, CHOICES = 10, 4


def world(seed: int, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Descriptions, texts about them, and which each is about."""
    draw = np.random.default_rng(seed)
    middles = draw.normal(size=(CHOICES, WIDTH))
    choices = draw.integers(0, CHOICES, count)
    texts = middles[choices] + draw.normal(size=(count, WIDTH))
    return _unit(middles), _unit(texts), choices


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def taught(count: int) -> tuple[Meaning, np.ndarray, np.ndarray, np.ndarray]:
    described, texts, choices = world(3, count)
    found = Meaning(WIDTH)
    found.add(list(described))
    for text, choice in zip(texts, choices, strict=True):
        found.learn(text, int(choice))
    return found, described, texts, choices


def test_step_by_step_ends_where_all_at_once_does() -> None:
    found, described, texts, choices = taught(256)  # the centre is the mean of exactly these
    rows = np.hstack([texts - texts.mean(axis=0), np.full((len(texts), 1), ALL)])
    begin = np.zeros((CHOICES, WIDTH + 1))
    begin[:, :-1] = DESCRIBED * (described - described.mean(axis=0))

    def loss(flat: np.ndarray) -> float:
        weights = flat.reshape(begin.shape)
        scores = rows @ weights.T
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        held = STIFF / 2 * float(((weights - begin) ** 2).sum())
        return held - float(logs[np.arange(len(rows)), choices].sum())

    best = minimize(loss, begin.ravel(), method="L-BFGS-B").x.reshape(begin.shape)
    fresh = world(3, 400)[1][256:]
    expected = np.hstack([fresh - texts.mean(axis=0), np.full((len(fresh), 1), ALL)]) @ best.T
    expected = np.exp(expected - expected.max(axis=1, keepdims=True))
    expected /= expected.sum(axis=1, keepdims=True)
    shares = np.exp([found.scores(text) for text in fresh])
    assert float(np.abs(shares - expected).mean()) < 0.02
    assert float((shares.argmax(axis=1) == expected.argmax(axis=1)).mean()) > 0.95


def test_doubt_shrinks_where_answers_are() -> None:
    few, _, texts, _ = taught(20)
    many, _, _, _ = taught(200)
    assert many.doubt(texts[0]) < few.doubt(texts[0]) / 2


def test_the_nearest() -> None:
    found, _, texts, choices = taught(60)
    near = found.nearest(texts[7], int(choices[7]))
    assert near.own == pytest.approx(1, abs=1e-5)
    assert near.other < 1
    assert 0 < near.votes <= 1
    other = found.nearest(texts[7], (int(choices[7]) + 1) % CHOICES)
    assert other.other == pytest.approx(1, abs=1e-5)


def test_only_so_many_examples_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 64)
    found, _, texts, choices = taught(300)
    assert len(found) <= 64
    right = [int(np.argmax(found.scores(text))) == choice for text, choice in zip(texts, choices, strict=True)]
    assert np.mean(right) > 0.8


def test_the_pool_comes_to_trust_who_is_right() -> None:
    pool = Pool(early=(1.0, 1.0), late=(0.0, 0.0))
    for _ in range(40):
        good, bad = _row(3.0, 0.0), _row(0.0, 3.0)
        shares = np.exp(pool.scores([good, bad], 0))
        shares /= shares.sum()
        pool.learn([good, bad], shares - _row(1.0, 0.0), 0)
    assert int(np.argmax(pool.scores([_row(3.0, 0.0), _row(0.0, 3.0)], 0))) == 0


def _row(*numbers: float) -> Row:
    return np.array(numbers, dtype=np.float32)
