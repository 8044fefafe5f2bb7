"""Homework 4, perplexity in rnnlm.py: what is judged beyond the public part."""

import conventions
import numpy as np
import states
from perplexities import CHARGED, losses, right, wrong_losses, wrong_perplexities

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, all_show, as_numbers, number, parts, slip, unpack, weight
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def texts(rng, start):
    """(P, ids, h0): N texts of T + 1 words, all sizes different, h0 = 0 without `start`."""
    N, T, e, H = (int(k) for k in rng.permutation([2, 3, 4, 5]))
    smaller = 1.0 if conventions.rnn_activation == "tanh" else 0.5  # so that states stay of the size of one
    P = {"E": away(rng, 7, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6 * smaller,
         "b1": away(rng, H) * 0.6, "U": away(rng, 7, H) * smaller, "b2": away(rng, 7)}  # fmt: skip
    return P, rng.randint(0, 7, size=(N, T + 1)), away(rng, N, H) * 0.7 * start


def several(rng, start):
    """Four of these, on which every slip shows."""
    for _ in attempts(rng):
        cases = [texts(rng, start) for _ in range(4)]
        slips = [one for one in known(cases) if start or one.name != "h0 ignored"]
        if all_show([right(case) for case in cases], slips, each=True):
            return cases


OWN = "own lm_loss"


def known(cases, own=None):
    """All slips, for several texts at once; with `own` those of the student's lm_loss alone."""
    if own:
        return [slip(OWN, "The perplexity follows from your own lm_loss.", 0.5, own)]
    each = [wrong_perplexities(case) for case in cases]
    return [slip(name, f"The perplexity is off: {text}.", share, [one[name][2] for one in each])
            for name, (text, share, _) in each[0].items()]  # fmt: skip


def own_losses(student, cases):
    """exp of the student's lm_loss on the right logits, if it shows a known slip on all; None otherwise."""
    found = []
    for case in cases:
        P, ids, h0 = case
        each, logits, targets = losses(case), states.forward(P, ids[:, :-1], h0)[1], ids[:, 1:]
        try:
            value = as_numbers(student.lm_loss(logits, targets, np.ones(targets.shape)), "The loss")
        except (SubmissionError, Wrong):
            return None
        value = value if conventions.reduction == "mean" else value / each.size
        if value.size != 1 or not any(
            abs(float(value.reshape(())) - w) < 1e-6 * max(1, abs(w)) for w in wrong_losses(each, logits, targets)
        ):
            return None
        found.append(float(np.exp(value.reshape(()))))
    return found


def near(a, b):
    """Whether two arrays are the same but for rounding."""
    return bool(np.allclose(a, b, rtol=1e-5, atol=1e-7))


class OwnForward:
    """The slips that the student's rnn_forward shows, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, self._case = student, case

    def __contains__(self, name):
        if name not in CHARGED:
            return name == OWN
        P, ids, h0 = self._case
        _, wrong = states.forward(P, ids, h0, **states.WRONG[name][2])
        _, usual = states.forward(P, ids, h0)
        try:
            got = as_numbers(unpack(self._student.rnn_forward(P, ids, h0), "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and near(got, wrong) and not near(wrong, usual)


@number("B7.3")
@weight(2)
@parts({"h0 = 0": 1, "another h0": 1})
def test_perplexity(student, part, rng):
    """perplexity is exp of the mean natural-log loss over the N T predictions."""
    for name, start in (("h0 = 0", False), ("another h0", True)):
        with part(name):
            cases = several(rng, start)
            got = [as_numbers(student.perplexity(*case), "The perplexity") for case in cases]
            if any(value.size != 1 for value in got):
                raise Wrong("The perplexity should be one number.", cause="shape")
            want = [right(case) for case in cases]
            agree(np.array([value.reshape(()) for value in got]), want, "The perplexity",
                  hypotheses=lambda c=cases: known(c, own_losses(student, c)),
                  forgiven=OwnForward(student, cases[0]))  # fmt: skip
