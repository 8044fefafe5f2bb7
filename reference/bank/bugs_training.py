"""Find the bug in code that trains: the step, the minibatch, the gradients."""

import numpy as np

from autograder.exams import Draw, Item, template
from autograder.exams.bugs import Program, bug_item


def _regression(rng):
    """Weights, examples and labels of a logistic regression."""
    return rng.normal(size=3), rng.normal(size=(6, 3)), rng.randint(0, 2, size=6).astype(float)


WEIGHTS = {"w": ("w", "theta", "weights"), "eta": ("eta", "rate", "step"), "X": ("X", "features", "inputs")}


@template("B02-SIGN", "The direction of the step", topic="gradient descent", points=4, minutes=4)
def ascent(draw: Draw) -> Item:
    """Adds the gradient."""
    step = draw.choice(("w + eta * grad", "w + grad * eta"))
    body = draw.shuffled(["    n = len(y)", "    w = w.copy()"])
    program = Program(
        lines=[
            "def train(w, X, y, eta):",
            *body,
            "    for _ in range(20):",
            "        p = 1 / (1 + np.exp(-(X @ w)))",
            "        grad = X.T @ (p - y) / n",
            f"        w = {step}",
            "    return w",
        ],
        wrong=f"        w = {step}",
        repair="        w = w - eta * grad",
        decoys=[
            "        w = w * eta * grad", "        w = w - grad / eta", "        w = eta * w - grad",
            "        w = -eta * grad", "        w = w - eta * abs(grad)", "        w = w - eta * w * grad",
        ],
        inputs=lambda rng: (*_regression(rng), 0.3),
    )  # fmt: skip
    does = "The function trains a logistic regression by gradient descent on the mean cross-entropy loss."
    return bug_item(draw, does, program, WEIGHTS, "The step goes up the gradient, and the loss grows.")


@template("B03-PRODUCT", "The step of gradient descent", topic="gradient descent", points=4, minutes=4)
def product(draw: Draw) -> Item:
    """Multiplies by the step in place of subtracting it."""
    factors = draw.choice(("w * eta * grad", "w * grad * eta", "eta * w * grad"))
    program = Program(
        lines=[
            "def sgd(w, X, y, eta):",
            *draw.shuffled(["    w = w.copy()", "    count = len(y)"]),
            "    for i in range(count):",
            "        p = 1 / (1 + np.exp(-(X[i] @ w)))",
            "        grad = (p - y[i]) * X[i]",
            f"        w = {factors}",
            "    return w",
        ],
        wrong=f"        w = {factors}",
        repair="        w = w - eta * grad",
        decoys=[
            "        w = w + eta * grad", "        w = w - grad", "        w = w / (eta * grad)",
            "        w = w * (1 - eta * grad)", "        w = eta - w * grad", "        w = w - eta * grad / count",
        ],
        inputs=lambda rng: (*_regression(rng), 0.3),
    )  # fmt: skip
    does = "The function makes one pass of stochastic gradient descent, one example a step, for a logistic regression."
    return bug_item(draw, does, program, WEIGHTS, "The step must be taken off the weights, not multiplied with them.")


@template("B04-NO-RESET", "The sum over a minibatch", topic="minibatches", points=4, minutes=5)
def no_reset(draw: Draw) -> Item:
    """The counter is set back after a step, the sum is not."""
    wrong = "            count = 0"
    program = Program(
        lines=[
            "def train(w, X, y, eta, m):",
            "    total, count = np.zeros(len(w)), 0",
            "    for i in range(len(y)):",
            "        p = 1 / (1 + np.exp(-(X[i] @ w)))",
            *draw.shuffled(["        count = count + 1", "        total = total + (p - y[i]) * X[i]"]),
            "        if count == m or i == len(y) - 1:",
            "            w = w - eta * total / count",
            wrong,
            "    return w",
        ],
        wrong=wrong,
        repair="            total, count = np.zeros(len(w)), 0",
        decoys=[
            "            total = np.zeros(len(w))", "            total, count = w.copy(), 0",
            "            total, count = total / m, 0", "            total, count = np.ones(len(w)), 0",
            "            total, count = -total, 0", "            total, count = np.zeros(len(w)), 1",
        ],
        inputs=lambda rng: (*_regression(rng), 0.3, 2),
    )  # fmt: skip
    does = (
        "The function makes one pass of minibatch gradient descent for a logistic regression, with `m` examples a "
        "batch: each step is along the mean gradient of its own batch."
    )
    names = {**WEIGHTS, "total": ("total", "summed", "grad")}
    why = "The sum is not set back to zero after a step, so that old batches stay in it."
    return bug_item(draw, does, program, names, why)


