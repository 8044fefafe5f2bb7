"""Templates on what keeps a model from overfitting: penalties and dropout."""

from collections.abc import Sequence
from fractions import Fraction

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.entries import Entry

RATES = tuple(Fraction(n, 10) for n in (1, 2, 5))


@template("N06-L2-STEP", "A step with an L2 penalty", topic="regularisation", points=3, minutes=3)
def l2_step(draw: Draw) -> Item:
    """One step on the loss and alpha times the sum of squares."""
    w, g = draw.integer(-4, 4, without=(-1, 0, 1)), draw.integer(-3, 3, without=(0,))
    alpha, eta = draw.choice(RATES), draw.choice(RATES)
    return Item(
        prompt=(
            "The objective is the loss and a penalty, $L + alpha sum_j theta_j^2$, with $alpha = {alpha}$. One of the "
            "parameters is $theta_1 = {w}$, where $(partial L)/(partial theta_1) = {g}$. What is $theta_1$ after a "
            "step of gradient descent on the objective, with $eta = {eta}$?"
        ),
        given={"w": w, "g": g, "alpha": alpha, "eta": eta},
        entries=(
            Number("w_new", "the new $theta_1$", w - eta * (g + 2 * alpha * w), within=0.001, slips=(
                Slip("no 2", w - eta * (g + alpha * w), 0.6, "The derivative of the square has a factor 2."),
                Slip("sign of the penalty", w - eta * (g - 2 * alpha * w), 0.4, "The penalty is added to the loss."),
                Slip("no penalty", w - eta * g, 0.3, "The penalty is missing."),
                Slip("ascent", w + eta * (g + 2 * alpha * w), 0.4, "The step goes against the gradient."),
            )),
        ),
        solution="$theta_1 - eta ((partial L)/(partial theta_1) + 2 alpha theta_1) = "
        "{w} - {eta} dot ({g} + 2 dot {alpha} dot {w:p}) = {w_new}$",
    )  # fmt: skip


@template("N07-L1-STEP", "A step with an L1 penalty", topic="regularisation", points=3, minutes=3)
def l1_step(draw: Draw) -> Item:
    """One step on the loss and alpha times the sum of sizes, for a negative weight."""
    w, g = draw.integer(-5, -2), draw.integer(-3, 3, without=(0,))
    alpha, eta = draw.choice(RATES), draw.choice(RATES)
    return Item(
        prompt=(
            "The objective is the loss and a penalty, $L + alpha sum_j abs(theta_j)$, with $alpha = {alpha}$. One of "
            "the parameters is $theta_1 = {w}$, where $(partial L)/(partial theta_1) = {g}$. What is $theta_1$ after a "
            "step of gradient descent on the objective, with $eta = {eta}$?"
        ),
        given={"w": w, "g": g, "alpha": alpha, "eta": eta},
        entries=(
            Number("w_new", "the new $theta_1$", w - eta * (g - alpha), within=0.001, slips=(
                Slip("sign ignored", w - eta * (g + alpha), 0.4, "The slope of |θ| is −1 for a negative θ."),
                Slip("size for sign", w - eta * (g + alpha * abs(w)), 0.3,
                     "The slope of |θ| is its sign, not its size."),
                Slip("L2", w - eta * (g + 2 * alpha * w), 0.3, "This is the rule for the sum of squares."),
                Slip("no penalty", w - eta * g, 0.3, "The penalty is missing."),
            )),
        ),
        solution=(
            "As $theta_1 < 0$, the slope of $abs(theta_1)$ is −1: "
            "$theta_1 - eta ((partial L)/(partial theta_1) - alpha) = {w} - {eta} dot ({g} - {alpha}) = {w_new}$"
        ),
        pattern="the weight is negative",
    )  # fmt: skip


@template("N39-DROPOUT", "Inverted dropout", topic="regularisation", points=3, minutes=3)
def dropout(draw: Draw) -> Item:
    """Four hidden values under a mask that keeps two."""
    p = draw.choice([Fraction(2, 10), Fraction(6, 10), Fraction(3, 4), Fraction(8, 10)])
    h = [draw.sign() * n for n in draw.distinct(4, (2, 3, 4, 5, 6, 8))]
    mask = draw.shuffled((1, 1, 0, 0))
    return Item(
        prompt=(
            "Inverted dropout is applied to four hidden values while training; each value is dropped with probability "
            "{p}. The table has the values, and the mask that was drawn, where 1 means kept. What are the four values "
            "after dropout?"
        ),
        given={"p": p, **_numbered("h", h), **_numbered("m", mask)},
        table=(
            ("unit", "1", "2", "3", "4"), ("value", "{h1}", "{h2}", "{h3}", "{h4}"),
            ("mask", "{m1}", "{m2}", "{m3}", "{m4}"),
        ),
        entries=[_after_dropout(n + 1, h[n], mask[n], p) for n in range(4)],
        solution="Kept values are divided by $1 - {p}$, the others are 0: {v1}, {v2}, {v3}, {v4}.",
        pattern="two of four kept",
    )  # fmt: skip


def _numbered(name: str, numbers: Sequence[int]) -> dict[str, int]:
    return {f"{name}{n}": one for n, one in enumerate(numbers, start=1)}


def _after_dropout(n: int, h: int, kept: int, p: Fraction) -> Entry:
    """The box of a unit; one for a dropped unit counts half, as 0 is soon written."""
    if not kept:
        return Number(f"v{n}", f"unit {n}", 0, within=0.001, weight=0.5, slips=(
            Slip("mask inverted", h / (1 - p), 0.4, "The mask is 0 here: the unit is dropped."),
        ))  # fmt: skip
    return Number(f"v{n}", f"unit {n}", h / (1 - p), within=0.001, slips=(
        Slip("not rescaled", h, 0.5, "What is kept is divided by the probability of being kept."),
        Slip("divided by p", h / p, 0.4, "p is the probability of being dropped: divide by 1 - p."),
    ))  # fmt: skip
