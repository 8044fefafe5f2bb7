"""The agreement corpus: sentences whose verb agrees with their first noun, whatever nouns stand between.

    the N (P the N)* V (A)? .

The verb is singular or plural as the first N is; a noun after a preposition may be either. Whoever has read a sentence
from its beginning knows the chances of the next word exactly, so the best perplexity that anyone can reach is known.
"""

from bisect import bisect_right

import numpy as np

THE, STOP = 0, 1
NOUNS = ("dog", "child", "farmer", "sailor", "king", "spider", "teacher", "robot", "lawyer", "singer")
PREPOSITIONS = ("near", "with", "behind", "above", "beside", "after")
VERBS = ("sleep", "laugh", "wait", "sing", "fall", "work", "stay", "dream")
ADVERBS = ("today", "again", "often", "outside", "quietly", "here")
PLURALS = {"child": "children"}
COUNTS = {"noun": 4, "preposition": 3, "verb": 4, "adverb": 2}
"""How many of each kind a variant has; nouns and verbs in both numbers."""
V = 2 + 2 * COUNTS["noun"] + COUNTS["preposition"] + 2 * COUNTS["verb"] + COUNTS["adverb"]
"""Different tokens, with `the` and the full stop: 23."""
PHRASE, PLURAL, ADVERB = 0.45, 0.5, 0.5
"""The chances of one more prepositional phrase, of a plural noun, and of an adverb."""
CONCENTRATION = 1.0
"""Of the Dirichlet distribution that the chances of the words of one kind are drawn from."""


class Grammar:
    """The words of one variant and their chances, drawn with a RandomState.

    words: V strings, in the order of their ids. kinds: kind -> ids, with the kinds noun 0 (singular), noun 1 (plural),
    preposition, verb 0, verb 1 and adverb. chances: kind -> how likely each word of it is, where that kind stands.
    """

    def __init__(self, rng):
        nouns = [str(word) for word in rng.permutation(NOUNS)[: COUNTS["noun"]]]
        verbs = [str(word) for word in rng.permutation(VERBS)[: COUNTS["verb"]]]
        blocks = {
            "noun 0": nouns,
            "noun 1": [PLURALS.get(noun, noun + "s") for noun in nouns],
            "preposition": [str(word) for word in rng.permutation(PREPOSITIONS)[: COUNTS["preposition"]]],
            "verb 0": [verb + "s" for verb in verbs],
            "verb 1": verbs,
            "adverb": [str(word) for word in rng.permutation(ADVERBS)[: COUNTS["adverb"]]],
        }
        self.words, self.kinds, self.chances = ["the", "."], {}, {}
        for kind, words in blocks.items():
            self.kinds[kind] = np.arange(len(self.words), len(self.words) + len(words))
            self.words += words
            self.chances[kind] = 0.8 * rng.dirichlet(np.full(len(words), CONCENTRATION)) + 0.2 / len(words)
        self._first = {kind: int(ids[0]) for kind, ids in self.kinds.items()}
        self._below = {kind: np.cumsum(p)[:-1].tolist() for kind, p in self.chances.items()}
        self._kind_of = {int(word): kind for kind, ids in self.kinds.items() for word in ids}

    def text(self, rng, size):
        """Sentence after sentence, cut after `size` ids: (size,) int64."""
        ids = []
        while len(ids) < size:
            ids += self._sentence(rng)
        return np.array(ids[:size], dtype=np.int64)

    def _sentence(self, rng):
        number = int(rng.random_sample() < PLURAL)
        ids = [THE, self._word(rng, f"noun {number}")]
        while rng.random_sample() < PHRASE:
            ids += [self._word(rng, "preposition"), THE, self._word(rng, f"noun {int(rng.random_sample() < PLURAL)}")]
        ids.append(self._word(rng, f"verb {number}"))
        if rng.random_sample() < ADVERB:
            ids.append(self._word(rng, "adverb"))
        return [*ids, STOP]

    def _word(self, rng, kind):
        return self._first[kind] + bisect_right(self._below[kind], rng.random_sample())

    def chance_of_next(self, kind, number):
        """How likely each word is after a word of this kind, in a sentence whose first noun has this number: (V,)."""
        p = np.zeros(V)
        if kind == "the":
            for n, share in ((0, 1 - PLURAL), (1, PLURAL)):
                p[self.kinds[f"noun {n}"]] = share * self.chances[f"noun {n}"]
        elif kind.startswith("noun"):
            p[self.kinds["preposition"]] = PHRASE * self.chances["preposition"]
            p[self.kinds[f"verb {number}"]] = (1 - PHRASE) * self.chances[f"verb {number}"]
        elif kind.startswith("verb"):
            p[self.kinds["adverb"]] = ADVERB * self.chances["adverb"]
            p[STOP] = 1 - ADVERB
        else:
            p[STOP if kind == "adverb" else THE] = 1.0
        return p

    def read(self, ids):
        """What a reader of ids, which begin with a sentence, knows before each: [(kind of the word before, number of
        the sentence's first noun or None, nouns read since)]."""
        known, kind, number, nouns = [], "start", None, 0
        for word in ids:
            known.append((kind, number, nouns))
            kind = {THE: "the", STOP: "start"}.get(int(word)) or self._kind_of[int(word)]
            if kind == "start":
                number, nouns = None, 0
            elif kind.startswith("noun"):
                number, nouns = (int(kind[-1]) if number is None else number), nouns + 1
        return known

    def best_losses(self, ids):
        """-ln of the true chance of every id, given those before it; ids begin with a sentence: (len(ids),)."""
        table = {}
        losses = np.empty(len(ids))
        for at, (kind, number, _) in enumerate(self.read(ids)):
            if (kind, number) not in table:
                table[kind, number] = self.chance_of_next(kind, number)
            losses[at] = -np.log(table[kind, number][ids[at]])
        return losses

    def far_verbs(self, ids):
        """Where a verb stands with a prepositional phrase between it and its noun: positions, and numbers (0 or 1)."""
        found = [
            (at, number)
            for at, (_, number, nouns) in enumerate(self.read(ids))
            if nouns > 1 and self._kind_of.get(int(ids[at]), "").startswith("verb")
        ]
        return np.array([at for at, _ in found]), np.array([number for _, number in found])

    def entropy(self):
        """Nats for each token of endless text, exactly: that of a sentence over its expected length.

        A sentence has 1 / (1 - PHRASE) nouns on average, one verb, and an adverb with chance ADVERB.
        """
        phrases = PHRASE / (1 - PHRASE)
        length = 2 + 3 * phrases + 1 + ADVERB + 1
        nouns = phrases + 1
        after = [
            (nouns, "the", 0),
            (nouns * (1 - PLURAL), "noun 0", 0),
            (nouns * PLURAL, "noun 0", 1),
            (1, "verb 0", 0),
        ]
        return sum(times * _entropy(self.chance_of_next(kind, number)) for times, kind, number in after) / length


def _entropy(p):
    p = p[p > 0]
    return float(-np.sum(p * np.log(p)))


def bigram_losses(train, ids):
    """-ln of the chance of ids[1:], each given the one before, by the counts of `train`, 0.1 added to each."""
    counts = np.full((V, V), 0.1)
    np.add.at(counts, (train[:-1], train[1:]), 1.0)
    p = counts / counts.sum(axis=1, keepdims=True)
    return -np.log(p[ids[:-1], ids[1:]])
