"""B4, B5 and B6: a hidden layer, negative sampling, a recurrent language model."""

import itertools

import numpy as np

from autograder.judging import agree, entry, number, parts, unchanged, unpack

NAMES = ("W1", "b1", "W2", "b2")


def sigmoid(t):
    return (1 + np.tanh(t / 2)) / 2


def network(rng, N, D, H, K):
    """params, X, Y; no unit near its kink."""
    while True:
        P = {"W1": rng.normal(size=(D, H)), "b1": rng.normal(size=H), "W2": rng.normal(size=(H, K)),
             "b2": rng.normal(size=K)}  # fmt: skip
        X = rng.normal(size=(N, D))
        if np.abs(X @ P["W1"] + P["b1"]).min() > 1e-2:
            return P, X, (rng.uniform(size=(N, K)) > 0.5).astype(float)


def right_network(P, X, Y):
    """loss, gradients."""
    into = X @ P["W1"] + P["b1"]
    on = into > 0
    t = (into * on) @ P["W2"] + P["b2"]
    loss = np.sum(np.maximum(t, 0) - t * Y + np.log1p(np.exp(-np.abs(t)))) / len(X)
    d2 = (sigmoid(t) - Y) / len(X)
    d1 = d2 @ P["W2"].T * on
    return loss, {"W1": X.T @ d1, "b1": d1.sum(0), "W2": (into * on).T @ d2, "b2": d2.sum(0)}


@number("B4.1")
@parts({"loss": 2, "dW1": 1, "db1": 1, "dW2": 1, "db2": 1})
def test_backprop(student, part, rng):
    """loss and gradients; the arguments stay as they are"""
    arguments = network(rng, 7, 4, 6, 3)
    seen = student.mlp_backprop.observe(*arguments)
    judge_network(seen.result, arguments, part)
    unchanged(arguments, seen.arguments, ("params", "X", "Y"))


@number("B4.2")
@parts({"loss": 2, "dW1": 1, "db1": 1, "dW2": 1, "db2": 1})
def test_backprop_of_few(student, part, rng):
    """the same for fewer examples than anything else"""
    arguments = network(rng, 2, 5, 4, 7)
    judge_network(student.mlp_backprop(*arguments), arguments, part)


def judge_network(got, arguments, part):
    """Each output in a part of its own."""
    loss, gradients = unpack(got, "loss", "gradients")
    right, wanted = right_network(*arguments)
    with part("loss"):
        agree(loss, right, "loss")
    for name in NAMES:
        with part(f"d{name}"):
            agree(entry(gradients, name), wanted[name], f"d{name}", counts={"examples": len(arguments[1])})


def right_pairs(vc, U, o, neg):
    """loss, dvc, dU, one word after another."""
    loss, dvc, dU = 0.0, np.zeros_like(vc), np.zeros_like(U)
    for k, sign in [(o, 1.0), *((k, -1.0) for k in neg)]:
        score = sign * (U[k] @ vc)
        loss += np.log1p(np.exp(-score))
        dvc, dU[k] = dvc - sign * sigmoid(-score) * U[k], dU[k] - sign * sigmoid(-score) * vc
    return loss, dvc, dU


@number("B5.1")
@parts({"loss": 1, "dvc": 1, "dU": 1})
def test_pairs(student, part, rng):
    """loss and gradients of different negatives; the arguments stay as they are"""
    arguments = rng.normal(size=5), rng.normal(size=(9, 5)), 3, [1, 6, 8, 0]
    seen = student.neg_sampling_loss_grad.observe(*arguments)
    judge_pairs(seen.result, arguments, part)
    unchanged(arguments, seen.arguments, ("vc", "U", "o", "neg"))


@number("B5.2")
@parts({"loss": 1, "dvc": 1, "dU": 1})
def test_repeated_negatives(student, part, rng):
    """the same with a negative that comes three times"""
    arguments = rng.normal(size=6), rng.normal(size=(8, 6)), 5, [4, 4, 2, 4]
    judge_pairs(student.neg_sampling_loss_grad(*arguments), arguments, part)


def judge_pairs(got, arguments, part):
    """Each output in a part of its own."""
    outputs = unpack(got, "loss", "dvc", "dU")
    for name, one, should in zip(("loss", "dvc", "dU"), outputs, right_pairs(*arguments)):
        with part(name):
            agree(one, should, name)


def language(rng, V=9, D=4, H=6, T=8):
    """params, ids, h0; a word comes twice in a row and the first and last differ."""
    shapes = {"E": (V, D), "Wx": (D, H), "Wh": (H, H), "bh": (H,), "Wo": (H, V), "bo": (V,)}
    P = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    ids = rng.permutation(V)[:T]
    ids[3] = ids[2]
    return P, ids, rng.normal(size=H)


def right_language(P, ids, h0):
    """loss, states."""
    h, total, states = h0, 0.0, []
    for word, following in itertools.pairwise(ids):
        h = np.tanh(P["bh"] + P["E"][word] @ P["Wx"] + h @ P["Wh"])
        t = h @ P["Wo"] + P["bo"]
        total += np.log(np.sum(np.exp(t - t.max()))) + t.max() - t[following]
        states.append(h)
    return total / len(states), np.array(states)


@number("B6.1")
@parts({"loss": 1, "states": 1})
def test_language_model(student, part, rng):
    """loss and hidden states; the arguments stay as they are"""
    arguments = language(rng)
    seen = student.rnn_lm_loss.observe(*arguments)
    judge_language(seen.result, arguments, part)
    unchanged(arguments, seen.arguments, ("params", "ids", "h0"))


@number("B6.2")
@parts({"loss": 1, "states": 1})
def test_a_step_away(student, part, rng):
    """the same a step away, for another length: every parameter counts"""
    P, ids, h0 = language(rng, T=5)
    away = {name: value + rng.normal(size=value.shape) * 0.1 for name, value in P.items()}
    arguments = away, ids, h0 * 0.5
    judge_language(student.rnn_lm_loss(*arguments), arguments, part)


@number("B6.3")
def test_uniform(student, rng):
    """the loss of a model that knows nothing is log V"""
    P, ids, h0 = language(rng)
    P |= {"Wo": np.zeros_like(P["Wo"]), "bo": np.zeros_like(P["bo"])}
    agree(unpack(student.rnn_lm_loss(P, ids, h0), "loss", "states")[0], np.log(9), "loss")


def judge_language(got, arguments, part):
    """Each output in a part of its own."""
    for name, one, should in zip(("loss", "states"), unpack(got, "loss", "states"), right_language(*arguments)):
        with part(name):
            agree(one, should, name)
