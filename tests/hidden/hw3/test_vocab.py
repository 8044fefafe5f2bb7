"""Homework 3, B1 and B3 in word2vec.py: what is judged beyond the public part."""

from collections import Counter

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, unpack, weight
from autograder.variant import attempts

ALPHABET = conventions.ties == "alphabet"
WORDS = ("loaf", "mill", "tide", "oak", "fern", "pear", "wolf", "lamp", "road", "coin", "drum")


def judge_vocab(result, tokens, min_count):
    """Words and counts together: which words, each with its own count, in which order; the shares multiply."""
    words, counts = _read(result)
    true, share, said = Counter(tokens), 1.0, []
    found = (*_which(words, true, min_count), *_aligned(words, counts, true), *_ordered(words, true))
    for name, kept, sentence in found:
        share, said = share * kept, [*said, (name, sentence)]
    if said:
        raise Wrong(" ".join(sentence for _, sentence in said), share, said[0][0])


def _read(result):
    words, counts = unpack(result, "words", "counts")
    words = list(words) if isinstance(words, (list, tuple)) else words
    words = words.tolist() if isinstance(words, np.ndarray) else words
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Wrong("words should be a list of strings.")
    counts = as_numbers(counts, "counts").ravel()
    if len(counts) != len(words):
        raise Wrong(f"There are {len(words)} words but {len(counts)} counts.", cause="lengths")
    return words, counts


def _which(words, true, min_count):
    """The slip of the words that are there, if any; Wrong where no slip explains them."""
    kept = {
        None: {word for word in true if true[word] >= min_count},
        "more than": {word for word in true if true[word] > min_count},
        "no minimum": set(true),
    }
    said = {
        "more than": (0.6, "Words that occur exactly min_count times are left out; they belong in."),
        "no minimum": (0.5, "Words that occur less than min_count times are kept."),
    }
    name = next((name for name, those in kept.items() if those == set(words)), "")
    if name == "" or len(set(words)) != len(words):
        raise Wrong("The words are not those that occur at least min_count times, each once.")
    return [(name, *said[name])] if name else []


def _aligned(words, counts, true):
    right = np.array([true[word] for word in words], dtype=float)
    if np.array_equal(right, counts):
        return []
    if np.allclose(counts * sum(true.values()), right):
        return [("shares for counts", 0.6, "counts holds shares of the text; numbers of occurrences are asked for.")]
    if np.array_equal(np.sort(right), np.sort(counts)) and len(set(counts)) > 1:
        return [("counts apart", 0.4, "The counts do not belong to the words that stand at their places.")]
    raise Wrong("counts does not hold how often the words occur.")


def _ordered(words, true):
    there = sorted(word for word in true if word in words) if ALPHABET else [word for word in true if word in words]
    expected = sorted(there, key=lambda word: -true[word])
    if words == expected:
        return []
    if [true[word] for word in words] == [true[word] for word in expected]:
        return [("ties", 0.5, f"Words that are equally common should stand {conventions.in_order_of_ties}.")]
    return [("order", 0.5, "The words should stand by falling count.")]


def text(rng, counts, words=WORDS):
    """A shuffled text in which words occur this often, in which no order agrees with another by chance."""
    for _ in attempts(rng):
        names = [str(word) for word in rng.permutation(words)[: len(counts)]]
        tokens = [str(token) for token in rng.permutation(np.repeat(names, counts))]
        if len(set(counts)) == len(counts):  # ties have no order then; four words are left where a minimum is asked for
            orders = [[word for word in order if word in names[:4]] for order in (names, sorted(names), _seen(tokens))]
        else:
            before = _seen(tokens), sorted(names), sorted(names)[::-1], _seen(tokens[::-1])
            orders = [*before[:2], *(_sorted(order, tokens) for order in before)]
        in_text = [tokens.count(word) for word in _seen(tokens) if tokens.count(word) > 1]
        if len({*map(tuple, orders)}) == len(orders) and in_text != sorted(in_text)[::-1]:
            return tokens


def _seen(tokens):
    return list(dict.fromkeys(tokens))


def _sorted(order, tokens):
    return sorted(order, key=lambda word: -tokens.count(word))


@number("B1.3")
@weight(1)
@parts({"all words": 1, "a minimum": 1})
def test_words_and_counts(student, part, rng):
    """Words by falling count, each with its own count, where no two are equally common."""
    tokens = text(rng, (9, 7, 5, 4, 2, 1))
    for name, least in (("all words", 1), ("a minimum", 4)):
        with part(name):
            judge_vocab(student.build_vocab(tokens, least), tokens, least)


