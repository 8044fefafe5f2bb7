"""The typed questions of part D: what varies, the key computed from it, and the text."""

from collections.abc import Mapping
from dataclasses import dataclass

import conventions
import numpy as np

from autograder.checks import Choice, FindTheBug, whole_number
from autograder.credit import Credit, Part, from_parts
from autograder.errors import SubmissionError

LETTERS = "abcdefgh"


def shuffled(rng, texts):
    """Options under letters in a drawn order, and the letter of the first text (the right one)."""
    order = [int(i) for i in rng.permutation(len(texts))]
    return {LETTERS[at]: texts[i] for at, i in enumerate(order)}, LETTERS[order.index(0)]


def listed(options):
    """The options as lines of the hand-out."""
    return "\n".join(f"- ({letter}) {text}" for letter, text in options.items())


# ---------------------------------------------------------------- D1: the order of the updates


@dataclass(frozen=True)
class Order:
    """One step of training with the output weights updated too early."""

    lines: tuple
    line: int
    check: FindTheBug
    prompt: str

    @property
    def right(self):
        """The answer that earns everything."""
        return {"D1_line": self.line, "D1_repair": self.check.repair.right}


def first_step():
    """The derivative of this course's loss by z2, as Python."""
    each = "p - y" if conventions.mlp_loss == "cross-entropy" else "2 * (p - y) * p * (1 - p)"
    if conventions.reduction == "sum":
        return each
    return f"{each} / len(y)" if "*" in each else f"({each}) / len(y)"


def draw_order(rng):
    """Draw names, the order of independent lines, and where the early update stands."""
    w, eta = rng.choice(["w2", "v", "u"]), rng.choice(["eta", "lr", "rate"])
    gradients = [f"d{w} = A1.T @ delta", "db2 = delta.sum()"]
    update = f"{w} = {w} - {eta} * d{w}"
    head = ["Z1 = X @ W1.T + b1", "A1 = np.maximum(Z1, 0)", f"p = 1 / (1 + np.exp(-(A1 @ {w} + b2)))",
            f"delta = {first_step()}"]  # fmt: skip
    if rng.uniform() < 0.5:
        gradients.reverse()
    at = gradients.index(f"d{w} = A1.T @ delta") + 1 + rng.randint(2)
    gradients.insert(min(at, len(gradients)), update)
    gate = f"(Z1 {conventions.above} 0)"
    tail = [f"delta1 = delta[:, None] * {w} * {gate}", "dW1, db1 = delta1.T @ X, delta1.sum(axis=0)"]
    end = [f"b2 = b2 - {eta} * db2", f"W1, b1 = W1 - {eta} * dW1, b1 - {eta} * db1"]
    if rng.uniform() < 0.5:
        end.reverse()
    lines = (*head, *gradients, *tail, *end)
    line = lines.index(update) + 1
    repairs, right = shuffled(rng, [
        "let this line stand at the end instead",
        f"write {update.replace(' - ', ' + ')}",
        f"write {update} / len(y)",
        f"compute d{w} from Z1 instead of A1",
    ])  # fmt: skip
    return Order(lines, line, FindTheBug(line, lines, Choice(repairs, right)), _order_text(lines, repairs))


def _order_text(lines, repairs):
    program = "\n".join(f"    {number:2}  {line}" for number, line in enumerate(lines, 1))
    return (
        "One step of gradient descent for the network of B4. One line runs too early, and so a later line computes "
        f"something else than it should.\n\n{program}\n\n`D1_line`: the number of the line that runs too early. "
        f"`D1_repair`: the letter of its repair.\n\n{listed(repairs)}"
    )


# ---------------------------------------------------------------- D2: parameters and shapes


