"""Templates on logistic regression."""

from fractions import Fraction

from autograder.exams import Draw, Item, Number, Slip, template


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
                Slip("sign", -gradient, 0.5, "The sign is turned round: it is (ŷ - y) x."),
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
