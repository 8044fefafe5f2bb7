"""Homework 4: activations, their slopes from their outputs, and the slopes that people take for them."""

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0.0)


ACTIVATIONS = {"tanh": np.tanh, "relu": relu, "sigmoid": sigmoid}
SLOPES = {
    "tanh": lambda a: 1 - a**2,
    "relu": lambda a: (a > 0) * 1.0,
    "sigmoid": lambda a: a * (1 - a),
}
FORMULAS = {"tanh": "1 - {a}^2", "relu": "1 where {a} > 0 and 0 elsewhere", "sigmoid": "{a}(1 - {a})"}


def others(name, a):
    """The activations of other courses: name of the slip -> (sentence, activation, slope).

    a: the letter of the outputs in the text of the homework.
    """
    return {
        f"{other} for {name}": (f"{other} stands where {name} belongs", act, SLOPES[other])
        for other, act in ACTIVATIONS.items()
        if other != name
    }


def wrong_slopes(name, a):
    """name of the slip -> (sentence, slope); a: the letter of the outputs in the text of the homework."""
    right = f"that of {name} is {FORMULAS[name]}".format(a=a)
    found = {"no slope": (f"the slope of {name} is missing", np.ones_like)}
    for other in SLOPES:
        if other not in (name, "relu"):
            said = f"{FORMULAS[other]} is the slope of a {other}; {right}".format(a=a)
            found[f"slope of {other}"] = (said.replace("a tanh", "tanh"), SLOPES[other])
    return found | _of_its_own(name, a, right)


def _of_its_own(name, a, right):
    """Slopes that only this activation is given."""
    act, slope = ACTIVATIONS[name], SLOPES[name]
    if name == "relu":
        return {
            "value for slope": (f"{a} itself stands where its slope belongs; {right}", lambda h: h),
            "slope turned over": (f"the slope is 1 where it should be 0; {right}", lambda h: (h <= 0) * 1.0),
        }
    return {
        f"1 - {a}": (f"1 - {a} stands where the slope belongs; {right}", lambda h: 1 - h),
        "taken twice": (f"{a} is {name}(z) already; {name} was taken once more", lambda h: slope(act(h))),
        "one over the slope": (f"the slope is divided by; {right}", lambda h: 1 / slope(h)),
    }
