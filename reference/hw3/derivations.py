"""Homework 3, part A: the gradients of negative sampling, typed as formulas, with the slips that keep a share.

A listed wrong form keeps NEAR of the points; a sign that is wrong everywhere or a constant factor keeps half, as in
every derivative question.
"""

from __future__ import annotations

from autograder.derivatives import Derivation, Derivative, Slip

NEAR = 0.4
CENTRES = ("w", "v", "x")
CONTEXTS = (("c", "n", "m"), ("u", "n", "m"), ("p", "q", "r"))
"""The positive context and two negatives."""
DEFAULT_NAMES = {"centre": "w", "positive": "c", "negative": "n", "other": "m"}


def draw_names(rng):
    """Names of the vectors, drawn with numpy's RandomState `rng`."""
    centre = CENTRES[rng.randint(len(CENTRES))]
    positive, negative, other = CONTEXTS[rng.randint(len(CONTEXTS))]
    return {"centre": centre, "positive": positive, "negative": negative, "other": other}


def derivations(names=None):
    """The five questions, A1 to A5; names: as `draw_names` gives them."""
    chosen = {**DEFAULT_NAMES, **(names or {})}
    w, c, n, m = (chosen[role] for role in ("centre", "positive", "negative", "other"))
    return [_positive(w, c, n), _negative(w, c, n), _centre(w, c, n, m), _drawn_often(w, c, n), _softplus()]


def _near(text, sentence, cause="listed"):
    return Slip(text, NEAR, sentence, cause)


def _vectors(*names):
    return {name: "real vector d" for name in names}


def _names(w, c, *negatives):
    """Formulas of the sigmoids: s of the positive, t of the first negative, a of the second."""
    letters = {"s": c, **dict(zip("ta", negatives))}
    return {letter: f"sigma(dot({w}, {vector}))" for letter, vector in letters.items()}


def _said(w, c, *negatives):
    letters = {"s": c, **dict(zip("ta", negatives))}
    return ", ".join(f"{letter} = sigma({w} . {vector})" for letter, vector in letters.items())


def _loss(w, c, n, times=""):
    return f"-ln(sigma(dot({w},{c}))) - {times}ln(sigma(-dot({w},{n})))"


def _asked(w, c, n):
    return (
        f"One positive pair with one negative: the centre word's vector {w}, its context's vector {c}, the negative's "
        f"vector {n}, and L = -ln sigma({w} . {c}) - ln sigma(-{w} . {n}). With {_said(w, c, n)}, write "
    )


def _known(w, c, n):
    return f" Names: {w}, {c}, {n} (vectors), s, t; a dot product is dot({w}, {c}) or {w} . {c}."


def _positive(w, c, n):
    formula = Derivative(
        _loss(w, c, n),
        c,
        _vectors(w, c, n),
        _names(w, c, n),
        forms=[f"(s-1)*{w}", f"s*{w} - {w}", f"-sigma(-dot({w},{c}))*{w}"],
        wrong=[
            _near(f"s*{w}", "the -1 of the positive pair is missing", "no-minus-one"),
            _near(f"(s-1)*{c}", f"the derivative of {w} . {c} by {c} is {w}", "other-variable"),
            _near(f"s*(1-s)*{w}", "that is the derivative of sigma; that of -ln sigma is sigma - 1", "function"),
            _near(f"(t-1)*{w}", "the sigmoid of the negative stands where that of the positive belongs", "names"),
            _near(f"(s-1)*{w} + t*{w}", f"the negative's term does not hold {c}", "extra-term"),
        ],
    )
    prompt = _asked(w, c, n) + f"dL/d{c}." + _known(w, c, n)
    return Derivation("A1", "the vector of the positive context", 3, prompt, {"": formula})


def _negative(w, c, n):
    formula = Derivative(
        _loss(w, c, n),
        n,
        _vectors(w, c, n),
        _names(w, c, n),
        forms=[f"t*{w}", f"sigma(dot({w},{n}))*{w}", f"{w} - (1-t)*{w}"],
        wrong=[
            _near(f"(t-1)*{w}", "that is the gradient of a positive pair; a negative has sigma alone", "not-flipped"),
            _near(f"(1-t)*{w}", "that is sigma(-z); the derivative of -ln sigma(-z) is sigma(z)", "complement"),
            _near(f"t*{n}", f"the derivative of {w} . {n} by {n} is {w}", "other-variable"),
            _near(f"t*(1-t)*{w}", "that is the derivative of sigma; that of -ln sigma(-z) is sigma(z)", "function"),
            _near(f"s*{w}", "the sigmoid of the positive stands where that of the negative belongs", "names"),
        ],
    )
    prompt = _asked(w, c, n) + f"dL/d{n}." + _known(w, c, n)
    return Derivation("A2", "the vector of a negative", 3, prompt, {"": formula})


