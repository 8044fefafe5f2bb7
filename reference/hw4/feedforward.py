"""Homework 4: the feed-forward language model, right and with the slips that people make."""

import activations
import conventions
import numpy as np

from autograder.judging import all_show, batch_slips, last_write_wins, slip

ACT = conventions.fflm_activation
BLOCKS = ("U", "W", "b", "E")
act_of_course, right_slope = activations.ACTIVATIONS[ACT], activations.SLOPES[ACT]
REDUCTION = conventions.reduction
MEAN, reduced = REDUCTION == "mean", getattr(np, REDUCTION)


def inputs(P, X, order="text"):
    """The embeddings of each window in one row."""
    rows = P["E"][X]
    if order == "turned":
        rows = rows[:, ::-1]
    if order == "entries":
        rows = rows.transpose(0, 2, 1)
    return rows.reshape(len(X), -1)


ACTIVATIONS = {
    "no activation": (f"{ACT} is missing", 0.4, lambda z: z, np.ones_like),
    **{name: (text, 0.4, act, slope) for name, (text, act, slope) in activations.others(ACT, "a").items()},
}
ORDERS = {
    "order turned over": ("the embeddings stand in the opposite order", 0.5, "turned"),
    "entries mixed": (
        "the first entries of all embeddings stand first; each embedding should stay together",
        0.4,
        "entries",
    ),
}
NO_BIAS = ("the bias b is missing", 0.6)


def logits(P, X, order="text", bias=1.0, act=act_of_course):
    """The logits, right unless told otherwise."""
    return act(inputs(P, X, order) @ P["W"].T + bias * P["b"]) @ P["U"].T


def wrong_logits(P, X):
    """name -> (sentence, share, logits), for slips that show in the gradients too."""
    wrong = {name: (text, share, logits(P, X, act=act)) for name, (text, share, act, _) in ACTIVATIONS.items()}
    if X.shape[1] > 1:
        wrong |= {name: (text, share, logits(P, X, order)) for name, (text, share, order) in ORDERS.items()}
    return wrong | {"no bias": (*NO_BIAS, logits(P, X, bias=0.0))}


def forward_slips(P, X):
    """Slips of the logits."""
    wrong, Z = wrong_logits(P, X), logits(P, X)
    P_ = np.exp(Z - Z.max(axis=1, keepdims=True))
    wrong["softmax taken"] = ("softmax was taken; logits are asked for", 0.6, P_ / P_.sum(axis=1, keepdims=True))
    wrong["hidden layer"] = (
        "that is the hidden layer; U comes after it",
        0.3,
        logits({**P, "U": np.eye(len(P["b"]))}, X),
    )
    return [slip(name, f"The logits are off: {text}.", share, array) for name, (text, share, array) in wrong.items()]


# ---------------------------------------------------------------- loss and gradients


def loss_grads(P, X, y, *, order="text", bias=1.0, act=act_of_course, slope=right_slope, onehot=1.0):
    """Loss, gradients and what they are made of, right unless told otherwise."""
    M, x = len(y), inputs(P, X, order)
    A = act(x @ P["W"].T + bias * P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(log_p) - onehot * np.eye(Z.shape[1])[y]) / (M if MEAN else 1)
    dH = dZ @ P["U"] * slope(A)
    rows = (dH @ P["W"]).reshape(*X.shape, -1) if order != "entries" else _mixed(dH @ P["W"], X.shape)
    rows = rows[:, ::-1] if order == "turned" else rows
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, rows)
    grads = {"U": dZ.T @ A, "W": dH.T @ x, "b": dH.sum(axis=0), "E": dE}
    return -reduced(log_p[np.arange(M), y]), grads, {"dZ": dZ, "A": A, "dH": dH, "x": x, "E": rows}


def _mixed(flat, shape):
    return flat.reshape(shape[0], -1, shape[1]).transpose(0, 2, 1)


