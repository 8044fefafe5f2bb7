"""Planted mistakes in dan.py: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

HIDDEN = conventions.dan_activation


def hidden(z):
    """The activation of the hidden layer."""
    return {"tanh": np.tanh(z), "relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z))}[conventions.dan_activation]


def hidden_otherwise(z):
    """The same in another course."""
    return {"tanh": np.maximum(z, 0), "relu": np.tanh(z), "sigmoid": np.tanh(z)}[conventions.dan_activation]


def slope(a):
    """Its slope, from what comes out."""
    return {"tanh": 1 - a**2, "relu": a > 0, "sigmoid": a * (1 - a)}[conventions.dan_activation]


def slope_otherwise(a):
    """The same in another course."""
    return {"tanh": a > 0, "relu": 1 - a**2, "sigmoid": 1 - a**2}[conventions.dan_activation]


def among(y):
    """What a sum over the texts is divided by."""
    return len(y) if conventions.reduction == "mean" else 1


def among_otherwise(y):
    """The same in another course."""
    return 1 if conventions.reduction == "mean" else len(y)


def reduced(values):
    """The mean or the sum, as the loss has it."""
    return getattr(np, conventions.reduction)(values)


def reduced_otherwise(values):
    """The same in another course."""
    return np.sum(values) if conventions.reduction == "mean" else np.mean(values)


@mistake(file="dan.py", earns={"B7": 8.64}, cause="last write wins")
def dan_loss_grads(P, ids, mask, y):
    """dE[ids] += ... loses repeated words."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    dE[ids] += share[:, :, None] * (dH @ P["W"])[:, None, :]
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 6.34}, cause="mask ignored")
def dan_loss_grads(P, ids, mask, y):
    """Pads count as words."""
    N, L = ids.shape
    x = P["E"][ids].mean(axis=1)
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, np.repeat((dH @ P["W"] / L)[:, None, :], L, axis=1))
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 6.85}, cause="divided by L")
def dan_loss_grads(P, ids, mask, y):
    """The mean over all positions, pads as zeros."""
    N = len(y)
    share = mask / mask.shape[1]
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 9})
def dan_loss_grads(P, ids, mask, y):
    """Divides by the number of words, even by 0."""
    N = len(y)
    share = mask / mask.sum(axis=1, keepdims=True)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 8.35}, cause="E not averaged")
def dan_loss_grads(P, ids, mask, y):
    """dE forgets 1 / n."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, mask[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 6.98}, cause=f"no {HIDDEN}'")
def dan_loss_grads(P, ids, mask, y):
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"]
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 7.31}, cause="times texts" if conventions.reduction == "mean" else "over texts")
def dan_loss_grads(P, ids, mask, y):
    """Sums for means in the loss and in the gradients, or the other way round."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among_otherwise(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced_otherwise(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 5.49}, cause="sign")
def dan_loss_grads(P, ids, mask, y):
    """The minus of the loss is missing, and its gradients fit: a check against one's own loss passes."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.eye(len(P["c"]))[y] - np.exp(log_p)) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 9.4}, cause="log base 2")
def dan_loss_grads(P, ids, mask, y):
    """The loss in bits."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    loss = -reduced(log_p[np.arange(N), y]) / np.log(2)
    return loss, {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 5.8}, cause="no one-hot")
def dan_loss_grads(P, ids, mask, y):
    """The label never enters the gradient."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = np.exp(log_p) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 7})
def dan_loss_grads(P, ids, mask, y):
    """The embeddings are frozen."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    grads = {"E": np.zeros_like(P["E"]), "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}
    return -reduced(log_p[np.arange(N), y]), grads


@mistake(file="dan.py", earns={"B7": 9.7})
def dan_loss_grads(P, ids, mask, y):
    """As many classes as the batch holds: fails where the last one is absent."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(y.max() + 1)[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 9.6}, cause="mutation")
def dan_loss_grads(P, ids, mask, y):
    """Divides the caller's mask."""
    N = len(y)
    mask /= np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    share = mask
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 8.7}, cause="pads at the end")
def dan_loss_grads(P, ids, mask, y):
    """Takes as many words from the start as the mask counts."""
    N = len(y)
    mask = 1.0 * (np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True))
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 9.5 if conventions.reduction == "mean" else 9.75}, cause="empty text left out")
def dan_loss_grads(P, ids, mask, y):
    """Leaves texts of pads alone out of the batch."""
    there = mask.any(axis=1)
    ids, mask, y = ids[there], mask[there], y[there]
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 7.92}, cause="no bias b")
def dan_loss_grads(P, ids, mask, y):
    """The bias of the hidden layer is left out."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T)
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"B7": 7.92}, cause="no bias c")
def dan_loss_grads(P, ids, mask, y):
    """The bias of the output is left out."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(
    file="dan.py",
    earns={"B7": 5.49},
    cause={"tanh": "relu for tanh", "relu": "tanh for relu", "sigmoid": "tanh for sigmoid"}[HIDDEN],
)
def dan_loss_grads(P, ids, mask, y):
    """The hidden layer of another course."""
    N = len(y)
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    A = hidden_otherwise(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = (np.exp(log_p) - np.eye(len(P["c"]))[y]) / among(y)
    dH = dZ @ P["U"] * slope_otherwise(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dH @ P["W"])[:, None, :])
    return -reduced(log_p[np.arange(N), y]), {"E": dE, "W": dH.T @ x, "b": dH.sum(0), "U": dZ.T @ A, "c": dZ.sum(0)}


