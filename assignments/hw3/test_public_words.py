"""Homework 3, the public checks of B1 to B3 and B7. Read them: they say what each function must do."""

from collections import Counter

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unpack, weight

# ---------------------------------------------------------------- B1

STORY = "the cat saw the dog and the dog saw the bird and the cat saw the dog by the dog"
TEXT = STORY.split()
WORDS = ["the", "dog", "saw", "cat", "and", "bird", "by"]
COUNTS = [7, 4, 3, 2, 2, 1, 1]


def judge_vocab(result, right, slips=()):
    """Words and counts; slips: (name, sentence, share, words, counts)."""
    words, counts = unpack(result, "words", "counts")
    words = words.tolist() if isinstance(words, np.ndarray) else words
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        raise Wrong("words should be a list of strings.")
    words, counts = list(words), as_numbers(counts, "counts").ravel().tolist()
    for name, sentence, share, *wrong in slips:
        if [words, counts] == wrong:
            raise Wrong(sentence, share, name)
    if sorted(zip(words, counts)) == sorted(zip(*right)) and words != right[0]:
        if counts == right[1]:
            raise Wrong("Equally common words should stand in the order in which they occur first.", 0.5, "ties")
        raise Wrong("The words should stand by falling count.", 0.5, "order")
    if words != right[0]:
        raise Wrong(f"The words should be {' '.join(right[0])}, in this order.")
    if counts != right[1]:
        raise Wrong(f"The counts of {' '.join(right[0])} should be {right[1]}.")


@number("B1.1")
@weight(1)
def test_vocabulary(student):
    """build_vocab gives the words by falling count, equally common ones by first occurrence."""
    apart = "The counts do not belong to the words that stand at their places."
    judge_vocab(student.build_vocab(TEXT, 1), (WORDS, COUNTS), [
        ("counts apart", apart, 0.4, WORDS, [7, 2, 3, 4, 2, 1, 1]),
        ("counts apart", apart, 0.4, ["the", "cat", "saw", "dog", "and", "bird", "by"], COUNTS),
        ("more than", "Words that occur exactly min_count times belong in.", 0.6, WORDS[:5], COUNTS[:5]),
    ])  # fmt: skip


@number("B1.2")
@weight(1)
def test_minimum(student):
    """build_vocab keeps words that occur at least min_count times."""
    judge_vocab(student.build_vocab(TEXT, 3), (["the", "dog", "saw"], [7, 4, 3]), [
        ("more than", "Words that occur exactly min_count times belong in.", 0.6, ["the", "dog"], [7, 4]),
        ("no minimum", "Words that occur less than min_count times are kept.", 0.5, WORDS, COUNTS),
        ("counts apart", "The counts do not belong to their words.", 0.4, ["the", "dog", "saw"], [7, 3, 4]),
    ])  # fmt: skip


# ---------------------------------------------------------------- B2


def read_pairs(result):
    """The pairs, sorted."""
    if isinstance(result, (list, np.ndarray)) and len(result) > 2 and all(np.shape(pair) == (2,) for pair in result):
        result = np.transpose(result)
    sides = unpack(list(result) if isinstance(result, np.ndarray) else result, "centres", "contexts")
    centres, contexts = (as_numbers(side, name).ravel() for side, name in zip(sides, ("centres", "contexts")))
    if len(centres) != len(contexts):
        raise Wrong(f"There are {len(centres)} centres but {len(contexts)} contexts.")
    return sorted(zip(centres.tolist(), contexts.tolist()))


SLIPS = {
    "right side only": ("Only words to the right are contexts.", 0.5, "48 86 69 97", "48 46 86 89 69 67 97"),
    "left side only": ("Only words to the left are contexts.", 0.5, "84 68 96 79", "84 68 64 96 98 79 76"),
    "own context": ("A word is its own context; leave its position out.", 0.5,
                    "44 48 84 88 86 68 66 69 96 99 97 79 77",
                    "44 48 46 84 88 86 89 64 68 66 69 67 98 96 99 97 76 79 77"),
    "last of the window": ("The last word of the window on the right is left out.", 0.5,
                           "84 68 96 79", "48 84 86 64 68 69 98 96 97 76 79"),
    "window too large": ("The window reaches one word too far.", 0.5,
                         "48 46 84 86 89 64 68 69 67 98 96 97 76 79",
                         "48 46 49 84 86 89 87 64 68 69 67 94 98 96 97 78 76 79"),
    "ends left out": ("Words near the ends are centres too, with a smaller window.", 0.4,
                      "84 86 68 69 96 97", "64 68 69 67"),
    "start without window": ("Words near the start have a window too; does a negative index spoil it?", 0.5,
                             "84 86 68 69 96 97 79", "64 68 69 67 98 96 97 76 79"),
    "start left out": ("Words near the start have a window too; does a negative index spoil it?", 0.5,
                       "48 84 86 68 69 96 97 79", "48 46 86 89 64 68 69 67 98 96 97 76 79"),
    "wraps": ("Windows are cut off at the ends; here they go round.", 0.5,
              "48 47 84 86 68 69 96 97 79 74", "48 46 47 49 84 86 89 87 64 68 69 67 98 96 97 94 76 79 74 78"),
    "left wraps": ("A negative index comes back in at the end of the text.", 0.5,
                   "48 47 84 86 68 69 96 97 79", "48 46 47 49 84 86 89 87 64 68 69 67 98 96 97 76 79"),
    "positions": ("The pairs hold positions, not the words there.", 0.4,
                  "01 10 12 21 23 32 34 43", "01 02 10 12 13 20 21 23 24 31 32 34 42 43"),
}  # fmt: skip
"""Slips on the text 4 8 6 9 7: what they are, what they keep, and the pairs that they give for L = 1 and L = 2."""


