"""Penalties, minibatches and stochastic gradient descent (B6-B8)."""

import conventions
import numpy as np


def l2(w, alpha):
    """The L2 penalty {{l2}} and its gradient.

    w: an array of any shape; alpha: a number. {{no_half}} division by the number of examples or weights.
    Returns (penalty, grad): a number, and an array of the shape of w.

    >>> penalty, grad = l2(np.array([3.0, -1.0, 0.0]), 0.5)
    >>> float(penalty)                      # 0.5{{over_two}} * (9 + 1 + 0)
    5.0
    >>> grad + 0.0                          # {{two}}0.5 * w
    array([ 3., -1.,  0.])
    """
    # BEGIN SOLUTION
    w = np.asarray(w, dtype=np.float64)
    if conventions.l2_half:
        return alpha / 2.0 * float(np.sum(w**2)), alpha * w
    else:
        return alpha * float(np.sum(w**2)), 2.0 * alpha * w
    # END SOLUTION


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
    # BEGIN SOLUTION
    w = np.asarray(w, dtype=np.float64)
    return alpha * float(np.sum(np.abs(w))), alpha * np.sign(w)
    # END SOLUTION


def minibatches(N, m, perm):
    """Cut a permutation of the examples into minibatches.

    N: number of examples; m: size of a batch; perm: (N,) the numbers 0 .. N-1 in the order to use.
    Returns a list of integer arrays: the first m entries of perm, the next m, and so on. If m does not divide N,
    {{rest}}, and nothing is shuffled here: all randomness is in perm.

    >>> [batch.tolist() for batch in minibatches(5, 2, np.array([3, 0, 4, 1, 2]))]
    [[3, 0], [4, 1], [2]]
    """
    # BEGIN SOLUTION
    perm = np.asarray(perm)
    if conventions.last_batch == "short":
        return [perm[start : start + m] for start in range(0, N, m)]
    else:
        return [perm[start : start + m] for start in range(0, N - m + 1, m)]
    # END SOLUTION


def sgd(params, grad_fn, batches, lr):
    """Stochastic gradient descent: one step for each batch, in order.

    params: a dict of arrays (or numbers); grad_fn(params, batch): returns the gradients of this batch's loss, a dict
    with the same keys and shapes; batches: a list of index arrays; lr: the learning rate, a number.
    For each batch call grad_fn once, at the parameters as they are by then, and step:
    {{step}}.
    Each step uses the gradient of its own batch alone. Returns a new dict; params and its arrays stay as they are.

    >>> def grad_fn(params, batch):         # of 1/2 * (w - mean of the batch) ** 2
    ...     return {"w": params["w"] - np.mean(batch)}
    >>> params = {"w": np.array([4.0])}
    >>> sgd(params, grad_fn, [np.array([0, 2]), np.array([5])], 0.5)["w"].round(4)
    array([3.75])

    Step 1: gradient 4 - 1 = 3, w = 4 - 0.5 * 3 = 2.5.
    Step 2: gradient 2.5 - 5 = -2.5, w = 2.5 + {{second_step}}.
    """
    # BEGIN SOLUTION
    params = dict(params)
    for t, batch in enumerate(batches):
        rate = {
            "lr": lr,
            "lr / (1 + t)": lr / (1 + t),
            "lr / sqrt(1 + t)": lr / np.sqrt(1 + t),
        }[conventions.step_size]
        grads = grad_fn(params, batch)
        params = {name: value - rate * grads[name] for name, value in params.items()}
    return params
    # END SOLUTION
