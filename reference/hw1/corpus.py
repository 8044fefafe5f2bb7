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
    docs = [_review(rng, words, label) for label in labels]
    turned = rng.uniform(size=size) < NOISE
    return docs, np.where(turned, 1 - labels, labels).astype(np.int64)


def _review(rng, words, label):
    return " ".join(_sentence(rng, words, label) for _ in range(rng.randint(2, 5)))


def _sentence(rng, words, label):
    meant = int(label) if rng.uniform() < AGREES else 1 - int(label)
    negated = rng.uniform() < NEGATED
    side = words[1 - meant if negated else meant]
    opinion = ("not " if negated else "") + side[rng.randint(len(side))]
    return TEMPLATES[rng.randint(len(TEMPLATES))].format(
        noun=NOUNS[rng.randint(len(NOUNS))], degree=DEGREES[rng.randint(len(DEGREES))], opinion=opinion
    )


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
