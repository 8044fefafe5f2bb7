"""Planted mistakes in mlp.py: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

ENTROPY = conventions.mlp_loss == "cross-entropy"
OTHER_REDUCTION = "times examples" if conventions.reduction == "mean" else "over examples"


def among(y):
    """What a sum over the examples is divided by."""
    return len(y) if conventions.reduction == "mean" else 1


def among_otherwise(y):
    """The same in another course."""
    return 1 if conventions.reduction == "mean" else len(y)


def factor(p):
    """What p - y is multiplied by at the output."""
    return 1 if conventions.mlp_loss == "cross-entropy" else 2 * p * (1 - p)


def on(z):
    """The slope of relu."""
    return z > 0 if conventions.relu_grad_at_zero == 0 else z >= 0


def on_otherwise(z):
    """The same in another course."""
    return z >= 0 if conventions.relu_grad_at_zero == 0 else z > 0


@mistake(file="mlp.py", earns={"B4": 3.75}, cause="no bias")
def mlp2_forward(P, X):
    """Forgets b1; what follows from it is right."""
    Z1 = X @ P["W1"].T
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B4": 4.2}, cause="mask for relu")
def mlp2_forward(P, X):
    """The slope of relu in place of relu."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = (Z1 > 0).astype(float)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B4": 4.15}, cause="no relu")
def mlp2_forward(P, X):
    """No activation."""
    Z1 = X @ P["W1"].T + P["b1"]
    z2 = Z1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": Z1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B4": 4.75}, cause="no bias")
def mlp2_forward(P, X):
    """Forgets b2."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B4": 5.5}, cause="complement")
def mlp2_forward(P, X):
    """The sign in the sigmoid."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": 1 / (1 + np.exp(z2))}


@mistake(file="mlp.py", earns={"B4": 5}, cause="mutation")
def mlp2_forward(P, X):
    """Standardises X in place before it is used, by nothing: X stays right but is changed at the end."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"] + P["b2"]
    kept = X.copy()
    X -= X.mean(axis=0)
    return {"X": kept, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B4": 5.8}, cause="shape")
def mlp2_forward(P, X):
    """Columns for rows: z2 and p are (N, 1)."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"].reshape(-1, 1) + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}


@mistake(file="mlp.py", earns={"B5": 10.1}, cause=OTHER_REDUCTION)
def mlp2_backward(P, cache, y):
    """A sum in place of the mean, or the other way round."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among_otherwise(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 7.5}, cause="sign")
def mlp2_backward(P, cache, y):
    """y - p."""
    dz2 = factor(cache["p"]) * (y - cache["p"]) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 10.4}, cause="no relu'")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"]
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 6.2 if ENTROPY else 10.11}, cause="sigmoid' twice" if ENTROPY else "halved")
def mlp2_backward(P, cache, y):
    """The slope of the sigmoid twice; for the squared error the 2 is missing."""
    p = cache["p"]
    dz2 = (p - y) * p * (1 - p) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 6.2}, cause="no sigmoid'")
def mlp2_backward(P, cache, y):
    p = cache["p"]
    dz2 = ((p - y) / (p * (1 - p)) if conventions.mlp_loss == "cross-entropy" else 2 * (p - y)) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 9.2}, cause="no w2")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 9.2}, cause="dw2 for w2")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dw2 = cache["A1"].T @ dz2
    dZ1 = dz2[:, None] * dw2 * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": dw2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 9.2}, cause="relu for its slope")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * cache["A1"]
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 11.6}, cause="over examples")
def mlp2_backward(P, cache, y):
    """Divides by N once more in the hidden layer."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"]) / len(y)
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 11}, cause="transposed")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": cache["X"].T @ dZ1, "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 13}, cause="summed to a number")
def mlp2_backward(P, cache, y):
    """np.sum without an axis."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 12.8}, cause="wrong axis")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=1), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 12.6}, cause="last example only")
def mlp2_backward(P, cache, y):
    """A loop that overwrites the bias of the hidden layer."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1[-1], "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 12.2}, cause="broadcast to (N, N)")
def mlp2_backward(P, cache, y):
    """(N, 1) minus (N,) in the gradient of w2."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    p = cache["p"].reshape(-1, 1)
    square = factor(p) * (p - y) / among(y)
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ square, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 10.1}, cause="features for examples" if conventions.reduction == "mean" else "over features")
def mlp2_backward(P, cache, y):
    """N is taken from the wrong axis; nothing else."""
    N = cache["X"].shape[1]
    dz2 = factor(cache["p"]) * (cache["p"] - y) / N
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 7.58}, cause=f"no relu' + {OTHER_REDUCTION}")
def mlp2_backward(P, cache, y):
    """Two slips at once."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among_otherwise(y)
    dZ1 = dz2[:, None] * P["w2"]
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 10})
def mlp2_backward(P, cache, y):
    """Both biases left at zero."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": np.zeros_like(P["b1"]), "w2": cache["A1"].T @ dz2, "b2": 0.0}


@mistake(file="mlp.py", earns={"B5": 9}, cause="missing entry")
def mlp2_backward(P, cache, y):
    """Other names."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "dw2": cache["A1"].T @ dz2, "db2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 13}, cause="mutation")
