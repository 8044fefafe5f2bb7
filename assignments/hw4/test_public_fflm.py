"""Homework 4, the public checks of B1 to B3. Read them: they say what each function must do.

The numbers of a small model are in public_numbers.json: what goes in, what must come out, and what known slips give.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import (
    OwnSlip,
    agree,
    agree_with_own_loss,
    as_numbers,
    entry,
    number,
    parts,
    require_alive,
    slip,
    unpack,
    weight,
)


def arrays(value):
    """What is in public_numbers.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def slips(said, known):
    """Slips from a table: name -> (sentence, share, wrong array)."""
    return [slip(name, f"{said}: {text}.", share, wrong) for name, (text, share, wrong) in known.items()]


def known_slips(case, what, said):
    """What mistakes that are often made give for one output."""
    return [slip(name, f"{said}: {one['said']}.", one["share"], one["gives"])
            for name, one in case["slips"][what].items()]  # fmt: skip


# ---------------------------------------------------------------- B1


@number("B1.1")
@weight(2)
@parts({"X": 1, "y": 1})
def test_windows(student, part):
    """The windows of 3 1 4 1 5 9 2, three tokens each."""
    X, y = unpack(student.make_windows(np.array([3, 1, 4, 1, 5, 9, 2]), 3), "X", "y")
    right = [[3, 1, 4], [1, 4, 1], [4, 1, 5], [1, 5, 9]]
    turned = "the tokens of a window stand in the order of the text"
    late = "the last window is missing: M = T - n"
    with part("X"):
        agree(X, right, "X", hypotheses=slips("X", {
            "windows turned over": (turned, 0.5, [[4, 1, 3], [1, 4, 1], [5, 1, 4], [9, 5, 1]]),
            "last window missing": (late, 0.5, right[:3]),
        }))  # fmt: skip
    with part("y"):
        agree(y, [1, 5, 9, 2], "y", hypotheses=slips("y", {
            "targets unshifted": ("the target is the token after the window, not its last one", 0.5, [4, 1, 5, 9]),
            "last window missing": (late, 0.5, [1, 5, 9]),
        }))  # fmt: skip


# ---------------------------------------------------------------- B2


@number("B2.1")
@weight(2)
def test_logits(student, public):
    """The logits of a small model on three windows."""
    case = arrays(public["feedforward"])
    agree(student.fflm_forward(case["P"], case["X"]), case["logits"], "logits",
          hypotheses=known_slips(case, "logits", "The logits"))  # fmt: skip


@number("B2.2")
@weight(1)
def test_order(student, public):
    """The first word of a window meets the first e columns of W, the last word the last e."""
    P, X = (arrays(public["feedforward"])[name] for name in ("P", "X"))
    require_alive(student.fflm_forward, (P, X), (P, (X + 2) % 7), shape=(3, 7))
    for name, columns, at in (("first", slice(2), 0), ("last", slice(2, 4), 1)):
        W = P["W"].copy()
        W[:, columns] = 0.0
        changed = X.copy()
        changed[:, at] = (X[:, at] + 1) % 7
        one, two = (as_numbers(student.fflm_forward({**P, "W": W}, words), "logits") for words in (X, changed))
        if not np.allclose(one, two, rtol=1e-5, atol=1e-7):
            said = f"With 0 in the {name} e columns of W, the {name} word of a window should not matter."
            raise Wrong(said, cause="order")


# ---------------------------------------------------------------- B3


def own_slip(student, case):
    """The slips that your fflm_forward shows: they cost their points in B2, not here again."""
    known = {name: one["gives"] for name, one in case["slips"]["logits"].items()}
    return OwnSlip(student, "fflm_forward", (case["P"], case["X"]), known)


@number("B3.1")
@weight(2.5)
@parts({"loss": 1, "U": 1, "W": 1, "b": 1, "E": 1})
def test_loss_and_gradients(student, part, public):
    """Loss and gradients of the small model on its three windows."""
    case = arrays(public["feedforward"])
    loss, grads = unpack(student.fflm_loss_grads(case["P"], case["X"], case["y"]), "loss", "grads")
    usual = {"counts": {"windows": 3, "words": 7}, "forgiven": own_slip(student, case),
             "reduction": "mean"}  # fmt: skip
    with part("loss"):
        agree(loss, case["loss"], "The loss", hypotheses=known_slips(case, "loss", "The loss is off"), **usual)
    others = {f"d{name}": right for name, right in case["gradients"].items()}
    for name, right in case["gradients"].items():
        with part(name):
            agree(entry(grads, name, "The dict of gradients"), right, f"d{name}", others=others,
                  hypotheses=known_slips(case, name, f"d{name}"), **usual)  # fmt: skip


@number("B3.2")
@weight(0.5)
def test_own_loss(student, public):
    """Each gradient is the derivative of the loss that comes with it (or of the right one)."""
    case = arrays(public["feedforward"])
    P, X, y = case["P"], case["X"], case["y"]

    def loss(params):
        return unpack(student.fflm_loss_grads(params, X, y), "loss", "grads")[0]

    grads = unpack(student.fflm_loss_grads(P, X, y), "loss", "grads")[1]
    try:
        for name, right in case["gradients"].items():
            agree(entry(grads, name), right, f"d{name}")
        return
    except Wrong:
        pass
    agree_with_own_loss(loss, P, grads, counts={"windows": 3}, reduction="mean")
