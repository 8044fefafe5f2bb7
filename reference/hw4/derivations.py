"""Homework 4, part A: derivatives typed as formulas, with the slips that keep a share.

A listed wrong form keeps NEAR of the points; a sign that is wrong everywhere or a constant factor keeps half, as in
every derivative question. The slips of the lectures are among them: the logarithm lost from the loss, the last step
taken for the whole sum over time.
"""

from __future__ import annotations

from autograder.derivatives import Derivation, Derivative, Slip

NEAR = 0.4
PREDICTIONS = ("p", "q")
RECURRENT = ("u", "v", "c")
DEFAULT_NAMES = {"prediction": "p", "recurrent": "u"}


def draw_names(rng):
    """Names of the predicted distribution and of the recurrent weight, drawn with numpy's RandomState `rng`."""
    return {
        "prediction": PREDICTIONS[rng.randint(len(PREDICTIONS))],
        "recurrent": RECURRENT[rng.randint(len(RECURRENT))],
    }


def derivations(names=None):
    """The four questions A1, A2, A3 and A5 that are formulas alone; names: as `draw_names` gives them."""
    chosen = {**DEFAULT_NAMES, **(names or {})}
    p, u = chosen["prediction"], chosen["recurrent"]
    return [_loss(p), _recurrent_weight(u), _logits(p), _first_state(u)]


def _near(text, sentence, cause="listed", share=NEAR):
    return Slip(text, share, sentence, cause)


def _loss(p):
    formula = Derivative(
        key=f"-ln({p}_k)",
        variables={"z": "real vector V"},
        definitions={p: "softmax(z)"},
        indices={"k": "V"},
        forms=[f"-ln({p}_k)", f"ln(1/{p}_k)", "-ln(softmax(z)_k)"],
        wrong=[
            _near(f"-{p}_k", "the logarithm is missing", "no logarithm"),
            _near(f"1-{p}_k", "the logarithm is missing", "no logarithm"),
            _near(f"-{p}_k*ln({p}_k)", "the target has probability 1 at k, not the predicted one", "entropy"),
            _near(f"-ln(1-{p}_k)", "that is the loss of not seeing word k", "complement"),
        ],
    )
    prompt = (
        f"A language model predicts the next word by {p} = softmax(z), a vector with an entry for each of the V words. "
        f"The cross-entropy of one prediction is the sum over the words j of -t_j ln {p}_j. The word that came is word "
        f"k, so t is 1 at k and 0 elsewhere. Write this loss as short as you can. Names: {p}, its entry {p}_k, z."
    )
    return Derivation("A1", "loss of one prediction", 2, prompt, {"": formula})


def _recurrent_weight(u):
    states = {"h0": "0", "h1": f"{u}*h0 + w*x1", "h2": f"{u}*h1 + w*x2", "h3": f"{u}*h2 + w*x3"}
    formula = Derivative(
        "h3",
        u,
        {u: "real", "w": "real", "x1": "real", "x2": "real", "x3": "real"},
        states,
        forms=[f"h2 + {u}*h1", f"h2 + {u}*h1 + {u}^2*h0", f"h2 + {u}*(h1 + {u}*h0)", f"2*{u}*w*x1 + w*x2"],
        wrong=[
            _near("h2", f"h2 depends on {u} too: earlier steps are missing", "last step only"),
            _near("h2 + h1", f"what comes from an earlier step passes through {u} once more", "missing-factor"),
            _near(f"{u}*h2 + {u}^2*h1", f"one power of {u} too many everywhere", "power"),
            _near("h3 + h2 + h1", "that adds up the states themselves", "names"),
            _near(f"h2 + {u}^2*h1", f"the power of {u} is the number of steps that it passes through", "power"),
            _near(f"{u}*h1", "the last step itself is missing", "missing-term"),
        ],
    )
    prompt = (
        f"A recurrent network with one unit and no nonlinearity: h_t = {u} h_(t-1) + w x_t, so h1 = {u} h0 + w x1 and "
        f"so on, with h0 = 0. The same {u} is used at every step. Write dh3/d{u}, the whole derivative: h2 depends on "
        f"{u} too. Names: {u}, w, x1, x2, x3, h0, h1, h2, h3."
    )
    return Derivation("A2", "a weight that is used at every step", 4, prompt, {"": formula})


