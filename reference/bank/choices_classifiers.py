"""Multiple choice on logistic and softmax regression, penalties and gradient descent."""

from fractions import Fraction
from itertools import product

import numpy as np

from autograder.exams import Draw, Item, template
from autograder.exams.options import choice_item, sorted_out


def sigma(z):
    """The sigmoid."""
    return 1 / (1 + np.exp(-z))


@template("M01-SIGMA", "The probability of the other class", topic="logistic regression", points=3, minutes=3)
def other_class(draw: Draw) -> Item:
    """Which expressions equal 1 - sigma(w.x + b); a minus before one of the terms only is the lecture's slip."""
    options = {
        "$sigma(-(w dot x + b))$": lambda w, x, b: sigma(-(w @ x + b)),
        "$sigma(-w dot x - b)$": lambda w, x, b: sigma(-(w @ x) - b),
        "$1 / (1 + e^(w dot x + b))$": lambda w, x, b: 1 / (1 + np.exp(w @ x + b)),
        "$e^(-(w dot x + b)) / (1 + e^(-(w dot x + b)))$": lambda w, x, b: np.exp(-(w @ x + b)) * sigma(w @ x + b),
        "$1 - 1 / (1 + e^(-(w dot x + b)))$": lambda w, x, b: 1 - sigma(w @ x + b),
        "$sigma(-w dot x + b)$": lambda w, x, b: sigma(-(w @ x) + b),
        "$sigma(w dot x - b)$": lambda w, x, b: sigma(w @ x - b),
        "$-sigma(w dot x + b)$": lambda w, x, b: -sigma(w @ x + b),
        "$1 / sigma(w dot x + b)$": lambda w, x, b: 1 / sigma(w @ x + b),
        "$1 / (1 + e^(-(w dot x + b)))$": lambda w, x, b: sigma(w @ x + b),
        "$sigma(1 - w dot x - b)$": lambda w, x, b: sigma(1 - w @ x - b),
        "$e^(w dot x + b) / (1 + e^(w dot x + b))$": lambda w, x, b: np.exp(w @ x + b) * sigma(-(w @ x + b)),
    }
    right, wrong = sorted_out(
        options,
        lambda w, x, b: 1 - sigma(w @ x + b),
        lambda rng: (rng.normal(size=3), rng.normal(size=3), rng.normal()),
    )
    prompt = (
        "A logistic regression gives the class 1 the probability $sigma(w dot x + b)$. Which expressions are the "
        "probability of the class 0?"
    )
    return choice_item(draw, prompt, right, wrong, "$1 - sigma(z) = sigma(-z)$ with $z = w dot x + b$.", many=True)


@template("M02-IMPOSSIBLE", "What a softmax can be", topic="softmax", points=3, minutes=3)
def possible_softmax(draw: Draw) -> Item:
    """One of four vectors is the softmax of the scores: the others break the order, the sum or the sign."""
    steps, sizes = draw.choice(_clear_steps())
    low = draw.integer(-15, 3)
    scores = draw.shuffled([Fraction(low + sum(steps[:i]), 10) for i in range(4)])
    order = sorted(range(4), key=lambda i: scores[i])

    def placed(values):
        by_class = dict(zip(order, values))
        return [Fraction(by_class[i], 100) for i in range(4)]

    a, b, c, d = sizes
    vectors = {
        "right": placed(sizes),
        "order": placed((b, a, c, d)),
        "turned round": placed((d, c, b, a)),
        "top two": placed((a, b, d, c)),
        "sum": placed((a, b, c, d + draw.choice((15, 20, 25)))),
        "sum too small": placed((a, b, c, d - 5)) if d - 5 > c else placed((a + 10, b + 10, c + 10, d + 10)),
        "sign": placed((-a, b, c, d + 2 * a)),
    }
    texts = {name: _vector(v) for name, v in vectors.items()}

    def prove():
        exact = [round(100 * p) for p in softmax(np.array([float(z) for z in scores]))]
        sound = {name: v for name, v in vectors.items() if sum(v) == 1 and min(v) > 0}
        fits = [name for name, v in sound.items() if sorted(range(4), key=v.__getitem__) == order]
        wrong = [] if [100 * p for p in vectors["right"]] == exact else ["the right one is not the softmax"]
        return wrong if fits == ["right"] else [f"possible are {fits}", *wrong]

    wrong = [text for name, text in texts.items() if name != "right"]
    draw.require(len(set(texts.values())) == len(texts))
    given = {f"z{i + 1}": score for i, score in enumerate(scores)}
    return choice_item(
        draw,
        "The scores of four classes are $z = ({z1}, {z2}, {z3}, {z4})$. One of these vectors is $\"softmax\"(z)$, to "
        "two decimals. Which one? You need not compute it.",
        [texts["right"]], wrong,
        "A softmax is positive, sums to 1, and has its entries in the order of the scores.", given=given, prove=prove,
    )  # fmt: skip


def _clear_steps() -> list:
    """Steps in tenths between four rising scores, with the softmax in hundredths: far enough apart, and 100 in all."""
    found = []
    for steps in product((4, 5, 6, 7, 8, 9), repeat=3):
        sizes = [round(100 * p) for p in softmax(np.cumsum([0, *steps]) / 10)]
        if sum(sizes) == 100 and sizes[0] >= 3 and min(np.diff(sizes)) >= 3:
            found.append((steps, sizes))
    return found


def _vector(values) -> str:
    return f"$({', '.join(f'{float(x):.2f}' for x in values)})$".replace("-", "\N{MINUS SIGN}")


