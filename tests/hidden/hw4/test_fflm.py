"""Homework 4, fflm_forward and fflm_loss_grads in fflm.py: what is judged beyond the public part."""

import functools

import conventions
import numpy as np
from feedforward import (
    BLOCKS,
    act_of_course,
    forward_slips,
    inputs,
    logits,
    loss_grads,
    reduced,
    shows,
    slips_of,
    wrong_losses,
)

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    all_show,
    as_numbers,
    attempt,
    entry,
    number,
    parts,
    require_alive,
    slip,
    unchanged,
    unpack,
    weight,
)
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


# ---------------------------------------------------------------- B2


def network(rng, n):
    """Parameters with all sizes different, 11 words."""
    e, h = (int(k) for k in rng.permutation([3, 4, 7])[:2])
    return {"E": away(rng, 11, e), "W": away(rng, h, n * e) / n, "b": away(rng, h), "U": away(rng, 11, h)}


def plain(rng):
    """(P, X, y): one word of context, no word twice."""
    words = rng.permutation(11)
    return network(rng, 1), words[:5, None], words[3:8]


def demanding(rng):
    """(P, X, y): three words of context, words repeated within a window and between windows."""
    X = rng.randint(0, 8, size=(6, 3))
    X[1, 2], X[2, 1], X[:4, 0] = X[1, 0], X[2, 2], X[0, 0]
    return network(rng, 3), X, rng.randint(0, 11, size=6)


def showing(make, rng):
    """(P, X, y) on which every slip shows: units of relu that are off may hide it, or with it all are."""
    for _ in attempts(rng):
        case = P, X, _ = make(rng)
        if all_show(logits(P, X), forward_slips(P, X), each=True) and shows(case):
            return case


def several(make, rng):
    """Three of these, on which every slip of the loss shows, too."""
    for _ in attempts(rng):
        cases = [showing(make, rng) for _ in range(3)]
        if all_show([loss_grads(*case)[0] for case in cases], _stacked(cases), each=True):
            return cases


@number("B2.3")
@weight(2.5)
@parts({"one word of context": 1, "three words of context": 1.5})
def test_logits(student, part, rng):
    """fflm_forward gives the right logits."""
    for name, make in (("one word of context", plain), ("three words of context", demanding)):
        with part(name):
            P, X, _ = showing(make, rng)
            agree(student.fflm_forward(P, X), logits(P, X), "logits", hypotheses=lambda P=P, X=X: forward_slips(P, X))


@number("B2.4")
@weight(0.5)
def test_forward_leaves_its_arguments(student, rng):
    """fflm_forward leaves P and X as they are."""
    P, X, _ = demanding(rng)
    require_alive(student.fflm_forward, (P, X), demanding(rng)[:2], shape=(6, 11))
    unchanged((P, X), student.fflm_forward.observe(P, X).arguments, ("P", "X"))


# ---------------------------------------------------------------- B3


