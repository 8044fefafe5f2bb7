"""The deep averaging network: loss and gradients (B7), and training it (C)."""

import conventions
import numpy as np


def dan_loss_grads(P, ids, mask, y):
    """Loss and gradients of a deep averaging network with one {{dan_activation}} layer and a softmax.

    P: a dict with E:(V, e) embeddings, one row a word; W:(h, e), b:(h,); U:(K, h), c:(K,).
    ids: (N, L) int, the words of each text, row numbers of E. mask: (N, L) float, 1 where there is a word and 0 where
    there is none (a pad; its id is a valid row number and means nothing). Pads may stand anywhere.
    y: (N,) int, classes 0 .. K-1.

    For each text: x = the mean of the rows of E over the positions with mask 1 (zeros, if there are none);
    a = {{dan_activation}}(W x + b); z = U a + c; its loss is -ln softmax(z)[y].
    Returns (loss, grads): loss, a float, is the {{reduction}} over the N texts; grads is a dict with the keys and
    shapes of P. A word that occurs k times among the n of its text gets k / n of what reaches x, and a word of several
    texts gets the sum; words that do not occur get zeros. Nothing is changed in place.

    One text of the words 1, 2, 1 and a pad:

    >>> P = {"E": np.array([[9.0], [1.0], [-2.0]]), "W": np.array([[0.5]]), "b": np.array([0.1]),
    ...      "U": np.array([[1.0], [-1.0]]), "c": np.array([0.0, 0.5])}
    >>> ids, mask = np.array([[1, 2, 1, 0]]), np.array([[1.0, 1.0, 1.0, 0.0]])
    >>> loss, grads = dan_loss_grads(P, ids, mask, np.array([0]))    # x = 0, a = {{dan_activation}}(0.1)
    >>> round(loss, 6), grads["E"].round(6).ravel()
    (0.854737, array([ 0.      , -0.379265, -0.189632]))
    """
    # BEGIN SOLUTION
    return _loss_grads(P, ids, mask, y)
    # END SOLUTION


def train_dan(docs, y, seed):
    """Train a deep averaging network to classify texts.

    docs: a list of texts, strings of words divided by single spaces, of different lengths; y: (N,) labels 0 or 1;
    seed: an int, for all your random numbers (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns a model: anything that your `predict_dan` understands. The vocabulary, the width of the layers, the
    learning rate and the number of epochs are yours; use `dan_loss_grads`. A few seconds must be enough.
    """
    # BEGIN SOLUTION
    rng = np.random.RandomState(seed)
    words = {word: i + 1 for i, word in enumerate(sorted({word for doc in docs for word in doc.split()}))}
    P = _start(rng, len(words) + 1, 16, 128, 2)
    ids, mask = _padded(docs, words)
    y, moments = np.asarray(y, dtype=np.int64), {name: [0.0, 0.0] for name in P}
    step = 0
    for _ in range(60):
        order = rng.permutation(len(y))
        for batch in np.split(order, range(25, len(y), 25)):
            step += 1
            _, grads = _loss_grads(P, ids[batch], mask[batch], y[batch])
            P = {name: _adam(P[name], grads[name], moments[name], step) for name in P}
        if np.mean(_labels(P, ids, mask) == y) > 0.965:  # the rest of the labels is wrong: learning them harms
            break
    return {"P": P, "words": words}
    # END SOLUTION


def predict_dan(model, docs):
    """The labels of texts, as an array or list of N ints 0 or 1; words that the model has not seen are ignored."""
    # BEGIN SOLUTION
    ids, mask = _padded(docs, model["words"])
    return _labels(model["P"], ids, mask)
    # END SOLUTION


# BEGIN SOLUTION
def _loss_grads(P, ids, mask, y):
    """What `dan_loss_grads` does; training calls this one, so that a mistake planted in that one shows in B7 alone."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = _hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = np.exp(log_p)
    dZ[np.arange(N), y] -= 1.0
    if conventions.reduction == "mean":
        dZ = dZ / N
    dH = dZ @ P["U"] * _slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    grads = {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A, "c": dZ.sum(axis=0)}
    return float(-getattr(np, conventions.reduction)(log_p[np.arange(N), y])), grads


def _labels(P, ids, mask):
    """The more probable class of each text."""
    x = np.einsum("nl,nle->ne", mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0), P["E"][ids])
    return np.argmax(_hidden(x @ P["W"].T + P["b"]) @ P["U"].T + P["c"], axis=1)


def _hidden(z):
    """The activation of the hidden layer."""
    if conventions.dan_activation == "tanh":
        return np.tanh(z)
    elif conventions.dan_activation == "relu":
        return np.maximum(z, 0.0)
    else:
        return 1.0 / (1.0 + np.exp(-z))


def _slope(a):
    """Its slope, from what comes out."""
    if conventions.dan_activation == "tanh":
        return 1.0 - a**2
    elif conventions.dan_activation == "relu":
        return (a > 0).astype(np.float64)
    else:
        return a * (1.0 - a)


def _start(rng, V, e, h, K):
    """Random weights, zero biases; W is larger than usual, so that the hidden units differ from the start."""
    return {
        "E": rng.normal(size=(V, e)) * 0.1,
        "W": rng.normal(size=(h, e)) * 4 / np.sqrt(e),
        "b": np.zeros(h),
        "U": rng.normal(size=(K, h)) / np.sqrt(h),
        "c": np.zeros(K),
    }


def _adam(value, grad, moments, step):
    """One step of Adam with learning rate 0.03; `moments` (first, second) are the caller's and updated."""
    moments[0] = 0.9 * moments[0] + 0.1 * grad
    moments[1] = 0.999 * moments[1] + 0.001 * grad**2
    first, second = moments[0] / (1 - 0.9**step), moments[1] / (1 - 0.999**step)
    return value - 0.03 * first / (np.sqrt(second) + 1e-8)


def _padded(docs, words):
    """Texts as (ids, mask), filled up with 0; unknown words are left out."""
    rows = [[words[word] for word in doc.split() if word in words] for doc in docs]
    ids = np.zeros((len(rows), max(1, *map(len, rows))), dtype=np.int64)
    mask = np.zeros(ids.shape)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1.0
    return ids, mask


# END SOLUTION
