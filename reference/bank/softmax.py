"""Templates on softmax regression: its probabilities and its gradient."""

from fractions import Fraction

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.tables import ln


@template("N09-SOFTMAX", "Softmax", topic="softmax", points=4, minutes=4)
def softmax(draw: Draw) -> Item:
    """The softmax of scores that are logarithms of whole numbers and a shift, which cancels."""
    total = draw.choice((8, 10, 20))
    most = total - 3 if total < 13 else 10
    triples = [(a, b, total - a - b) for a in range(1, most + 1) for b in range(1, most + 1) if a != b]
    k = draw.choice([t for t in triples if 0 < t[2] <= most and t[2] not in t[:2]])
    c = draw.integer(-3, 3, without=(0,))

    def wrongly(i: int) -> float:
        scores = [float(ln(n) + c) for n in k]
        return scores[i] / sum(scores)

    def box(i: int) -> Number:
        return Number(f"p{i + 1}", f"$hat(y)_{i + 1}$", Fraction(k[i], total), within=0.001, slips=(
            Slip("no exp", lambda: wrongly(i), 0.25, "The exponential of each score is missing."),
            Slip("no normaliser", k[i], 0.25, "The exponentials are not divided by their sum."),
        ))  # fmt: skip

    return Item(
        prompt=(
            "A classifier of three classes has the scores $z_1 = ln({k1}) {c:+}$, $z_2 = ln({k2}) {c:+}$ and "
            "$z_3 = ln({k3}) {c:+}$. What is $hat(y) = \"softmax\"(z)$? Exact values are asked; no table is needed."
        ),
        given={"k1": k[0], "k2": k[1], "k3": k[2], "c": c},
        entries=[box(i) for i in range(3)],
        solution=(
            "$exp(ln({k1}) {c:+}) = {k1} exp({c})$, and so for the others: the factor $exp({c})$ cancels.\n\n"
            "$hat(y)_1 = {k1} / ({k1} + {k2} + {k3}) = {p1}$, $hat(y)_2 = {p2}$, $hat(y)_3 = {p3}$"
        ),
    )  # fmt: skip


@template("N10-SOFTMAX-GRAD", "Gradient of softmax regression", topic="softmax", points=4, minutes=4)
def softmax_gradient(draw: Draw) -> Item:
    """Two rows of the gradient of W from one example: the right class's and another's."""
    total, parts = draw.choice(((10, (1, 2, 7)), (10, (1, 3, 6))))   # no half: 1/2 - 1 = -1/2
    p = [Fraction(part, total) for part in draw.shuffled(parts)]
    x1, x2 = draw.distinct(2, [s * n for n in (2, 3, 4) for s in (1, -1)])
    draw.require(abs(x1) != abs(x2))
    y = draw.choice((2, 3))
    py, p1 = p[y - 1], p[0]
    return Item(
        prompt=(
            "A softmax regression $hat(y) = \"softmax\"(W x + b)$ of three classes gives the probabilities below to an "
            "example with the features $x = ({x1}, {x2})$, whose right class is $y = {y}$. Row $k$ of $W$ belongs to "
            "class $k$. What are the row of the right class and row 1 of the gradient of the cross-entropy loss $L$ "
            "with respect to $W$?"
        ),
        given={"x1": x1, "x2": x2, "y": y, "p1": p1, "p2": p[1], "p3": p[2]},
        worked={"py": py},
        table=(("class $k$", "1", "2", "3"), ("$hat(y)_k$", "{p1}", "{p2}", "{p3}")),
        entries=(
            _right_row("g1", "row $y$, column 1", py, x1),
            _right_row("g2", "row $y$, column 2", py, x2),
            _other_row("r1", "row 1, column 1", p1, x1),
            _other_row("r2", "row 1, column 2", p1, x2),
        ),
        solution=(
            "The gradient with respect to score $k$ is $hat(y)_k$, less 1 for the right class.\n\n"
            "row {y}: $({py} - 1) dot {x1:p} = {g1}$ and $({py} - 1) dot {x2:p} = {g2}$\n\n"
            "row 1: ${p1} dot {x1:p} = {r1}$ and ${p1} dot {x2:p} = {r2}$"
        ),
    )  # fmt: skip


def _right_row(name: str, label: str, p: Fraction, x: int) -> Number:
    return Number(name, label, (p - 1) * x, within=0.001, slips=(
        Slip("sign", (1 - p) * x, 0.5, "The sign is turned round: it is the probability minus 1."),
        Slip("no one-hot", p * x, 0.4, "The 1 of the right class is not subtracted."),
        Slip("no x", p - 1, 0.4, "The factor x is missing."),
    ))  # fmt: skip


def _other_row(name: str, label: str, p: Fraction, x: int) -> Number:
    return Number(name, label, p * x, within=0.001, slips=(
        Slip("sign", -p * x, 0.5, "The sign is turned round."),
        Slip("one-hot of another class", (p - 1) * x, 0.4, "The 1 is subtracted for the right class only."),
        Slip("no x", p, 0.4, "The factor x is missing."),
    ))  # fmt: skip
