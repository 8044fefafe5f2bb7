"""Formulas that are written in another form: tanh by sigma, losses without sigma."""

from autograder.derivatives import Derivative
from autograder.exams import Draw, Item, template
from autograder.exams.formulas import formula_item, letters, near


@template("S22-TANH-BY-SIGMA", "tanh by the sigmoid", topic="activations", points=3, minutes=3)
def tanh_by_sigma(draw: Draw) -> Item:
    """tanh(z) = 2 sigma(2z) - 1."""
    (z,) = letters(draw, "z u v t x q a b c m")
    c = draw.choice(("1", "2", "3", "4", "5"))
    inner, double = (z, f"2*{z}") if c == "1" else (f"{c}*{z}", f"{2 * int(c)}*{z}")
    asked = Derivative(
        key=f"tanh({inner})", variables={z: "real"}, functions=["sigma"], shares={"forbidden-name": 0},
        forms=[f"2*sigma({double}) - 1"],
        wrong=[
            near(f"2*sigma({inner}) - 1", "the argument must be doubled"),
            near(f"sigma({double}) - 1", "the factor 2 is missing"),
            near(f"2*sigma({double}) + 1", "one sign is wrong"),
            near(f"2*sigma({double})", "the 1 that is taken off is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    shown = inner.replace("*", " ")
    return formula_item(
        f"Write $tanh({shown})$ as $A sigma(B {z}) + D$ with numbers $A$, $B$ and $D$. Write the whole formula, with "
        "`sigma`.",
        f"$tanh({shown})$", [z], asked, f"$tanh({shown}) = 2 sigma({double.replace('*', ' ')}) - 1$",
    )  # fmt: skip


@template("S23-TWO-CLASSES", "The loss of two classes", topic="softmax", points=3, minutes=3)
def two_classes(draw: Draw) -> Item:
    """The multinomial loss with K = 2, as one logarithm."""
    z, right = letters(draw, "z s u v a q c r x t b d g h", "1 2")
    other = "2" if right == "1" else "1"
    r, o = f"{z}{right}", f"{z}{other}"
    swap = draw.choice((False, True))
    asked = Derivative(
        key=f"ln(1+exp({o}-{r}))", variables={f"{z}1": "real", f"{z}2": "real"}, functions=["ln", "exp"],
        forms=[f"ln(1+exp({o}-{r}))", f"-{r} + ln(exp({z}1)+exp({z}2))"],
        wrong=[
            near(f"ln(1+exp({r}-{o}))", "that is the loss of the other class"),
            near(f"ln(exp({z}1)+exp({z}2))", "the score of the right class is missing"),
            near(f"ln(1+exp({o}))", f"{r} is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    scores = f"${z}_2$ and ${z}_1$" if swap else f"${z}_1$ and ${z}_2$"
    return formula_item(
        f"A softmax regression with two classes has the scores {scores}; class {right} is right. Write the "
        "cross-entropy loss with `ln` and `exp`.",
        "$L$", [f"{z}1", f"{z}2"], asked,
        f"$L = -{z}_{right} + ln(e^({z}_1) + e^({z}_2)) = ln(1 + e^({z}_{other} - {z}_{right}))$",
    )  # fmt: skip


@template("S24-LOSS-OF-0", "The loss of a negative label", topic="logistic regression", points=2, minutes=2)
def loss_of_zero(draw: Draw) -> Item:
    """-ln(1 - sigma(z)) without sigma."""
    z, y, a = letters(draw, "z u v x q m", "y t c d", "a p r g h")
    asked = Derivative(
        key=f"ln(1+exp({z}))", variables={z: "real"}, functions=["ln", "exp"], shares={"forbidden-name": 0},
        forms=[f"ln(1+exp({z}))", f"{z} + ln(1+exp(-{z}))"],
        wrong=[
            near(f"ln(1+exp(-{z}))", "that is the loss of the label 1"),
            near(f"1+exp({z})", "the logarithm is missing"),
            near(f"exp({z})/(1+exp({z}))", "that is its derivative"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"A logistic regression gives ${a} = sigma({z})$ to an example with the label ${y} = 0$. Write its "
        "cross-entropy loss with `ln` and `exp` alone, without sigma.",
        "$L$", [z], asked, f"$L = -ln(1 - sigma({z})) = ln(1 + e^{z})$",
    )  # fmt: skip
