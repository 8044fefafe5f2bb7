"""Homework 1, part A: derivatives typed as formulas, with the slips that keep a share.

A listed wrong form keeps NEAR of the points; a sign that is wrong everywhere or a constant factor keeps half, as in
every derivative question. The slips of the lectures are among them: sigma' counted twice, a factor added instead of
multiplied, a lost minus.
"""

from __future__ import annotations

import conventions

from autograder.derivatives import Derivation, Derivative, Slip

NEAR = 0.4
PREDICTIONS = ("a", "p", "q")
PENALTIES = ("alpha", "lambda", "mu")
DEFAULT_NAMES = {"prediction": "a", "penalty": "alpha"}


def draw_names(rng):
    """Names of the prediction and of the penalty's strength, drawn with numpy's RandomState `rng`."""
    return {"prediction": PREDICTIONS[rng.randint(len(PREDICTIONS))], "penalty": PENALTIES[rng.randint(len(PENALTIES))]}


def derivations(names=None):
    """The six questions, A1 to A6; names: as `draw_names` gives them."""
    chosen = {**DEFAULT_NAMES, **(names or {})}
    a, penalty = chosen["prediction"], chosen["penalty"]
    return [_sigmoid(), _by_prediction(a), _by_logit(a), _by_weight(a), _softmax(), _penalty(penalty)]


def _near(text, sentence, cause="listed"):
    return Slip(text, NEAR, sentence, cause)


def _sigmoid():
    formula = Derivative(
        "sigma(z)",
        "z",
        {"z": "real"},
        {"s": "sigma(z)"},
        answer_in=["s"],
        forms=["s*(1-s)", "s-s^2"],
        wrong=[
            _near("s*(1+s)", "one sign in the bracket is wrong", "inner-sign"),
            _near("1-s", "a factor is missing", "missing-factor"),
            _near("s^2", "a factor is not the right one", "factor-exchanged"),
            _near("1-s^2", "that is the rule of tanh", "function"),
        ],
    )
    prompt = (
        "Let s = sigma(z) = 1/(1 + e^(-z)). Write the derivative of sigma(z) by z using s alone: your answer may hold "
        "numbers and the name s, and not z."
    )
    return Derivation("A1", "derivative of the sigmoid", 3, prompt, {"": formula})


def _loss(prediction):
    return f"-(y*ln({prediction}) + (1-y)*ln(1-{prediction}))"


def _by_prediction(a):
    formula = Derivative(
        _loss(a),
        a,
        {a: "unit", "y": "bit"},
        forms=[f"-(y/{a} + (y-1)/(1-{a}))", f"({a}-y)/({a}*(1-{a}))"],
        wrong=[
            _near(f"-(y/{a} + (1-y)/(1-{a}))", "the second term has the wrong sign", "inner-sign"),
            _near(f"{a}-y", "that is the derivative by z: do not multiply by sigma'", "extra-factor"),
            _near(f"-y/{a}", "the term of 1 - y is missing", "missing-term"),
        ],
    )
    prompt = (
        f"The loss of one example is L = -(y ln {a} + (1 - y) ln(1 - {a})), with the prediction {a} between 0 and 1 "
        f"and the label y, 0 or 1. Write dL/d{a}. Names: {a}, y."
    )
    return Derivation("A2", "cross-entropy by the prediction", 3, prompt, {"": formula})


def _by_logit(a):
    formula = Derivative(
        _loss("sigma(z)"),
        "z",
        {"z": "real", "y": "bit"},
        {a: "sigma(z)"},
        forms=[f"{a}-y", "sigma(z)-y", f"y*({a}-1)+(1-y)*{a}"],
        wrong=[
            _near(f"({a}-y)*{a}*(1-{a})", "sigma' is counted twice: it cancels against dL/d" + a, "twice-sigma"),
            _near(f"({a}-y)/({a}*(1-{a}))", f"that is dL/d{a}: multiply by d{a}/dz", "inner-derivative"),
            _near(
                f"({a}-y)+{a}*(1-{a})",
                "sigma' is added; the chain rule multiplies, and here it cancels",
                "added-factor",
            ),
            _near(f"{a}+y", "one sign is wrong", "inner-sign"),
        ],
    )
    prompt = f"As in A2, now with {a} = sigma(z). Write dL/dz, as short as you can. Names: {a}, y, z."
    return Derivation("A3", "cross-entropy by the logit", 3, prompt, {"": formula})