def softmax(z):
    """The softmax of a vector."""
    e = np.exp(z - np.max(z))
    return e / e.sum()


@template("M03-SHIFT", "A number added to all scores", topic="softmax", points=3, minutes=3)
def shift(draw: Draw) -> Item:
    """A shared scalar bias cancels; what else leaves the probabilities as they are."""
    options = {
        "Add ${c}$ to every score.": lambda z, c: softmax(z + c),
        "Subtract the largest score from every score.": lambda z, c: softmax(z - z.max()),
        "Add one number $b$, the same for all classes, as a bias.": lambda z, c: softmax(z + 0.7),
        "Subtract the mean of the scores from every score.": lambda z, c: softmax(z - z.mean()),
        "Multiply every score by ${c}$.": lambda z, c: softmax(z * c),
        "Add ${c}$ to the largest score alone.": lambda z, c: softmax(z + c * (z == z.max())),
        "Replace every score by its absolute value.": lambda z, c: softmax(np.abs(z)),
        "Divide every score by the sum of the scores.": lambda z, c: softmax(z / z.sum()),
        "Take the square of every score.": lambda z, c: softmax(z**2),
        "Change the sign of every score.": lambda z, c: softmax(-z),
    }
    c = draw.integer(2, 9)
    right, wrong = sorted_out(options, lambda z, c: softmax(z), lambda rng: (rng.normal(size=4), c))
    return choice_item(
        draw, "Which changes of the scores $z$ leave every probability of $\"softmax\"(z)$ as it is, whatever $z$ is?",
        right, wrong, "Only the differences between scores count, so a number added to all of them cancels.", many=True,
        given={"c": c},
    )  # fmt: skip


@template("M04-PENALTY", "An objective with an L2 penalty", topic="regularisation", points=3, minutes=3)
def penalty(draw: Draw) -> Item:
    """Sign and gradient of the penalty in an objective that is minimised, or maximised."""
    alpha = draw.choice(("alpha", "lambda", "mu", "gamma"))
    minimised = draw.choice((True, False))
    grad = "$(partial L)/(partial w_j)$" if minimised else "$(partial ell)/(partial w_j)$"
    base = "L" if minimised else "ell"
    sign, other = ("+", "-") if minimised else ("-", "+")
    form = "$(partial {b})/(partial w_j) {s} {c} w_j$"

    def option(s: str, coefficient: str) -> str:
        return form.replace("{b}", base).replace("{s}", s).replace("{c}", coefficient)

    right = [option(sign, f"2 {alpha}")]
    wrong = [
        option(other, f"2 {alpha}"), option(sign, alpha), option(other, alpha), option(sign, f"{alpha}^2"),
        option(sign, f"2 {alpha}").replace("w_j$", "w_j^2$"),
        f"$(partial {base})/(partial w_j) {sign} {alpha}$",
        f"$2 {alpha} w_j (partial {base})/(partial w_j)$",
    ]  # fmt: skip
    what = "minimise $L(w)$, the loss" if minimised else "maximise $ell(w)$, the log-likelihood"
    prompt = (
        f"We {what}, together with an L2 penalty of strength ${alpha} > 0$ on the weights: $R(w) = sum_j w_j^2$. Which "
        "is the derivative of the whole objective with respect to $w_j$?"
    )
    why = (
        f"The objective gets $+ {alpha} R$, what is maximised gets $- {alpha} R$; the derivative of $w_j^2$ is "
        f"$2 w_j$. The rest of {grad} stays."
    )
    return choice_item(draw, prompt, right, wrong, why)


@template("M08-SEPARABLE", "Gradient descent on separable data", topic="gradient descent", points=3, minutes=3)
def separable(draw: Draw) -> Item:
    """Without a penalty the weights grow for ever; with one there is a minimum."""
    without = [
        "The length of $w$ grows without bound.",
        "The objective comes as near to 0 as one likes, and never reaches it.",
        "The objective has no minimum at any finite $w$.",
        "Multiplying a separating $w$ by 2 makes the loss smaller.",
    ]
    with_penalty = [
        "The objective has its minimum at one finite $w$.",
        "The length of $w$ stays bounded.",
        "The objective stays above some positive number, however long we train.",
        "A larger penalty leads to a shorter $w$.",
    ]
    neither = [
        "The weights stop changing as soon as every example is classified rightly.",
        "The objective reaches exactly 0 after finitely many steps.",
        "The gradient becomes exactly 0 after finitely many steps.",
        "Any learning rate, however large, leads to a minimum.",
        "The result depends on nothing but the order of the examples.",
    ]
    regularised = draw.choice((False, True))
    right, wrong = (with_penalty, without[:3]) if regularised else (without, with_penalty[:3])
    objective = "the loss plus $alpha sum_j w_j^2$, with $alpha > 0$" if regularised else "the loss, without a penalty"
    name = draw.choice(("reviews", "sentences", "messages", "tweets", "titles"))
    prompt = (
        f"A logistic regression is trained on {name} of two classes that a plane through the origin separates. "
        f"Gradient descent with a small learning rate minimises the objective: {objective}. Which statements are true?"
    )
    why = (
        "With the penalty the objective is strictly convex and grows with w: it has one minimum." if regularised else
        "A longer w in a separating direction always lowers the loss, so that no finite w is best."
    )  # fmt: skip
    return choice_item(draw, prompt, right, [*wrong, *neither], why, many=True)