def wrong_ways(X):
    """name -> (sentence, share, how): slips of the forward and of the backward pass."""
    ways = {name: (text, 0.4, {"slope": slope}) for name, (text, slope) in activations.wrong_slopes(ACT, "a").items()}
    ways["no one-hot"] = ("the target is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {"onehot": 0.0})
    ways["one-hot added"] = ("the one-hot rows must be taken off, not added", 0.3, {"onehot": -1.0})
    ways["no bias"] = (*NO_BIAS, {"bias": 0.0})
    if X.shape[1] > 1:
        ways |= {name: (text, share, {"order": order}) for name, (text, share, order) in ORDERS.items()}
    for name, (text, share, act, slope) in ACTIVATIONS.items():
        ways[name] = (text, share, {"act": act, "slope": slope})
    return ways


def shows(case):
    """Whether each of these ways changes every gradient that it reaches: units of relu that are off may hide it."""
    right = loss_grads(*case)[1]
    for *_, how in wrong_ways(case[1]).values():
        wrong = loss_grads(*case, **how)[1]
        reached = BLOCKS[1:] if set(how) == {"slope"} else BLOCKS
        if not all(all_show(right[block], [slip("", "", 0, wrong[block])], each=True) for block in reached):
            return False
    return True


def slips_of(case):
    """Slips of each gradient."""
    P, X, _ = case
    found = {block: [] for block in BLOCKS}
    for name, (text, share, how) in wrong_ways(X).items():
        grads = loss_grads(*case, **how)[1]
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", share, grads[block]))
    pieces = loss_grads(*case)[2]
    rows = pieces["E"]
    found["U"] += batch_slips("dU", pieces["dZ"][:, :, None] * pieces["A"][:, None, :])
    found["W"] += batch_slips("dW", pieces["dH"][:, :, None] * pieces["x"][:, None, :])
    found["b"] += batch_slips("db", pieces["dH"])
    found["E"] += [
        last_write_wins("dE", X.ravel(), rows.reshape(-1, rows.shape[2]), len(P["E"])),
        slip("last write wins", REPEATS, 0.4, _by(P, X, rows, 1)),
        slip("last write wins", REPEATS, 0.4, _by(P, X, rows, 0)),
    ]
    for at in {0, X.shape[1] - 1} if X.shape[1] > 1 else ():
        alone = np.zeros_like(P["E"])
        np.add.at(alone, X[:, at], rows[:, at])
        found["E"].append(
            slip("one place only", "dE: every place of the window has a gradient, not one alone.", 0.4, alone)
        )
    return found


REPEATS = "dE: where a word is repeated only one piece was kept; they add up (np.add.at)."


def _by(P, X, rows, axis):
    """dE[ids] += rows for each place (axis 1) or for each window (axis 0)."""
    dE = np.zeros_like(P["E"])
    for at in range(X.shape[axis]):
        dE[np.take(X, at, axis)] += np.take(rows, at, axis)
    return dE


LOSSES = {
    "no logarithm": (f"the chance of the right word was {conventions.reduced}, not its logarithm", 0.4,
                     lambda p: -reduced(p)),
    f"logarithm of the {REDUCTION}": (f"take the logarithm of each first, then the {REDUCTION}", 0.4,
                                      lambda p: -np.log(reduced(p))),
}  # fmt: skip


def wrong_losses(case):
    """name -> (sentence, share, loss)."""
    ways = {name: (text, share, loss_grads(*case, **how)[0]) for name, (text, share, how) in wrong_ways(case[1]).items()
            if "bias" in how or "order" in how or "act" in how}  # fmt: skip
    P, X, y = case
    Z = logits(P, X)
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    right = p[np.arange(len(y)), y]
    others = {name: (text, share, wrong(right)) for name, (text, share, wrong) in LOSSES.items()}
    others["target unshifted"] = ("the target is y, not the last word of the window", 0.5,
                                  -reduced(np.log(p[np.arange(len(y)), X[:, -1]])))  # fmt: skip
    return ways | others
