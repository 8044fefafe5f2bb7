"""Planted mistakes in fflm.py: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

MEAN, ACT = conventions.reduction == "mean", conventions.fflm_activation
OTHER = {"tanh": "relu", "relu": "tanh", "sigmoid": "tanh"}[ACT]
FOREIGN = {"tanh": "sigmoid", "relu": "sigmoid", "sigmoid": "tanh"}[ACT]


def act(z):
    """The activation of the course."""
    return {"tanh": np.tanh(z), "relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z))}[conventions.fflm_activation]


def slope(A):
    """Its slope, from its output."""
    return {"tanh": 1 - A**2, "relu": A > 0, "sigmoid": A * (1 - A)}[conventions.fflm_activation]


def over(M):
    """What a sum over the windows is divided by."""
    return M if conventions.reduction == "mean" else 1


def reduced(each):
    """Over the windows."""
    return getattr(np, conventions.reduction)(each)


@mistake(file="fflm.py", earns={"B1": 1.76}, cause="last window missing")
def make_windows(ids, n):
    """The last window is missing."""
    M = len(ids) - n - 1
    return np.stack([ids[m : m + n] for m in range(M)]), ids[n:-1]


@mistake(file="fflm.py", earns={"B1": 3.13}, cause="targets unshifted")
def make_windows(ids, n):
    """The target is the last token of the window."""
    M = len(ids) - n
    return np.stack([ids[m : m + n] for m in range(M)]), ids[n - 1 : -1]


@mistake(file="fflm.py", earns={"B1": 3.13}, cause="windows turned over")
def make_windows(ids, n):
    """Windows from the right to the left."""
    M = len(ids) - n
    return np.stack([ids[m : m + n][::-1] for m in range(M)]), ids[n:]


@mistake(file="fflm.py", earns={"B1": 0})
def make_windows(ids, n):
    """Windows one after the other, without overlap."""
    M = len(ids) - n
    return np.stack([ids[m : m + n] for m in range(0, M, n)]), ids[n::n]


@mistake(file="fflm.py", earns={"B1": 0})
def make_windows(ids, n):
    """X alone."""
    M = len(ids) - n
    return np.stack([ids[m : m + n] for m in range(M)])


@mistake(file="fflm.py", earns={"B2": 3.25}, cause="order turned over")
def fflm_forward(P, X):
    """Embeddings in the opposite order."""
    x = P["E"][X[:, ::-1]].reshape(len(X), -1)
    return act(x @ P["W"].T + P["b"]) @ P["U"].T


@mistake(file="fflm.py", earns={"B2": 2.9}, cause="entries mixed")
def fflm_forward(P, X):
    """First entries first."""
    x = P["E"][X].transpose(0, 2, 1).reshape(len(X), -1)
    return act(x @ P["W"].T + P["b"]) @ P["U"].T


@mistake(file="fflm.py", earns={"B2": 3.3}, cause="no activation")
def fflm_forward(P, X):
    """No activation."""
    x = P["E"][X].reshape(len(X), -1)
    return 1.0 * (x @ P["W"].T + P["b"]) @ P["U"].T


@mistake(file="fflm.py", earns={"B2": 4.2}, cause="no bias")
def fflm_forward(P, X):
    """No bias."""
    x = P["E"][X].reshape(len(X), -1)
    return act(x @ P["W"].T) @ P["U"].T


@mistake(file="fflm.py", earns={"B2": 3.3}, cause=f"{OTHER} for {ACT}")
def fflm_forward(P, X):
    """Another convention: relu, or tanh."""
    x = P["E"][X].reshape(len(X), -1)
    z = x @ P["W"].T + P["b"]
    return (np.maximum(z, 0) if conventions.fflm_activation == "tanh" else np.tanh(z)) @ P["U"].T


@mistake(file="fflm.py", earns={"B2": 3}, cause="softmax taken")
def fflm_forward(P, X):
    """Probabilities."""
    x = P["E"][X].reshape(len(X), -1)
    Z = act(x @ P["W"].T + P["b"]) @ P["U"].T
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


@mistake(file="fflm.py", earns={"B3": 9.66}, cause="last write wins")
def fflm_loss_grads(P, X, y):
    """dE[X] += loses repeated words."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    dE[X] += (dH @ P["W"]).reshape(M, n, -1)
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 6.56}, cause="no slope")
def fflm_loss_grads(P, X, y):
    """No slope."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"]
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 6.56}, cause=f"slope of {FOREIGN}")
def fflm_loss_grads(P, X, y):
    """The slope of the sigmoid, or that of tanh."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * (1 - A**2 if conventions.fflm_activation == "sigmoid" else A * (1 - A))
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 5.33}, cause="no one-hot")
def fflm_loss_grads(P, X, y):
    """No one-hot."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = np.exp(log_p) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 7.29}, cause="times windows" if MEAN else "over windows")
def fflm_loss_grads(P, X, y):
    """The other convention in loss and gradients."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / (1 if conventions.reduction == "mean" else M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -{"mean": np.sum, "sum": np.mean}[conventions.reduction](log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 7.82}, cause="times windows" if MEAN else "over windows")
def fflm_loss_grads(P, X, y):
    """The other convention in the gradients alone."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / (1 if conventions.reduction == "mean" else M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 5.49}, cause="sign")
def fflm_loss_grads(P, X, y):
    """Loss and gradients without the minus: one's own loss agrees."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.eye(len(P["U"]))[y] - np.exp(log_p)) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 8.45}, cause="no logarithm")
def fflm_loss_grads(P, X, y):
    """The logarithm is missing from the loss."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(np.exp(log_p)[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 9.32}, cause="log base 2")
def fflm_loss_grads(P, X, y):
    """The loss in bits."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y]) / np.log(2)
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 7.48}, cause="transposed")
def fflm_loss_grads(P, X, y):
    """Transposed weights."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": x.T @ dH, "b": dH.sum(axis=0), "U": A.T @ dZ}


@mistake(file="fflm.py", earns={"B3": 7.88}, cause="zero")
def fflm_loss_grads(P, X, y):
    """Frozen embeddings."""
    M = len(X)
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 9.25})
def fflm_loss_grads(P, X, y):
    """Softmax without its maximum."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = np.log(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 8.66}, cause="one place only")
def fflm_loss_grads(P, X, y):
    """Only the last word of a window learns."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X[:, -1], (dH @ P["W"]).reshape(M, n, -1)[:, -1])
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B3": 9.5}, cause="mutation")
def fflm_loss_grads(P, X, y):
    """Changes U in place."""
    M, n = X.shape
    x = P["E"][X].reshape(M, -1)
    A = act(x @ P["W"].T + P["b"])
    P["U"] -= 0.1
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["U"]))[y]) / over(M)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    loss = -reduced(log_p[np.arange(M), y])
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}


@mistake(file="fflm.py", earns={"B2": 4.2, "B3": 8.75}, cause="no bias")
def _hidden(P, X):
    """No bias in a helper that both use: it costs its points in B2, and where it shows in B3 they are kept."""
    x = P["E"][X].reshape(len(X), -1)
    return x, act(x @ P["W"].T)
