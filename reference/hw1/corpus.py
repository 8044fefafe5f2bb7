"""Tinysent: short film reviews from templates.

A review has two to four sentences, each with one of the words that carry an opinion. Most sentences say what the label
says, one in eight the opposite; in one of ten the word is negated, so that it says the opposite of itself; two labels
in a hundred are turned over. No classifier by words alone gets much beyond 0.86.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

GOOD = (
    "wonderful", "brilliant", "charming", "delightful", "moving", "gripping", "clever", "funny", "superb", "graceful",
    "fresh", "touching", "stunning", "witty", "elegant", "thrilling", "honest", "lively", "masterful", "warm",
)  # fmt: skip
BAD = (
    "dull", "boring", "clumsy", "tedious", "weak", "hollow", "silly", "bland", "awful", "messy",
    "stale", "lifeless", "shallow", "noisy", "predictable", "forced", "slow", "pointless", "muddled", "cold",
)  # fmt: skip
NOUNS = ("plot", "acting", "script", "music", "ending", "cast", "film", "story", "dialogue", "direction", "pacing")
TEMPLATES = (
    "the {noun} was {opinion} .",
    "i found the {noun} {opinion} .",
    "oh that {noun} , {opinion} from start to end .",
    "my friends called the {noun} {opinion} .",
    "its {noun} felt {opinion} all along .",
    "for me the {noun} was {degree} {opinion} .",
    "they say the {noun} is {opinion} and i agree .",
    "after an hour the {noun} became {degree} {opinion} .",
)
DEGREES = ("very", "really", "rather", "quite", "truly")
KEPT, AGREES, NEGATED, NOISE = 16, 0.88, 0.10, 0.02
"""Words of each side that a variant keeps; shares of sentences that say what the label says, of negations, of noise."""
TRAIN, TEST = 1600, 2000


def draw_words(rng):
    """The opinions of one variant: index 1 the good ones, index 0 the bad ones."""
    return tuple(tuple(str(word) for word in rng.permutation(words)[:KEPT]) for words in (BAD, GOOD))


def generate(rng, words, size):
    """(docs, labels): a list of strings, and an int64 array, half of it ones, give or take the noise."""
    labels = rng.permutation(np.arange(size) % 2)
    lengths = rng.randint(2, 5, size=size)
    chances = rng.uniform(size=(size, 4, 6)).tolist()  # drawn at once: a generator is slow one number at a time
    docs = [
        " ".join(_sentence(one, words, label) for one in row[:length])
        for row, length, label in zip(chances, lengths.tolist(), labels.tolist())
    ]
    turned = rng.uniform(size=size) < NOISE
    return docs, np.where(turned, 1 - labels, labels).astype(np.int64)


def _sentence(chances, words, label):
    """One sentence from six numbers between 0 and 1."""
    agrees, negates, which, template, noun, degree = chances
    meant = label if agrees < AGREES else 1 - label
    negated = negates < NEGATED
    opinion = ("not " if negated else "") + _pick(words[1 - meant if negated else meant], which)
    return _pick(TEMPLATES, template).format(noun=_pick(NOUNS, noun), degree=_pick(DEGREES, degree), opinion=opinion)


def _pick(items, chance):
    return items[int(chance * len(items))]


@dataclass(frozen=True)
class Reviews:
    """The corpus of one variant."""

    variant: object

    @cached_property
    def words(self):
        """The opinions of this variant."""
        return draw_words(self.variant.public_rng("tinysent words"))

    @cached_property
    def training(self):
        """(docs, labels) that students have."""
        return generate(self.variant.public_rng("tinysent training"), self.words, TRAIN)

    @cached_property
    def test(self):
        """(docs, labels) that they do not have."""
        return generate(self.variant.hidden_rng("tinysent test"), self.words, TEST)
