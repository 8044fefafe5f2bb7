"""Homework 3, B4, the loss of a pair: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, weight
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softplus(z):
    return np.logaddexp(0.0, z)


def width(rng, K):
    """A size of the vectors that is not K."""
    return int(rng.permutation([n for n in (3, 4, 6, 7) if n != K])[0])


def pair(rng, K, repeated=False, d=None):
    """(w, c_pos, C_neg) with d different from K, products of moderate size and both signs among the negatives."""
    d = d or width(rng, K)
    for _ in attempts(rng):
        w, c, C = away(rng, d), away(rng, d), away(rng, K, d)
        if repeated:
            C[-1] = C[0]
        z, p = C @ w, c @ w
        both = K == 1 or (z.min() < 0 < z.max())
        apart = np.abs(np.concatenate([z, [p, z.sum() + p]]))
        if both and apart.min() > 0.15 and apart[:-1].max() < 2.5 and np.abs(np.abs(z) - abs(p)).min() > 0.1:
            return w, c, C


def loss(w, c, C):
    """The right loss."""
    return softplus(-(c @ w)) + softplus(C @ w).sum()


SAID = {
    "not flipped": ("The negatives are treated as positives: their products need a minus.", 0.3),
    "flipped": ("The signs are the wrong way round: the positive has a minus, the negatives have none.", 0.3),
    "mean over negatives": ("The negatives are averaged; they are summed.", 0.6),
    "no logarithm": ("The logarithms are missing.", 0.3),
    "positive alone": ("The negatives are missing.", 0.3),
    "negatives alone": ("The positive pair is missing.", 0.3),
    "first negative alone": ("Only the first negative counts.", 0.4),
    "last negative alone": ("Only the last negative counts; are the others overwritten?", 0.4),
    "target among the negatives": ("The positive context is counted among the negatives too.", 0.6),
    "negatives subtracted": ("The terms of the negatives are subtracted; all terms add up.", 0.4),
    "logarithm of the sum": ("The logarithm of a sum was taken; the logarithms are summed.", 0.4),
    "softmax": ("This is the loss of a softmax over the positive and the negatives.", 0.3),
    "sum of negatives first": ("The negatives are summed before sigma; each has a term of its own.", 0.4),
    "mean over terms": ("The terms are averaged; they are summed.", 0.6),
    "products alone": ("Sigma and logarithm are missing.", 0.2),
}


def wrong_losses(w, c, C):
    """What each slip gives."""
    p, z = c @ w, C @ w
    plus, minus, right = softplus(-p), softplus(z), loss(w, c, C)
    first, last = (minus[:1].sum(), minus[-1:].sum())
    return {
        "not flipped": plus + softplus(-z).sum(),
        "flipped": softplus(p) + softplus(-z).sum(),
        "mean over negatives": plus + (minus.mean() if len(z) else 0.0),
        "no logarithm": -(sigmoid(p) + sigmoid(-z).sum()),
        "positive alone": plus,
        "negatives alone": minus.sum(),
        "first negative alone": plus + first,
        "last negative alone": plus + last,
        "target among the negatives": right + softplus(p),
        "negatives subtracted": plus - minus.sum(),
        "logarithm of the sum": -np.log(sigmoid(p) + sigmoid(-z).sum()),
        "softmax": np.logaddexp.reduce(np.concatenate([[p], z])) - p,
        "sum of negatives first": plus + softplus(z.sum()),
        "mean over terms": right / (1 + len(z)),
        "products alone": -p + z.sum(),
    }


def loss_slips(cases):
    """Slips of a stack of losses."""
    tables = [wrong_losses(*case) for case in cases]
    known = [slip(name, *SAID[name], [table[name] for table in tables]) for name in SAID]
    once = [loss(w, c, np.unique(C, axis=0)) if len(C) else loss(w, c, C) for w, c, C in cases]
    return distinct([*known, slip("repeats left out", "A negative that is drawn twice counts twice.", 0.7, once)])


def distinct(slips):
    """Without those that leave what an earlier one leaves: with one negative, many slips are the same."""
    kept = []
    for one in slips:
        array = one.predict(None)
        if not any(np.shape(e) == np.shape(array) and np.allclose(e, array) for e in (k.predict(None) for k in kept)):
            kept.append(one)
    return kept


def judge_losses(student, cases):
    """Several losses at once, so that a constant factor shows."""
    raw, right = [student.sgns_loss(*case) for case in cases], [loss(*case) for case in cases]
    got = [as_numbers(value, "The loss") for value in raw]
    if any(value.size != 1 for value in got):
        raise Wrong("The loss should be one number.", 0.5 * _unreduced(got, right), "not reduced")
    single = all(np.asarray(value).dtype == np.float32 for value in raw)
    K = np.array([max(1, len(C)) for _, _, C in cases], dtype=float)
    stacked = np.array([float(value.reshape(())) for value in got], dtype=np.float32 if single else np.float64)
    agree(stacked, right, "The loss", hypotheses=lambda: loss_slips(cases), counts={"negatives": K})


def _unreduced(got, right):
    """Whether the terms came back, one by one."""
    return all(np.isfinite(v).all() and v.size and abs(v.sum() - one) < 1e-6 for v, one in zip(got, right))


@number("B4.3")
@weight(2)
@parts({"one negative": 1, "several negatives": 2, "equal negatives": 1})
def test_loss(student, part, rng):
    """The loss of pairs with several numbers of negatives."""
    sizes = {"one negative": (1, 1, 1), "several negatives": (2, 3, 5), "equal negatives": (3, 4, 5)}
    for name, Ks in sizes.items():
        with part(name):
            judge_losses(student, [pair(rng, K, name == "equal negatives") for K in Ks])


@number("B4.4")
@weight(2)
@parts({"a positive product of -800": 1, "a negative's product of 800": 1})
def test_large_products(student, part, rng):
    """Products of 800 give a loss of 800, and those of the other sign nothing."""
    makers = {"a positive product of -800": (-800.0, -1.0), "a negative's product of 800": (1.0, 800.0)}
    for name, (p, z) in makers.items():
        with part(name):
            _alive(student, rng)
            w, c, C = pair(rng, 2)
            c, C = c * p / (c @ w), C * np.array([z, -1.0 if z > 0 else -800.0])[:, None] / (C @ w)[:, None]
            agree(student.sgns_loss(w, c, C), loss(w, c, C), "The loss")


def _alive(student, rng):
    require_alive(student.sgns_loss, pair(rng, 3), pair(rng, 3))
    value = float(as_numbers(student.sgns_loss(*pair(rng, 3)), "The loss").ravel()[0])
    if not np.isfinite(value):
        raise Wrong("The loss is not finite on plain inputs.")


@number("B4.5")
@weight(1)
def test_loss_leaves_its_arguments(student, rng):
    """sgns_loss leaves its arguments as they are, and takes integers."""
    _alive(student, rng)
    case = pair(rng, 3)
    unchanged(case, student.sgns_loss.observe(*case).arguments, ("w", "c_pos", "C_neg"))
    whole = (np.array([1, -1]), np.array([2, 1]), np.array([[1, 2], [0, 1], [2, -1]]))
    floats = tuple(array.astype(float) for array in whole)
    agree(student.sgns_loss(*whole), as_numbers(student.sgns_loss(*floats), "The loss").sum(), "The loss of integers")