def _by_weight(a):
    formula = Derivative(
        _loss(a),
        "w_j",
        {"w": "real vector d", "x": "real vector d", "b": "real", "y": "bit"},
        {"z": "dot(w, x) + b", a: "sigma(z)"},
        indices={"j": "d"},
        forms=[f"({a}-y)*x_j", "(sigma(w . x + b) - y)*x_j", "(sigma(z)-y)*x_j"],
        wrong=[
            _near(f"{a}-y", "the inner derivative dz/dw_j is missing", "inner-derivative"),
            _near(f"({a}-y)*w_j", "w_j stands where x_j belongs", "names"),
            _near(f"({a}-y)*{a}*(1-{a})*x_j", "sigma' is counted twice", "twice-sigma"),
            _near(f"({a}-y)+{a}*(1-{a})*x_j", "a factor is added; the chain rule multiplies", "added-factor"),
        ],
    )
    prompt = (
        f"As in A3, now with z = w . x + b, where w and x are vectors. Write the derivative of L by one weight, "
        f"dL/dw_j. Names: {a}, y, z, b, the entries x_j and w_j, and the vectors w and x (dot(w, x) or w . x is their "
        "dot product)."
    )
    return Derivation("A4", "cross-entropy by a weight", 3, prompt, {"": formula})


def _softmax():
    common = {
        "variables": {"z": "real vector K"},
        "definitions": {"p": "softmax(z)"},
        "indices": {"i": "K", "j": "K", "k": "K"},
        "given": ["i != j"],
    }
    same = Derivative(
        "softmax(z)_i",
        "z_i",
        **common,
        forms=["p_i*(1-p_i)", "p_i-p_i^2"],
        wrong=[
            _near("-p_i^2", "the term of the numerator is missing", "missing-term"),
            _near("p_i*p_j", "that is for another index", "index"),
            _near("-p_i*p_j", "that is the derivative by another logit", "index"),
            _near("1-p_i", "a factor is missing", "missing-factor"),
        ],
    )
    other = Derivative(
        "softmax(z)_i",
        "z_j",
        **common,
        forms=["-p_i*p_j", "p_i*(delta_ij - p_j)"],
        wrong=[
            _near("p_i*(1-p_j)", "that 1 belongs to the case i = j only", "index"),
            _near("-p_i^2", "one index is wrong", "index"),
            Slip("0", 0.0, "p_i does depend on z_j: every logit stands in the denominator", "missing-term"),
        ],
    )
    prompt = (
        "Let p = softmax(z), so p_i = e^(z_i) / sum_j e^(z_j). Write two derivatives: `same` is dp_i/dz_i, `other` is "
        "dp_i/dz_j for i different from j. Names: p_i, p_j, z_i, z_j; a sum over all classes is sum_k."
    )
    return Derivation("A5", "derivatives of softmax", 4, prompt, {"same": same, "other": other})


def _penalty(penalty):
    """The penalty has the 1/2 before it that the course has, or none."""
    factor = f"{penalty}/2" if conventions.l2_half else penalty
    gradient, other = f"{penalty}*theta", f"2*{penalty}*theta"
    sentence = "the 2 of the square and the 1/2 before the penalty cancel"
    if not conventions.l2_half:
        gradient, other, sentence = other, gradient, "the 2 is missing: the penalty has no 1/2 before it"
    formula = Derivative(
        f"{factor}*theta^2",
        "theta",
        {"theta": "real", penalty: "pos"},
        forms=[gradient],
        wrong=[
            Slip(other, 0.5, sentence, "factor"),
            Slip(f"{factor}*theta^2", 0.0, "that is the penalty itself, not its derivative", "not-differentiated"),
            _near(gradient.removesuffix("*theta"), "theta is missing", "missing-factor"),
        ],
    )
    shown = f"({penalty}/2) theta^2" if conventions.l2_half else f"{penalty} theta^2"
    prompt = f"Write the derivative of the penalty {shown} by theta. Names: {penalty}, theta."
    return Derivation("A6", "derivative of the penalty", 2, prompt, {"": formula})