def _centre(w, c, n, m):
    formula = Derivative(
        f"{_loss(w, c, n)} - ln(sigma(-dot({w},{m})))",
        w,
        _vectors(w, c, n, m),
        _names(w, c, n, m),
        forms=[f"(s-1)*{c} + t*{n} + a*{m}", f"t*{n} + a*{m} - (1-s)*{c}"],
        wrong=[
            _near(f"s*{c} + t*{n} + a*{m}", "the -1 of the positive pair is missing", "no-minus-one"),
            _near(f"(s-1)*{c} + (t-1)*{n} + (a-1)*{m}", "the negatives are treated as positives", "not-flipped"),
            _near(f"(s-1)*{c} + (1-t)*{n} + (1-a)*{m}", "a negative has sigma(z), not 1 - sigma(z)", "complement"),
            _near(f"(s-1)*{c} - t*{n} - a*{m}", "the negatives have the wrong sign", "inner-sign"),
            _near(f"(s-1)*{w} + t*{w} + a*{w}", f"the derivative of {w} . {c} by {w} is {c}", "other-variable"),
            _near(f"(s-1)*{c}", "the negatives are missing", "missing-term"),
            _near(f"t*{n} + a*{m}", "the positive pair is missing", "missing-term"),
            _near(f"(s-1)*{c} + (t*{n} + a*{m})/2", "the negatives are summed, not averaged", "coefficient"),
        ],
    )
    prompt = (
        f"Now two negatives {n} and {m}: L = -ln sigma({w} . {c}) - ln sigma(-{w} . {n}) - ln sigma(-{w} . {m}). With "
        f"{_said(w, c, n, m)}, write dL/d{w}. Names: {w}, {c}, {n}, {m} (vectors), s, t, a."
    )
    return Derivation("A3", "the vector of the centre word", 4, prompt, {"": formula})


def _drawn_often(w, c, n):
    formula = Derivative(
        _loss(w, c, n, "k*"),
        w,
        {**_vectors(w, c, n), "k": "2..9"},
        _names(w, c, n),
        forms=[f"(s-1)*{c} + k*t*{n}", f"k*t*{n} - (1-s)*{c}"],
        wrong=[
            _near(f"(s-1)*{c} + t*{n}", "the negative counts k times", "missing-factor"),
            _near(f"k*(s-1)*{c} + k*t*{n}", "the positive pair counts once", "extra-factor"),
            _near(f"(s-1)*{c} + t^k*{n}", "k equal terms add up; they are not multiplied", "power"),
            _near(f"(s-1)*{c} + t*{n}/k", "the k terms are summed, not averaged", "coefficient"),
            _near(f"s*{c} + k*t*{n}", "the -1 of the positive pair is missing", "no-minus-one"),
            _near(f"(s-1)*{c} + k*(t-1)*{n}", "the negative is treated as a positive", "not-flipped"),
            _near(f"k*t*{n}", "the positive pair is missing", "missing-term"),
        ],
    )
    prompt = (
        f"Negatives are drawn with replacement. Let the same word be drawn k times as a negative, and no other: L = "
        f"-ln sigma({w} . {c}) - k ln sigma(-{w} . {n}). With {_said(w, c, n)}, write dL/d{w}."
        f"{_known(w, c, n).replace('s, t;', 's, t, k;')}"
    )
    return Derivation("A4", "a negative that is drawn k times", 3, prompt, {"": formula})


def _softplus():
    formula = Derivative(
        key="ln(1+exp(z))",
        variables={"z": "real"},
        functions=["ln", "exp"],
        shares={"forbidden-name": 0},
        forms=["ln(1+exp(z))", "z + ln(1+exp(-z))", "-ln(1/(1+e^z))"],
        wrong=[
            _near("ln(1+exp(-z))", "that is -ln sigma(z), the loss of a positive pair", "inner-sign"),
            _near("1+exp(z)", "the logarithm is missing", "function"),
            _near("exp(z)/(1+exp(z))", "that is its derivative", "function"),
        ],
    )
    prompt = (
        "The loss of a negative is -ln sigma(-z). Write it with ln and exp alone, without sigma, in the form that a "
        "program can take over. Names: z."
    )
    return Derivation("A5", "the loss of a negative without sigma", 3, prompt, {"": formula})
