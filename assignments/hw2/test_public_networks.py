"""Homework 2, the public checks of B4 to B7 and C. Read them: they say what each function must do.

Gradients are compared with central differences of a loss that is written out here, as B2 teaches it.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, unpack, weight
from autograder.judging.numdiff import central


def mixed(rng, *shape):
    """Numbers of both signs, none near 0."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def sigmoid(z):
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def mean_bce(p, y):
    """The mean over the examples of -y ln p - (1 - y) ln(1 - p)."""
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def check_gradients(part, grads, loss, P, counts, parts_of=lambda name: name):
    """Each gradient against central differences of the loss, in a part of its own."""
    for name in P:
        right = central(lambda block, name=name: loss({**P, name: block}), P[name])
        with part(parts_of(name)):
            agree(entry(grads, name, "The dict of gradients"), right, f"d{name}", counts=counts)


# ---------------------------------------------------------------- B4, B5


def small_mlp(rng, N=5):
    """A network with d = 3 and H = 4, N examples, no Z1 near 0."""
    while True:
        P = {"W1": mixed(rng, 4, 3), "b1": mixed(rng, 4), "w2": mixed(rng, 4), "b2": float(mixed(rng))}
        X, y = mixed(rng, N, 3), rng.permutation((np.arange(N) % 3 == 0).astype(float))
        Z1 = X @ P["W1"].T + P["b1"]
        on, busy = (Z1 > 0).sum(axis=0), (Z1 > 0).sum(axis=1)
        if np.abs(Z1).min() > 0.01 and on.min() > 0 and on.max() < N and busy.min() > 0:
            return P, X, y


@number("B4.1")
@weight(2)
@parts({"Z1": 1, "A1": 1, "z2": 1, "p": 1})
def test_forward_by_hand(student, part):
    """The network of the docstring with two examples: every number of the cache."""
    P = {"W1": np.array([[1.0, -1.0], [2.0, 0.5]]), "b1": np.array([0.5, -4.0]), "w2": np.array([2.0, 3.0]), "b2": -3.0}
    cache = student.mlp2_forward(P, np.array([[2.0, 1.0], [0.0, 2.0], [1.0, 0.0]]))
    right = {
        "Z1": [[1.5, 0.5], [-1.5, -3.0], [1.5, -2.0]],
        "A1": [[1.5, 0.5], [0.0, 0.0], [1.5, 0.0]],
        "z2": [1.5, -3.0, 0.0],
        "p": [1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(3.0)), 0.5],
    }
    for name, values in right.items():
        with part(name):
            agree(entry(cache, name, "The cache"), values, name)


@number("B4.2")
@weight(1)
def test_rows_do_not_mix(student, rng):
    """Each example gives the same alone as within a batch."""
    (P, X, _), (Q, Y, _) = small_mlp(rng), small_mlp(rng)
    require_alive(student.mlp2_forward, (P, X), (Q, Y), lambda cache: entry(cache, "p", "The cache"), shape=(5,))
    alone = [as_numbers(entry(student.mlp2_forward(P, X[i : i + 1]), "p"), "p").ravel() for i in range(5)]
    agree(
        np.concatenate(alone),
        as_numbers(entry(student.mlp2_forward(P, X), "p"), "p").ravel(),
        "p of the examples one by one",
    )


