"""The typed questions of part D: what varies, the key computed from it, and the text."""

from collections.abc import Mapping
from dataclasses import dataclass

import conventions
import numpy as np

from autograder.checks import Choice, Choices, FindTheBug
from autograder.variant import attempts

LETTERS = "abcdefgh"
SUM = conventions.reduction == "sum"


def shuffled(rng, texts):
    """Options under letters in a drawn order, and the letter of each text in the order given."""
    order = [int(i) for i in rng.permutation(len(texts))]
    return {LETTERS[at]: texts[i] for at, i in enumerate(order)}, [LETTERS[order.index(i)] for i in range(len(texts))]


def listed(options):
    """The options as lines of the hand-out."""
    return "\n".join(f"- ({letter}) {text}" for letter, text in options.items())


@dataclass(frozen=True)
class Typed:
    """A typed question: its check, its text, and the answer that earns everything."""

    check: object
    prompt: str
    right: object


# ---------------------------------------------------------------- D1: find the bug

PLACES = ("before the loop over epochs", "in the loop over epochs, before the loop over minibatches")
"""Where the sum is wrongly set to zero: it is never reset between minibatches."""


def draw_bug(rng):
    """Minibatch gradient descent whose sum is set to zero in the wrong place: names, place and order are drawn."""
    g, theta, eta = rng.choice(["g", "s", "total"]), rng.choice(["theta", "w"]), rng.choice(["eta", "rate"])
    reset = f"{g} <- 0"
    start = [f"{theta} <- small random numbers", f"{eta} <- 0.1"]
    shuffle = ["    shuffle the examples and cut them into minibatches"]
    place = rng.randint(len(PLACES))
    if place == 0:
        start.append(reset)
    else:
        shuffle.append("    " + reset)
    lines = [
        *(start[i] for i in rng.permutation(len(start))), "repeat for each epoch:",
        *(shuffle[i] for i in rng.permutation(len(shuffle))), "    for each minibatch B:",
        "        for each example (x, y) in B:",
        f"            {g} <- {g} + gradient of L({theta}; x, y)",
        f"        {theta} <- {theta} - {eta} * {g}" + ("" if SUM else " / (number of examples in B)"),
    ]  # fmt: skip
    line = [text.strip() for text in lines].index(reset) + 1
    options, letters = shuffled(rng, [
        "make it the first line inside `for each minibatch B`, before the loop over the examples",
        "make it the first line inside `for each example (x, y) in B`",
        "make it the last line inside `repeat for each epoch`, after the loop over the minibatches",
        f"leave it where it is, and divide by the number of all examples in the line that changes {theta}",
    ])  # fmt: skip
    why = "The sum must be zero at the start of every minibatch; otherwise old gradients are added in again."
    check = FindTheBug(line, lines, Choice(options, letters[0], why))
    return Typed(check, _bug_text(lines, options), {"D1_line": line, "D1_repair": letters[0]})


def _bug_text(lines, options):
    program = "\n".join(f"    {number:2}  {line}" for number, line in enumerate(lines, 1))
    return (
        "Minibatch gradient descent for a loss that is the {{reduction}} over the examples. One line stands in the "
        f"wrong place, and so most steps go in a wrong direction.\n\n{program}\n\n`D1_line`: the number of the line "
        "that stands in the wrong place. "
        f"`D1_repair`: the letter of what to do with it.\n\n{listed(options)}"
    )


# ---------------------------------------------------------------- D2: which cannot be softmax(z)?


def softmax(z):
    """Softmax of one row."""
    e = np.exp(np.asarray(z) - np.max(z))
    return e / e.sum()


def cannot_be(z, p):
    """Whether p, printed to three digits, cannot be softmax(z)."""
    return bool(np.max(np.abs(softmax(z) - p)) > 0.0006)