def mlp2_backward(P, cache, y):
    """Subtracts the labels from p in place."""
    dz2, before = cache["p"], factor(cache["p"])
    dz2 -= y
    dz2 *= before / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 4.91}, cause="no label")
def mlp2_backward(P, cache, y):
    dz2 = factor(cache["p"]) * cache["p"] / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B6": 5}, cause="no tanh'")
def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"]
    dZ1 = dZ2 @ P["W2"]
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 6.5}, cause="no tanh' in the first layer")
def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"]
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 5}, cause="sigmoid's slope")
def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * H2 * (1 - H2)
    dZ1 = dZ2 @ P["W2"] * H1 * (1 - H1)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 5}, cause="tanh taken twice")
def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - np.tanh(H2) ** 2)
    dZ1 = dZ2 @ P["W2"] * (1 - np.tanh(H1) ** 2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 5.72}, cause=OTHER_REDUCTION)
def tanh3_grads(P, X, y):
    """A sum in place of the mean, or the other way round."""
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among_otherwise(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 6.74}, cause="transposed")
def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": H1.T @ dZ2, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 4.68}, cause="hidden biases left out")
def tanh3_grads(P, X, y):
    """The hidden biases are left out of the forward pass."""
    H1 = np.tanh(X @ P["W1"].T)
    H2 = np.tanh(H1 @ P["W2"].T)
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B5": 8.75}, cause="updated w2")
def mlp2_backward(P, cache, y):
    """Updates the output weights first, as the lectures' procedure reads, and sends the error back through the new ones."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dw2 = cache["A1"].T @ dz2
    w2 = P["w2"] - 0.5 * dw2
    dZ1 = dz2[:, None] * w2 * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": dw2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 13.75}, cause=f"slope {1 - conventions.relu_grad_at_zero} at 0")
def mlp2_backward(P, cache, y):
    """The slope of relu at 0 is that of another course."""
    dz2 = factor(cache["p"]) * (cache["p"] - y) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on_otherwise(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


@mistake(file="mlp.py", earns={"B5": 13.75}, cause="slope 1/2 at 0")
def mlp2_backward(P, cache, y):
    """Differences of the loss: right wherever there is a derivative, so this loses the share of the kink alone."""

    def loss(Q):
        z2 = np.maximum(cache["X"] @ Q["W1"].T + Q["b1"], 0) @ Q["w2"] + Q["b2"]
        p = 1 / (1 + np.exp(-z2))
        each = -np.log(np.where(y == 1, p, 1 - p)) if conventions.mlp_loss == "cross-entropy" else (p - y) ** 2
        return getattr(np, conventions.reduction)(each)

    grads = {}
    for name in P:
        value = np.array(P[name], dtype=float)
        grads[name] = np.zeros(value.shape)
        for i in np.ndindex(value.shape):
            step = np.zeros(value.shape)
            step[i] = 1e-6
            grads[name][i] = (loss({**P, name: value + step}) - loss({**P, name: value - step})) / 2e-6
    return grads


@mistake(file="mlp.py", earns={"B6": 5.88}, cause="bias b2 left out")
def tanh3_grads(P, X, y):
    """The bias of the second layer is left out."""
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T)
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 5.88}, cause="bias b1 left out")
def tanh3_grads(P, X, y):
    """The bias of the first layer is left out."""
    H1 = np.tanh(X @ P["W1"].T)
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B6": 7.5}, cause="mutation")
def tanh3_grads(P, X, y):
    """Takes a step before it returns."""
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (_sigmoid(H2 @ P["w"] + P["b"]) - y) / among(y)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    for name in ("W1", "W2"):
        P[name] -= 0.1
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(axis=0), "W2": dZ2.T @ H1, "b2": dZ2.sum(axis=0), "w": H2.T @ dz, "b": dz.sum()}


@mistake(file="mlp.py", earns={"B5": 7.49}, cause="squared error" if ENTROPY else "cross-entropy")
def mlp2_backward(P, cache, y):
    """The gradient of another course's loss."""
    p = cache["p"]
    dz2 = (p - y) * (2 * p * (1 - p) if conventions.mlp_loss == "cross-entropy" else 1) / among(y)
    dZ1 = dz2[:, None] * P["w2"] * on(cache["Z1"])
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}
