"""Homework 3, B2, skipgram_pairs in word2vec.py: what is judged beyond the public part."""

from collections import Counter

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, parts, unchanged, unpack, weight


def read_pairs(result):
    """The pairs as a list of (centre, context); Wrong where they are no whole numbers."""
    columns = np.transpose(result) if one_list(result) else result
    centres, contexts = (as_numbers(side, name).ravel() for side, name in zip(_two(columns), ("centres", "contexts")))
    if len(centres) != len(contexts):
        raise Wrong(f"There are {len(centres)} centres but {len(contexts)} contexts.", cause="lengths")
    both = np.concatenate([centres, contexts])
    if not np.isfinite(both).all() or not np.array_equal(both, np.round(both)):
        raise Wrong("The pairs should be whole numbers.")
    return list(zip(centres.astype(int).tolist(), contexts.astype(int).tolist()))


def one_list(result):
    """Whether one list of pairs came back in place of two arrays."""
    if not isinstance(result, (list, np.ndarray)) or len(result) == 2:
        return False
    return all(np.shape(pair) == (2,) for pair in result) and len(result) > 0


def _two(result):
    return unpack(list(result) if isinstance(result, np.ndarray) else result, "centres", "contexts")


def pairs(ids, L, keep=lambda i, j, n: i != j, reach=None):
    """The pairs (i, j) with |i - j| <= L that are kept, as ids."""
    n, reach = len(ids), L if reach is None else reach
    near = [(i, j) for i in range(n) for j in range(max(0, i - reach), min(n, i + reach + 1))]
    return [(ids[i], ids[j]) for i, j in near if keep(i, j, n)]