def draw_softmax(rng):
    """Six pairs of z and p: three are right, three break the order, the sum, the sign or equal entries."""
    pairs = [_pair(rng, kind) for kind in ("right",) * 3 + tuple(rng.permutation(sorted(SPOILT))[:3])]
    texts = [f"z = ({_row(z, 1)}), p = ({_row(p, 3)})" for z, p in pairs]
    options, letters = shuffled(rng, texts)
    wrong = [letter for letter, (z, p) in zip(letters, pairs) if cannot_be(z, p)]
    prompt = (
        "In which of these pairs can p not be softmax(z)? p is printed to three digits. Three can be told without "
        f"computing any exponential. Select all.\n\n{listed(options)}"
    )
    why = "The entries of a softmax are positive, sum to 1, stand in the order of z, and are equal where z is."
    return Typed(Choices(options, frozenset(wrong), why), prompt, sorted(wrong))


def _row(values, digits):
    return ", ".join(f"{value:.{digits}f}" for value in values)


def _pair(rng, kind):
    """z with four entries and p with three digits; the digits of the right p are chosen to sum to 1."""
    for _ in attempts(rng):
        z = np.round(rng.uniform(-1.5, 2.5, size=4), 1) + 0.0
        if kind == "equal logits":
            z[1] = z[3]
        p = np.round(softmax(z), 3)
        gaps = np.abs(np.subtract.outer(z, z))[np.triu_indices(4, 1)]
        apart = gaps[gaps > 0].min(initial=9.0) >= 0.3 and (kind == "equal logits") == (gaps == 0).any()
        if apart and abs(p.sum() - 1) < 1e-9 and p.min() > 0.02:
            return z, SPOILT[kind](z, p) if kind in SPOILT else p


def _swapped(z, p):
    """The largest and the second largest change places."""
    first, second = np.argsort(-p)[:2]
    p = p.copy()
    p[[first, second]] = p[[second, first]]
    return p


def _negative(z, p):
    p = p.copy()
    least, most = np.argmin(p), np.argmax(p)
    p[most] += 2 * p[least]
    p[least] = -p[least]
    return p


def _unequal(z, p):
    return p + np.array([0.0, 0.015, 0.0, -0.015])


SPOILT: Mapping = {
    "order": _swapped,
    "sum": lambda z, p: np.round(p * 1.15, 3),
    "negative": _negative,
    "equal logits": _unequal,
}
"""How a right p is made wrong: name -> function of z and the right p."""


# ---------------------------------------------------------------- D3: the sign of the regulariser


def draw_penalty(rng):
    """Statements on the L2 penalty; three of them true."""
    alpha, eta = rng.choice(["alpha", "lambda"]), rng.choice(["eta", "rate"])
    size, step = rng.choice([0.05, 0.1, 0.2]), rng.choice([0.1, 0.5])
    shrink = 1 - (1 if conventions.l2_half else 2) * step * size
    term, slope = (f"{alpha}/2", alpha) if conventions.l2_half else (alpha, f"2 * {alpha}")
    true = [
        f"We minimise L(w) + {term} * sum(w_j^2).",
        f"We maximise (the {conventions.reduction} of log P(y | x; w)) - {term} * sum(w_j^2).",
        f"The gradient that we step against is grad L(w) + {slope} * w.",
        f"Where grad L(w) is 0, a step with {eta} = {step:g} and {alpha} = {size:g} multiplies w by {shrink:g}.",
    ]
    false = [
        f"We minimise L(w) - {term} * sum(w_j^2).",
        f"We maximise (the {conventions.reduction} of log P(y | x; w)) + {term} * sum(w_j^2).",
        f"The gradient that we step against is grad L(w) - {slope} * w.",
        f"Where grad L(w) is 0, a step with {eta} = {step:g} and {alpha} = {size:g} multiplies w by "
        f"{2 - shrink:g}.",
        f"The larger {alpha}, the larger the weights at the minimum.",
    ]
    shown = [true[i] for i in rng.permutation(4)[:3]] + [false[i] for i in rng.permutation(5)[:3]]
    options, letters = shuffled(rng, shown)
    prompt = (
        f"Logistic regression with the loss L(w) = -(the {conventions.reduction} of log P(y | x; w)) and the L2 "
        f"penalty {term} * sum(w_j^2), {alpha} > 0, trained by gradient descent. Which statements are true? Select "
        f"all.\n\n{listed(options)}"
    )
    why = (
        "The penalty is added to a loss that is minimised, or taken from a likelihood that is maximised: either way a "
        "step pulls w towards 0."
    )
    return Typed(Choices(options, frozenset(letters[:3]), why), prompt, sorted(letters[:3]))
