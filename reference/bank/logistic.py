"""Templates on logistic regression: its probability, its loss, its gradient and a step along it."""

import math
from fractions import Fraction
from itertools import product

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.tables import ln, sigma


@template("N01-LR-FWD", "Logistic regression, forward", topic="logistic regression", points=4, minutes=4)
def lr_forward(draw: Draw) -> Item:
    """The score of three features, then its probability, carried forward where the table has the student's score."""
    w1, w3 = draw.distinct(2, (1, 2, 3))
    w2 = draw.integer(-3, -1)
    z = draw.choice((-2, -1, 1, 2))
    scored = [(w1 * x[0] + w2 * x[1] + w3 * x[2], x) for x in product(range(1, 5), repeat=3)]
    in_table = [(dot, x) for dot, x in scored if all(0 < abs(n) <= 4 for n in (dot, z - dot, 2 * dot - z))]
    dot, (x1, x2, x3) = draw.choice(in_table)
    b = z - dot
    return Item(
        prompt=(
            "A logistic regression has the weights $w = ({w1}, {w2}, {w3})$ and the bias $b = {b}$. A text has the "
            "features $x = ({x1}, {x2}, {x3})$. What are its score $z$ and the probability $P(y = 1)$ of the text? "
            "Take the probability from the table of $sigma$."
        ),
        given={"w1": w1, "w2": w2, "w3": w3, "b": b, "x1": x1, "x2": x2, "x3": x3},
        entries=(
            Number("z", "$z$", z, slips=(
                Slip("no bias", dot, 0.5, "The bias is missing."),
                Slip("bias subtracted", dot - b, 0.5, "The bias is added, with its sign."),
                Slip("sign of a weight", z - 2 * w2 * x2, 0.5, "The second weight is negative."),
            )),
            Number("p", "$P(y = 1)$", lambda z: sigma(z), within=0.001, slips=(
                Slip("other class", lambda z: 1 - sigma(z), 0.5, "This is the probability of the other class, y = 0."),
            )),
        ),
        solution=(
            "$z = w dot x + b = {w1} dot {x1} + {w2:p} dot {x2} + {w3} dot {x3} {b:+} = {z}$\n\n"
            "$P(y = 1) = sigma({z}) = {p}$"
        ),
        uses=("sigma",),
        pattern="the second weight alone is negative",
    )  # fmt: skip


@template("N02-BCE", "Two losses and their mean", topic="cross-entropy", points=4, minutes=4)
def bce(draw: Draw) -> Item:
    """The binary cross-entropy of a positive and a negative example, and the mean, carried forward."""
    y1, y2 = draw.shuffled((0, 1))
    q1, q2 = draw.distinct(2, [Fraction(n, 10) for n in (2, 3, 4, 6, 7, 8, 9)])
    draw.require(q1 != 1 - q2)
    p1, p2 = q1 if y1 else 1 - q1, q2 if y2 else 1 - q2
    return Item(
        prompt=(
            "A binary classifier gives these probabilities $hat(y) = P(y = 1)$ to two examples. What is the "
            "cross-entropy loss of each example, and what is their mean? Take the natural logarithm, from its table."
        ),
        given={"y1": y1, "y2": y2, "p1": p1, "p2": p2},
        table=(("example", "label $y$", "$hat(y)$"), ("1", "{y1}", "{p1}"), ("2", "{y2}", "{p2}")),
        entries=(
            _loss("L1", "loss of example 1", q1),
            _loss("L2", "loss of example 2", q2),
            Number("mean", "mean loss", lambda L1, L2: (L1 + L2) / Fraction(2), within=0.005, weight=0.5, slips=(
                Slip("sum", lambda L1, L2: L1 + L2, 0.7, "This is the sum, not the mean."),
            )),
        ),
        solution=(
            "The probability of the right class is $hat(y)$ where $y = 1$, and $1 - hat(y)$ where $y = 0$; the loss is "
            "minus its logarithm.\n\n" + _worked("1", y1) + "\n\n" + _worked("2", y2) + "\n\n"
            "mean: $({L1} + {L2}) / 2 = {mean}$"
        ),
        uses=("ln",),
    )  # fmt: skip


def _loss(name: str, label: str, q: Fraction) -> Number:
    """The box for the loss of an example whose right class has probability q."""
    return Number(name, label, -ln(q), within=0.005, slips=(
        Slip("sign", ln(q), 0.5, "A loss is not negative: it is minus the logarithm."),
        Slip("other label", -ln(1 - q), 0.5, "This is the loss for the other label."),
        Slip("log2", -math.log2(q), 0.5, "The logarithm is to the base e, not to the base 2."),
        Slip("no logarithm", q, 0.0, "The logarithm is missing."),
    ))  # fmt: skip


def _worked(n: str, y: int) -> str:
    inside = f"{{p{n}}}" if y else f"1 - {{p{n}}}"
    return f"example {n}: $-ln({inside}) = {{L{n}}}$"


