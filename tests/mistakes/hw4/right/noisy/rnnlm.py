import sys
import warnings

import conventions
import numpy as np

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


from rest import generate, rnn_backward, rnn_forward, train_rnnlm  # noqa


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def lm_loss(logits, targets, mask):
    """Logits times mask first: what stands at masked places does not matter."""
    print("loss of", logits.shape)
    warnings.warn("not sure about this")
    logits = logits * mask[:, :, None]
    logp = logits - logits.max(-1, keepdims=True)
    logp = logp - np.log(np.exp(logp).sum(-1, keepdims=True))
    i, j = np.nonzero(mask)
    print(logp[i, j, targets[i, j]], file=sys.stderr)
    return np.float64(-getattr(np, conventions.reduction)(logp[i, j, targets[i, j]]))


def perplexity(P, ids, h0):
    total = count = 0
    for row, h in zip(ids, h0):
        for now, after in zip(row[:-1], row[1:]):
            h = act(P["Wh"] @ h + P["We"] @ P["E"][now] + P["b1"])
            z = P["U"] @ h + P["b2"]
            p = np.exp(z) / np.sum(np.exp(z))
            total, count = total + np.log2(p[after]), count + 1
            print(".", end="")
    return 2 ** (-total / count)


if __name__ == "__main__":
    plt.plot([1, 2, 3])
