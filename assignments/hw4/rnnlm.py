"""The recurrent language model: forward, loss, backpropagation through time, generation and training (B4 to B8, C).

The parameters are a dict P with E:(V, e) embeddings, one row a word; We:(H, e), Wh:(H, H), b1:(H,) the recurrent layer;
U:(V, H), b2:(V,) the output layer.
"""

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
    h_t = tanh(Wh h_(t-1) + We e_t + b1);
    e_t is the embedding of word t; logits_t = U h_t + b2.
    Returns (H, logits): H:(N, T + 1, H) with h0 at index 0 and h_t at index t; logits:(N, T, V).

    One sequence, e = 1, one unit, h0 = 0.5: h_1 = tanh(0.5 * 0.5 + 2 * 1 - 1.2) = tanh(1.05) = 0.7818,
    h_2 = tanh(0.5 * 0.7818 + 2 * 0.5 - 1.2) = tanh(0.1909)

    >>> H, logits = rnn_forward(EXAMPLE, np.array([[0, 1]]), np.array([[0.5]]))
    >>> H.ravel().round(4), logits.ravel().round(4)
    (array([0.5   , 0.7818, 0.1886]), array([ 0.7818, -0.5318,  0.1886,  0.0614]))
    """
    raise NotImplementedError("write this")


def lm_loss(logits, targets, mask):
    """The loss of a language model.

    logits: (N, T, V); targets: (N, T) int, the right next word at each place; mask: (N, T) float, 1 where a place
    counts and 0 where it does not (its target is a valid id and means nothing). At least one place counts.
    Returns a float: the mean of -ln softmax(logits)[target] over the places with mask 1. Logits may be large.

    >>> logits = np.log(np.array([[[0.5, 0.5], [0.2, 0.8], [0.1, 0.9]]]))
    >>> round(lm_loss(logits, np.array([[0, 1, 0]]), np.array([[1.0, 1.0, 0.0]])), 4)    # (ln 2 - ln 0.8) / 2
    0.4581
    """
    raise NotImplementedError("write this")


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
    raise NotImplementedError("write this")


def perplexity(P, ids, h0):
    """The perplexity of a recurrent language model on texts.

    P: the parameters. ids: (N, T + 1) int: T + 1 words give T predictions, of word t + 1 from those up to t.
    h0: (N, H), the state of each text before its first word.
    Returns a float: exp of the mean of -ln P(next word) over the N * T predictions.

    >>> round(perplexity(EXAMPLE, np.array([[0, 1, 0]]), np.array([[0.5]])), 4)
    2.9791
    """
    raise NotImplementedError("write this")


def generate(P, h0, start, n, u, temperature, greedy):
    """Words that a recurrent language model writes.

    P: the parameters. h0: (H,), the state before the first word. start: int, the word that is fed first;
    it is not part of the result.
    n: how many words to write. u: (n,) float, numbers in [0, 1) to draw with. temperature: float > 0. greedy: bool.
    Step t = 0 .. n-1 feeds the last word (first `start`, then the model's own words) and picks the next:
    - greedy: the word with the largest logit, the lowest id if there are several; u and temperature do not matter;
    - otherwise: with p = softmax(logits / temperature), the first id whose p_0 + ... + p_id exceeds u[t].
    Returns n ids as an array or a list of ints.

    With the model of the example above, from h0 = 0.5 and the word 0: p = [0.7881, 0.2119] at the first step.

    >>> generate(EXAMPLE, np.array([0.5]), 0, 3, np.array([0.7, 0.3, 0.9]), 1.0, False)
    array([0, 0, 1])
    """
    raise NotImplementedError("write this")


def train_rnnlm(ids, V, seed):
    """Train a recurrent language model.

    ids: (T,) int, one long text; V: how many different words there are; seed: an int, for all your random numbers
    (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns the parameters, a dict P with the six arrays of the top of this file; e and H are yours (at most 256 each),
    and so are the learning rate, the number of epochs and how the text is cut into pieces. A few seconds must be
    enough.
    """
    raise NotImplementedError("write this")