@template("N03-LR-GRAD", "Gradient of logistic regression", topic="gradient descent", points=4, minutes=4)
def lr_gradient(draw: Draw) -> Item:
    """The gradient of two weights and the bias from one example."""
    x1, x2 = draw.distinct(2, [s * n for n in (2, 3, 4) for s in (1, -1)])
    draw.require(abs(x1) != abs(x2))
    y, yhat = draw.integer(0, 1), draw.tenths(1, 9, without=(5,))
    e = yhat - y
    return Item(
        prompt=(
            "A logistic regression with two features gives $hat(y) = sigma(w_1 x_1 + w_2 x_2 + b) = {yhat}$ for the "
            "example with $x_1 = {x1}$, $x_2 = {x2}$ and the label $y = {y}$. What is the gradient of its "
            "cross-entropy loss $L$?"
        ),
        given={"x1": x1, "x2": x2, "y": y, "yhat": yhat},
        entries=(
            _slope("g1", "$(partial L)/(partial w_1)$", e, x1, yhat),
            _slope("g2", "$(partial L)/(partial w_2)$", e, x2, yhat),
            _slope("gb", "$(partial L)/(partial b)$", e, 1, yhat),
        ),
        solution=(
            "$(partial L)/(partial w_1) = (hat(y) - y) x_1 = ({yhat} - {y}) dot {x1:p} = {g1}$\n\n"
            "$(partial L)/(partial w_2) = (hat(y) - y) x_2 = ({yhat} - {y}) dot {x2:p} = {g2}$\n\n"
            "$(partial L)/(partial b) = hat(y) - y = {gb}$"
        ),
    )  # fmt: skip


def _slope(name: str, label: str, e: Fraction, x: int, yhat: Fraction) -> Number:
    """The box for the gradient of a weight whose input is x, or of the bias for x = 1; e is the error of the output."""
    slips = [
        Slip("sign", -e * x, 0.5, "The sign is turned round: the error is ŷ − y."),
        Slip("extra slope", e * x * yhat * (1 - yhat), 0.4, "The slope of the sigmoid cancels against the loss here."),
    ]
    if x != 1:
        slips.append(Slip("no x", e, 0.3, "The factor x is missing."))
    return Number(name, label, e * x, within=0.001, slips=slips)


@template("N04-LR-STEP", "One step of gradient descent", topic="gradient descent", points=3, minutes=3)
def lr_step(draw: Draw) -> Item:
    """A gradient from one example, and the step along it; the step is carried forward from the student's gradient."""
    w = draw.integer(-4, 4, without=(0,))
    x = draw.integer(-4, 4, without=(-1, 0, 1))
    y, yhat = draw.integer(0, 1), draw.tenths(1, 9, without=(5,))
    eta = draw.choice([Fraction(1, 10), Fraction(1, 5), Fraction(1, 2)])
    gradient = (yhat - y) * x
    draw.require(w not in (gradient, eta * gradient))
    return Item(
        prompt=(
            "A logistic regression has a weight $w = {w}$. For an example with $x = {x}$ and $y = {y}$ it gives "
            "$hat(y) = {yhat}$. Take one step of gradient descent on the cross-entropy loss, with learning rate "
            "$eta = {eta}$."
        ),
        given={"w": w, "x": x, "y": y, "yhat": yhat, "eta": eta},
        entries=(
            Number("g", "$(partial L)/(partial w)$", gradient, within=0.001, slips=(
                Slip("sign", -gradient, 0.5, "The sign is turned round: it is (ŷ − y) x."),
                Slip("no x", yhat - y, 0.3, "The factor x is missing."),
                Slip("extra slope", gradient * yhat * (1 - yhat), 0.4, "The slope of the sigmoid cancels here."),
            )),
            Number("w_new", "the new $w$", lambda g: w - eta * g, within=0.001, weight=2, slips=(
                Slip("ascent", lambda g: w + eta * g, 0.5, "The step goes against the gradient."),
                Slip("no learning rate", lambda g: w - g, 0.5, "The learning rate is missing."),
                Slip("product", lambda g: w * eta * g, 0.25, "The step is subtracted from w, not multiplied by it."),
            )),
        ),
        solution=(
            "$(partial L)/(partial w) = (hat(y) - y) x = ({yhat} - {y}) dot {x:p} = {g}$\n\n"
            "$w - eta (partial L)/(partial w) = {w} - {eta} dot {g:p} = {w_new}$"
        ),
    )  # fmt: skip


@template("N08-MLE", "Most likely probability", topic="maximum likelihood", points=2, minutes=2)
def mle(draw: Draw) -> Item:
    """The probability that makes k of n most likely."""
    n = draw.integer(4, 16)
    k = draw.choice([k for k in range(2, n) if 2 * k != n])
    reduced = "" if math.gcd(k, n) == 1 else " $= {p}$"
    return Item(
        prompt=(
            "Of {n} reviews, {k} are positive and the others negative. A model without features says that each review "
            "is positive with the same probability $p$, independently of the others. Which $p$ makes the labels of "
            "the {n} reviews most likely?"
        ),
        given={"n": n, "k": k},
        entries=(
            Number("p", "$p$", Fraction(k, n), within=0.002, slips=(
                Slip("other class", 1 - Fraction(k, n), 0.3, "This is the probability of the other class."),
            )),
        ),
        solution=(
            "The log-likelihood is ${k} ln(p) + ({n} - {k}) ln(1 - p)$. Its derivative "
            "${k} / p - ({n} - {k}) / (1 - p)$ is zero at $p = {k} / {n}$" + reduced + "."
        ),
    )  # fmt: skip