def pair_slips(ids, L):
    """Slips: name -> (sentence, share, pairs)."""
    n, right = len(ids), pairs(ids, L)
    ring = [(ids[i], ids[(i + s) % n]) for i in range(n) for s in range(-L, L + 1) if s]
    left = [(ids[i], ids[i + s]) for i in range(n) for s in range(-L, L + 1) if s and -n <= i + s < n]
    return {
        "right side only": ("Only words to the right are contexts.", 0.5, pairs(ids, L, lambda i, j, n: j > i)),
        "left side only": ("Only words to the left are contexts.", 0.5, pairs(ids, L, lambda i, j, n: j < i)),
        "own context": ("A word is its own context; its position must be left out.", 0.5,
                        pairs(ids, L, lambda i, j, n: True)),
        "last of the window": ("The last word of the window on the right is left out.", 0.5,
                               pairs(ids, L, lambda i, j, n: i != j and j - i < L)),
        "window too small": ("The window reaches one word less far than L.", 0.5, pairs(ids, L, reach=L - 1)),
        "window too large": ("The window reaches one word too far.", 0.5, pairs(ids, L, reach=L + 1)),
        "half the window": ("L is how far the window reaches to each side, not its whole width.", 0.5,
                            pairs(ids, L, reach=L // 2)),
        "ends left out": ("Words near the ends are centres too, with a smaller window.", 0.4,
                          pairs(ids, L, lambda i, j, n: i != j and L <= i < n - L)),
        "start left out": ("Words near the start have a window too; does a negative index spoil it?", 0.5,
                           pairs(ids, L, lambda i, j, n: i != j and (i >= L or j > i))),
        "start without window": ("Words near the start have a window too; does a negative index spoil it?", 0.5,
                                 pairs(ids, L, lambda i, j, n: i != j and i >= L)),
        "left wraps": ("A negative index comes back in at the end of the text.", 0.5, left),
        "wraps": ("Windows are cut off at the ends; here they go round.", 0.5, ring),
        "equal words left out": ("Equal words at different positions are pairs too.", 0.7,
                                 pairs(ids, L, lambda i, j, n: ids[i] != ids[j])),
        "each pair once": ("A pair that occurs several times should stand there several times.", 0.4, list(set(right))),
        "unordered": ("Each pair stands there in one direction only.", 0.5,
                      [(min(p), max(p)) for p in pairs(ids, L, lambda i, j, n: j > i)]),
        "positions": ("The pairs hold positions in the text, not the words there.", 0.4, pairs(list(range(n)), L)),
        "distances": ("All words at one distance are taken, not all up to it.", 0.3,
                      pairs(ids, L, lambda i, j, n: abs(i - j) == L)),
    }  # fmt: skip


def judge_pairs(result, ids, L):
    """The multiset of pairs, or a slip that explains it."""
    got, right = Counter(read_pairs(result)), Counter(pairs(ids, L))
    name, sentence, share = _explained(got, right, ids, L)
    if one_list(result):
        listed = "One list of pairs came back; two arrays, the centres and the contexts, are asked for."
        name, sentence, share = name or "one list", f"{sentence} {listed}".strip(), 0.7 * share
    if share < 1:
        raise Wrong(sentence, share, name or None)


def _explained(got, right, ids, L):
    """(name, sentence, share) of what came back; a share of 1 where it is right."""
    if got == right:
        return "", "", 1.0
    known = pair_slips(ids, L).items()
    fitting = [(name, *said) for name, (*said, wrong) in known if wrong and Counter(wrong) == got]
    if fitting:
        return max(fitting, key=lambda one: one[2])
    missing, extra = sum((right - got).values()), sum((got - right).values())
    return "", f"{missing} pairs are missing and {extra} should not be there, of {sum(right.values())}.", 0.0


def text(rng, n, V, different=False):
    """Word numbers from 3 on, with repeats near each other unless all are to be different."""
    if different:
        return [int(i) for i in rng.permutation(np.arange(3, 3 + max(n, V)))[:n]]
    ids = [int(i) for i in rng.randint(3, 3 + V, size=n)]
    ids[n // 2 + 1] = ids[n // 2]
    return ids


@number("B2.4")
@weight(2)
@parts({"no word twice": 1, "repeated words": 1})
def test_pairs(student, part, rng):
    """All pairs within the window, each as often as it occurs."""
    with part("no word twice"):
        ids = text(rng, 14, 20, different=True)
        judge_pairs(student.skipgram_pairs(np.array(ids), 3), ids, 3)
    with part("repeated words"):
        ids = text(rng, 17, 4)
        judge_pairs(student.skipgram_pairs(np.array(ids), 2), ids, 2)


@number("B2.5")
@weight(1)
@parts({"a text as long as the window": 1, "two words": 1, "one word": 1})
def test_short_texts(student, part, rng):
    """Texts that are shorter than the window give what there is."""
    for name, n, L in (("a text as long as the window", 5, 5), ("two words", 2, 4), ("one word", 1, 3)):
        with part(name):
            _alive(student, rng)
            ids = text(rng, n, 9, different=True)
            judge_pairs(student.skipgram_pairs(np.array(ids), L), ids, L)


@number("B2.6")
@weight(1)
@parts({"several lengths": 2, "a long text": 1, "its argument stays as it is": 1})
def test_count(student, part, rng):
    """There are 2 n L - L (L + 1) pairs; 1500 words are no problem."""
    with part("several lengths"):
        for n, L in ((11, 2), (9, 4), (23, 5)):
            _counted(student, rng, n, L)
    with part("a long text"):
        _counted(student, rng, 1500, 4)
    with part("its argument stays as it is"):
        _alive(student, rng)
        ids = np.array(text(rng, 12, 5))
        unchanged((ids, 2), student.skipgram_pairs.observe(ids, 2).arguments, ("ids", "L"))


def _counted(student, rng, n, L):
    """The number of pairs, provided that they are pairs of this text."""
    right = 2 * n * L - L * (L + 1)
    known = {right // 2, right + n, 2 * n * L}  # one side, each word its own context, a ring
    ids = text(rng, n, 7)
    while len(set(pairs(ids, L))) in known:  # each pair once should not be taken for one of these
        ids = text(rng, n, 7)
    found = read_pairs(student.skipgram_pairs(np.array(ids), L))
    seen = {i for pair in found for i in pair}
    if not seen <= set(ids) or len(seen) < 3:
        raise Wrong("The pairs do not hold the words of the text.")
    if len(found) != right:
        said = f"{len(found)} pairs for {n} words and L = {L}; 2 n L - L (L + 1) is right."
        raise Wrong(said, 0.5 * (len(found) in known), "count")


def _alive(student, rng):
    """Raise Wrong unless the pairs of a plain text are right or show a slip that we know."""
    ids = text(rng, 12, 20, different=True)
    try:
        judge_pairs(student.skipgram_pairs(np.array(ids), 2), ids, 2)
    except Wrong as wrong:
        if not wrong.share:
            raise
