"""Homework 4: perplexities, right and with the slips that people make."""

import conventions
import numpy as np
import states

CHARGED = {
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5),
    "output bias left out": ("the bias b2 is missing", 0.6),
    "no b1": ("the bias b1 is missing", 0.6),
    "Wh transposed": ("Wh is transposed", 0.5),
    **{name: (text, share) for name, (text, share, _) in states.WRONG_ACTIVATIONS.items()},
}
"""Slips of `rnn_forward` that show in everything built on it: name -> (sentence, share)."""


def losses(case, targets=None, **how):
    """-ln of the chance of every next word: (N, T); case: (P, ids, h0), how: as `states.forward` has it."""
    P, ids, h0 = case
    _, Z = states.forward(P, ids[:, :-1], h0, **how)
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
if conventions.reduction == "sum":
    SLIPS["divided twice"] = ("the mean was divided by the number of predictions once more", 0.6,
                              lambda c: np.exp(losses(c).mean() / losses(c).size))  # fmt: skip


def wrong_perplexities(case):
    """name -> (sentence, share, perplexity)."""
    found = {name: (text, share, wrong(case)) for name, (text, share, wrong) in SLIPS.items()}
    for name, (text, share) in CHARGED.items():
        found[name] = (text, share, np.exp(losses(case, **states.WRONG[name][2]).mean()))
    return found


def wrong_losses(each, logits, targets):
    """Means per prediction that go with a slip of `lm_loss`; each: the right losses (N, T)."""
    J, (N, T) = each.mean(), each.shape
    over_steps = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return [J * N * T, J * T, J * N, -J, J / np.log(2), J / np.log(10), 2 * J, J / 2, J / T, J / N, J / N / T,
            -np.exp(-each).mean(), np.exp(-each).mean(), -np.log(np.exp(-each).mean()),
            *(-np.log(np.exp(-each) + small).mean() for small in (1e-3, 1e-4, 1e-5, 1e-6)),
            -np.log(np.take_along_axis(over_steps, targets[:, :, None], axis=2)).mean(),
            -np.take_along_axis(logits, targets[:, :, None], axis=2).mean()]  # fmt: skip