def _network(rng):
    """Weights, one example and its label for a network with three hidden units."""
    return rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=2), 1.0, 0.5


@template("B05-UPDATED", "The order of the updates", topic="backpropagation", points=4, minutes=5)
def updated_weights(draw: Draw) -> Item:
    """The hidden layer's gradient is made with output weights that were already changed."""
    forward = ["    h = np.tanh(W @ x)", "    p = 1 / (1 + np.exp(-(u @ h)))"]
    program = Program(
        lines=[
            "def step(W, u, x, y, eta):",
            *forward,
            "    d = p - y",
            "    new_u = u - eta * d * h",
            "    d_h = d * new_u",
            "    d_z = d_h * (1 - h ** 2)",
            "    new_W = W - eta * np.outer(d_z, x)",
            "    return new_W, new_u",
        ],
        wrong="    d_h = d * new_u",
        repair="    d_h = d * u",
        decoys=[
            "    d_h = d * h", "    d_h = d + u", "    d_h = d * new_u * (1 - h ** 2)", "    d_h = d * p * (1 - p) * u",
            "    d_h = d * (u - new_u)", "    d_h = -d * u",
        ],
        inputs=_network,
    )  # fmt: skip
    does = (
        "The function makes one step of gradient descent for a network with a tanh hidden layer and one sigmoid "
        "output, on the cross-entropy loss of one example."
    )
    names = {
        "W": ("W", "W1", "A"), "u": ("u", "w2", "b"), "h": ("h", "a1", "hidden"), "new_W": ("new_W", "new_W1", "new_A"),
        "new_u": ("new_u", "new_w2", "new_b"),
    }  # fmt: skip
    why = "The gradient of the hidden layer needs the output weights as they were."
    return bug_item(draw, does, program, names, why)


@template("B08-TWICE", "The gradient at the output", topic="backpropagation", points=4, minutes=4)
def twice_sigma(draw: Draw) -> Item:
    """The slope of the sigmoid is multiplied onto p - y, where it has cancelled."""
    slope = draw.choice(("(p - y) * p * (1 - p)", "p * (1 - p) * (p - y)"))
    results = draw.choice(("d_w, d_b", "d_b, d_w"))
    program = Program(
        lines=[
            "def gradients(w, b, X, y):",
            "    z = X @ w + b",
            "    p = 1 / (1 + np.exp(-z))",
            f"    d_z = {slope}",
            *draw.shuffled(["    d_w = X.T @ d_z / len(y)", "    d_b = d_z.mean()"]),
            f"    return {results}",
        ],
        wrong=f"    d_z = {slope}",
        repair="    d_z = p - y",
        decoys=[
            "    d_z = y - p", "    d_z = p * (1 - p)", "    d_z = (p - y) / (p * (1 - p))", "    d_z = (p - y) ** 2",
            "    d_z = (p - y) + p * (1 - p)", "    d_z = -y * np.log(p)",
        ],
        inputs=lambda rng: (rng.normal(size=3), 0.4, *_regression(rng)[1:]),
    )  # fmt: skip
    does = "The function gives the gradients of the mean cross-entropy loss of a logistic regression."
    names = {"w": ("w", "theta", "v"), "p": ("p", "a", "yhat"), "X": ("X", "features", "inputs")}
    return bug_item(draw, does, program, names, "The slope of the sigmoid cancels against the loss's own factor.")


@template("B09-BIAS", "The gradient of the bias", topic="backpropagation", points=4, minutes=4)
def bias_gradient(draw: Draw) -> Item:
    """The bias's gradient is averaged twice, or taken from the last example alone."""
    wrong, why = draw.choice((
        ("    d_b = d_z.mean(axis=0) / len(X)", "The mean is taken, and divided by the number of examples once more."),
        ("    d_b = d_z[-1]", "Only the last example counts."),
        ("    d_b = d_z.sum(axis=0)", "The sum is taken; the gradient of W is a mean."),
    ))  # fmt: skip
    decoys = [
        "    d_b = d_z.mean(axis=1)", "    d_b = d_z.max(axis=0)", "    d_b = d_z.mean()", "    d_b = d_W.mean(axis=1)",
        "    d_b = (d_z * P).mean(axis=0)", "    d_b = d_z.mean(axis=0) ** 2",
    ]  # fmt: skip
    program = Program(
        lines=[
            "def gradients(W, b, X, Y):",
            "    Z = X @ W.T + b",
            "    E = np.exp(Z - Z.max(axis=1, keepdims=True))",
            "    P = E / E.sum(axis=1, keepdims=True)",
            "    d_z = P - Y",
            *draw.shuffled(["    d_W = d_z.T @ X / len(X)", "    d_X = d_z @ W / len(X)"]),
            wrong,
            "    return d_W, d_b, d_X",
        ],
        wrong=wrong,
        repair="    d_b = d_z.mean(axis=0)",
        decoys=decoys,
        inputs=lambda rng: (
            rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=(5, 2)), np.eye(3)[[0, 2, 1, 1, 0]]
        ),
    )
    does = (
        "The function gives the gradients of the mean cross-entropy loss of a softmax regression; the rows of `Y` are "
        "one-hot."
    )
    return bug_item(draw, does, program, {"P": ("P", "probs", "A"), "X": ("X", "inputs", "batch")}, why)