@number("B5.1")
@weight(4)
@parts({"w2": 2, "b2": 1, "W1": 4, "b1": 1})
def test_mlp_gradients(student, part, rng):
    """Each gradient is the derivative of the mean cross-entropy."""
    P, X, y = small_mlp(rng)

    def loss(P):
        return mean_bce(sigmoid(np.maximum(X @ P["W1"].T + P["b1"], 0) @ P["w2"] + P["b2"]), y)

    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    grads = student.mlp2_backward(P, {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": sigmoid(z2)}, y)
    check_gradients(part, grads, loss, P, {"examples": 5, "features": 3})


# ---------------------------------------------------------------- B6


@number("B6.1")
@weight(2)
@parts({"W1": 1, "b1": 1, "W2": 1, "b2": 1, "w": 1, "b": 1})
def test_tanh3_gradients(student, part, rng):
    """Each gradient of the net with two tanh layers is the derivative of the mean cross-entropy."""
    P = {"W1": mixed(rng, 4, 3), "b1": mixed(rng, 4), "W2": mixed(rng, 2, 4), "b2": mixed(rng, 2), "w": mixed(rng, 2),
         "b": float(mixed(rng))}  # fmt: skip
    X, y = mixed(rng, 5, 3), np.array([1.0, 0.0, 0.0, 1.0, 0.0])

    def loss(P):
        return mean_bce(sigmoid(np.tanh(np.tanh(X @ P["W1"].T + P["b1"]) @ P["W2"].T + P["b2"]) @ P["w"] + P["b"]), y)

    check_gradients(part, student.tanh3_grads(P, X, y), loss, P, {"examples": 5, "features": 3})


# ---------------------------------------------------------------- B7


def texts(rng):
    """A small network and four texts of three different words each, without pads."""
    P = {"E": mixed(rng, 12, 2), "W": mixed(rng, 5, 2), "b": mixed(rng, 5), "U": mixed(rng, 3, 5), "c": mixed(rng, 3)}
    ids = rng.permutation(12).reshape(4, 3)
    return P, ids, np.ones((4, 3)), np.array([2, 0, 1, 2])


def dan_loss(P, ids, mask, y):
    """The mean loss of the deep averaging network."""
    x = (mask[:, :, None] * P["E"][ids]).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None]
    z = np.tanh(x @ P["W"].T + P["b"]) @ P["U"].T + P["c"]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


@number("B7.1")
@weight(1)
def test_dan_loss(student, rng):
    """The loss is right where there are no pads."""
    cases = [texts(rng) for _ in range(3)]
    got = [as_numbers(unpack(student.dan_loss_grads(*case), "loss", "grads")[0], "The loss") for case in cases]
    if any(loss.size != 1 for loss in got):
        raise Wrong("The loss should be one number: the mean over the texts.", cause="shape")
    agree([float(loss.reshape(())) for loss in got], [dan_loss(*case) for case in cases], "The loss",
          counts={"texts": 4, "classes": 3}, tolerance=1e-5)  # fmt: skip


@number("B7.2")
@weight(1.5)
@parts({"U": 1, "c": 1, "W": 1, "b": 1})
def test_dan_layers(student, part, rng):
    """The gradients of U, c, W and b are the derivatives of the mean loss."""
    P, ids, mask, y = texts(rng)
    _, grads = unpack(student.dan_loss_grads(P, ids, mask, y), "loss", "grads")
    layers = {name: P[name] for name in ("U", "c", "W", "b")}
    check_gradients(part, grads, lambda Q: dan_loss({**P, **Q}, ids, mask, y), layers, {"texts": 4, "classes": 3})


@number("B7.3")
@weight(0.5)
def test_dan_embeddings(student, rng):
    """The gradient of E is the derivative of the mean loss where no word is repeated."""
    P, ids, mask, y = texts(rng)
    _, grads = unpack(student.dan_loss_grads(P, ids, mask, y), "loss", "grads")
    right = central(lambda E: dan_loss({**P, "E": E}, ids, mask, y), P["E"])
    agree(entry(grads, "E", "The dict of gradients"), right, "dE", counts={"texts": 4, "words": 3})


# ---------------------------------------------------------------- C


@number("C.1")
@weight(4)
def test_training(student, rng):
    """train_dan learns made-up texts in which one of two words, but not both, makes a text positive."""
    docs, y = xor_texts(rng, 800)
    model = student.train_dan.keep(docs, y, 7)
    texts, right = xor_texts(rng, 400)
    labels = as_numbers(student.predict_dan(model, texts), "The labels").ravel()
    if labels.shape != (400,) or not np.isin(labels, (0, 1)).all():
        raise Wrong("predict_dan should give a label 0 or 1 for each text.")
    accuracy = float(np.mean(labels == right))
    share = min(1.0, max(0.0, (accuracy - 0.55) / (0.93 - 0.55)))
    if share < 1:
        raise Wrong(f"Accuracy {accuracy:.3f} on new texts; 0.55 earns nothing, 0.93 everything.", share)


def xor_texts(rng, size):
    """Texts with or without "ice" and "sand", as often each way, and their labels."""
    docs = []
    for i in range(size):
        words = [f"word{k}" for k in rng.randint(12, size=rng.randint(2, 6))]
        words += ["ice"] * (i % 2) + ["sand"] * (i // 2 % 2)
        docs.append(" ".join(str(word) for word in rng.permutation(words)))
    order = rng.permutation(size)
    return [docs[i] for i in order], np.array([int(i % 2 != i // 2 % 2) for i in order])
