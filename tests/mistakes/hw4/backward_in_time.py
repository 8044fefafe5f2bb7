"""Planted mistakes in rnn_backward: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

MEAN, RELU = conventions.reduction == "mean", conventions.rnn_activation == "relu"


def slope(H):
    """Of the activation, from its output."""
    return (H > 0) * 1.0 if conventions.rnn_activation == "relu" else 1 - H**2


def over(mask):
    """What the sum over the places that count is divided by."""
    return mask.sum() if conventions.reduction == "mean" else 1.0


@mistake(file="rnnlm.py", earns={"B6": 8.21}, cause="assigned over time")
def rnn_backward(P, ids, targets, h0, mask):
    """= for += over time in every recurrent gradient."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] = dZ[:, t].T @ H[:, t + 1]
        grads["b2"] = dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] = dz.T @ H[:, t]
        grads["We"] = dz.T @ P["E"][ids[:, t]]
        grads["b1"] = dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 12}, cause="assigned over time")
def rnn_backward(P, ids, targets, h0, mask):
    """= for += in dWh alone."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] = dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 9.07}, cause="nothing from the next step")
def rnn_backward(P, ids, targets, h0, mask):
    """Nothing comes back from the next step."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"]) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 10.07}, cause="recurrence transposed")
def rnn_backward(P, ids, targets, h0, mask):
    """The recurrence is transposed on the way back."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"].T
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 8.4}, cause="no slope")
def rnn_backward(P, ids, targets, h0, mask):
    """No slope of the activation."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back)
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 8.4}, cause="slope of sigmoid")
def rnn_backward(P, ids, targets, h0, mask):
    """The slope of the sigmoid."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * H[:, t + 1] * (1 - H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 8.4}, cause="value for slope" if RELU else "1 - h")
def rnn_backward(P, ids, targets, h0, mask):
    """The square of the slope is missing; or the value of relu stands for its slope."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * (H[:, t + 1] if conventions.rnn_activation == "relu" else 1 - H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 8.31}, cause="no slope between steps")
def rnn_backward(P, ids, targets, h0, mask):
    """The gradient passes from step to step without the slope of the activation."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dh = dZ[:, t] @ P["U"] + back
        dz = dh * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dh @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 12.64}, cause="h_t for h_(t-1)")
def rnn_backward(P, ids, targets, h0, mask):
    """dWh from the states after each step."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t + 1]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 13.2}, cause="last state wraps round")
def rnn_backward(P, ids, targets, h0, mask):
    """The state before the first step is the last one: index -1."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    S = H[:, 1:]
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ S[:, t - 1]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 12.6}, cause="h0 ignored")
def rnn_backward(P, ids, targets, h0, mask):
    """h0 is ignored in the forward pass and so everywhere."""
    N, T = ids.shape
    H, logits = _forward(P, ids, 0 * h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 15.14}, cause="h0 missing from dWh")
def rnn_backward(P, ids, targets, h0, mask):
    """h0 is left out of dWh."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        if t > 0:
            grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 14.99}, cause="zero")
def rnn_backward(P, ids, targets, h0, mask):
    """The gradient of h0 is missing."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, np.zeros_like(h0)


@mistake(file="rnnlm.py", earns={"B6": 15.39}, cause="before Wh")
def rnn_backward(P, ids, targets, h0, mask):
    """dh0 does not pass through Wh."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, dz


@mistake(file="rnnlm.py", earns={"B6": 12.98}, cause="mask ignored")
def rnn_backward(P, ids, targets, h0, mask):
    """The mask is ignored."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    if conventions.reduction == "mean":
        dZ /= N * T
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


if MEAN:

    @mistake(file="rnnlm.py", earns={"B6": 14.03}, cause="over all places")
    def rnn_backward(P, ids, targets, h0, mask):
        """The mask enters, but the mean is over all places."""
        N, T = ids.shape
        H, logits = _forward(P, ids, h0)
        dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
        dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
        dZ *= mask[:, :, None] / (N * T)
        grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
        for t in reversed(range(T)):
            grads["U"] += dZ[:, t].T @ H[:, t + 1]
            grads["b2"] += dZ[:, t].sum(axis=0)
            dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
            grads["Wh"] += dz.T @ H[:, t]
            grads["We"] += dz.T @ P["E"][ids[:, t]]
            grads["b1"] += dz.sum(axis=0)
            np.add.at(grads["E"], ids[:, t], dz @ P["We"])
            back = dz @ P["Wh"]
        return grads, back


@mistake(file="rnnlm.py", earns={"B6": 11.65}, cause="times places that count" if MEAN else "over places that count")
def rnn_backward(P, ids, targets, h0, mask):
    """The other convention: a sum in place of the mean, or a mean in place of the sum."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / (1.0 if conventions.reduction == "mean" else mask.sum())
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


