"""The deep averaging network: loss and gradients (B7), and training it (C)."""

import numpy as np


def dan_loss_grads(P, ids, mask, y):
    """Loss and gradients of a deep averaging network with one tanh layer and a softmax.

    P: a dict with E:(V, e) embeddings, one row a word; W:(h, e), b:(h,); U:(K, h), c:(K,).
    ids: (N, L) int, the words of each text, row numbers of E. mask: (N, L) float, 1 where there is a word and 0 where
    there is none (a pad; its id is a valid row number and means nothing). Pads may stand anywhere.
    y: (N,) int, classes 0 .. K-1.

    For each text: x = the mean of the rows of E over the positions with mask 1 (zeros, if there are none);
    a = tanh(W x + b); z = U a + c; its loss is -ln softmax(z)[y].
    Returns (loss, grads): loss, a float, is the mean over the N texts; grads is a dict with the keys and
    shapes of P. A word that occurs k times among the n of its text gets k / n of what reaches x, and a word of several
    texts gets the sum; words that do not occur get zeros. Nothing is changed in place.

    One text of the words 1, 2, 1 and a pad:

    >>> P = {"E": np.array([[9.0], [1.0], [-2.0]]), "W": np.array([[0.5]]), "b": np.array([0.1]),
    ...      "U": np.array([[1.0], [-1.0]]), "c": np.array([0.0, 0.5])}
    >>> ids, mask = np.array([[1, 2, 1, 0]]), np.array([[1.0, 1.0, 1.0, 0.0]])
    >>> loss, grads = dan_loss_grads(P, ids, mask, np.array([0]))    # x = 0, a = tanh(0.1)
    >>> round(loss, 6), grads["E"].round(6).ravel()
    (0.854737, array([ 0.      , -0.379265, -0.189632]))
    """
    raise NotImplementedError("write this")


def train_dan(docs, y, seed):
    """Train a deep averaging network to classify texts.

    docs: a list of texts, strings of words divided by single spaces, of different lengths; y: (N,) labels 0 or 1;
    seed: an int, for all your random numbers (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns a model: anything that your `predict_dan` understands. The vocabulary, the width of the layers, the
    learning rate and the number of epochs are yours; use `dan_loss_grads`. A few seconds must be enough.
    """
    raise NotImplementedError("write this")


def predict_dan(model, docs):
    """The labels of texts, as an array or list of N ints 0 or 1; words that the model has not seen are ignored."""
    raise NotImplementedError("write this")
