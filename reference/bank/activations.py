"""Templates on activation functions, their slopes and what a product of slopes comes to."""

from fractions import Fraction

from autograder.exams import Draw, Item, Number, Slip, template


@template("N11-ACT", "ReLU and leaky ReLU", topic="activations", points=2, minutes=2)
def relu_and_leaky(draw: Draw) -> Item:
    """Values and slopes at a negative and a positive point."""
    z1, z2 = draw.integer(-9, -1), draw.integer(2, 9)
    slope = Fraction(draw.choice((1, 5, 10, 20)), 100)
    return Item(
        prompt=(
            "ReLU and $\"leaky\"$, a leaky ReLU with slope {slope} on the negative side, are evaluated at $z_1 = {z1}$ "
            "and $z_2 = {z2}$. What are these values and derivatives?"
        ),
        given={"z1": z1, "z2": z2, "slope": slope},
        entries=(
            Number("r", '$"ReLU"(z_1)$', 0, within=0.001, weight=0.5, slips=(
                Slip("not cut off", z1, 0.0, "ReLU is 0 for negative numbers."),
            )),
            Number("l", '$"leaky"(z_1)$', slope * z1, within=0.001, slips=(
                Slip("ReLU", 0, 0.5, "This is the value of ReLU, not of the leaky one."),
                Slip("sign", -slope * z1, 0.5, "The leaky ReLU of a negative number is negative."),
            )),
            Number("dl", '$"leaky"\'(z_1)$', slope, within=0.001, slips=(
                Slip("ReLU", 0, 0.5, "This is the slope of ReLU, not of the leaky one."),
                Slip("positive side", 1, 0.0, "This is the slope on the positive side."),
            )),
            Number("dr", '$"ReLU"\'(z_2)$', 1, within=0.001, slips=(
                Slip("value", z2, 0.0, "This is the value, not the slope."),
            )),
        ),
        solution=(
            'As $z_1 < 0$: $"ReLU"(z_1) = 0$, $"leaky"(z_1) = {slope} dot {z1:p} = {l}$ and '
            '$"leaky"\'(z_1) = {slope}$. As $z_2 > 0$: $"ReLU"\'(z_2) = 1$.'
        ),
        pattern="z1 negative, z2 positive",
    )  # fmt: skip


@template("N12-VANISH-BOUND", "A gradient through three sigmoids", topic="activations", points=3, minutes=4)
def three_sigmoids(draw: Draw) -> Item:
    """The derivative through three sigmoid units in a row, from their activations and two weights."""
    a = draw.distinct(3, [Fraction(n, 10) for n in (1, 2, 3, 4, 6, 7, 8, 9)])
    w2, w3 = (draw.sign() * w for w in draw.distinct(2, (2, 3, 4)))
    slopes = [one * (1 - one) for one in a]
    key = 1000 * _product(slopes) * w2 * w3
    return Item(
        prompt=(
            "Three sigmoid units follow each other: $a_1 = sigma(z_1)$, $a_2 = sigma(w_2 a_1 + b_2)$ and "
            "$a_3 = sigma(w_3 a_2 + b_3)$. Their values are $a_1 = {a1}$, $a_2 = {a2}$ and $a_3 = {a3}$, and the "
            "weights are $w_2 = {w2}$ and $w_3 = {w3}$. What is $(partial a_3)/(partial z_1)$? Write 1000 times its "
            "value."
        ),
        given={"a1": a[0], "a2": a[1], "a3": a[2], "w2": w2, "w3": w3},
        worked={"s1": slopes[0], "s2": slopes[1], "s3": slopes[2]},
        entries=(
            Number("g", "$1000 dot (partial a_3)/(partial z_1)$", key, within=0.005, slips=(
                Slip("value for slope", 1000 * _product(a) * w2 * w3, 0.25, "The slope of the sigmoid is a (1 − a)."),
                Slip("no weights", 1000 * _product(slopes), 0.5, "The weights are missing."),
                Slip("bound", Fraction(1000, 64) * w2 * w3, 0.25, "1/4 is the largest slope, not the slope here."),
            )),
        ),
        solution=(
            "The slopes are $a (1 - a)$: {s1}, {s2} and {s3}.\n\n"
            "$1000 dot {s3} dot {w3:p} dot {s2} dot {w2:p} dot {s1} = {g}$"
        ),
    )  # fmt: skip


def _product(numbers: list[Fraction]) -> Fraction:
    return numbers[0] * numbers[1] * numbers[2]