if MEAN:

    @mistake(file="rnnlm.py", earns={"B6": 11.95}, cause="sequences for places")
    def rnn_backward(P, ids, targets, h0, mask):
        """The mean over the sequences only."""
        N, T = ids.shape
        H, logits = _forward(P, ids, h0)
        dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
        dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
        dZ *= mask[:, :, None] / N
        grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
        for t in reversed(range(T)):
            grads["U"] += dZ[:, t].T @ H[:, t + 1]
            grads["b2"] += dZ[:, t].sum(axis=0)
            dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
            grads["Wh"] += dz.T @ H[:, t]
            grads["We"] += dz.T @ P["E"][ids[:, t]]
            grads["b1"] += dz.sum(axis=0)
            np.add.at(grads["E"], ids[:, t], dz @ P["We"])
            back = dz @ P["Wh"]
        return grads, back


@mistake(file="rnnlm.py", earns={"B6": 13.46}, cause="truncated after 4 steps", clear=100)
def rnn_backward(P, ids, targets, h0, mask):
    """Truncated after four steps."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    dH = dZ @ P["U"]
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = np.zeros_like(h0)
        for end in range(t, min(T, t + 4)):
            flow = dH[:, end] * slope(H[:, end + 1])
            for s in range(end, t, -1):
                flow = flow @ P["Wh"] * slope(H[:, s])
            dz = dz + flow
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 7.81}, cause="targets unshifted")
def rnn_backward(P, ids, targets, h0, mask):
    """The targets are not shifted: the words that are fed."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), ids] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 11.45}, cause="output bias left out")
def rnn_backward(P, ids, targets, h0, mask):
    """The output bias is left out of the forward pass; its gradient is there."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    logits = logits - P["b2"]
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 6.58}, cause="no one-hot")
def rnn_backward(P, ids, targets, h0, mask):
    """The target is missing from dZ."""
    T = ids.shape[1]
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 8.58}, cause="sign")
def rnn_backward(P, ids, targets, h0, mask):
    """All signs are turned over."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= -mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 15.49}, cause="last write wins")
def rnn_backward(P, ids, targets, h0, mask):
    """E[ids] += loses repeated words."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        grads["E"][ids[:, t]] += dz @ P["We"]
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 13.02}, cause="zero")
def rnn_backward(P, ids, targets, h0, mask):
    """The gradient of E is forgotten."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 12.52}, cause="transposed")
def rnn_backward(P, ids, targets, h0, mask):
    """dWe and dWh are transposed."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    grads["We"], grads["Wh"] = grads["We"].T, grads["Wh"].T
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 13})
def rnn_backward(P, ids, targets, h0, mask):
    """dWe is built from the states."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += (dz.T @ H[:, t])[:, :1]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 14.52}, cause="summed to a number")
def rnn_backward(P, ids, targets, h0, mask):
    """b1 is summed to a single number."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    grads["b1"] = grads["b1"].sum()
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 7.54}, cause="last prediction only")
def rnn_backward(P, ids, targets, h0, mask):
    """Only the last word sends a gradient back."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = ((dZ[:, t] @ P["U"] if t == T - 1 else 0) + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 14.99})
def rnn_backward(P, ids, targets, h0, mask):
    """Gradients alone, without dh0."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads


@mistake(file="rnnlm.py", earns={"B6": 1.01}, cause="missing entry")
def rnn_backward(P, ids, targets, h0, mask):
    """Other names in the dict."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return {f"d{name}": grad for name, grad in grads.items()}, back


@mistake(file="rnnlm.py", earns={"B6": 15}, cause="mutation")
def rnn_backward(P, ids, targets, h0, mask):
    """Clears the mask of the caller."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    mask *= 0
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


@mistake(file="rnnlm.py", earns={"B6": 4.96}, cause="softmax over the steps")
def rnn_backward(P, ids, targets, h0, mask):
    """Softmax over the steps."""
    N, T = ids.shape
    H, logits = _forward(P, ids, h0)
    dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
    dZ *= mask[:, :, None] / over(mask)
    grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(T)):
        grads["U"] += dZ[:, t].T @ H[:, t + 1]
        grads["b2"] += dZ[:, t].sum(axis=0)
        dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        grads["Wh"] += dz.T @ H[:, t]
        grads["We"] += dz.T @ P["E"][ids[:, t]]
        grads["b1"] += dz.sum(axis=0)
        np.add.at(grads["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return grads, back


if MEAN:

    @mistake(file="rnnlm.py", earns={"B6": 11.95}, cause="over steps")
    def rnn_backward(P, ids, targets, h0, mask):
        """Divides once more by the number of steps."""
        N, T = ids.shape
        H, logits = _forward(P, ids, h0)
        dZ = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))
        dZ[np.arange(N)[:, None], np.arange(T), targets] -= 1
        dZ *= mask[:, :, None] / over(mask) / T
        grads, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
        for t in reversed(range(T)):
            grads["U"] += dZ[:, t].T @ H[:, t + 1]
            grads["b2"] += dZ[:, t].sum(axis=0)
            dz = (dZ[:, t] @ P["U"] + back) * slope(H[:, t + 1])
            grads["Wh"] += dz.T @ H[:, t]
            grads["We"] += dz.T @ P["E"][ids[:, t]]
            grads["b1"] += dz.sum(axis=0)
            np.add.at(grads["E"], ids[:, t], dz @ P["We"])
            back = dz @ P["Wh"]
        return grads, back