def _logits(p):
    formula = Derivative(
        f"-sum_j t_j*ln({p}_j)",
        "z_k",
        {"z": "real vector V", "r": "real vector V"},
        {p: "softmax(z)", "t": "softmax(r)"},
        indices={"k": "V", "j": "V"},
        forms=[f"{p}_k - t_k", "softmax(z)_k - t_k"],
        wrong=[
            _near(f"-t_k/{p}_k", f"that is dL/d{p}_k: go on through the softmax", "inner-derivative"),
            _near(f"{p}_k*(1-{p}_k)", f"that is d{p}_k/dz_k: the target is missing", "function"),
            _near(f"{p}_k", "the target is missing", "missing-term"),
            _near(f"-t_k*(1-{p}_k)", f"every {p}_j depends on z_k, not {p}_k alone", "diagonal only"),
            _near(f"({p}_k - t_k)*{p}_k*(1-{p}_k)", "the slope of the softmax is counted twice", "twice-softmax"),
            _near(f"{p}_k + t_k", "one sign is wrong", "inner-sign"),
        ],
    )
    prompt = (
        f"With {p} = softmax(z) and the loss L = -(sum over j of t_j ln {p}_j), where the entries of t sum to 1 (as "
        f"those of a one-hot target do), write dL/dz_k. Names: {p}, t, z and their entries {p}_k, t_k, z_k."
    )
    return Derivation("A3", "loss by a logit", 2, prompt, {"": formula})


def _first_state(u):
    states = {"h1": f"tanh({u}*h0 + w*x1)", "h2": f"tanh({u}*h1 + w*x2)", "h3": f"tanh({u}*h2 + w*x3)"}
    slopes = "(1-h1^2)*(1-h2^2)*(1-h3^2)"
    formula = Derivative(
        "h3",
        "h0",
        {u: "real", "w": "real", "x1": "real", "x2": "real", "x3": "real", "h0": "real"},
        states,
        forms=[f"{u}^3*{slopes}", f"{u}*(1-h3^2)*{u}*(1-h2^2)*{u}*(1-h1^2)"],
        wrong=[
            _near(f"{u}^3", "the slopes of tanh are missing", "inner-derivative"),
            _near(f"{u}*{slopes}", f"every step multiplies by {u}", "power"),
            _near(slopes, f"every step multiplies by {u}", "missing-factor"),
            _near(f"{u}*(1-h3^2)", "that is one step of the three", "last step only"),
            _near(f"{u}^2*(1-h2^2)*(1-h3^2)", "that is two steps of the three", "missing-factor"),
            _near(f"{u}^3*h1*(1-h1)*h2*(1-h2)*h3*(1-h3)", "that is the slope of the sigmoid", "function"),
            _near(f"{u}^3*(1-h1)*(1-h2)*(1-h3)", "the squares are missing", "power"),
            _near(
                f"{u}^3*(1-h0^2)*(1-h1^2)*(1-h2^2)", "the slope of tanh is taken from what came out of it", "argument"
            ),
        ],
    )
    prompt = (
        f"A recurrent network with one unit: h_t = tanh({u} h_(t-1) + w x_t), starting from some h0. Write dh3/dh0 as "
        f"a product. Names: {u}, w, x1, x2, x3, h0, h1, h2, h3. (With |{u}| < 1 every factor is below 1: that is how "
        "gradients vanish.)"
    )
    return Derivation("A5", "back to the first state", 3, prompt, {"": formula})


def perplexity_formula():
    """The perplexity from the mean loss in nats, the first half of A4."""
    return Derivative(
        key="exp(J)",
        variables={"J": "pos"},
        forms=["exp(J)", "e^J", "1/exp(-J)"],
        wrong=[
            _near("2^J", "J is in natural logarithms, not in bits", "log base 2", 0.7),
            _near("exp(-J)", "that is the mean probability, one over the perplexity", "inverse", 0.5),
            _near("exp(J)-1", "nothing is subtracted", "extra-term"),
        ],
    )
