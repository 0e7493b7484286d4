"""A message is read with plain arithmetic; here it is held to the numbers of the scikit-learn pipeline behind it."""

from functools import cache
from timeit import repeat
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from earpiece.models.local.ranker import Ranker
from earpiece.models.local.space import MAX_CHARS, Space, pairs
from earpiece.models.local.strangers import STRANGERS
from earpiece.models.local.words import Speller, stems
from tests.models.local.conftest import LESSONS

EXAMPLES = [said for lesson in LESSONS for said in (lesson.title, *lesson.examples)]
LABELS = np.array([number for number, lesson in enumerate(LESSONS) for _ in (lesson.title, *lesson.examples)])
MESSAGES = (
    *EXAMPLES,
    *STRANGERS,
    "somebody stole my card",
    "my trasnfer has not arived, whre is my money, my money, my money?",
    "I was in Spain last week. On the way back someone took my card. And also, how do I change my PIN?",
    "£40.00 on 5 November, I'm sure it wasn't me",
    "a b c x",
    "card",
    "?",
    "",
    "日本語 ÀÉî Straße",
    "qwrtzxcvplmk" * 40,
    "when does my card arrive and why was the transfer not received " * 20,
)


@cache
def space() -> Space:
    """The features of the examples."""
    return Space(EXAMPLES)


class Pipeline:
    """The same reading, word for word by scikit-learn."""

    def __init__(self, labels: Any) -> None:
        self._words: Any = TfidfVectorizer(analyzer=pairs, sublinear_tf=True)
        self._letters: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        repaired = [space().repaired(text) for text in EXAMPLES]
        self._words.fit([stems(text) for text in repaired])
        self._letters.fit(repaired)
        self._labels = labels
        self._examples = self.vectors(EXAMPLES)
        self._machine: Any = LinearSVC(C=2.0, tol=0.1, random_state=0).fit(self._examples, labels)

    def vectors(self, texts: list[str]) -> Any:
        """One row of length 1 per text, half words and half letters."""
        repaired = [space().repaired(text) for text in texts]
        said = [stems(text) for text in repaired]
        halves = [self._words.transform(said), self._letters.transform(repaired)]
        return csr_matrix(hstack(halves)) * np.sqrt(0.5)

    def linear(self, text: str) -> Any:
        """The machine's decision for each target; of two, one number decides."""
        decided = self._machine.decision_function(self.vectors([text]))
        return decided[0] if decided.ndim > 1 else np.array([-decided[0], decided[0]])

    def nearest(self, text: str) -> list[float]:
        """The similarity of each target's most similar example."""
        similar = (self._examples @ self.vectors([text]).T).toarray()[:, 0]
        return [similar[self._labels == label].max() for label in np.unique(self._labels)]


@cache
def pipeline() -> Pipeline:
    """Fitted on the examples."""
    return Pipeline(LABELS)


def ranker(labels: Any) -> Ranker:
    """Learned from the examples, for these targets."""
    return Ranker(space().examples, labels, len(np.unique(labels)))


def dense(text: str) -> Any:
    """The message as the product sees it, with a place for every feature."""
    seen = space().see(text)
    found = np.zeros(space().examples.shape[1])
    np.add.at(found, seen.features, seen.weights)
    return found


@pytest.mark.parametrize("text", MESSAGES)
def test_a_message_is_seen_as_scikit_learn_sees_it(text: str) -> None:
    """The same features with the same weights, typing errors, repetitions and strange words included."""
    assert dense(text) == pytest.approx(pipeline().vectors([text]).toarray()[0], abs=1e-12)


def test_the_examples_are_seen_as_any_message_is() -> None:
    """What is learned from and what is read are the same vectors."""
    for row, text in zip(space().examples.toarray(), EXAMPLES, strict=True):
        assert dense(text) == pytest.approx(row, abs=1e-12)


@pytest.mark.parametrize("labels", [LABELS, LABELS % 2, np.random.default_rng(0).permutation(LABELS)])
def test_a_message_is_scored_as_scikit_learn_scores_it(labels: Any) -> None:
    """Decisions and nearest examples, for many targets, for two, and for examples in any order."""
    quick, judge = ranker(labels), Pipeline(labels)
    for text in MESSAGES:
        scores = quick.score(space().see(text))
        assert scores.linear == pytest.approx(judge.linear(text), abs=1e-9)
        assert scores.nearest == pytest.approx(judge.nearest(text), abs=1e-9)


def test_many_messages_at_once_score_as_each_alone() -> None:
    """The calibration learns from scores of many at once; they are the scores a message gets."""
    quick = ranker(LABELS)
    together = quick.scores(space().examples)
    for number, text in enumerate(EXAMPLES):
        alone = quick.score(space().see(text))
        assert alone.linear == pytest.approx(together.linear[number], abs=1e-12)
        assert alone.nearest == pytest.approx(together.nearest[number], abs=1e-12)


def test_reading_one_message_costs_less_than_asking_scikit_learn() -> None:
    """Why the arithmetic is written out: usually several times less; the best of many tries is compared."""
    quick, judge = ranker(LABELS), pipeline()
    text = "somebody stole my card, how do I change my PIN?"

    def own() -> None:
        quick.score(space().see(text))

    def theirs() -> None:
        judge.linear(text)

    assert min(repeat(own, number=1, repeat=50)) < min(repeat(theirs, number=1, repeat=50))


def test_a_letter_too_many_is_repaired_in_the_longest_word_too() -> None:
    """Only words too long to be near any known one are left alone unseen."""
    speller = Speller(["card", "transfer"])
    assert speller.fix("transferx") == "transfer"
    assert speller.fix("transferxxx") == "transferxxx"


def test_only_the_beginning_of_a_long_message_is_seen() -> None:
    """A message as long as a book costs no more than a page."""
    said = "my card was stolen " * 100
    assert dense(said) == pytest.approx(dense(said[:MAX_CHARS]), abs=1e-12)
