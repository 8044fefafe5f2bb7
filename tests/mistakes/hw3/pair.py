"""Planted mistakes in sgns_loss and sgns_grads of word2vec.py: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake


@mistake(file="word2vec.py", earns={"B4": 3.2}, cause="not flipped")
def sgns_loss(w, c_pos, C_neg):
    """The negatives without their minus."""
    return np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, -(C_neg @ w)).sum()


@mistake(file="word2vec.py", earns={"B4": 4.6}, cause="mean over negatives", clear=100)
def sgns_loss(w, c_pos, C_neg):
    """The mean over the negatives."""
    return np.logaddexp(0.0, -(c_pos @ w)) + (np.logaddexp(0.0, C_neg @ w).mean() if len(C_neg) else 0.0)


@mistake(file="word2vec.py", earns={"B4": 3.6}, clear=100)
def sgns_loss(w, c_pos, C_neg):
    """The mean over the negatives, even over none."""
    return np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, C_neg @ w).mean()


@mistake(file="word2vec.py", earns={"B4": 4.5}, cause="sign")
def sgns_loss(w, c_pos, C_neg):
    """The minus in front is missing."""
    return -(np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, C_neg @ w).sum())


@mistake(file="word2vec.py", earns={"B4": 5.9}, cause="log base 2")
def sgns_loss(w, c_pos, C_neg):
    """In bits."""
    return (np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, C_neg @ w).sum()) / np.log(2)


@mistake(file="word2vec.py", earns={"B4": 6})
def sgns_loss(w, c_pos, C_neg):
    """Overflows: sigma as it is written."""
    s = 1 / (1 + np.exp(-(c_pos @ w)))
    t = 1 / (1 + np.exp(C_neg @ w))
    return -np.log(s) - np.log(t).sum()


@mistake(file="word2vec.py", earns={"B4": 6})
def sgns_loss(w, c_pos, C_neg):
    """A small constant in the logarithm."""
    s = 1 / (1 + np.exp(-np.clip(c_pos @ w, -500, 500)))
    t = 1 / (1 + np.exp(np.clip(C_neg @ w, -500, 500)))
    return -np.log(s + 1e-8) - np.log(t + 1e-8).sum()


@mistake(file="word2vec.py", earns={"B4": 4.4}, cause="target among the negatives")
def sgns_loss(w, c_pos, C_neg):
    """The loop runs over the positive too."""
    return np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, np.vstack([c_pos, C_neg]) @ w).sum()


@mistake(file="word2vec.py", earns={"B4": 3.2}, cause="positive alone", clear=100)
def sgns_loss(w, c_pos, C_neg):
    """No negatives."""
    return np.logaddexp(0.0, -(c_pos @ w))


@mistake(file="word2vec.py", earns={"B4": 3.9}, cause="last negative alone", clear=100)
def sgns_loss(w, c_pos, C_neg):
    """= for += in the loop."""
    loss = np.logaddexp(0.0, -(c_pos @ w))
    term = 0.0
    for c in C_neg:
        term = np.logaddexp(0.0, c @ w)
    return loss + term


@mistake(file="word2vec.py", earns={"B4": 2.5}, cause="no logarithm")
def sgns_loss(w, c_pos, C_neg):
    """No logarithm."""
    return -(_sigmoid(c_pos @ w) + _sigmoid(-(C_neg @ w)).sum())


@mistake(file="word2vec.py", earns={"B4": 2.2}, cause="softmax")
def sgns_loss(w, c_pos, C_neg):
    """The loss of a softmax."""
    z = np.concatenate([[c_pos @ w], C_neg @ w])
    return np.logaddexp.reduce(z) - z[0]


@mistake(file="word2vec.py", earns={"B4": 7.85}, cause="repeats left out")
def sgns_loss(w, c_pos, C_neg):
    """Each negative once."""
    C_neg = np.unique(C_neg, axis=0)
    return np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, C_neg @ w).sum()


@mistake(file="word2vec.py", earns={"B4": 3.5}, cause="not reduced")
def sgns_loss(w, c_pos, C_neg):
    """One term for each product."""
    return np.concatenate([[np.logaddexp(0.0, -(c_pos @ w))], np.logaddexp(0.0, C_neg @ w)])


@mistake(file="word2vec.py", earns={"B4": 7}, cause="mutation")
def sgns_loss(w, c_pos, C_neg):
    """Changes the sign of the negatives in place."""
    C_neg *= -1
    return np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, -(C_neg @ w)).sum()


@mistake(file="word2vec.py", earns={"B5": 9.3}, cause="no -1")
def sgns_grads(w, c_pos, C_neg):
    """The positive without its -1."""
    up, down = _sigmoid(c_pos @ w), _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 9}, cause="not flipped")
def sgns_grads(w, c_pos, C_neg):
    """Negatives like positives."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w) - 1.0
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 9}, cause="complement")
def sgns_grads(w, c_pos, C_neg):
    """1 - sigma for the negatives."""
    up, down = _sigmoid(c_pos @ w) - 1.0, 1.0 - _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 7.98}, cause="sign")