@number("B1.4")
@weight(1)
@parts({"ties": 5, "no word is common enough": 3, "the text stays as it is": 2})
def test_ties(student, part, rng):
    """Equally common words stand {{in_order_of_ties}}; the vocabulary may be empty."""
    tokens = text(rng, (6, 4, 4, 4, 2, 2, 2, 1))
    with part("ties"):
        judge_vocab(student.build_vocab(tokens, 2), tokens, 2)
    with part("no word is common enough"):
        _alive(student, tokens)
        words, counts = _read(student.build_vocab(tokens, 7))
        if words or len(counts):
            raise Wrong("Both should be empty where no word occurs min_count times.", cause="not empty")
    with part("the text stays as it is"):
        _alive(student, tokens)
        unchanged((tokens,), student.build_vocab.observe(tokens, 2).arguments, ("tokens",))


def _alive(student, tokens):
    """Raise Wrong unless the vocabulary of this text has something to do with it."""
    try:
        judge_vocab(student.build_vocab(tokens, 1), tokens, 1)
    except Wrong as wrong:
        if not wrong.share:
            raise


# ---------------------------------------------------------------- B3


def powers(counts, power):
    """What should come back."""
    weights = np.asarray(counts, dtype=float) ** power
    return weights / weights.sum()


def power_slips(counts, power):
    """Slips of the distribution."""
    counts = np.asarray(counts, dtype=float)
    p, weights = counts / counts.sum(), counts**power
    e = np.exp(weights - weights.max())
    return [
        slip("not normalised", "The powers are not divided by their sum.", 0.4, weights),
        slip("normalised before", "Dividing by the sum comes after the power; here it comes before.", 0.5, p**power),
        slip("power ignored", "The power is missing.", 0.5, p),
        slip("divided by the sum of counts", "The powers are divided by the sum of the counts.", 0.5,
             weights / counts.sum()),
        slip("divided by the largest", "The powers are divided by the largest of them.", 0.4, weights / weights.max()),
        slip("softmax", "This is a softmax; the powers are divided by their sum.", 0.3, e / e.sum()),
        slip("multiplied", "The counts are multiplied by the power, not raised to it.", 0.3, power * counts),
        slip("fixed power", "The power is always 0.75; it is an argument.", 0.6, powers(counts, 0.75)),
    ]  # fmt: skip


def some_counts(rng):
    """Different counts."""
    return rng.permutation(np.arange(1, 40))[: rng.randint(5, 9)].astype(np.int64)


@number("B3.3")
@weight(1)
def test_distribution(student, rng):
    """neg_distribution gives counts ** power over its sum."""
    for power in (float(rng.uniform(0.3, 0.6)), float(rng.uniform(1.3, 1.9))):
        counts = some_counts(rng)
        agree(student.neg_distribution(counts, power), powers(counts, power), "neg_distribution(counts, power)",
              hypotheses=power_slips(counts, power))  # fmt: skip


@number("B3.4")
@weight(1)
@parts({"power 1": 2, "power 0": 1, "large counts": 1, "its argument stays as it is": 1})
def test_distribution_properties(student, part, rng):
    """Powers 0 and 1 give the uniform distribution and that of the counts; large counts do no harm."""
    counts, other = some_counts(rng), some_counts(rng)

    def alive():
        require_alive(student.neg_distribution, (counts, 0.75), (other, 0.75), shape=counts.shape)

    with part("power 1"):
        agree(student.neg_distribution(counts, 1.0), counts / counts.sum(), "The distribution", inputs=[counts],
              hypotheses=power_slips(counts, 1.0))  # fmt: skip
    with part("power 0"):
        alive()
        flat = np.full(len(counts), 1 / len(counts))
        agree(student.neg_distribution(counts, 0.0), flat, "neg_distribution(counts, 0)")
    with part("large counts"):
        alive()
        large = counts * 10**7
        agree(student.neg_distribution(large, 0.75), powers(counts, 0.75), "neg_distribution of large counts",
              hypotheses=power_slips(large, 0.75))  # fmt: skip
    with part("its argument stays as it is"):
        alive()
        unchanged((counts, 0.75), student.neg_distribution.observe(counts, 0.75).arguments, ("counts", "power"))
