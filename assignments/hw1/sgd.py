"""Penalties, minibatches and stochastic gradient descent (B6-B8)."""

import numpy as np


def l2(w, alpha):
    """The L2 penalty alpha * sum(w ** 2) and its gradient.

    w: an array of any shape; alpha: a number. There is no 1/2 and no division by the number of examples or weights.
    Returns (penalty, grad): a number, and an array of the shape of w.

    >>> penalty, grad = l2(np.array([3.0, -1.0, 0.0]), 0.5)
    >>> float(penalty)                      # 0.5 * (9 + 1 + 0)
    5.0
    >>> grad + 0.0                          # 2 * 0.5 * w
    array([ 3., -1.,  0.])
    """
    raise NotImplementedError("write this")


def l1(w, alpha):
    """The L1 penalty alpha * sum(|w|) and its gradient.

    w: an array of any shape; alpha: a number. Where a weight is 0 the penalty has a kink: take 0 there.
    Returns (penalty, grad): a number, and an array of the shape of w.

    >>> penalty, grad = l1(np.array([3.0, -1.0, 0.0]), 0.5)
    >>> float(penalty)                      # 0.5 * (3 + 1 + 0)
    2.0
    >>> grad                                # 0.5 * sign(w)
    array([ 0.5, -0.5,  0. ])
    """
    raise NotImplementedError("write this")


def minibatches(N, m, perm):
    """Cut a permutation of the examples into minibatches.

    N: number of examples; m: size of a batch; perm: (N,) the numbers 0 .. N-1 in the order to use.
    Returns a list of integer arrays: the first m entries of perm, the next m, and so on. If m does not divide N,
    the last batch is shorter. Nothing is left out, and nothing is shuffled here: all randomness is in perm.

    >>> [batch.tolist() for batch in minibatches(5, 2, np.array([3, 0, 4, 1, 2]))]
    [[3, 0], [4, 1], [2]]
    """
    raise NotImplementedError("write this")


def sgd(params, grad_fn, batches, lr):
    """Stochastic gradient descent: one step for each batch, in order.

    params: a dict of arrays (or numbers); grad_fn(params, batch): returns the gradients of this batch's loss, a dict
    with the same keys and shapes; batches: a list of index arrays; lr: the learning rate, a number.
    For each batch call grad_fn once, at the parameters as they are by then, and step:
    value - lr * gradient.
    Each step uses the gradient of its own batch alone. Returns a new dict; params and its arrays stay as they are.

    >>> def grad_fn(params, batch):         # of 1/2 * (w - mean of the batch) ** 2
    ...     return {"w": params["w"] - np.mean(batch)}
    >>> params = {"w": np.array([4.0])}
    >>> sgd(params, grad_fn, [np.array([0, 2]), np.array([5])], 0.5)["w"].round(4)
    array([3.75])

    Step 1: gradient 4 - 1 = 3, w = 4 - 0.5 * 3 = 2.5.
    Step 2: gradient 2.5 - 5 = -2.5, w = 2.5 + 0.5 * 2.5 = 3.75.
    """
    raise NotImplementedError("write this")
