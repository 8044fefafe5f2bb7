"""Homework 2, part A: derivatives typed as formulas, with the slips that keep a share.

A listed wrong form keeps NEAR of the points; a sign that is wrong everywhere or a constant factor keeps half, as in
every derivative question. The slips of the lectures are among them: sigma' counted twice, a factor added instead of
multiplied.
"""

from __future__ import annotations

import conventions

from autograder.derivatives import Derivation, Derivative, Slip

NEAR = 0.4
PREDICTIONS = ("a", "p", "q")
OUTPUT_WEIGHTS = ("W2", "v", "u")
DEFAULT_NAMES = {"prediction": "a", "output": "W2"}


def draw_names(rng):
    """Names of the prediction and of the output weight, drawn with numpy's RandomState `rng`."""
    return {
        "prediction": PREDICTIONS[rng.randint(len(PREDICTIONS))],
        "output": OUTPUT_WEIGHTS[rng.randint(len(OUTPUT_WEIGHTS))],
    }


def derivations(names=None):
    """The five questions, A1 to A5; names: as `draw_names` gives them."""
    chosen = {**DEFAULT_NAMES, **(names or {})}
    a, v = chosen["prediction"], chosen["output"]
    return [_max_graph(), _relu_net(a, v), _tanh(), _tanh_net(a), _embedding_row()]


def _near(text, sentence, cause="listed"):
    return Slip(text, NEAR, sentence, cause)


def _loss(prediction):
    return f"-(y*ln({prediction}) + (1-y)*ln(1-{prediction}))"


def _max_graph():
    formula = Derivative(
        "(x+y)*max(y,z)",
        "y",
        {"x": "real", "y": "real", "z": "real"},
        given=["y > z"],
        forms=["x+2*y", "max(y,z)+x+y", "max(y,z)+(x+y)*1[y>z]"],
        wrong=[
            _near("y", "the path through max(y, z) is missing: the paths add up", "missing-path"),
            _near("x+y", "the path through x + y is missing: the paths add up", "missing-path"),
            _near("x+y+z", "the maximum is y here, not z", "branch"),
        ],
    )
    prompt = (
        "Let f = (x + y) max(y, z), at a point where y > z. Write df/dy. Names: x, y, z; max(y, z) may be used. "
        "y reaches f along two paths."
    )
    return Derivation("A1", "two paths through a graph", 3, prompt, {"": formula})


def _relu_net(a, v):
    twice, above = f"({a}-y)*{a}*(1-{a})*{v}*r*x", conventions.above
    formula = Derivative(
        _loss(a),
        "W11",
        {"W11": "real", "x": "real", "b1": "real", v: "real", "b2": "real", "y": "bit"},
        {"z1": "W11*x + b1", "r": f"1[z1 {above} 0]", "a1": "relu(z1)", a: f"sigma({v}*a1 + b2)"},
        forms=[f"({a}-y)*{v}*r*x", f"({a}-y)*{v}*1[z1{above}0]*x", f"where(z1{above}0, ({a}-y)*{v}*x, 0)"],
        wrong=[
            _near(twice, "sigma' is counted twice: dL/dz2 already is the prediction minus y", "twice-sigma"),
            _near(f"({a}-y)+{a}*(1-{a})*{v}*r*x", "a factor is added; the chain rule multiplies", "added-factor"),
            _near(f"({a}-y)*W11*r*x", f"W11 stands where {v} belongs", "names"),
            _near(f"({a}-y)*r*x", f"the factor {v} is missing: it carries the error back", "missing-factor"),
            _near(f"({a}-y)*{v}*x", "the derivative of ReLU is missing", "inner-derivative"),
            _near(f"({a}-y)*{v}*z1*x", "z1 stands where the derivative of ReLU belongs", "function"),
            _near(f"({a}-y)*{v}*a1*x", "ReLU stands where its derivative belongs", "function"),
            _near(f"({a}-y)*{v}*r", "the last inner derivative, by the weight itself, is missing", "inner-derivative"),
        ],
    )
    prompt = (
        f"One path through a net: z1 = W11 x + b1, a1 = ReLU(z1), z2 = {v} a1 + b2, {a} = sigma(z2), and "
        f"L = -(y ln {a} + (1 - y) ln(1 - {a})). All else that enters stands in b1 and b2. "
        f"Write dL/dW11 as a product, with r = 1[z1 {above} 0] for the derivative of ReLU. "
        f"Names: {a}, y, {v}, r, x, W11, z1, a1, b1, b2."
    )
    return Derivation("A2", "a weight of the first layer", 4, prompt, {"": formula})


def _tanh():
    formula = Derivative(
        "tanh(z)",
        "z",
        {"z": "real"},
        {"h": "tanh(z)"},
        answer_in=["h"],
        forms=["1-h^2", "(1-h)*(1+h)"],
        wrong=[
            _near("h*(1-h)", "that is the rule of the sigmoid", "function"),
            _near("1-h", "the square is missing", "power"),
            _near("1+h^2", "one sign is wrong", "inner-sign"),
        ],
    )
    prompt = (
        "Let h = tanh(z). Write the derivative of tanh(z) by z using h alone: your answer may hold numbers and the "
        "name h, and not z."
    )
    return Derivation("A3", "derivative of tanh", 2, prompt, {"": formula})


def _tanh_net(a):
    formula = Derivative(
        _loss(a),
        "z_i",
        {"z": "real vector H", "w": "real vector H", "b": "real", "y": "bit"},
        {"h": "tanh(z)", a: "sigma(dot(w, h) + b)", "e": f"{a} - y"},
        indices={"i": "H"},
        forms=["e*w_i*(1-h_i^2)", f"({a}-y)*w_i*(1-h_i^2)", "e*w_i*(1-tanh(z_i)^2)"],
        wrong=[
            _near("e*w_i", "the derivative of tanh is missing", "inner-derivative"),
            _near(
                "e*w_i*h_i*(1-h_i)", "the derivative of tanh is 1 - h^2; that is the rule of the sigmoid", "function"
            ),
            _near("e*(1-h_i^2)", "the factor w_i is missing: it carries the error back", "missing-factor"),
            _near("e*w_i*(1-h_i)", "the square is missing", "power"),
        ],
    )
    prompt = (
        f"The last hidden layer of a net: h = tanh(z), {a} = sigma(w . h + b), L = -(y ln {a} + (1 - y) ln(1 - {a})). "
        f"With the error e = {a} - y, write dL/dz_i, the derivative by one entry of z. "
        f"Names: e, {a}, y, b, the entries w_i, h_i, z_i, and the vectors w, h, z. (e is the error here, so write exp "
        "for powers.)"
    )
    return Derivation("A4", "back through tanh", 3, prompt, {"": formula})


def _embedding_row():
    formula = Derivative(
        key="k*g/n",
        variables={"g": "real", "k": "1..9", "n": "2..20"},
        given=["k < n"],
        forms=["k*g/n", "g*k/n", "k/n*g"],
        wrong=[
            _near("g/n", "the word occurs k times: its contributions add up", "missing-factor"),
            _near("k*g", "the mean divides by n", "missing-factor"),
            _near("g", "the mean divides by n, and the word occurs k times", "missing-factor"),
            _near("n*g/k", "k and n are exchanged", "names"),
        ],
    )
    prompt = (
        "A deep averaging network feeds the mean of a text's n word vectors to the next layer. One word occurs k times "
        "among the n. Let g be one entry of dL/d(mean). Write the same entry of the gradient of that word's row in the "
        "embedding matrix. Names: k, n, g."
    )
    return Derivation("A5", "gradient of an embedding row", 3, prompt, {"": formula})
