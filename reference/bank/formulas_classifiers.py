"""Formulas of activations, losses, logistic and softmax regression."""

from autograder.derivatives import Derivative
from autograder.exams import Draw, Item, template
from autograder.exams.formulas import formula_item, letters, near

INPUTS = "z u v t x q"
OUTPUTS = "s h g f r m a p c y"
PREDICTIONS = "a p q r m g"
LABELS = "y t c d"


def _loss(a: str, y: str) -> str:
    return f"-({y}*ln({a}) + (1-{y})*ln(1-{a}))"


def _loss_shown(a: str, y: str) -> str:
    return f"$L = -({y} ln {a} + (1 - {y}) ln(1 - {a}))$"


@template("S01-SIGMOID", "Slope of the sigmoid by its value", topic="activations", points=2, minutes=2)
def slope_by_value(draw: Draw) -> Item:
    """sigma' in s."""
    z, s = letters(draw, INPUTS, OUTPUTS)
    asked = Derivative(
        f"sigma({z})", z, {z: "real"}, {s: f"sigma({z})"}, answer_in=[s],
        forms=[f"{s}*(1-{s})", f"{s}-{s}^2"],
        wrong=[
            near(f"{s}*(1+{s})", "one sign in the bracket is wrong"),
            near(f"1-{s}", "a factor is missing"),
            near(f"{s}^2", "a factor is not the right one"),
            near(f"1-{s}^2", "that is the rule of tanh"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"Let ${s} = sigma({z})$. Write the derivative of $sigma({z})$ with respect to ${z}$ using ${s}$ alone.",
        f"$(d {s})/(d {z})$", [s], asked, f"$(d {s})/(d {z}) = {s} (1 - {s})$",
    )  # fmt: skip


@template("S02-SIGMOID-Z", "Slope of the sigmoid by its input", topic="activations", points=3, minutes=3)
def slope_by_input(draw: Draw) -> Item:
    """sigma' in z, without sigma."""
    z, c = letters(draw, INPUTS, "1 2 3 4 5 6 7 8")
    times = "" if c == "1" else f"{c}*"
    shown = z if c == "1" else f"{c} {z}"
    factor = "" if c == "1" else f"{c}*"
    asked = Derivative(
        f"1/(1+exp(-{times}{z}))", z, {z: "real"}, functions=["exp"],
        forms=[f"{factor}exp(-{times}{z})/(1+exp(-{times}{z}))^2"],
        wrong=[
            near(f"1/(1+exp(-{times}{z}))", "that is the sigmoid itself"),
            near(f"{factor}exp(-{times}{z})/(1+exp(-{times}{z}))", "the square below the fraction bar is missing"),
            near(f"1/(1+exp(-{times}{z}))^2", "the derivative of the bracket is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"Write the derivative of $f({z}) = 1 / (1 + e^(-{shown}))$ with respect to ${z}$, with `exp` and without "
        "sigma.",
        f"$f'({z})$", [z], asked, f"$f'({z}) = {'' if c == '1' else c + ' '}e^(-{shown}) / (1 + e^(-{shown}))^2$",
    )  # fmt: skip


@template("S03-TANH", "Slope of tanh by its value", topic="activations", points=2, minutes=2)
def tanh_by_value(draw: Draw) -> Item:
    """tanh' in h."""
    z, h = letters(draw, INPUTS, "h a g m r c b s p")
    asked = Derivative(
        f"tanh({z})", z, {z: "real"}, {h: f"tanh({z})"}, answer_in=[h],
        forms=[f"1-{h}^2", f"(1-{h})*(1+{h})"],
        wrong=[
            near(f"{h}*(1-{h})", "that is the rule of the sigmoid"),
            near(f"1-{h}", "the square is missing"),
            near(f"1+{h}^2", "one sign is wrong"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"Let ${h} = tanh({z})$. Write the derivative of $tanh({z})$ with respect to ${z}$ using ${h}$ alone.",
        f"$(d {h})/(d {z})$", [h], asked, f"$(d {h})/(d {z}) = 1 - {h}^2$",
    )  # fmt: skip


@template("S04-BY-PREDICTION", "Cross-entropy by the prediction", topic="logistic regression", points=3, minutes=3)
def by_prediction(draw: Draw) -> Item:
    """dL/da."""
    a, y = letters(draw, "a p q r m g s h b", LABELS + " n k")
    asked = Derivative(
        _loss(a, y), a, {a: "unit", y: "bit"},
        forms=[f"-({y}/{a} + ({y}-1)/(1-{a}))", f"({a}-{y})/({a}*(1-{a}))"],
        wrong=[
            near(f"-({y}/{a} + (1-{y})/(1-{a}))", "the second term has the wrong sign"),
            near(f"{a}-{y}", "that is the derivative by the logit"),
            near(f"-{y}/{a}", "the term of the other label is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"The loss of one example is {_loss_shown(a, y)}, with the prediction ${a}$ between 0 and 1 and the label "
        f"${y}$, 0 or 1. Write its derivative with respect to ${a}$.",
        f"$(partial L)/(partial {a})$", [a, y], asked,
        f"$(partial L)/(partial {a}) = -{y} / {a} + (1 - {y}) / (1 - {a}) = ({a} - {y}) / ({a} (1 - {a}))$",
    )  # fmt: skip


@template("S05-BY-LOGIT", "Cross-entropy by the logit", topic="logistic regression", points=3, minutes=3)
def by_logit(draw: Draw) -> Item:
    """dL/dz."""
    z, a, y = letters(draw, "z u v x", PREDICTIONS, LABELS)
    asked = Derivative(
        _loss(f"sigma({z})", y), z, {z: "real", y: "bit"}, {a: f"sigma({z})"},
        forms=[f"{a}-{y}", f"{y}*({a}-1)+(1-{y})*{a}"],
        wrong=[
            near(f"({a}-{y})*{a}*(1-{a})", "the slope of the sigmoid is counted twice: it cancels"),
            near(f"({a}-{y})/({a}*(1-{a}))", f"that is dL/d{a}: go on through the sigmoid"),
            near(f"({a}-{y})+{a}*(1-{a})", "a factor is added; the chain rule multiplies, and here it cancels"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"With ${a} = sigma({z})$ and the label ${y}$, 0 or 1, the loss is {_loss_shown(a, y)}. Write its derivative "
        f"with respect to ${z}$, as short as you can.",
        f"$(partial L)/(partial {z})$", [a, y], asked,
        f"$({a} - {y}) / ({a} (1 - {a})) dot {a} (1 - {a}) = {a} - {y}$",
    )  # fmt: skip


@template("S06-BY-WEIGHT", "Cross-entropy by a weight", topic="logistic regression", points=3, minutes=3)
def by_weight(draw: Draw) -> Item:
    """dL/dw_j."""
    a, y, j = letters(draw, PREDICTIONS, LABELS, "j k i")
    asked = Derivative(
        _loss(a, y), f"w_{j}", {"w": "real vector D", "x": "real vector D", "b": "real", y: "bit"},
        {"z": "dot(w, x) + b", a: "sigma(z)"}, indices={j: "D"},
        forms=[f"({a}-{y})*x_{j}", f"(sigma(z)-{y})*x_{j}"],
        wrong=[
            near(f"{a}-{y}", f"the inner derivative dz/dw_{j} is missing"),
            near(f"({a}-{y})*w_{j}", f"w_{j} stands where x_{j} belongs"),
            near(f"({a}-{y})*{a}*(1-{a})*x_{j}", "the slope of the sigmoid is counted twice"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"A logistic regression has $z = w dot x + b$ and ${a} = sigma(z)$. With the label ${y}$ the loss is "
        f"{_loss_shown(a, y)}. Write its derivative with respect to the weight $w_{j}$.",
        f"$(partial L)/(partial w_{j})$", [a, y, f"x_{j}"], asked, f"$({a} - {y}) x_{j}$",
    )  # fmt: skip


@template("S07-PENALTY", "Derivative of an L2 penalty", topic="regularisation", points=2, minutes=1)
def penalty(draw: Draw) -> Item:
    """d/dtheta alpha theta^2."""
    theta, alpha = letters(draw, "theta w v u", "alpha lambda mu c k a r")
    half = draw.choice((False, True))
    front, key = (f"{alpha}/2*", f"{alpha}*{theta}") if half else (f"{alpha}*", f"2*{alpha}*{theta}")
    missed = near(f"2*{alpha}*{theta}", "the 1/2 was lost", 0.5) if half else near(
        f"{alpha}*{theta}", "the factor 2 is missing", 0.5
    )
    asked = Derivative(
        f"{front}{theta}^2", theta, {theta: "real", alpha: "pos"}, forms=[key],
        wrong=[missed, near(f"{front}{theta}^2", "that is the penalty itself", 0.0),
               near(f"2*{alpha}", f"{theta} is missing")],
        reveal=False,
    )  # fmt: skip
    shown = f"{alpha} / 2 {theta}^2" if half else f"{alpha} {theta}^2"
    return formula_item(
        f"Write the derivative of the penalty $R({theta}) = {shown}$ with respect to ${theta}$.", f"$R'({theta})$",
        [theta, alpha], asked, f"$R'({theta}) = {key.replace('*', ' ')}$",
    )  # fmt: skip


def _softmax(p: str, i: str, j: str) -> dict:
    return {
        "variables": {"z": "real vector K"}, "definitions": {p: "softmax(z)"}, "indices": {i: "K", j: "K"},
        "given": [f"{i} != {j}"], "reveal": False,
    }  # fmt: skip


@template("S08-SOFTMAX-SAME", "Softmax by its own score", topic="softmax", points=2, minutes=2)
def softmax_same(draw: Draw) -> Item:
    """dp_i/dz_i."""
    p, i, j = letters(draw, PREDICTIONS + " s h c", "i j k m n", "i j k m n")
    asked = Derivative(
        f"softmax(z)_{i}", f"z_{i}", **_softmax(p, i, j), forms=[f"{p}_{i}*(1-{p}_{i})", f"{p}_{i}-{p}_{i}^2"],
        wrong=[
            near(f"-{p}_{i}^2", "the term of the numerator is missing"),
            near(f"1-{p}_{i}", "a factor is missing"),
            near(f"-{p}_{i}*{p}_{j}", "that is the derivative by another score"),
        ],
    )  # fmt: skip
    return formula_item(
        f"Let ${p} = \"softmax\"(z)$. Write the derivative of ${p}_{i}$ with respect to its own score $z_{i}$, by the "
        f"probabilities.",
        f"$(partial {p}_{i})/(partial z_{i})$", [f"{p}_{i}"], asked, f"${p}_{i} (1 - {p}_{i})$",
    )  # fmt: skip


@template("S09-SOFTMAX-OTHER", "Softmax by another score", topic="softmax", points=2, minutes=2)
def softmax_other(draw: Draw) -> Item:
    """dp_i/dz_j."""
    p, i, j = letters(draw, PREDICTIONS + " s h", "i j k m", "i j k m n")
    asked = Derivative(
        f"softmax(z)_{i}", f"z_{j}", **_softmax(p, i, j), forms=[f"-{p}_{i}*{p}_{j}"],
        wrong=[
            near(f"{p}_{i}*(1-{p}_{j})", f"that 1 belongs to the case {i} = {j} only"),
            near("0", "it does depend on that score: every score stands below the fraction bar", 0.0),
            near(f"-{p}_{i}^2", "one index is wrong"),
        ],
    )  # fmt: skip
    return formula_item(
        f"Let ${p} = \"softmax\"(z)$. Write the derivative of ${p}_{i}$ with respect to another score $z_{j}$, "
        f"${j} != {i}$, by the probabilities.",
        f"$(partial {p}_{i})/(partial z_{j})$", [f"{p}_{i}", f"{p}_{j}"], asked, f"$-{p}_{i} {p}_{j}$",
    )  # fmt: skip


@template("S10-CE-LOGITS", "Cross-entropy of a softmax by a score", topic="softmax", points=2, minutes=2)
def ce_by_score(draw: Draw) -> Item:
    """dL/dz_k."""
    p, t, k = letters(draw, PREDICTIONS + " s h", "t y c d", "k j m")
    i = "i"
    asked = Derivative(
        f"-sum_{i} {t}_{i}*ln({p}_{i})", f"z_{k}", {"z": "real vector K", "w": "real vector K"},
        {p: "softmax(z)", t: "softmax(w)"}, indices={k: "K", i: "K"},
        forms=[f"{p}_{k} - {t}_{k}"],
        wrong=[
            near(f"-{t}_{k}/{p}_{k}", f"that is the derivative by {p}_{k}: go on through the softmax"),
            near(f"{p}_{k}*(1-{p}_{k})", f"that is the derivative of {p}_{k} by its score"),
            near(f"{p}_{k}", "the target is missing", 0.2),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"With ${p} = \"softmax\"(z)$ the loss is $L = -sum_i {t}_i ln {p}_i$, where the entries of the target ${t}$ "
        f"sum to 1. Write its derivative with respect to $z_{k}$.",
        f"$(partial L)/(partial z_{k})$", [f"{p}_{k}", f"{t}_{k}"], asked, f"${p}_{k} - {t}_{k}$",
    )  # fmt: skip
