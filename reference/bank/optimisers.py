"""Templates on gradient descent and what is built on it."""

import math
from collections.abc import Sequence
from fractions import Fraction

from autograder.exams import Choose, Draw, Item, Number, Slip, template

RATES = tuple(Fraction(n, 10) for n in (1, 2, 5))


@template("N05-MINIBATCH", "Gradient of a minibatch", topic="gradient descent", points=3, minutes=4)
def minibatch(draw: Draw) -> Item:
    """The mean gradient of four examples."""
    x = [draw.integer(-3, 3, without=(0,)) for _ in range(4)]
    e = [draw.sign() * draw.tenths(2, 6) for _ in x]
    draw.require(len(set(x)) >= 3)
    total = sum(a * b for a, b in zip(x, e))
    draw.require(total != 0)
    return Item(
        prompt=(
            "A minibatch for a logistic regression has four examples. The table has the feature $x$ and the error "
            "$hat(y) - y$ of each. The loss $L$ is the mean cross-entropy of the minibatch. What is its derivative "
            "with respect to the weight $w$ of the feature?"
        ),
        given={**{f"x{n + 1}": one for n, one in enumerate(x)}, **{f"e{n + 1}": one for n, one in enumerate(e)}},
        worked={"total": total},
        table=(("example", "1", "2", "3", "4"), ("$x$", *_cells("x")), ("$hat(y) - y$", *_cells("e"))),
        entries=(
            Number("g", "$(partial L)/(partial w)$", total / 4, within=0.001, slips=(
                Slip("sum", total, 0.6, "This is the sum over the examples, not the mean."),
                Slip("last only", x[3] * e[3], 0.2, "All four examples count, not the last one alone."),
                Slip("product of means", Fraction(sum(x), 4) * sum(e) / 4, 0.2,
                     "The mean of the products is asked, not the product of the means."),
                Slip("sign", -total / 4, 0.5, "The sign is turned round."),
            )),
        ),
        solution=(
            "The products $(hat(y) - y) x$ add up to ${e1} dot {x1:p} + {e2:p} dot {x2:p} + {e3:p} dot {x3:p} + "
            "{e4:p} dot {x4:p} = {total}$, and their mean is ${total} / 4 = {g}$."
        ),
    )  # fmt: skip


def _cells(name: str) -> Sequence[str]:
    return [f"{{{name}{n}}}" for n in (1, 2, 3, 4)]


@template("N37-ADAGRAD", "Two steps of Adagrad", topic="optimisers", points=4, minutes=4)
def adagrad(draw: Draw) -> Item:
    """Two steps whose gradients are two sides of a right triangle, so that the roots are whole."""
    p, q, r = draw.choice([(3, 4, 5), (4, 3, 5), (6, 8, 10), (8, 6, 10), (9, 12, 15), (12, 9, 15), (12, 16, 20),
                           (16, 12, 20), (7, 24, 25), (24, 7, 25)])  # fmt: skip
    g1, g2 = draw.sign() * p, draw.sign() * q
    eta, x = draw.choice(RATES), draw.integer(-5, 5, without=(0,))
    return Item(
        prompt=(
            "Adagrad (without $epsilon$, and with sums that start at 0) minimises over one parameter. It starts at "
            "$x_0 = {x}$ with $eta = {eta}$; the gradient is $g_1 = {g1}$ in the first step and $g_2 = {g2}$ in the "
            "second. Where is the parameter after each step?"
        ),
        given={"x": x, "eta": eta, "g1": g1, "g2": g2},
        worked={"p": p, "r": r},
        entries=(
            Number("x1", "$x_1$", x - eta * g1 / p, within=0.001, slips=(
                Slip("no root", x - eta / g1, 0.4, "The gradient is divided by the root of the sum of squares."),
                Slip("plain step", x - eta * g1, 0.2, "This is a step of plain gradient descent."),
                Slip("ascent", x + eta * g1 / p, 0.5, "The step goes against the gradient."),
            )),
            Number("x2", "$x_2$", lambda x1: x1 - eta * g2 / r, within=0.001, weight=2, slips=(
                Slip("no accumulation", lambda x1: x1 - eta * g2 / q, 0.4,
                     "The square of the first gradient counts too."),
                Slip("no root", lambda x1: x1 - eta * g2 / r**2, 0.4,
                     "The gradient is divided by the root of the sum of squares."),
                Slip("plain step", lambda x1: x1 - eta * g2, 0.2, "This is a step of plain gradient descent."),
            )),
        ),
        solution=(
            "$x_1 = x_0 - eta g_1 / sqrt(g_1^2) = {x} - {eta} dot {g1:p} / {p} = {x1}$\n\n"
            "$x_2 = x_1 - eta g_2 / sqrt(g_1^2 + g_2^2) = {x1} - {eta} dot {g2:p} / {r} = {x2}$"
        ),
    )  # fmt: skip


