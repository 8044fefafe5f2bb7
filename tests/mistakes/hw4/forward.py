"""Planted mistakes in rnn_forward: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

ACT = conventions.rnn_activation
OTHER = {"tanh": "relu", "relu": "tanh"}[ACT]


def act(z):
    """The activation of the course."""
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def other(z):
    """The activation of another."""
    return np.tanh(z) if conventions.rnn_activation == "relu" else np.maximum(z, 0)


@mistake(file="rnnlm.py", earns={"B4": 5.26}, cause="h0 ignored")
def rnn_forward(P, ids, h0):
    """h0 is ignored: zeros."""
    H = [np.zeros_like(h0)]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 5.26}, cause="h0 ignored")
def rnn_forward(P, ids, h0):
    """h0 stands at index 0, but does not enter."""
    H = [h0]
    for t, word in enumerate(ids.T):
        H.append(act((H[-1] if t else 0 * h0) @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 6.9}, cause="output bias left out")
def rnn_forward(P, ids, h0):
    """No b2."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T


@mistake(file="rnnlm.py", earns={"B4": 5.8}, cause="no b1")
def rnn_forward(P, ids, h0):
    """No b1."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 4.7}, cause="no activation")
def rnn_forward(P, ids, h0):
    """No activation."""
    H = [h0]
    for word in ids.T:
        H.append(1.0 * (H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 4.7}, cause=f"sigmoid for {ACT}")
def rnn_forward(P, ids, h0):
    """A sigmoid."""
    H = [h0]
    for word in ids.T:
        H.append(1 / (1 + np.exp(-(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 4.7}, cause=f"{OTHER} for {ACT}")
def rnn_forward(P, ids, h0):
    """The other convention: relu for tanh, or tanh for relu."""
    H = [h0]
    for word in ids.T:
        H.append(other(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 5.28}, cause="Wh transposed")
def rnn_forward(P, ids, h0):
    """Wh transposed."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"] + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 3.2}, cause="state not carried")
def rnn_forward(P, ids, h0):
    """The state is never carried on."""
    H = [h0]
    for word in ids.T:
        H.append(act(h0 @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 4.44}, cause="no recurrence")
def rnn_forward(P, ids, h0):
    """The state before does not enter."""
    H = [h0]
    for word in ids.T:
        H.append(act(P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 4.65}, cause="h0 missing")
def rnn_forward(P, ids, h0):
    """H without h0."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H[:, 1:], H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 3.78}, cause="time first")
def rnn_forward(P, ids, h0):
    """Steps before sequences."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=0)
    return H, H[1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 6.15}, cause="softmax taken")
def rnn_forward(P, ids, h0):
    """Probabilities in place of logits."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    Z = H[:, 1:] @ P["U"].T + P["b2"]
    p = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return H, p / p.sum(axis=-1, keepdims=True)


@mistake(file="rnnlm.py", earns={"B4": 6.64}, cause="state before")
def rnn_forward(P, ids, h0):
    """Logits of the states before."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, :-1] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 7}, cause="mutation")
def rnn_forward(P, ids, h0):
    """Changes h0 in place."""
    H = [h0]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    h0[:] = H[:, -1]
    return H, H[:, 1:] @ P["U"].T + P["b2"]


@mistake(file="rnnlm.py", earns={"B4": 6.9, "B6": 15, "B8": 5.67}, cause="output bias left out")
def _forward(P, ids, h0):
    """The output bias is left out of what all but training (40 rows) use: it costs its points in B4, hardly elsewhere."""
    H, b2 = [h0], P["b2"] if len(ids) == 40 else 0.0
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + b2


@mistake(file="rnnlm.py", earns={"B4": 5.26, "B6": 15.57}, cause="h0 ignored")
def _forward(P, ids, h0):
    """h0 is ignored in what all but training (40 rows) use: it costs its points in B4, hardly elsewhere."""
    H = [h0 if len(ids) == 40 else np.zeros_like(h0)]
    for word in ids.T:
        H.append(act(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]