@mistake(file="dan.py", earns={"C": 0})
def _start(rng, V, e, h, K):
    """All parameters start at zero: no gradient ever moves W, b or E."""
    return {"E": np.zeros((V, e)), "W": np.zeros((h, e)), "b": np.zeros(h), "U": np.zeros((K, h)), "c": np.zeros(K)}


@mistake(file="dan.py", earns={"C": 0})
def predict_dan(model, docs):
    """Probabilities in place of labels."""
    ids, mask = _padded(docs, model["words"])
    P = model["P"]
    x = np.einsum("nl,nle->ne", mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0), P["E"][ids])
    Z = hidden(x @ P["W"].T + P["b"]) @ P["U"].T + P["c"]
    return 1 / (1 + np.exp(Z[:, 0] - Z[:, 1]))


@mistake(file="dan.py", earns={"C": 0})
def predict_dan(model, docs):
    """The labels the other way round."""
    ids, mask = _padded(docs, model["words"])
    P = model["P"]
    x = np.einsum("nl,nle->ne", mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0), P["E"][ids])
    return np.argmin(hidden(x @ P["W"].T + P["b"]) @ P["U"].T + P["c"], axis=1)


@mistake(file="dan.py", earns={"C": 0})
def predict_dan(model, docs):
    """Leaves out texts without a known word, and so gives too few labels."""
    ids, mask = _padded(docs[1:], model["words"])
    P = model["P"]
    x = np.einsum("nl,nle->ne", mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0), P["E"][ids])
    return np.argmax(hidden(x @ P["W"].T + P["b"]) @ P["U"].T + P["c"], axis=1)


@mistake(file="dan.py", earns={"C": 0}, cause="one label for all")
def predict_dan(model, docs):
    """Always the same label."""
    return np.ones(len(docs), dtype=int)


@mistake(file="dan.py", earns={"C": 14.5})
def _padded(docs, words):
    """Fails on a word that the model has not seen."""
    rows = [[words[word] for word in doc.split()] for doc in docs]
    ids = np.zeros((len(rows), max(1, *map(len, rows))), dtype=np.int64)
    mask = np.zeros(ids.shape)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1.0
    return ids, mask


@mistake(file="dan.py", earns={"C": 14.75}, cause="unknown words count")
def _padded(docs, words):
    """Every unknown word is taken for the word 1."""
    rows = [[words.get(word, 1) for word in doc.split()] for doc in docs]
    ids = np.zeros((len(rows), max(1, *map(len, rows))), dtype=np.int64)
    mask = np.zeros(ids.shape)
    for i, row in enumerate(rows):
        ids[i, : len(row)], mask[i, : len(row)] = row, 1.0
    return ids, mask


@mistake(file="dan.py", earns={"C": 14.5})
def predict_dan(model, docs):
    """Divides by the number of known words: a text without any gets no number, and an error."""
    words, P = model["words"], model["P"]
    found = []
    for doc in docs:
        ids = [words[word] for word in doc.split() if word in words]
        x = sum(P["E"][i] for i in ids) / len(ids)
        found.append(np.argmax(P["U"] @ hidden(P["W"] @ x + P["b"]) + P["c"]))
    return found


@mistake(file="dan.py", earns={"C": 14.5}, cause="seed unused")
def _start(rng, V, e, h, K, calls=[]):  # noqa: B006
    """Starts from numbers of its own, whatever the seed: others each time, and the same ones in each proof."""
    calls.append(V)
    rng = np.random.default_rng(len(calls))
    return {
        "E": rng.normal(size=(V, e)) * 0.1,
        "W": rng.normal(size=(h, e)) * 4 / np.sqrt(e),
        "b": np.zeros(h),
        "U": rng.normal(size=(K, h)) / np.sqrt(h),
        "c": np.zeros(K),
    }