@template("N38-ADAM-1", "The first step of Adam", topic="optimisers", points=3, minutes=3)
def adam_first(draw: Draw) -> Item:
    """With the bias corrected, the first step of Adam is the learning rate, whatever the gradient's size."""
    g = draw.integer(-9, 9, without=(-1, 0, 1))
    eta, x = draw.choice(RATES), draw.integer(-5, 5, without=(0,))
    first, second = Fraction(9, 10), Fraction(999, 1000)
    return Item(
        prompt=(
            "Adam has $beta_1 = {b1}$, $beta_2 = {b2}$ and $eta = {eta}$; $epsilon$ is left out, both moments start at "
            "0, and their bias is corrected. The parameter starts at $x_0 = {x}$, where the gradient is $g = {g}$. "
            "What are the corrected moments $hat(m)$ and $hat(v)$ in the first step, and where is the parameter "
            "after it?"
        ),
        given={"b1": first, "b2": second, "eta": eta, "x": x, "g": g},
        worked={"m": (1 - first) * g, "v": (1 - second) * g * g},
        entries=(
            Number("mhat", "$hat(m)$", g, within=0.001, slips=(
                Slip("not corrected", (1 - first) * g, 0.5, "The bias is not corrected."),
            )),
            Number("vhat", "$hat(v)$", g * g, within=0.001, between=(0, 1000), slips=(
                Slip("not corrected", (1 - second) * g * g, 0.5, "The bias is not corrected."),
            )),
            Number("x1", "$x_1$", lambda mhat, vhat: x - eta * mhat / root(vhat), within=0.001, weight=2, slips=(
                Slip("not corrected", x - eta * float((1 - first) * g) / math.sqrt((1 - second) * g * g), 0.5,
                     "The bias of the moments is not corrected."),
                Slip("plain step", x - eta * g, 0.2, "This is a step of plain gradient descent."),
                Slip("ascent", lambda mhat, vhat: x + eta * mhat / root(vhat), 0.5,
                     "The step goes against the gradient."),
            )),
        ),
        solution=(
            "$m = (1 - {b1}) g = {m}$ and $hat(m) = m / (1 - {b1}) = {mhat}$; $v = (1 - {b2}) g^2 = {v}$ and "
            "$hat(v) = v / (1 - {b2}) = {vhat}$\n\n"
            "$x_1 = x_0 - eta hat(m) / sqrt(hat(v)) = {x} - {eta} dot {mhat:p} / sqrt({vhat}) = {x1}$"
        ),
    )  # fmt: skip


def root(number: Fraction) -> Fraction | float:
    """The square root, exact where it is whole; raises ValueError for what has none or is 0."""
    if number <= 0:
        raise ValueError(f"{number} is no mean of squares")
    whole = math.isqrt(int(number))
    return Fraction(whole) if whole * whole == number else math.sqrt(number)


@template("N45-LEARNRATE", "A learning rate that is too large, or not", topic="gradient descent", points=3, minutes=3)
def learning_rate(draw: Draw) -> Item:
    """Gradient descent on x^2, whose every step multiplies x by 1 - 2 eta."""
    small, large = (10, 20, 25, 30, 40, 60, 75, 80), (110, 120, 125, 150, 200)
    eta = Fraction(draw.choice(draw.choice((small, large))), 100)
    x0, n = draw.integer(-8, 8, without=(-1, 0, 1)), draw.integer(2, 3)
    factor = 1 - 2 * eta
    return Item(
        prompt=(
            "Gradient descent minimises $f(x) = x^2$. It starts at $x_0 = {x0}$ with the learning rate $eta = {eta}$. "
            "Where is it after {n} steps, and what becomes of $x$ if it goes on like this?"
        ),
        given={"x0": x0, "eta": eta, "n": n},
        worked={"factor": factor},
        entries=(
            Number("x", "$x$ after the steps", x0 * factor**n, within=0.001, weight=2, slips=(
                Slip("ascent", x0 * (1 + 2 * eta) ** n, 0.4, "The step goes against the gradient."),
                Slip("no 2", x0 * (1 - eta) ** n, 0.5, "The derivative of x² is 2x."),
            )),
            Choose("end", "what becomes of $x$", ("it converges to the minimum", "it diverges"),
                   frozenset({int(abs(factor) > 1)}), why="Each step multiplies x by 1 − 2η."),
        ),
        solution=(
            "A step is $x - eta dot 2 x = (1 - 2 dot {eta}) x = {factor} x$, so after {n} steps $x$ is "
            "${x0} dot {factor:p}^{n} = {x}$. "
            + ("It diverges, as the size of the factor is above 1." if abs(factor) > 1
               else "It converges, as the size of the factor is below 1.")
        ),
    )  # fmt: skip
