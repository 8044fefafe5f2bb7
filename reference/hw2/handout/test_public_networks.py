"""Homework 2, the public checks of B4 to B7 and C. Read them: they say what each function must do.

The numbers of the larger examples are in public_networks.json: what goes in and what must come out. Your own
`numerical_grad` of B2 tells you whether a gradient is that of a loss.
"""

import json
from pathlib import Path

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, unpack, weight


def mixed(rng, *shape):
    """Numbers of both signs, none near 0."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


CASES = json.loads(Path(__file__).with_name("public_networks.json").read_text(encoding="utf-8"))


def arrays(value):
    """A case of public_networks.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def check_gradients(part, grads, right, counts):
    """Each gradient against its numbers, in a part of its own."""
    for name, values in right.items():
        with part(name):
            agree(entry(grads, name, "The dict of gradients"), values, f"d{name}", counts=counts)


# ---------------------------------------------------------------- B4, B5


def small_mlp(rng):
    """A network with d = 3 and H = 4, and five examples."""
    P = {"W1": mixed(rng, 4, 3), "b1": mixed(rng, 4), "w2": mixed(rng, 4), "b2": float(mixed(rng))}
    return P, mixed(rng, 5, 3)


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
    (P, X), (Q, Y) = small_mlp(rng), small_mlp(rng)
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
def test_mlp_gradients(student, part):
    """Each gradient is the derivative of the mean cross-entropy."""
    case = arrays(CASES["mlp"])
    grads = student.mlp2_backward(case["P"], case["cache"], case["y"])
    check_gradients(part, grads, case["grads"], {"examples": 5, "features": 3})


# ---------------------------------------------------------------- B6


@number("B6.1")
@weight(2)
@parts({"W1": 1, "b1": 1, "W2": 1, "b2": 1, "w": 1, "b": 1})
def test_tanh3_gradients(student, part):
    """Each gradient of the net with two tanh layers is the derivative of the mean cross-entropy."""
    case = arrays(CASES["tanh3"])
    grads = student.tanh3_grads(case["P"], case["X"], case["y"])
    check_gradients(part, grads, case["grads"], {"examples": 5, "features": 3})


# ---------------------------------------------------------------- B7


def loss_and_grads(student, case):
    """What dan_loss_grads gives for a case: four texts of three different words each, without pads."""
    return unpack(student.dan_loss_grads(case["P"], case["ids"], case["mask"], case["y"]), "loss", "grads")


@number("B7.1")
@weight(1)
def test_dan_loss(student):
    """The loss is right where there are no pads."""
    cases = [arrays(case) for case in CASES["dan"]]
    got = [as_numbers(loss_and_grads(student, case)[0], "The loss") for case in cases]
    if any(loss.size != 1 for loss in got):
        raise Wrong("The loss should be one number: the mean over the texts.", cause="shape")
    agree([float(loss.reshape(())) for loss in got], [case["loss"] for case in cases], "The loss",
          counts={"texts": 4, "classes": 3}, tolerance=1e-5)  # fmt: skip


@number("B7.2")
@weight(1.5)
@parts({"U": 1, "c": 1, "W": 1, "b": 1})
def test_dan_layers(student, part):
    """The gradients of U, c, W and b are the derivatives of the mean loss."""
    case = arrays(CASES["dan"][0])
    right = {name: case["grads"][name] for name in ("U", "c", "W", "b")}
    check_gradients(part, loss_and_grads(student, case)[1], right, {"texts": 4, "classes": 3})


@number("B7.3")
@weight(0.5)
def test_dan_embeddings(student):
    """The gradient of E is the derivative of the mean loss where no word is repeated."""
    case = arrays(CASES["dan"][0])
    _, grads = loss_and_grads(student, case)
    agree(entry(grads, "E", "The dict of gradients"), case["grads"]["E"], "dE", counts={"texts": 4, "words": 3})


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
