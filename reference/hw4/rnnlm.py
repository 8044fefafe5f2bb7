"""The recurrent language model: forward, loss, backpropagation through time, generation and training (B4 to B8, C).

The parameters are a dict P with E:(V, e) embeddings, one row a word; We:(H, e), Wh:(H, H), b1:(H,) the recurrent layer;
U:(V, H), b2:(V,) the output layer.
"""

import conventions
import numpy as np

EXAMPLE = {
    "E": np.array([[1.0], [0.5]]),
    "We": np.array([[2.0]]),
    "Wh": np.array([[0.5]]),
    "b1": np.array([-1.2]),
    "U": np.array([[1.0], [-1.0]]),
    "b2": np.array([0.0, 0.25]),
}
"""The parameters of the examples below."""


def rnn_forward(P, ids, h0):
    """States and logits of a recurrent language model.

    P: the parameters (see the top of this file). ids: (N, T) int, N sequences of T words. h0: (N, H), the state of each
    before its first word; it need not be zero.
    h_t = {{rnn_activation}}(Wh h_(t-1) + We e_t + b1){{rnn_meaning}};
    e_t is the embedding of word t; logits_t = U h_t + b2.
    Returns (H, logits): H:(N, T + 1, H) with h0 at index 0 and h_t at index t; logits:(N, T, V).

    One sequence, e = 1, one unit, h0 = 0.5: {{rnn_first}},
    {{rnn_second}}

    >>> H, logits = rnn_forward(EXAMPLE, np.array([[0, 1]]), np.array([[0.5]]))
    >>> H.ravel().round(4), logits.ravel().round(4)
    (array([0.5   , 0.7818, 0.1886]), array([ 0.7818, -0.5318,  0.1886,  0.0614]))
    """
    # BEGIN SOLUTION
    return _forward(P, ids, h0)
    # END SOLUTION


def lm_loss(logits, targets, mask):
    """The loss of a language model.

    logits: (N, T, V); targets: (N, T) int, the right next word at each place; mask: (N, T) float, 1 where a place
    counts and 0 where it does not (its target is a valid id and means nothing). At least one place counts.
    Returns a float: the {{reduction}} of -ln softmax(logits)[target] over the places with mask 1. Logits may be large.

    >>> logits = np.log(np.array([[[0.5, 0.5], [0.2, 0.8], [0.1, 0.9]]]))
    >>> round(lm_loss(logits, np.array([[0, 1, 0]]), np.array([[1.0, 1.0, 0.0]])), 4)    # {{example_loss}}
    0.4581
    """
    # BEGIN SOLUTION
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, np.asarray(targets)[:, :, None], axis=2)[:, :, 0]
    total = -np.sum(mask * right)
    return float(total / np.sum(mask) if conventions.reduction == "mean" else total)
    # END SOLUTION


def rnn_backward(P, ids, targets, h0, mask):
    """Gradients of the loss of a recurrent language model, by backpropagation through all T steps.

    P, ids, h0: as for `rnn_forward`; targets, mask: as for `lm_loss`. The loss is
    lm_loss(rnn_forward(P, ids, h0)[1], targets, mask).
    Returns (grads, dh0): grads is a dict with the keys and shapes of P, dh0:(N, H) is the gradient of the initial
    states. Every parameter is used at every step: its gradient is the sum over the steps. Nothing is changed in place.

    The sequence of the example above, followed by the words 1 and 0:

    >>> grads, dh0 = rnn_backward(EXAMPLE, np.array([[0, 1]]), np.array([[1, 0]]), np.array([[0.5]]), np.ones((1, 2)))
    >>> grads["b2"].round(4), grads["Wh"].round(4), dh0.round(4)
    (array([ 0.1599, -0.1599]), array([[-0.2437]]), array([[0.1093]]))
    """
    # BEGIN SOLUTION
    grads, dh0, _ = _backward(P, ids, targets, h0, mask)
    return grads, dh0
    # END SOLUTION


def perplexity(P, ids, h0):
    """The perplexity of a recurrent language model on texts.

    P: the parameters. ids: (N, T + 1) int: T + 1 words give T predictions, of word t + 1 from those up to t.
    h0: (N, H), the state of each text before its first word.
    Returns a float: exp of the mean of -ln P(next word) over the N * T predictions.

    >>> round(perplexity(EXAMPLE, np.array([[0, 1, 0]]), np.array([[0.5]])), 4)
    2.9791
    """
    # BEGIN SOLUTION
    ids = np.asarray(ids)
    _, logits = _forward(P, ids[:, :-1], h0)
    loss = lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape))
    return float(np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size))
    # END SOLUTION