@dataclass(frozen=True)
class Counted:
    """A number and a letter, half of the points each.

    wrong: other numbers -> (share, sentence).
    """

    number: int
    wrong: Mapping
    letter: Choice

    def __call__(self, answer, key):
        """answer: a mapping with the two entries."""
        count, letter = (answer.get(name) for name in key.question.names)
        return from_parts((Part("parameters", 1, self._counted(count)), Part("gradient", 1, self._chosen(letter, key))))

    def _counted(self, count):
        try:
            count = whole_number(count)
        except SubmissionError as error:
            return Credit(0.0, str(error))
        if count == self.number:
            return Credit(1.0)
        share, sentence = self.wrong.get(count, (0.0, "Count the weights and the biases of each layer."))
        return Credit(share, sentence)

    def _chosen(self, letter, key):
        if letter in (None, "", []):
            return Credit(0.0, "Not answered.")
        try:
            return self.letter(letter, key)
        except SubmissionError as error:
            return Credit(0.0, str(error))


@dataclass(frozen=True)
class Shapes:
    """Sizes of a network, the key and the text."""

    sizes: tuple
    check: Counted
    prompt: str

    @property
    def right(self):
        """The answer that earns everything."""
        return {"D2_parameters": self.check.number, "D2_gradient": self.check.letter.right}


def draw_shapes(rng):
    """Draw a network d -> h -> k -> 1 with all sizes different."""
    d, h, k = int(rng.randint(31, 61)), int(rng.randint(13, 31)), int(rng.randint(3, 13))
    weights, biases = d * h + h * k + k, h + k + 1
    wrong = {
        weights: (0.5, "Each layer has a bias for each of its units."),
        weights + 3: (0.4, "A layer has a bias for each of its units, not one for all."),
    }
    options, right = shuffled(rng, [
        f"delta2 h1^T, of shape ({k}, {h})",
        f"h1 delta2^T, of shape ({h}, {k})",
        f"W2^T delta2, of shape ({h},)",
        "delta2^T h1, a number",
        f"delta2 h2^T, of shape ({k}, {k})",
    ])  # fmt: skip
    prompt = (
        f"A network for one example x of size {d}: h1 = tanh(W1 x + b1) has {h} units, h2 = tanh(W2 h1 + b2) has {k}, "
        "and p = sigmoid(w . h2 + b) is one number. All vectors are columns.\n\n`D2_parameters`: how many numbers are "
        "learned, biases included? `D2_gradient`: with delta2 = dL/dz2 for z2 = W2 h1 + b2, which expression is "
        f"dL/dW2, and what is its shape?\n\n{listed(options)}"
    )
    return Shapes((d, h, k), Counted(weights + biases, wrong, Choice(options, right)), prompt)


# ---------------------------------------------------------------- D3: dead units


@dataclass(frozen=True)
class Units:
    """Inputs, ReLU units, and which of them are dead on all inputs."""

    options: Mapping
    dead: frozenset
    prompt: str
    why: str = "A unit is dead when z < 0 on every input: it never passes a gradient back."


MANY = 64


def _units(rng):
    """Draws of inputs, weights and biases, in the order of single draws; many at once, for few of them will do."""
    top = np.tile([4] * 18 + [5] * 5, (MANY, 1))
    while True:
        for numbers in rng.randint(1 - top, top):
            if numbers[8:18].all():  # no weight is 0; looked at first because most draws end here
                yield numbers[:8].reshape(4, 2), numbers[8:18].reshape(5, 2), numbers[18:]


def _proper(X, W, b):
    Z = X @ W.T + b
    dead, sometimes = (Z < 0).all(axis=0), (Z < 0).any(axis=0) & (Z > 0).any(axis=0)
    proper = (Z != 0).all() and len({tuple(x) for x in X}) == 4
    return proper and dead.sum() == 2 and sometimes.sum() >= 2 and (b[dead] > 0).any()


def draw_units(rng):
    """Draw four inputs and five units, of which two are dead and at least two are silent on some inputs only."""
    X, W, b = next(found for found in _units(rng) if _proper(*found))
    dead = (X @ W.T + b < 0).all(axis=0)
    options = {LETTERS[i]: f"w = ({W[i, 0]}, {W[i, 1]}), b = {b[i]}" for i in range(5)}
    inputs = ", ".join(f"({x[0]}, {x[1]})" for x in X)
    prompt = (
        f"The training inputs are {inputs}. Which of these ReLU units, relu(w . x + b), are dead: get no gradient from "
        f"any of the inputs? Select all.\n\n{listed(options)}"
    )
    return Units(options, frozenset(LETTERS[i] for i in np.flatnonzero(dead)), prompt)