class OwnForward:
    """The slips that the student's fflm_forward shows on a case, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, (self._P, self._X, _) = student, case

    def __contains__(self, name):
        known = {s.name: s.predict(None) for s in forward_slips(self._P, self._X)}
        if name not in known:
            return False
        try:
            got = as_numbers(self._student.fflm_forward(self._P, self._X), "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == known[name].shape and bool(np.allclose(got, known[name], rtol=1e-5, atol=1e-7))


def judge_losses(student, cases):
    """Several losses at once, so that a constant factor shows."""
    got = [as_numbers(unpack(student.fflm_loss_grads(*case), "loss", "grads")[0], "The loss") for case in cases]
    right = [loss_grads(*case)[0] for case in cases]
    if any(loss.size != 1 for loss in got):
        each = all(loss.size and abs(reduced(loss) - value) < 1e-6 for loss, value in zip(got, right))
        said = f"The loss should be one number: the {conventions.reduction} over the windows."
        raise Wrong(said, 0.5 * each, "not reduced")
    counts = {"windows": len(cases[0][2]), "words": 11}
    agree(np.array([loss.reshape(()) for loss in got]), right, "The loss", hypotheses=lambda: _stacked(cases),
          counts=counts, forgiven=OwnForward(student, cases[0]), reduction=conventions.reduction)  # fmt: skip


def _stacked(cases):
    each = [wrong_losses(case) for case in cases]
    return [slip(name, f"The loss is off: {text}.", share, [one[name][2] for one in each])
            for name, (text, share, _) in each[0].items()]  # fmt: skip


def gradients_of(function, case):
    """The dict of gradients."""
    return unpack(function(*case), "loss", "grads")[1]


@number("B3.3")
@weight(1.25)
@parts({"one word of context": 1, "three words of context": 1})
def test_loss(student, part, rng):
    """The loss is the {{reduction}} over the windows."""
    with part("one word of context"):
        judge_losses(student, several(plain, rng))
    with part("three words of context"):
        judge_losses(student, several(demanding, rng))


@number("B3.4")
@weight(4.5)
@parts({f"{block}{case}": 1 for case in (", no word twice", ", words repeated") for block in BLOCKS})
def test_gradients(student, part, rng):
    """Each gradient is right."""
    for name, make in ((", no word twice", plain), (", words repeated", demanding)):
        case = showing(make, rng)
        right, slips = loss_grads(*case)[1], functools.cache(lambda case=case: slips_of(case))
        counts = {"windows": len(case[2]), "words": 11} | ({"places": 3} if case[1].shape[1] > 1 else {})
        others = {f"d{block}": array for block, array in right.items()}
        grads = attempt(gradients_of, student.fflm_loss_grads, case)
        for block in BLOCKS:
            with part(f"{block}{name}"):
                agree(entry(grads(), block, "The dict of gradients"), right[block], f"d{block}", counts=counts,
                      hypotheses=lambda b=block, s=slips: s()[b], others=others,
                      forgiven=OwnForward(student, case), reduction=conventions.reduction)  # fmt: skip


def loss_of(result):
    """The loss."""
    return unpack(result, "loss", "grads")[0]


def with_large_logits(rng):
    """(P, X, logits): the largest is +-900, and those of the other sign are large enough for exp to overflow."""
    for _ in attempts(rng):
        P, X, _ = demanding(rng)
        Z = logits(P, X)
        factor = 900 / np.abs(Z).max()
        if factor * min(Z.max(), -Z.min()) > 720:
            return {**P, "U": P["U"] * factor}, X, Z * factor


@number("B3.5")
@weight(0.75)
@parts({"loss": 2, "gradients": 1})
def test_large_logits(student, part, rng):
    """The loss and the gradients are right for logits as large as +-900."""
    require_alive(student.fflm_loss_grads, demanding(rng), demanding(rng), loss_of)
    P, X, Z = with_large_logits(rng)
    y = Z.argmin(axis=1)
    y[:2] = Z.argmax(axis=1)[:2]
    loss = reduced(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(6), y])
    counts = {"windows": 6, "words": 11}
    with part("loss"):
        agree(loss_of(student.fflm_loss_grads(P, X, y)), loss, "The loss", counts=counts,
              reduction=conventions.reduction)  # fmt: skip
    with part("gradients"):
        dZ = np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - np.eye(11)[y]
        dZ = dZ / 6 if conventions.reduction == "mean" else dZ
        A = act_of_course(inputs(P, X) @ P["W"].T + P["b"])
        dU = entry(unpack(student.fflm_loss_grads(P, X, y), "loss", "grads")[1], "U", "The dict of gradients")
        agree(dU, dZ.T @ A, "dU", counts=counts, reduction=conventions.reduction)


@number("B3.6")
@weight(0.5)
def test_gradients_leave_their_arguments(student, rng):
    """fflm_loss_grads leaves P, X and y as they are."""
    case = demanding(rng)
    require_alive(student.fflm_loss_grads, case, demanding(rng), lambda r: entry(unpack(r, "loss", "grads")[1], "U"),
                  shape=case[0]["U"].shape)  # fmt: skip
    unchanged(case, student.fflm_loss_grads.observe(*case).arguments, ("P", "X", "y"))
