"""Homework 3, B6, sgns_batch_step in word2vec.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import (
    OwnSlip,
    agree,
    as_numbers,
    attempt,
    number,
    parts,
    slip,
    slip_by_some,
    unpack,
    weight,
)
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def batch(rng, repeats):
    """(W, C, centres, pos, neg, lr) with V, d, B and K different; no row number twice, unless it is asked for."""
    (V, B), d, K = ((29, 5), 4, 3) if not repeats else ((13, 7), 4, 3)
    W, C, lr = away(rng, V, d), away(rng, V, d), float(rng.uniform(0.2, 0.4))
    rows = rng.permutation(V - 2)[: B * (K + 1)] if not repeats else rng.randint(0, 8, size=B * (K + 1))
    centres, ctx = rng.permutation(V - 2)[:B], rows.reshape(B, K + 1)
    if repeats:
        centres = centres[[0, 1, 0, 2, 3, 1, 0]]  # one word three times, one twice
        ctx[2, 0] = ctx[0, 0]  # a positive twice
        ctx[3, 2] = ctx[3, 1]  # a negative twice in one pair
        ctx[4, 1], ctx[5, 3] = ctx[1, 0], ctx[5, 0]  # negatives that are positives, of another pair and of their own
    return W, C, centres.astype(np.int64), ctx[:, 0].astype(np.int64), ctx[:, 1:].astype(np.int64), lr


MEAN, SKIPPED = conventions.reduction == "mean", conventions.own_negatives == "skipped"


def pieces(W, C, centres, pos, neg, how=None, *, over=None, skipped=SKIPPED):
    """The gradients pair by pair: (B, d) of W, (B, d) of the positives, (B, K, d) of the negatives; `how`: a slip.

    over: how many pairs the mean is over (1 for a sum); skipped: whether negatives of their own positive are.
    """
    w, c, n = W[centres], C[pos], C[neg]
    p, z = np.einsum("bd,bd->b", w, c), np.einsum("bd,bkd->bk", w, n)
    up, down = _weighed(_errors(p, z, how), pos, neg, over, skipped)
    dw = up[:, None] * c + np.einsum("bk,bkd->bd", down, n)
    if how in ("negatives missing", "positive missing"):
        dw = up[:, None] * c if how == "negatives missing" else dw - up[:, None] * c
    if how == "target among the negatives":
        more, _ = _weighed((sigmoid(p), z), pos, neg, over, skipped)
        dw, up = dw + more[:, None] * c, up + more
    if how == "negatives averaged":
        dw, down = up[:, None] * c + np.einsum("bk,bkd->bd", down, n) / neg.shape[1], down / neg.shape[1]
    return dw, up[:, None] * w, down[:, :, None] * w[:, None, :]


def _weighed(errors, pos, neg, over=None, skipped=SKIPPED):
    """Errors of a batch as the convention has them: skipped or not, averaged or summed."""
    up, down = errors
    over = (len(pos) if MEAN else 1) if over is None else over
    counted = neg != pos[:, None] if skipped else 1.0
    return up / over, down * counted / over


def _errors(p, z, how):
    s, t = sigmoid(p), sigmoid(z)
    return {
        "no -1": (s, t),
        "not flipped": (s - 1, t - 1),
        "complement": (s - 1, 1 - t),
        "negatives' sign": (s - 1, -t),
        "positive's sign": (1 - s, t),
    }.get(how, (s - 1, t))


OWN = ("own negatives counted", "a negative that is the positive of its own pair is skipped; here it was counted.")
if not SKIPPED:
    OWN = ("own negatives skipped", "a negative that is the positive of its own pair counts; here it was skipped.")
ERRORS = {
    "no -1": ("the -1 of the positive pair is missing", 0.4),
    "not flipped": ("negatives are treated as positives", 0.4),
    "complement": ("1 - sigma stands where sigma of a negative belongs", 0.4),
    "negatives' sign": ("the negatives have the wrong sign", 0.5),
    "positive's sign": ("the positive has the wrong sign", 0.5),
    "target among the negatives": ("the positive context is counted among the negatives too", 0.6),
    "negatives averaged": ("the negatives are averaged; they are summed", 0.6),
    "negatives missing": ("the negatives are missing", 0.4),
    "positive missing": ("the positive pair is missing", 0.4),
}


def added(height, ids, rows):
    """Repeated rows add up."""
    total = np.zeros((height, rows.shape[-1]))
    np.add.at(total, ids.ravel(), rows.reshape(-1, rows.shape[-1]))
    return total


def last(height, ids, rows):
    """The last of repeated rows wins."""
    total = np.zeros((height, rows.shape[-1]))
    total[ids.ravel()] = rows.reshape(-1, rows.shape[-1])
    return total


def moves(W, C, centres, pos, neg, how=None, **options):
    """What each row moves along, before the learning rate."""
    dw, dpos, dneg = pieces(W, C, centres, pos, neg, how, **options)
    return added(len(W), centres, dw), added(len(C), pos, dpos) + added(len(C), neg, dneg)


def slips_of(case):
    """Slips of what W and C move along."""
    W, C, centres, pos, neg, _ = case
    where = (W, C, centres, pos, neg)
    right, known = moves(*where), ([], [])
    for name, (text, share) in ERRORS.items():
        for side, wrong in enumerate(moves(*where, name)):
            known[side].append(slip(name, f"{'WC'[side]}2: {text}.", share, wrong))
    for side, name in enumerate("WC"):
        ids = (centres, np.column_stack([pos, neg]))[side]
        known[side].extend(_lost(f"{name}2", case, side))
        said = f"{name}2: every row moves by the {conventions.reduction} over the batch."
        known[side].append(slip("all rows move", said, 0.4, right[side].sum(axis=0) * np.ones_like(right[side])))
        known[side].append(slip_by_some("all rows move", f"{name}2: rows that are not in the batch move too.", 0.4,
                                        right[side], right[side].sum(axis=0) * np.ones_like(right[side])))  # fmt: skip
        known[side].append(slip("repeats averaged", f"{name}2: the pieces of a repeated row are averaged; they add up.",
                                0.5, right[side] / _times(ids, len(W))))  # fmt: skip
        known[side].extend(_in_turn(case, side))
        known[side].append(slip(OWN[0], f"{name}2: {OWN[1]}", 0.7, moves(*where, skipped=not SKIPPED)[side]))
    exchanged = "centre and context are exchanged: centres are rows of W, pos and neg rows of C."
    for wrong in (moves(W, C, pos, centres, neg), moves(C, W, *where[2:])[::-1]):
        for side, array in enumerate(wrong):
            known[side].append(slip("centre for context", f"{'WC'[side]}2: {exchanged}", 0.4, array))
    known[1].append(slip("positives alone", "C2: the rows of the negatives do not move.", 0.4,
                         added(len(C), pos, pieces(*where)[1])))  # fmt: skip
    known[1].append(slip("negatives alone", "C2: the rows of the positives do not move.", 0.4,
                         added(len(C), neg, pieces(*where)[2])))  # fmt: skip
    return tuple(distinct(slips) for slips in known)


def distinct(slips):
    """Without those that leave what an earlier one leaves: where no row is repeated, many slips are the same."""
    kept = []
    for one in slips:
        if one.along is not None or not any(np.allclose(k.predict(None), one.predict(None)) for k in kept):
            kept.append(one)
    return kept


def _times(ids, height):
    return np.maximum(np.bincount(ids.ravel(), minlength=height), 1)[:, None]


REPEATS = "where a row is repeated only one piece was kept; they add up (np.add.at)."


def _lost(what, case, side):
    """W[centres] -= ..., and the ways of doing so with the positives and the negatives of C."""
    W, C, centres, pos, neg, _ = case
    dw, dpos, dneg = pieces(W, C, centres, pos, neg)
    if side == 0:
        wrong = [last(len(W), centres, dw)]
    else:
        V, K, columns = len(C), neg.shape[1], [last(len(C), neg[:, k], dneg[:, k]) for k in range(neg.shape[1])]
        both = np.concatenate([pos[:, None], neg], axis=1), np.concatenate([dpos[:, None], dneg], axis=1)
        wrong = [
            last(V, *both),
            last(V, both[0].T, both[1].swapaxes(0, 1)),
            *(a(V, pos, dpos) + b(V, neg, dneg) for a in (last, added) for b in (last, added) if last in (a, b)),
            last(V, pos, dpos) + sum(columns[:K]),
            added(V, pos, dpos) + sum(columns),
            added(V, pos, dpos) + sum(last(V, ids, rows) for ids, rows in zip(neg, dneg)),
            sum(last(V, ids, rows) for ids, rows in zip(*both)),
        ]
    return [slip("last write wins", f"{what}: {REPEATS}", 0.4, array) for array in wrong]


def _in_turn(case, side):
    """Pairs one after the other, or C with the new W: the gradients are not all taken at the old W and C."""
    W, C, centres, pos, neg, lr = case
    text = f"{'WC'[side]}2: gradients are taken at vectors that have moved already; all belong to the old W and C."
    found = [slip("one pair at a time", text, 0.6, _stepwise(case)[side])]
    right = moves(W, C, centres, pos, neg)
    after = W - lr * right[0], C - lr * right[1]
    name, with_new = (("the new C", (W, after[1])), ("the new W", (after[0], C)))[side]
    return [*found, slip(name, text, 0.6, moves(*with_new, centres, pos, neg)[side]),
            slip(name, text, 0.6, _errors_kept(case, after)[side])]  # fmt: skip


def _errors_kept(case, after):
    """The errors belong to the old vectors, what they are multiplied by is new."""
    W, C, centres, pos, neg, _ = case
    p, z = np.einsum("bd,bd->b", W[centres], C[pos]), np.einsum("bd,bkd->bk", W[centres], C[neg])
    up, down = _weighed(_errors(p, z, None), pos, neg)
    w, c, n = after[0][centres], after[1][pos], after[1][neg]
    dw = up[:, None] * c + np.einsum("bk,bkd->bd", down, n)
    dC = added(len(C), pos, up[:, None] * w) + added(len(C), neg, down[:, :, None] * w[:, None, :])
    return added(len(W), centres, dw), dC


def _stepwise(case):
    W, C, centres, pos, neg, lr = case
    V, U = W.copy(), C.copy()
    for b in range(len(centres)):
        one = centres[b : b + 1], pos[b : b + 1], neg[b : b + 1]
        dV, dU = moves(V, U, *one, over=len(centres) if MEAN else 1)
        V, U = V - lr * dV, U - lr * dU
    return (W - V) / lr, (C - U) / lr


def judge_moves(result, case, side, forgiven=()):
    """W2 or C2: right as it is, or explained by what it has moved along."""
    W, C, centres, pos, neg, lr = case
    got, old, name = unpack(result, "W2", "C2")[side], case[side], ("W2", "C2")[side]
    right = moves(W, C, centres, pos, neg)
    numbers = as_numbers(got, name)
    if _near(numbers, old - lr * right[side]) or numbers.shape != old.shape:
        agree(got, old - lr * right[side], name)
        return
    if np.array_equal(numbers, old):
        raise Wrong(f"{name} is {name[0]}: nothing has moved.", cause="nothing moved")
    moved = ((old - numbers) / lr).astype(np.float32 if np.asarray(got).dtype == np.float32 else np.float64)
    counts = {"pairs": len(centres), "negatives": neg.shape[1]}
    others = {"the step of W": right[0], "the step of C": right[1]}
    agree(moved, right[side], f"The step of {name[0]}", hypotheses=lambda: slips_of(case)[side], counts=counts,
          others=others, forgiven=forgiven, reduction=conventions.reduction)  # fmt: skip


def _near(numbers, right):
    return numbers.shape == right.shape and np.allclose(numbers, right, rtol=1e-5, atol=1e-6)


class _Output:
    """One side of the student's own sgns_grads as a single row of numbers."""

    def __init__(self, student, side):
        self._student, self._side = student, side

    def sgns_grads(self, *case):
        dw, dpos, dneg = (as_numbers(one, "a gradient") for one in unpack(self._student.sgns_grads(*case), *"abc"))
        return dw.ravel() if self._side == 0 else np.concatenate([dpos.ravel(), dneg.ravel()])