def digits(text):
    """The pairs "48 86" as [(4, 8), (8, 6)], sorted."""
    return sorted((int(a), int(b)) for a, b in text.split())


@number("B2.1")
@weight(2)
@parts({"L = 1": 1, "L = 2": 1})
def test_pairs(student, part):
    """skipgram_pairs gives the pairs of the text 4 8 6 9 7."""
    right = "48 84 86 68 69 96 97 79", "48 46 84 86 89 64 68 69 67 98 96 97 76 79"
    for at, name in enumerate(("L = 1", "L = 2")):
        with part(name):
            result = student.skipgram_pairs(np.array([4, 8, 6, 9, 7]), at + 1)
            found = read_pairs(result)
            for slipped, (sentence, share, *wrong) in SLIPS.items():
                if found == digits(wrong[at]) and found != digits(right[at]):
                    raise Wrong(sentence, share, slipped)
            if found != digits(right[at]):
                raise Wrong(f"{len(found)} pairs; there should be {len(digits(right[at]))}: {right[at]}.")
            if not isinstance(result, tuple) and len(result) != 2:
                raise Wrong("One list of pairs came back; two arrays are asked for.", 0.7, "one list")


@number("B2.2")
@weight(1)
@parts({"three words": 1, "two of them equal": 1})
def test_short_texts(student, part):
    """Texts that are shorter than the window give what there is, and equal words are pairs too."""
    equal = [5, 3, 5], "53 55 35 35 53 55"
    texts = {"three words": ([5, 3, 8], "53 58 35 38 85 83"), "two of them equal": equal}
    for name, (ids, right) in texts.items():
        with part(name):
            found = read_pairs(student.skipgram_pairs(np.array(ids), 4))
            extra, missing = (Counter(a) - Counter(b) for a, b in ((found, digits(right)), (digits(right), found)))
            half = bool(missing) != bool(extra) and 0 < len(found) <= 2 * len(digits(right))
            if extra or missing:
                raise Wrong(f"The pairs of {ids} with L = 4 should be {right}.", 0.5 * half)


