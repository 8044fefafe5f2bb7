"""Homework 4, the public checks of B1 to B3. Read them: they say what each function must do.

The right numbers were computed for one small model, and so were those that common slips give.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import (
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

# the small model: V = 5, e = 2, n = 2, h = 3
P = {
    "E": np.array([[0.5, 1.2], [-0.5, 1.2], [-0.8, 0.9], [1.1, 0.8], [0.6, -0.5]]),
    "W": np.array([[0.6, 0.7, 0.6, -0.9], [-0.9, -0.9, 0.6, 0.6], [0.6, -0.6, 0.4, 0.5]]),
    "b": np.array([1.1, 0.3, 0.9]),
    "U": np.array([[1.1, -1.2, -0.3], [-1.0, 1.0, -0.5], [1.0, -0.9, -0.9], [-0.4, 0.5, 0.6], [-0.9, 0.5,
        -0.4]]),
}  # fmt: skip
X, Y = np.array([[0, 3], [2, 4]]), np.array([1, 0])
LOGITS = [[0.91991641, -1.49791543, 0.27544215, 0.08528519, -1.26888157], [0.78726531, -0.63976918,
    0.84711328, -0.33296325, -0.68770582]]
LOGIT_SLIPS = {
    "order turned over": ("the embeddings stand in the opposite order", 0.5, [[1.16261705, -1.76072665,
        0.38730167, 0.02216701, -1.38838529], [-0.79248292, -0.0253679, -1.25607571, 0.76353309,
        -0.08157369]]),
    "entries mixed": ("each embedding should stay together", 0.4, [[0.73289532, -1.35913383, 0.11968815,
        0.17401842, -1.20271174], [0.27189014, -0.43336815, 0.25932562, 0.02304851, -0.628376]]),
    "no tanh": ("tanh is missing", 0.4, [[2.11, -2.93, 1.073, -0.125, -2.535], [1.981, -1.725, 1.934,
        -0.767, -1.667]]),
    "no bias": ("the bias b is missing", 0.6, [[1.19907215, -1.36302454, 0.77018591, -0.26480149,
        -1.05833147], [1.08686626, -0.3873137, 1.46778628, -0.77705125, -0.37528135]]),
}  # fmt: skip
LOSS = 2.11883318
GRADIENTS = {
    "U": [[-0.08895703, -0.10644661, 0.24264149], [-0.42660918, 0.05410238, -0.42094352], [0.2983218,
        0.03808145, 0.08129739], [0.15319908, 0.00603421, 0.07970018], [0.06404532, 0.00822858,
        0.01730446]],
    "W": [[0.0334502, 0.03192564, 0.03312327, 0.04014558], [-0.63163302, -0.69380109, -0.70157887,
        -0.78321845], [0.07081886, -0.03110859, -0.01247308, 0.05769401]],
    "b": [0.02231792, -0.50528476, -0.04374952],
    "E": [[0.7573454, 0.72822798], [0.0, 0.0], [-0.31544807, -0.23159943], [-0.44338929, -0.4998315],
        [0.13610938, 0.15469976]],
}  # fmt: skip
GRADIENT_SLIPS = {
    "no tanh'": ("the slope of tanh is missing", 0.4, {
        "W": [[0.61400892, 0.70507577, 0.70763959, 0.76983782], [-0.65228814, -0.68197038, -0.69563322,
            -0.79928283], [0.11340948, 0.06769156, 0.07836638, 0.12489377]],
        "b": [0.51942966, -0.48998231, 0.03828098],
        "E": [[1.26461441, 1.21085606], [0.0, 0.0], [-0.48900395, -0.42923981], [0.03752378, -1.13934204],
            [-0.00454297, 0.39700644]],
    }),
    "no one-hot": ("the target is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {
        "U": [[0.39505812, 0.02536581, 0.1780052], [0.06077366, 0.00922348, 0.01244844], [0.2983218,
            0.03808145, 0.08129739], [0.15319908, 0.00603421, 0.07970018], [0.06404532, 0.00822858,
            0.01730446]],
        "W": [[-0.00669139, 0.03317059, 0.02647846, 0.00291056], [0.0629938, -0.60110602, -0.49099062,
            -0.10729045], [0.15772779, -0.23845823, -0.1693576, 0.08170353]],
        "b": [0.03200652, -0.56761416, -0.25341421],
        "E": [[0.2587184, 0.30171507], [0.0, 0.0], [0.11928973, 0.38359076], [-0.18562435, -0.2109098],
            [-0.23710592, -0.28517167]],
    }),
    "order turned over": ("the embeddings stand in the opposite order", 0.5, {
        "U": [[0.31913358, -0.21644168, -0.17322916], [-0.46139982, 0.20734527, -0.36856124], [0.10455069,
            -0.03687362, 0.14278487], [0.03627836, 0.02812928, 0.28947469], [0.00143719, 0.01784075,
            0.10953084]],
        "W": [[-0.2781071, 0.47471154, 0.64914697, -0.48084805], [-0.37709174, -0.95279323, -0.94876721,
            -0.23350187], [0.02137729, -0.00283218, -0.01133895, 0.02813855]],
        "b": [-0.58145146, -0.01342005, 0.02835589],
        "E": [[-0.35444012, -0.56585869], [0.0, 0.0], [0.00885958, 1.09529091], [0.75442451, 0.75810426],
            [-1.07420381, -1.17005577]],
    }),
    "no bias": ("the bias b is missing", 0.6, {
        "U": [[-0.05917111, -0.07982073, 0.35743511], [-0.35410883, 0.1776264, -0.2198204], [0.30199126,
            -0.06570361, -0.12130874], [0.06318377, -0.02156321, 0.00275568], [0.04810491, -0.01053885,
            -0.01906164]],
        "W": [[0.23617747, 0.29656374, 0.29341357, 0.30313058], [-0.58410155, -0.66971892, -0.67232323,
            -0.73205987], [0.06293045, 0.00272711, 0.01433278, 0.05966792]],
        "b": [0.22317704, -0.49319442, -0.0108751],
        "E": [[0.89397005, 0.87581271], [0.0, 0.0], [-0.3227139, -0.26918874], [-0.2435928, -0.71794327],
            [0.07723233, 0.21572974]],
    }),
}  # fmt: skip


def slips(what, known):
    """Slips from a table: name -> (sentence, share, wrong array)."""
    return [slip(name, f"{what}: {text}.", share, wrong) for name, (text, share, wrong) in known.items()]


def slips_of(block):
    """The slips that change one gradient."""
    return slips(f"d{block}", {name: (text, share, wrong[block]) for name, (text, share, wrong) in GRADIENT_SLIPS.items()
                               if block in wrong})  # fmt: skip


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
def test_logits(student):
    """The logits of a small model on two windows."""
    agree(student.fflm_forward(P, X), LOGITS, "logits", hypotheses=slips("The logits", LOGIT_SLIPS))


@number("B2.2")
@weight(1)
def test_order(student, rng):
    """The first word of a window meets the first e columns of W, the last word the last e."""
    other = np.array([[1, 3], [0, 4]])
    require_alive(student.fflm_forward, (P, X), (P, other), shape=(2, 5))
    for name, columns, at in (("first", slice(2), 0), ("last", slice(2, 4), 1)):
        W = P["W"].copy()
        W[:, columns] = 0.0
        changed = X.copy()
        changed[:, at] = (X[:, at] + 1) % 5
        one, two = (as_numbers(student.fflm_forward({**P, "W": W}, words), "logits") for words in (X, changed))
        if not np.allclose(one, two, rtol=1e-5, atol=1e-7):
            raise Wrong(f"With 0 in the {name} e columns of W, the {name} word of a window should not matter.", cause="order")


# ---------------------------------------------------------------- B3


@number("B3.1")
@weight(2.5)
@parts({"loss": 1, "U": 1, "W": 1, "b": 1, "E": 1})
def test_loss_and_gradients(student, part):
    """Loss and gradients of the small model on its two windows."""
    loss, grads = unpack(student.fflm_loss_grads(P, X, Y), "loss", "grads")
    with part("loss"):
        agree(loss, LOSS, "The loss", counts={"windows": 2, "words": 5})
    for name, right in GRADIENTS.items():
        with part(name):
            agree(entry(grads, name, "The dict of gradients"), right, f"d{name}", hypotheses=slips_of(name),
                  counts={"windows": 2, "words": 5})  # fmt: skip


@number("B3.2")
@weight(0.5)
def test_own_loss(student):
    """Each gradient is the derivative of the loss that comes with it."""

    def loss(params):
        return unpack(student.fflm_loss_grads(params, X, Y), "loss", "grads")[0]

    grads = unpack(student.fflm_loss_grads(P, X, Y), "loss", "grads")[1]
    agree_with_own_loss(loss, P, grads, counts={"windows": 2})
