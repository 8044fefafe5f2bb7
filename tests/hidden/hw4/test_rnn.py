"""Homework 4, rnn_forward and lm_loss in rnnlm.py: what is judged beyond the public part."""

import conventions
import numpy as np
from states import forward, slips_of, softmax

from autograder.errors import Wrong
from autograder.judging import (
    agree,
    all_show,
    as_numbers,
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


def parameters(rng):
    """Parameters with all sizes different, V = 11."""
    e, H = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    return {"E": away(rng, 11, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6, "b1": away(rng, H) * 0.7,
            "U": away(rng, 11, H), "b2": away(rng, 11)}  # fmt: skip


def sequences(rng, start=True):
    """(P, ids, h0): N = 6 or 7 sequences of T = 8 words, h0 = 0 without `start`; every slip shows.

    Units of relu that are off may hide one, and from h0 = 0 the state may never matter.
    """
    for _ in attempts(rng):
        P, N = parameters(rng), int(rng.randint(6, 8))
        case = P, rng.randint(0, 11, size=(N, 8)), away(rng, N, len(P["b1"])) * 0.7 * start
        slips = slips_of(*case)
        if all(all_show(right, slips[what], each=True) for what, right in zip(("H", "logits"), forward(*case))):
            return case


# ---------------------------------------------------------------- B4


def output(student, case, what):
    """H or the logits."""
    return dict(zip(("H", "logits"), unpack(student.rnn_forward(*case), "H", "logits")))[what]


@number("B4.4")
@weight(3)
@parts({"H from h0 = 0": 2, "logits from h0 = 0": 2, "H from another h0": 2, "logits from another h0": 2})
def test_forward(student, part, rng):
    """States and logits are right."""
    for name, start in (("h0 = 0", False), ("another h0", True)):
        case = sequences(rng, start)
        right = dict(zip(("H", "logits"), forward(*case)))
        for what, array in right.items():
            with part(f"{what} from {name}"):
                agree(output(student, case, what), array, what, hypotheses=lambda c=case, w=what: slips_of(*c)[w])


@number("B4.5")
@weight(1)
def test_forward_leaves_its_arguments(student, rng):
    """rnn_forward leaves P, ids and h0 as they are."""
    case = sequences(rng)
    require_alive(student.rnn_forward, case, sequences(rng), lambda result: unpack(result, "H", "logits")[1],
                  shape=(*case[1].shape, 11))  # fmt: skip
    unchanged(case, student.rnn_forward.observe(*case).arguments, ("P", "ids", "h0"))


# ---------------------------------------------------------------- B5


def scored(rng, N, T, V, holes, size=1.5, large=0.0):
    """(logits, targets, mask), on which every slip shows; large: added to or taken off all logits of a place."""
    for _ in attempts(rng):
        mask = np.ones((N, T))
        if holes:
            mask = rng.permutation(np.arange(N * T) % 3 > 0).reshape(N, T).astype(float)
            mask[0, :2] = [1.0, 0.0]
        logits = away(rng, N, T, V) * size + large * rng.choice([-1.0, 1.0], size=(N, T, 1))
        case = logits, rng.randint(0, V, size=(N, T)), mask
        with np.errstate(all="ignore"):  # of large logits some slips make no numbers
            if all_show([loss(case)], list(known([case], constants=())), each=holes):
                return case


def nats(case):
    """-ln of the chance of each right word: (N, T)."""
    logits, targets, _ = case
    log_p = logits - np.logaddexp.reduce(logits, axis=2, keepdims=True)
    return -np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]


def chances(case):
    """The chance of each right word: (N, T)."""
    return np.exp(-nats(case))


def logit_of_target(case):
    """The logit of each right word: (N, T)."""
    return np.take_along_axis(case[0], case[1][:, :, None], axis=2)[:, :, 0]


MEAN = conventions.reduction == "mean"


def reduced(each, case):
    """The sum over the places that count, or its mean."""
    return np.sum(case[2] * each) / (np.sum(case[2]) if MEAN else 1.0)


def loss(case):
    """The right loss."""
    return reduced(nats(case), case)


def of_sequences(case):
    """The mean over the sequences of the mean of each."""
    mask = case[2]
    return np.mean(np.sum(mask * nats(case), axis=1) / np.maximum(mask.sum(axis=1), 1))


def over_steps(case):
    """The chances with softmax over the steps."""
    logits, targets, _ = case
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return np.take_along_axis(p, targets[:, :, None], axis=2)[:, :, 0]


def everywhere(case):
    """The same case with a full mask."""
    return (*case[:2], np.ones_like(case[2]))


LOSSES = {
    "mask ignored": ("places with mask 0 are counted", 0.4, lambda c: loss(everywhere(c))),
    "no logarithm": (f"the chance of the right word was {conventions.reduced}, not its logarithm", 0.4,
                     lambda c: reduced(-chances(c), c)),
    "logits for logarithms": (f"minus the logit of the right word was {conventions.reduced}; softmax comes first", 0.3,
                              lambda c: reduced(-logit_of_target(c), c)),
    "entropy": ("this is the entropy of the predictions; the targets are missing", 0.2,
                lambda c: reduced(-np.sum(softmax(c[0]) * np.log(softmax(c[0])), axis=2), c)),
    "all words": ("only the right word of each place counts", 0.3,
                  lambda c: reduced(-np.sum(np.log(softmax(c[0])), axis=2), c)),
    "wrong axis": ("softmax is over the steps; it should be over the words", 0.4,
                   lambda c: reduced(-np.log(over_steps(c)), c)),
}  # fmt: skip
OF_A_MEAN = {
    "over all places": ("the sum is over the places that count, but it is divided by all N T", 0.6,
                        lambda c: np.mean(c[2] * nats(c))),
    "mean of means": ("each sequence counts alike; each place that counts should", 0.6, of_sequences),
    "logarithm of the mean": ("take the logarithm at each place first, then the mean", 0.4,
                              lambda c: -np.log(np.sum(c[2] * chances(c)) / c[2].sum())),
}  # fmt: skip
OF_A_SUM = {
    "logarithm of the sum": ("take the logarithm at each place first, then the sum", 0.4,
                             lambda c: -np.log(np.sum(c[2] * chances(c)))),
}  # fmt: skip
LOSSES |= OF_A_MEAN if MEAN else OF_A_SUM


SMALL = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
"""Constants that people add to a chance before they take its logarithm."""


def judge_losses(student, cases):
    """Several losses at once, so that a constant factor shows."""
    got = [as_numbers(student.lm_loss(*case), "The loss") for case in cases]
    right = [loss(case) for case in cases]
    if any(value.size != 1 for value in got):
        each = all(value.size and value.shape == case[1].shape for value, case in zip(got, cases))
        share = 0.5 * (each and all(np.isclose(reduced(v, c), r) for v, c, r in zip(got, cases, right)))
        said = f"The loss should be one number: the {conventions.reduction} over the places that count."
        raise Wrong(said, share, "not reduced")
    counts = {
        "places that count": np.array([case[2].sum() for case in cases]),
        "words": np.array([float(case[0].shape[2]) for case in cases]),
    }
    agree(np.array([value.reshape(()) for value in got]), right, "The loss", hypotheses=list(known(cases)),
          counts=counts, reduction=conventions.reduction)  # fmt: skip


def known(cases, constants=SMALL):
    """Slips of several losses; constants: those that may be added inside the logarithm."""
    for name, (text, share, wrong) in LOSSES.items():
        yield slip(name, f"The loss is off: {text}.", share, [wrong(case) for case in cases])
    for name, axis in (("sequences", 0), ("steps", 1)) if MEAN else ():
        per = [loss(case) * case[2].sum() / case[1].shape[axis] for case in cases]
        said = f"The loss is the sum divided by the {name}; divide by the places that count."
        yield slip(f"{name} for places", said, 0.7, per)
    for small in constants:
        said = f"The loss is off: a constant of {small:g} is added inside the logarithm."
        wrong = [reduced(-np.log(chances(case) + small), case) for case in cases]
        yield slip("constant in the logarithm", said, 0.95, wrong)


SHAPES = ((3, 5, 7), (4, 3, 6), (2, 7, 5))


@number("B5.4")
@weight(2)
@parts({"full mask": 1, "mask with holes": 1})
def test_loss(student, part, rng):
    """The loss is the {{reduction}} over the places that count."""
    with part("full mask"):
        judge_losses(student, [scored(rng, *shape, False) for shape in SHAPES])
    with part("mask with holes"):
        judge_losses(student, [scored(rng, *shape, True) for shape in SHAPES])


@number("B5.5")
@weight(1)
@parts({"logits as large as +-1000": 2, "arguments stay as they are": 1})
def test_large_logits(student, part, rng):
    """Large logits do no harm, and logits, targets and mask stay as they are."""
    case = scored(rng, 3, 4, 6, True)
    require_alive(student.lm_loss, case, scored(rng, 3, 4, 6, True))
    with part("logits as large as +-1000"):
        large = scored(rng, 3, 4, 6, True, size=450.0, large=1000.0)
        agree(student.lm_loss(*large), loss(large), "The loss")
    with part("arguments stay as they are"):
        unchanged(case, student.lm_loss.observe(*case).arguments, ("logits", "targets", "mask"))