def sgns_grads(w, c_pos, C_neg):
    """All signs."""
    up, down = 1.0 - _sigmoid(c_pos @ w), -_sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 10.86}, cause="target among the negatives")
def sgns_grads(w, c_pos, C_neg):
    """The positive counts as a negative too."""
    up, down = 2 * _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 11.5}, cause="centre for context")
def sgns_grads(w, c_pos, C_neg):
    """dw is made of w."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return (up + down.sum()) * w, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 9.3}, cause="centre for context")
def sgns_grads(w, c_pos, C_neg):
    """The gradients of the contexts are made of the contexts."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * c_pos, down[:, None] * C_neg


@mistake(file="word2vec.py", earns={"B5": 9.3}, cause="dc_pos for dw")
def sgns_grads(w, c_pos, C_neg):
    """The first two change places."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * w, up * c_pos + down @ C_neg, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 11.5}, cause="negatives missing")
def sgns_grads(w, c_pos, C_neg):
    """dw from the positive alone."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 11.2}, cause="last negative alone")
def sgns_grads(w, c_pos, C_neg):
    """= for += in the loop over the negatives."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    dw, dC = up * c_pos, np.zeros_like(C_neg)
    for k, c in enumerate(C_neg):
        dw = up * c_pos + down[k] * c
        dC[k] = down[k] * w
    return dw, up * w, dC


@mistake(file="word2vec.py", earns={"B5": 11.32}, cause="negatives averaged")
def sgns_grads(w, c_pos, C_neg):
    """A mean over the negatives."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    K = len(C_neg)
    return up * c_pos + down @ C_neg / K, up * w, down[:, None] * w / K


@mistake(file="word2vec.py", earns={"B5": 11.55}, cause="summed over rows")
def sgns_grads(w, c_pos, C_neg):
    """One row for all negatives."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, (down[:, None] * w).sum(axis=0)


@mistake(file="word2vec.py", earns={"B5": 11.55}, cause="transposed")
def sgns_grads(w, c_pos, C_neg):
    """dC_neg transposed."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, np.outer(w, down)


@mistake(file="word2vec.py", earns={"B5": 6.8}, cause="slope of sigma")
def sgns_grads(w, c_pos, C_neg):
    """The slope of sigma on top."""
    s, t = _sigmoid(c_pos @ w), _sigmoid(C_neg @ w)
    up, down = (s - 1) * s * (1 - s), t * t * (1 - t)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 13.8}, cause="repeats added up")
def sgns_grads(w, c_pos, C_neg):
    """Equal negatives each hold their sum."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    dC = down[:, None] * w
    same = (C_neg[:, None] == C_neg[None]).all(axis=2)
    return up * c_pos + down @ C_neg, up * w, same @ dC


@mistake(file="word2vec.py", earns={"B5": 12.75}, cause="doubled")
def sgns_grads(w, c_pos, C_neg):
    """dw twice."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return 2 * (up * c_pos + down @ C_neg), up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 4.7}, cause="softmax")
def sgns_grads(w, c_pos, C_neg):
    """The gradients of a softmax."""
    z = np.concatenate([[c_pos @ w], C_neg @ w])
    p = np.exp(z) / np.exp(z).sum()
    up, down = p[0] - 1, p[1:]
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 13}, cause="mutation")
def sgns_grads(w, c_pos, C_neg):
    """Scales C_neg in place."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    dw = up * c_pos + down @ C_neg
    C_neg *= 0.5
    return dw, up * w, down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 13.23}, cause="shape")
def sgns_grads(w, c_pos, C_neg):
    """dw and dc_pos as rows."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return (up * c_pos + down @ C_neg)[None], (up * w)[None], down[:, None] * w


@mistake(file="word2vec.py", earns={"B5": 8.33})
def sgns_grads(w, c_pos, C_neg):
    """dw is left at zero."""
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return np.zeros_like(w), up * w, down[:, None] * w