def own_slips(student, case, side):
    """The slips that the student's own sgns_grads shows on the first pair of the batch."""
    W, C, centres, pos, neg, _ = case
    first = (W, C, centres[:1], pos[:1], neg[:1])

    def joined(how):
        dw, dpos, dneg = pieces(*first, how, over=1, skipped=False)
        return dw.ravel() if side == 0 else np.concatenate([dpos.ravel(), dneg.ravel()])

    known = {name: joined(name) for name in ERRORS}
    known |= {"sign": -joined(None), "doubled": 2 * joined(None), "halved": joined(None) / 2}
    return OwnSlip(_Output(student, side), "sgns_grads", (W[centres[0]], C[pos[0]], C[neg[0]]), known)


def both_sides(student, part, case, names=("W", "C")):
    """Both sides, each in its part."""
    result = attempt(student.sgns_batch_step, *case)
    for side, name in enumerate(names):
        with part(name):
            judge_moves(result(), case, side, own_slips(student, case, side))


@number("B6.3")
@weight(2)
@parts({"W": 1, "C": 1})
def test_no_repeats(student, part, rng):
    """The rows of the batch move along their gradients where no row is repeated."""
    both_sides(student, part, batch(rng, repeats=False))


def telling(rng):
    """A batch in which every way of losing repeats shows, and the other way with negatives that are positives."""
    for _ in attempts(rng):
        case = batch(rng, repeats=True)
        right, other = moves(*case[:5]), moves(*case[:5], skipped=not SKIPPED)
        wrong = [(side, one.predict(None)) for side in (0, 1) for one in _lost("", case, side)]
        wrong += list(enumerate(other))
        if all(np.abs(array - right[side]).max() > 1e-2 for side, array in wrong):
            return case


@number("B6.4")
@weight(4)
@parts({"W": 1, "C": 1})
def test_repeats(student, part, rng):
    """A row that is repeated moves along the sum of its pieces."""
    both_sides(student, part, telling(rng))