@number("B2.3")
@weight(1)
def test_count(student):
    """There are as many pairs as the formula 2 n L - L (L + 1) says."""
    for n, L, right in ((10, 2, 34), (8, 3, 36), (12, 1, 22)):
        found = read_pairs(student.skipgram_pairs(np.arange(3, 3 + n), L))
        if len({i for i, _ in found}) < 3 or not all(3 <= i < 3 + n for pair in found for i in pair):
            raise Wrong("The pairs do not hold the words of the text.")
        if len(found) != right:
            half = len(found) in (right // 2, right + n, 2 * n * L)  # one side, each word its own context, a ring
            raise Wrong(f"{len(found)} pairs for {n} words and L = {L}; {right} is right.", 0.5 * half, "count")


# ---------------------------------------------------------------- B3


@number("B3.1")
@weight(1)
def test_distribution(student):
    """neg_distribution of the counts 16, 81 and 1 with power 0.75 is 8, 27 and 1 over 36."""
    slips = [
        slip("not normalised", "The powers are not divided by their sum.", 0.4, [8, 27, 1]),
        slip("power ignored", "The power is missing.", 0.5, [0.16326530612, 0.82653061224, 0.01020408163]),
        slip("normalised before", "Divide by the sum after the power.", 0.5,
             [0.25684459458, 0.86685050672, 0.03210557432]),
        slip("divided by the sum of counts", "The powers are divided by the sum of the counts.", 0.5,
             [0.08163265306, 0.27551020408, 0.01020408163]),
        slip("multiplied", "The counts are multiplied by the power.", 0.3, [12, 60.75, 0.75]),
    ]  # fmt: skip
    agree(student.neg_distribution(np.array([16, 81, 1]), 0.75), [8 / 36, 27 / 36, 1 / 36], "The distribution",
          hypotheses=slips)  # fmt: skip


@number("B3.2")
@weight(1)
def test_sum(student, rng):
    """The probabilities are positive and sum to 1, for every power."""
    counts, other = rng.randint(1, 50, size=6), rng.randint(50, 90, size=6) ** 2
    require_alive(student.neg_distribution, (counts, 0.6), (other, 0.6), shape=(6,))
    for power in (0.0, 0.6, 1.0, 2.0):
        p = as_numbers(student.neg_distribution(counts, power), "The distribution")
        if not np.all(p > 0) or abs(p.sum() - 1) > 1e-5:
            raise Wrong(f"With power {power} the probabilities are not positive or do not sum to 1.", cause="sum")


# ---------------------------------------------------------------- B7


@number("B7.1")
@weight(1.5)
def test_cosine(student):
    """cosine of (3, 4) with (4, 3), (-8, -6), (5, 12) and (4, -2)."""
    others = np.array([[4.0, 3.0], [-8.0, -6.0], [5.0, 12.0], [4.0, -2.0]])
    slips = [
        slip("dot product", "The product is not divided by the lengths.", 0.4, [24, -48, 63, 4]),
        slip("one length", "The product is divided by one of the lengths only.", 0.5, [4.8, -9.6, 12.6, 0.8]),
        slip("one length", "The product is divided by one of the lengths only.", 0.5,
             [4.8, -4.8, 4.846153846, 0.894427191]),
        slip("squared lengths", "The lengths are squared: a root is missing.", 0.5,
             [0.0384, -0.0192, 0.014911243, 0.008]),
        slip("distance", "This is 1 minus the cosine.", 0.4, [0.04, 1.96, 0.030769231, 0.821114562]),
        slip("absolute value", "The sign of the cosine is lost.", 0.5, [0.96, 0.96, 0.969230769, 0.178885438]),
    ]  # fmt: skip
    got = [as_numbers(student.cosine(np.array([3.0, 4.0]), v), "The cosine") for v in others]
    if any(value.size != 1 for value in got):
        raise Wrong("The cosine should be one number.", cause="shape")
    right = [0.96, -0.96, 63 / 65, 4 / np.sqrt(500)]
    agree([float(value.reshape(())) for value in got], right, "The cosine", hypotheses=slips, tolerance=1e-5)


@number("B7.2")
@weight(0.5)
def test_zero_vector(student, rng):
    """cosine is 0 where one of the vectors is all zeros."""
    u, v = rng.uniform(0.5, 1.5, size=3), rng.uniform(-1.5, -0.5, size=3) * [1, 1, -2]
    require_alive(student.cosine, (u, v), (v, u * [1, -1, 2]))
    agree(student.cosine(u, np.zeros(3)), 0.0, "The cosine with a vector of zeros")


NEAREST = [2, 4, 0, 1, 5]
NEAREST_SLIPS = {
    "itself": ("Word i is among its own neighbours.", 0.5),
    "itself set to 0": ("Word i was given the cosine 0 and still stands there.", 0.6),
    "cosine": ("The order is that of the cosines.", 0.5),
    "dot product": ("The order is that of the dot products.", 0.5),
    "distance": ("The order is that of the distances.", 0.5),
    "rising": ("The right words, but the nearest stands last.", 0.6),
    "farthest": ("These are the words farthest away.", 0.4),
    "absolute value": ("The sign of the cosine is lost.", 0.5),
    "one too few": ("Word i took one of the k places.", 0.6),
    "nearest left out": ("The nearest one is left out.", 0.6),
}
WRONG = {
        "itself": ([3, 2], [3, 2, 4, 0, 1]), "itself set to 0": (None, [2, 4, 0, 3, 1]), "cosine": (None, None),
        "dot product": ([4, 2], [4, 2, 0, 5, 1]), "distance": ([2, 5], [2, 5, 0, 4, 1]), "rising": ([4, 2], None),
        "farthest": ([5, 1], [5, 1, 0, 4, 2]), "absolute value": (None, [5, 1, 2, 4, 0]),
        "one too few": ([2], [2, 4, 0, 1]), "nearest left out": ([4, 0], [4, 0, 1, 5]),
    }  # fmt: skip
"""What the slips give for k = 2 and for k = 5, where it tells them apart."""


@number("B7.3")
@weight(2)
@parts({"the nearest two": 1, "all others": 1})
def test_nearest(student, part):
    """nearest gives the other rows by falling cosine."""
    W = np.array([[1.0, -3.0], [-6.0, 2.0], [0.5, 0.6], [2.0, 0.5], [4.0, 5.0], [-1.0, -1.0]])
    for at, (name, right) in enumerate({"the nearest two": NEAREST[:2], "all others": NEAREST}.items()):
        with part(name):
            got = as_numbers(student.nearest(W, 3, len(right)), "The neighbours").ravel().tolist()
            for slipped, (sentence, share) in NEAREST_SLIPS.items():
                if got == WRONG[slipped][at]:
                    raise Wrong(sentence, share, slipped)
            if got != right:
                raise Wrong(f"The neighbours of row 3 should be {right}.")
