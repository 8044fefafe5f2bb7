"""Homework 1, minibatches in sgd.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, parts, weight

SHORT = conventions.last_batch == "short"


def batches_of(student, N, m, perm):
    """The batches that came back, as arrays of whole numbers; none may be larger than m."""
    seen = student.minibatches.observe(N, m, perm)
    result = seen.result
    if not isinstance(result, (list, tuple, np.ndarray)) or len(result) == 0:
        raise Wrong("minibatches should return a list of index arrays, with at least one in it.")
    batches = [as_numbers(batch, "A batch").ravel() for batch in result]
    if any(not np.isfinite(batch).all() or np.any(batch != np.round(batch)) for batch in batches):
        raise Wrong("A batch should hold whole numbers, the indices of examples.")
    if max(len(batch) for batch in batches) > m:
        most = max(len(batch) for batch in batches)
        raise Wrong(f"A batch holds more than m examples: {most} for m = {m}.", cause="batch too large")
    if not np.array_equal(seen.arguments[2], perm):
        raise Wrong("The call changed its argument perm; work on a copy.", 0.8, "mutation")
    return [batch.astype(int) for batch in batches]


def judge_partition(student, N, m, perm):
    """m divides N: every example once."""
    batches = batches_of(student, N, m, perm)
    counts = np.bincount(np.clip(np.concatenate(batches), 0, N), minlength=N + 1)
    if min(map(np.min, filter(len, batches))) < 0 or counts[N]:
        raise Wrong(f"There are indices outside of 0 .. {N - 1}.")
    if any(len(batch) == 0 for batch in batches):
        raise Wrong("There is an empty batch; its mean would not be a number.", cause="empty batch")
    if not np.all(counts[:N] == 1):
        missing, twice = int(np.sum(counts[:N] == 0)), int(np.sum(counts[:N] > 1))
        raise Wrong(f"Every example should be in one batch: {missing} are in none, {twice} in more than one.")


def judge_order(student, N, m, perm):
    """The full batches follow perm."""
    batches = batches_of(student, N, m, perm)
    want = [perm[k * m : (k + 1) * m] for k in range(N // m)]
    if len(batches) >= len(want) and all(np.array_equal(a, b) for a, b in zip(batches, want)):
        return
    if len(batches) >= len(want) and all(np.array_equal(b, np.arange(N)[k * m : k * m + len(b)]) for k, b in
                                         enumerate(batches[: len(want)])):  # fmt: skip
        raise Wrong("The batches hold 0, 1, 2, ... in order: perm was not used.", cause="perm not used")
    if len(batches) >= len(want) and all(np.array_equal(np.sort(a), np.sort(b)) for a, b in zip(batches, want)):
        raise Wrong("The batches hold the right examples, in another order than perm.", 0.5, "order within batches")
    cause = "other batch sizes" if any(len(batch) != m for batch in batches[: len(want)]) else "shifted"
    raise Wrong("Batch k should hold the entries k m to (k + 1) m - 1 of perm, in that order.", cause=cause)


def judge_dropped(student, N, m, perm):
    """m does not divide N: what is left over is left out."""
    batches, left = batches_of(student, N, m, perm), N % m
    if len(batches) == N // m + 1 and len(batches[-1]) == left:
        raise Wrong(f"The last {left} examples have a batch of their own; leave them out.", cause="last batch kept")
    if len(batches) != N // m:
        raise Wrong(
            f"{N} examples in batches of {m} make {N // m} batches; {len(batches)} came back.",
            cause="other number of batches",
        )
    if any(len(batch) != m for batch in batches):
        raise Wrong(f"Every batch should hold {m} examples.", cause="other batch sizes")
    if len(set(np.concatenate(batches).tolist()) & set(range(N))) != N - left:
        raise Wrong("The batches do not hold different examples.")


def judge_short(student, N, m, perm):
    """m does not divide N: what is left over makes a shorter batch."""
    batches, left = batches_of(student, N, m, perm), N % m
    if len(batches) == N // m:
        raise Wrong(f"The last {left} examples are in no batch; they make a shorter one.", cause="last batch dropped")
    if len(batches) != N // m + 1:
        raise Wrong(
            f"{N} examples in batches of {m} make {N // m + 1} batches; {len(batches)} came back.",
            cause="other number of batches",
        )
    if len(batches[-1]) != left:
        raise Wrong(
            f"The last batch should hold {left} examples; it holds {len(batches[-1])}.",
            cause="last batch filled up" if len(batches[-1]) == m else "last batch too short",
        )
    if not np.array_equal(np.sort(batches[-1]), np.sort(perm[-left:])) and not np.array_equal(
        np.sort(batches[-1]), np.arange(N - left, N)
    ):
        raise Wrong("The last batch does not hold the examples that are left over.")


@number("B7.2")
@weight(2)
@parts({"every example once": 1, "order": 1, "order, m does not divide N": 1, conventions.the_rest: 0.75,
        "m larger than N": 0.25})  # fmt: skip
def test_minibatches(student, part, rng):
    """minibatches is right for other sizes."""
    m = int(rng.randint(4, 7))
    with part("every example once"):
        judge_partition(student, 3 * m, m, rng.permutation(3 * m))
    with part("order"):
        judge_order(student, 3 * m, m, rng.permutation(3 * m))
    N = 5 * m + 2
    with part("order, m does not divide N"):
        judge_order(student, N, m, rng.permutation(N))
    with part(conventions.the_rest):
        (judge_short if SHORT else judge_dropped)(student, N, m, rng.permutation(N))
    with part("m larger than N"):
        (judge_one_batch if SHORT else judge_no_batch)(student, m, m + 2, rng.permutation(m))


def judge_one_batch(student, N, m, perm):
    """m > N: all examples are one short batch; counted where batches of m <= N are not too large."""
    batches_of(student, N, 2, perm)
    try:
        batches = batches_of(student, N, m, perm)
    except Wrong:
        batches = []
    if len(batches) != 1 or not np.array_equal(np.sort(batches[0]), np.sort(perm)):
        raise Wrong(f"{N} examples in batches of {m} make one batch of {N}.", cause="m larger than N")


def judge_no_batch(student, N, m, perm):
    """m > N: there is no batch; counted where batches of m <= N are right."""
    judge_partition(student, 2 * N, 2, np.arange(2 * N))
    result = student.minibatches(N, m, perm)
    if not isinstance(result, (list, tuple, np.ndarray)) or len(result):
        raise Wrong(f"{N} examples make no batch of {m}: an empty list.", cause="m larger than N")