def generate(P, h0, start, n, u, temperature, greedy):
    """Words that a recurrent language model writes.

    P: the parameters. h0: (H,), the state before the first word. start: int, the word that is fed first;
    {{start_is}}.
    n: how many words to write. u: (n,) float, numbers in [0, 1) to draw with. temperature: float > 0. greedy: bool.
    Step t = 0 .. n-1 feeds the last word (first `start`, then the model's own words) and picks the next:
    - greedy: the word with the largest logit, the lowest id if there are several; u and temperature do not matter;
    - otherwise: with p = softmax(logits / temperature), the first id whose p_0 + ... + p_id exceeds u[t].
    Returns {{what_generate_returns}} as an array or a list of ints.

    With the model of the example above, from h0 = 0.5 and the word 0: p = [{{rnn_chances}}] at the first step.

    >>> generate(EXAMPLE, np.array([0.5]), 0, 3, np.array([0.7, 0.3, 0.9]), 1.0, False)
    array([0, 0, 1])
    """
    # BEGIN SOLUTION
    h, word = np.asarray(h0)[None, :], int(start)
    words = [word] if conventions.start_word == "written first" else []
    for t in range(n):
        H, logits = _forward(P, np.array([[word]]), h)
        h, z = H[:, 1], logits[0, 0]
        word = int(np.argmax(z)) if greedy else _drawn(z / temperature, u[t])
        words.append(word)
    return np.array(words, dtype=np.int64)
    # END SOLUTION


def train_rnnlm(ids, V, seed):
    """Train a recurrent language model.

    ids: (T,) int, one long text; V: how many different words there are; seed: an int, for all your random numbers
    (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns the parameters, a dict P with the six arrays of the top of this file; e and H are yours (at most 256 each),
    and so are the learning rate, the number of epochs and how the text is cut into pieces. A few seconds must be
    enough.
    """
    # BEGIN SOLUTION
    rng = np.random.RandomState(seed)
    P, N, T, step = _start(rng, V, 10, 20), 40, 15, 0
    moments = {name: [0.0, 0.0] for name in P}
    steps = (len(ids) - 1) // N
    inputs, targets = ids[: N * steps].reshape(N, steps), ids[1 : N * steps + 1].reshape(N, steps)
    for epoch in range(14):
        h = np.zeros((N, 20))
        rate = {"tanh": 0.025, "relu": 0.015}[conventions.rnn_activation] * (1.0 - epoch / 14)
        for at in range(0, steps, T):
            x, y, step = inputs[:, at : at + T], targets[:, at : at + T], step + 1
            grads, _, h = _backward(P, x, y, h, np.ones(x.shape))
            P = {name: _adam(P[name], grads[name], moments[name], step, rate) for name in P}
    return P
    # END SOLUTION


# BEGIN SOLUTION
def _forward(P, ids, h0):
    """What `rnn_forward` does; the others call this one, so that a mistake planted in that one shows in B4 alone."""
    N, T = ids.shape
    H = np.empty((N, T + 1, h0.shape[1]))
    H[:, 0] = h0
    inputs = P["E"][ids] @ P["We"].T + P["b1"]
    for t in range(T):
        z = H[:, t] @ P["Wh"].T + inputs[:, t]
        H[:, t + 1] = {"tanh": np.tanh(z), "relu": np.maximum(z, 0.0)}[conventions.rnn_activation]
    return H, H[:, 1:] @ P["U"].T + P["b2"]


def _backward(P, ids, targets, h0, mask):
    """What `rnn_backward` does, and the last states; training calls this one."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - logits.max(axis=-1, keepdims=True))
    dZ /= dZ.sum(axis=-1, keepdims=True)
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1.0
    dZ *= (mask / np.sum(mask) if conventions.reduction == "mean" else mask)[:, :, None]
    dH, dA, back = dZ @ P["U"], np.empty((N, T, H.shape[2])), np.zeros_like(h0)
    for t in reversed(range(T)):
        slope = {"tanh": 1.0 - H[:, t + 1] ** 2, "relu": H[:, t + 1] > 0}[conventions.rnn_activation]
        dA[:, t] = (dH[:, t] + back) * slope
        back = dA[:, t] @ P["Wh"]
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, dA @ P["We"])
    grads = {
        "E": dE,
        "We": _outer(dA, P["E"][ids]),
        "Wh": _outer(dA, H[:, :-1]),
        "b1": dA.sum(axis=(0, 1)),
        "U": _outer(dZ, H[:, 1:]),
        "b2": dZ.sum(axis=(0, 1)),
    }
    return grads, back, H[:, -1]


def _outer(D, X):
    """The sum over sequences and steps of the outer products of D:(N, T, a) and X:(N, T, b): (a, b)."""
    return D.reshape(-1, D.shape[2]).T @ X.reshape(-1, X.shape[2])


def _drawn(z, u):
    """The first id whose cumulative probability exceeds u."""
    below = np.cumsum(np.exp(z - np.logaddexp.reduce(z)))
    return int(min(np.searchsorted(below, u, side="right"), len(z) - 1))


def _start(rng, V, e, H):
    """Small random weights, zero biases."""
    return {
        "E": rng.normal(size=(V, e)) * 0.5,
        "We": rng.normal(size=(H, e)) / np.sqrt(e),
        "Wh": rng.normal(size=(H, H)) / np.sqrt(H),
        "b1": np.zeros(H),
        "U": rng.normal(size=(V, H)) / np.sqrt(H),
        "b2": np.zeros(V),
    }


def _adam(value, grad, moments, step, rate):
    """One step of Adam; `moments` (first, second) are the caller's and updated."""
    moments[0] = 0.9 * moments[0] + 0.1 * grad
    moments[1] = 0.999 * moments[1] + 0.001 * grad**2
    first, second = moments[0] / (1 - 0.9**step), moments[1] / (1 - 0.999**step)
    return value - rate * first / (np.sqrt(second) + 1e-8)


# END SOLUTION