@template("B10-REPEATED", "Words that come twice", topic="word vectors", points=4, minutes=5)
def repeated_ids(draw: Draw) -> Item:
    """Fancy indexing keeps one of the updates of a repeated row."""
    wrong = draw.choice((
        "    W[ids] -= eta * grads", "    W[ids] = W[ids] - eta * grads", "    W[ids] += -eta * grads",
    ))  # fmt: skip
    program = Program(
        lines=[
            "def update(W, ids, context, d, eta):",
            *draw.shuffled(["    W = W.copy()", "    d = d.reshape(-1, 1)"]),
            "    grads = d * context",
            wrong,
            "    return W",
        ],
        wrong=wrong,
        repair="    np.subtract.at(W, ids, eta * grads)",
        decoys=[
            "    W[ids] -= eta * grads.mean(axis=0)", "    np.add.at(W, ids, eta * grads)",
            "    W -= eta * grads.sum(axis=0)", "    W[ids] -= eta * grads.sum(axis=0)",
            "    W[np.unique(ids)] -= eta * grads[np.unique(ids, True)[1]]",
            "    W[ids] -= eta * grads * len(ids)",
        ],
        inputs=lambda rng: (
            rng.normal(size=(5, 3)), np.array([1, 3, 1, 0]), rng.normal(size=(4, 3)), rng.normal(size=4), 0.5
        ),
    )  # fmt: skip
    does = (
        "The function updates the word vectors `W` for a batch: row `i` of `grads` belongs to the word `ids[i]`. A "
        "word may come several times in a batch; all its gradients count."
    )
    names = {"W": ("W", "E", "V"), "grads": ("grads", "rows", "G"), "eta": ("eta", "rate", "step")}
    return bug_item(draw, does, program, names, "With an id that comes twice, only the last of its gradients is taken.")


@template("B14-DROPOUT", "Inverted dropout", topic="regularisation", points=4, minutes=4)
def dropout(draw: Draw) -> Item:
    """Nothing is scaled up, or dropout stays on at test."""
    kept = draw.choice(("keep", "mask"))
    scaled, plain = f"    return h * {kept} / (1 - p)", f"    return h * {kept}"
    always = draw.choice((False, True))
    test_line = "    if not train:"
    wrong = "    if train and p == 0:" if always else plain
    program = Program(
        lines=[
            "def dropout(h, u, p, train):",
            wrong if always else test_line,
            "        return h",
            f"    {kept} = u >= p",
            scaled if always else wrong,
        ],
        wrong=wrong,
        repair=test_line if always else scaled,
        decoys=[
            "    if train:", "    if p == 0:", "    if p > 0:", "    if not train and p == 0:",
            "    if not train or p > 0:",
        ] if always else [
            f"    return h * {kept} / p", f"    return h * {kept} * (1 - p)", f"    return h * (1 - {kept}) / (1 - p)",
            "    return h / (1 - p)", f"    return h * {kept} * p",
        ],
        inputs=lambda rng: (rng.normal(size=(4, 5)), rng.uniform(size=(4, 5)), 0.3, rng.uniform() < 0.5),
    )  # fmt: skip
    does = (
        "The function applies inverted dropout: in training each unit is zeroed with probability `p` and the others "
        "are scaled so that the expected value stays; at test nothing changes. `u` holds uniform random numbers from "
        "0 to 1."
    )
    why = "Dropout stays on at test." if always else "The units that stay must be divided by 1 - p."
    names = {"h": ("h", "a", "hidden"), "u": ("u", "noise", "r")}
    return bug_item(draw, does, program, names, why)
