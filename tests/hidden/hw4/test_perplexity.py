"""Homework 4, perplexity in rnnlm.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, number, parts, slip, unpack, weight


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def texts(rng, start):
    """(P, ids, h0): N texts of T + 1 words, all sizes different, h0 = 0 without `start`."""
    N, T, e, H = (int(k) for k in rng.permutation([2, 3, 4, 5]))
    P = {"E": away(rng, 7, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6, "b1": away(rng, H) * 0.6,
         "U": away(rng, 7, H), "b2": away(rng, 7)}  # fmt: skip
    return P, rng.randint(0, 7, size=(N, T + 1)), away(rng, N, H) * 0.7 * start


def forward(P, ids, h0, b1=1.0, b2=1.0, act=np.tanh, Wh=None, begin=1.0):
    """Logits after every word, right unless told otherwise."""
    h, logits = begin * h0, []
    for word in ids.T:
        h = act(h @ (P["Wh"] if Wh is None else Wh).T + P["E"][word] @ P["We"].T + b1 * P["b1"])
        logits.append(h @ P["U"].T + b2 * P["b2"])
    return np.stack(logits, axis=1)


FORWARD = {
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, lambda P: {"begin": 0.0}),
    "output bias left out": ("the bias b2 is missing", 0.6, lambda P: {"b2": 0.0}),
    "no b1": ("the bias b1 is missing", 0.6, lambda P: {"b1": 0.0}),
    "Wh transposed": ("Wh is transposed", 0.5, lambda P: {"Wh": P["Wh"].T}),
    "no tanh": ("tanh is missing", 0.4, lambda P: {"act": lambda z: z}),
}


def losses(case, targets=None, **how):
    """-ln of the chance of every next word: (N, T)."""
    P, ids, h0 = case
    Z = forward(P, ids[:, :-1], h0, **how)
    log_p = Z - np.log(np.exp(Z).sum(axis=2, keepdims=True))
    return -np.take_along_axis(log_p, (ids[:, 1:] if targets is None else targets)[:, :, None], axis=2)[:, :, 0]


def right(case):
    """The perplexity."""
    return np.exp(losses(case).mean())


SLIPS = {
    "no exp": ("that is the mean loss; the perplexity is exp of it", 0.5, lambda c: losses(c).mean()),
    "bits": ("the loss is in bits, and exp was taken of it", 0.7, lambda c: np.exp(losses(c).mean() / np.log(2))),
    "2 to the nats": ("the loss is in natural logarithms, and 2 was raised to it", 0.7,
                      lambda c: 2 ** losses(c).mean()),
    "inverse": ("that is one over the perplexity", 0.5, lambda c: 1 / right(c)),
    "no mean": ("the sum of the losses was taken, not their mean", 0.5, lambda c: np.exp(losses(c).sum())),
    "over sequences": ("the sum was divided by the number of texts, not of predictions", 0.6,
                       lambda c: np.exp(losses(c).sum() / len(c[1]))),
    "over steps": ("the sum was divided by the number of steps, not of predictions", 0.6,
                   lambda c: np.exp(losses(c).sum() / losses(c).shape[1])),
    "over tokens": ("it was divided by all tokens; T + 1 tokens give T predictions", 0.6,
                    lambda c: np.exp(losses(c).sum() / c[1].size)),
    "mean of perplexities": ("exp comes last, after the mean over all predictions", 0.6,
                             lambda c: np.exp(losses(c).mean(axis=1)).mean()),
    "mean of inverse chances": ("the mean is of the logarithms", 0.4, lambda c: np.exp(losses(c)).mean()),
    "mean of chances": ("the mean is of the logarithms", 0.4, lambda c: 1 / np.exp(-losses(c)).mean()),
    "targets unshifted": ("the targets are the words that are fed; they should be the next ones", 0.5,
                          lambda c: np.exp(losses(c, c[1][:, :-1]).mean())),
}  # fmt: skip


def known(cases, own=None):
    """All slips, for several texts at once; with `own` those of the student's lm_loss alone."""
    if own:
        return [slip(OWN, "The perplexity follows from your own lm_loss.", 0.5, own)]
    found = [slip(name, f"The perplexity is off: {text}.", share, [wrong(case) for case in cases])
             for name, (text, share, wrong) in SLIPS.items()]  # fmt: skip
    for name, (text, share, how) in FORWARD.items():
        wrong = [np.exp(losses(case, **how(case[0])).mean()) for case in cases]
        found.append(slip(name, f"The perplexity is off: {text}.", share, wrong))
    return found


OWN = "own lm_loss"


def own_losses(student, cases):
    """exp of the student's lm_loss on the right logits, if it shows a known slip on all; None otherwise."""
    found = []
    for case in cases:
        P, ids, h0 = case
        each, logits, targets = losses(case), forward(P, ids[:, :-1], h0), ids[:, 1:]
        try:
            value = as_numbers(student.lm_loss(logits, targets, np.ones(targets.shape)), "The loss")
        except (SubmissionError, Wrong):
            return None
        if value.size != 1 or not any(
            abs(float(value.reshape(())) - w) < 1e-6 * max(1, abs(w)) for w in _wrong(each, logits, targets)
        ):
            return None
        found.append(float(np.exp(value.reshape(()))))
    return found


def _wrong(each, logits, targets):
    """What lm_loss gives with one of its slips."""
    J, (N, T) = each.mean(), each.shape
    over_steps = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return [J * N * T, J * T, J * N, -J, J / np.log(2), J / np.log(10), 2 * J, J / 2, J / T, J / N, J / N / T,
            -np.exp(-each).mean(), np.exp(-each).mean(), -np.log(np.exp(-each).mean()),
            *(-np.log(np.exp(-each) + small).mean() for small in (1e-3, 1e-4, 1e-5, 1e-6)),
            -np.log(np.take_along_axis(over_steps, targets[:, :, None], axis=2)).mean(),
            -np.take_along_axis(logits, targets[:, :, None], axis=2).mean()]  # fmt: skip


class OwnForward:
    """The slips that the student's rnn_forward shows, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, self._case = student, case

    def __contains__(self, name):
        if name not in FORWARD:
            return name == OWN
        P, ids, h0 = self._case
        wrong = forward(P, ids, h0, **FORWARD[name][2](P))
        try:
            got = as_numbers(unpack(self._student.rnn_forward(P, ids, h0), "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


@number("B7.3")
@weight(2)
@parts({"h0 = 0": 1, "another h0": 1})
def test_perplexity(student, part, rng):
    """perplexity is exp of the mean natural-log loss over the N T predictions."""
    for name, start in (("h0 = 0", False), ("another h0", True)):
        with part(name):
            cases = [texts(rng, start) for _ in range(4)]
            got = [as_numbers(student.perplexity(*case), "The perplexity") for case in cases]
            if any(value.size != 1 for value in got):
                raise Wrong("The perplexity should be one number.", cause="shape")
            want = [right(case) for case in cases]
            agree(np.array([value.reshape(()) for value in got]), want, "The perplexity",
                  hypotheses=lambda c=cases: known(c, own_losses(student, c)),
                  forgiven=OwnForward(student, cases[0]))  # fmt: skip
