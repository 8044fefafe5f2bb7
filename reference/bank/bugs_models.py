"""Find the bug in code that computes: losses, softmax, recurrent networks, gates."""

import numpy as np

from autograder.exams import Draw, Item, template
from autograder.exams.bugs import Program, bug_item


@template("B01-NO-LOG", "The loss of a language model", topic="language models", points=4, minutes=4)
def no_log(draw: Draw) -> Item:
    """Averages -p in place of -ln p."""
    wrong = draw.choice(("        total = total - p[t]", "        total = total + -p[t]", "        total -= p[t]"))
    program = Program(
        lines=[
            "def loss(logits, targets):",
            *draw.shuffled(["    total = 0.0", "    steps = len(targets)"]),
            "    for z, t in zip(logits, targets):",
            "        e = np.exp(z - z.max())",
            "        p = e / e.sum()",
            wrong,
            "    return total / steps",
        ],
        wrong=wrong,
        repair="        total = total - np.log(p[t])",
        decoys=[
            "        total = total + np.log(p[t])", "        total = total - np.log(1 - p[t])",
            "        total = total - np.log(p.max())", "        total = total - np.log2(p[t])",
            "        total = total - p[t] * np.log(p[t])", "        total = total - np.log(p).mean()",
        ],
        inputs=lambda rng: (rng.normal(size=(4, 5)), np.array([0, 3, 3, 2])),
    )  # fmt: skip
    does = "The function gives the mean cross-entropy, in nats, of a language model that gives the logits of each step."
    names = {"p": ("p", "yhat", "probs"), "t": ("t", "target", "k"), "z": ("z", "row", "scores")}
    return bug_item(draw, does, program, names, "The loss is the negative logarithm of the right word's probability.")


GATES = {"h": ("h", "h_prev", "old_h"), "c": ("c", "c_prev", "old_c"), "P": ("P", "params", "weights")}


def _cell(rng):
    """Parameters of an LSTM cell with two units and three inputs, an input, a state and a cell state."""
    weights = {f"W{gate}": rng.normal(size=(2, 5)) for gate in "fico"}
    return {**weights, **{f"b{gate}": rng.normal(size=2) for gate in "fico"}}, *(rng.normal(size=n) for n in (3, 2, 2))


def _cell_lines(draw: Draw, gates: list[str]) -> list[str]:
    return [
        "def lstm_step(P, x, h, c):",
        "    def sigma(z): return 1 / (1 + np.exp(-z))",
        "    hx = np.concatenate([h, x])",
        *draw.shuffled(gates),
        "    new_c = f * c + i * g",
        "    return o * np.tanh(new_c), new_c",
    ]


@template("B06-BRACKET", "A gate of the LSTM", topic="LSTM", points=4, minutes=5)
def bias_in_the_bracket(draw: Draw) -> Item:
    """A gate's bias goes into the product with W, or the gate reads the cell state in place of the hidden state."""
    gate, name = draw.choice((("f", "forget"), ("i", "input"), ("o", "output")))
    right = f'    {gate} = sigma(P["W{gate}"] @ hx + P["b{gate}"])'
    wrong, why = draw.choice((
        (f'    {gate} = sigma(P["W{gate}"] @ (hx + P["b{gate}"].mean()))',
         "The bias is added before the product with W."),
        (f'    {gate} = sigma(P["W{gate}"] @ np.concatenate([c, x]) + P["b{gate}"])',
         "The gates read the hidden state."),
    ))  # fmt: skip
    gates = ['    g = np.tanh(P["Wc"] @ hx + P["bc"])']
    gates += [f'    {one} = sigma(P["W{one}"] @ hx + P["b{one}"])' for one in "fio" if one != gate]
    program = Program(
        lines=_cell_lines(draw, [*gates, wrong]),
        wrong=wrong,
        repair=right,
        decoys=[
            f'    {gate} = np.tanh(P["W{gate}"] @ hx + P["b{gate}"])',
            f'    {gate} = sigma(P["W{gate}"] @ hx) + P["b{gate}"]',
            f'    {gate} = sigma(P["W{gate}"] @ hx * P["b{gate}"])',
            f'    {gate} = P["W{gate}"] @ hx + P["b{gate}"]',
            f'    {gate} = sigma(P["W{gate}"] @ hx - P["b{gate}"])',
        ],
        inputs=_cell,
    )  # fmt: skip
    does = f"The function makes one step of an LSTM cell; `{gate}` is the {name} gate."
    return bug_item(draw, does, program, GATES, why)


@template("B07-WRONG-BIAS", "The parameters of a gate", topic="LSTM", points=4, minutes=4)
def wrong_bias(draw: Draw) -> Item:
    """One gate uses another one's bias or weights."""
    gate, other = draw.distinct(2, "fio")
    right = f'    {gate} = sigma(P["W{gate}"] @ hx + P["b{gate}"])'
    wrong, what = draw.choice((
        (f'    {gate} = sigma(P["W{gate}"] @ hx + P["b{other}"])', "bias"),
        (f'    {gate} = sigma(P["W{other}"] @ hx + P["b{gate}"])', "weights"),
    ))  # fmt: skip
    gates = ['    g = np.tanh(P["Wc"] @ hx + P["bc"])']
    gates += [f'    {one} = sigma(P["W{one}"] @ hx + P["b{one}"])' for one in "fio" if one != gate]
    third = next(one for one in "fio" if one not in (gate, other))
    program = Program(
        lines=_cell_lines(draw, [*gates, wrong]),
        wrong=wrong,
        repair=right,
        decoys=[
            f'    {gate} = sigma(P["W{other}"] @ hx + P["b{other}"])',
            f'    {gate} = sigma(P["W{gate}"] @ hx + P["b{third}"])',
            f'    {gate} = sigma(P["W{third}"] @ hx + P["b{gate}"])',
            f'    {gate} = np.tanh(P["W{gate}"] @ hx + P["b{gate}"])',
            f'    {gate} = sigma(P["W{gate}"] @ hx)',
        ],
        inputs=_cell,
    )  # fmt: skip
    does = (
        "The function makes one step of an LSTM cell with the forget gate `f`, the input gate `i`, the output gate `o` "
        "and the candidate `g`."
    )
    return bug_item(draw, does, program, GATES, f"The gate {gate} has the {what} of another gate.")


def _recurrent(rng):
    """Weights, three inputs and a first state that is not zero, for a network with two units."""
    return tuple(rng.normal(size=shape) for shape in ((2, 2), (2, 3), 2, (4, 3), 2))


RNN = {"Wh": ("Wh", "U", "R"), "We": ("We", "W", "V"), "h0": ("h0", "start", "first"), "X": ("X", "inputs", "xs")}


@template("B11-START", "The first state", topic="recurrent networks", points=4, minutes=4)
def first_state(draw: Draw) -> Item:
    """The state that is handed in is ignored."""
    wrong = draw.choice(("    h = np.zeros(len(b))", "    h = 0 * h0", "    h = np.zeros_like(h0)"))
    program = Program(
        lines=[
            "def run(Wh, We, b, X, h0):",
            *draw.shuffled(["    states = []", wrong]),
            "    for x in X:",
            "        h = np.tanh(Wh @ h + We @ x + b)",
            "        states.append(h)",
            "    return np.array(states)",
        ],
        wrong=wrong,
        repair="    h = h0",
        decoys=["    h = b", "    h = np.ones(len(b))", "    h = -h0", "    h = np.tanh(h0)", "    h = X[0][:len(b)]"],
        inputs=_recurrent,
    )
    does = "The function gives the states of a recurrent network that starts from `h0` and reads the rows of `X`."
    return bug_item(draw, does, program, RNN, "The network starts from zeros, whatever state it is given.")


@template("B12-SHIFT", "The targets of a language model", topic="language models", points=4, minutes=4)
def not_shifted(draw: Draw) -> Item:
    """The model is asked for the word that it has just read."""
    wrong, why = draw.choice((
        ("    targets = ids[:-1]", "The target at each step is the word that was just read."),
        ("    targets = ids[:len(inputs)]", "The target at each step is the word that was just read."),
        ("    targets = np.roll(ids, 1)[:-1]", "The target at each step is the word before the one that was read."),
    ))  # fmt: skip
    program = Program(
        lines=[
            "def loss(E, U, ids):",
            "    inputs = ids[:-1]",
            wrong,
            "    Z = E[inputs] @ U.T",
            "    Z = Z - Z.max(axis=1, keepdims=True)",
            "    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))",
            "    return -log_p[np.arange(len(targets)), targets].mean()",
        ],
        wrong=wrong,
        repair="    targets = ids[1:]",
        decoys=[
            "    targets = ids[::-1][1:]", "    targets = np.roll(ids, 2)[1:]", "    targets = inputs + 1",
            "    targets = np.sort(ids)[1:]", "    targets = np.full(len(inputs), ids[-1])", "    targets = ids[2:]",
        ],
        inputs=lambda rng: (rng.normal(size=(8, 3)), rng.normal(size=(8, 3)), np.array([2, 0, 5, 3, 3, 1])),
    )  # fmt: skip
    does = (
        "The function gives the mean cross-entropy of a language model that predicts each word of the text `ids` from "
        "the word before it."
    )
    names = {"ids": ("ids", "tokens", "text"), "Z": ("Z", "logits", "scores"), "E": ("E", "vectors", "emb")}
    return bug_item(draw, does, program, names, why)


@template("B13-SOFTMAX", "The softmax of a batch", topic="softmax", points=4, minutes=4)
def softmax(draw: Draw) -> Item:
    """Over the wrong axis, or without taking off the maximum."""
    axis = draw.choice(("axis=1", "axis=-1"))
    shift, total = f"    Z = Z - Z.max({axis}, keepdims=True)", f"    S = E.sum({axis}, keepdims=True)"
    wrong, repair, why, decoys = draw.choice((
        ("    S = E.sum(axis=0, keepdims=True)", total, "The sums run over the examples in place of the classes.",
         ["    S = E.sum()", f"    S = E.max({axis}, keepdims=True)", f"    S = E.mean({axis}, keepdims=True)",
          "    S = len(Z)", f"    S = np.abs(Z).sum({axis}, keepdims=True)"]),
        ("    Z = Z - Z.min()", shift, "The largest scores stay large, and exp overflows.",
         [f"    Z = Z - Z.mean({axis}, keepdims=True)", "    Z = Z - Z.max(axis=0, keepdims=True)", "    Z = Z / 1000",
          f"    Z = Z / Z.max({axis}, keepdims=True)", f"    Z = Z - Z.min({axis}, keepdims=True)"]),
    ))  # fmt: skip
    program = Program(
        lines=[
            "def predict(W, b, X):",
            "    Z = X @ W.T + b",
            shift if wrong != "    Z = Z - Z.min()" else wrong,
            "    E = np.exp(Z)",
            wrong if wrong != "    Z = Z - Z.min()" else total,
            "    P = E / S",
            "    return P.round(12)",
        ],
        wrong=wrong,
        repair=repair,
        decoys=decoys,
        inputs=lambda rng: (
            rng.choice((1, 2000)) * rng.normal(size=(3, 2)), rng.normal(size=3), rng.normal(size=(5, 2))
        ),
    )
    does = (
        "The function gives the class probabilities of a softmax regression for the rows of `X`; the scores may be as "
        "large as some thousands."
    )
    names = {"Z": ("Z", "scores", "logits"), "X": ("X", "inputs", "batch"), "P": ("P", "probs", "A")}
    return bug_item(draw, does, program, names, why)


@template("B15-BERNOULLI", "The likelihood of labels", topic="logistic regression", points=4, minutes=4)
def bernoulli(draw: Draw) -> Item:
    """(1 - y) stands where the probability of the other class belongs, or a label is forgotten."""
    wrong, why = draw.choice((
        ("    each = p ** y * (1 - y) ** (1 - y)", "For y = 0 the factor must be the probability 1 - p."),
        ("    each = p ** y * (1 - p) ** y", "The second exponent must be 1 - y."),
        ("    each = p ** y + (1 - p) ** (1 - y)", "The two factors are multiplied."),
    ))  # fmt: skip
    program = Program(
        lines=[
            "def log_likelihood(w, b, X, y):",
            "    z = X @ w + b",
            "    p = 1 / (1 + np.exp(-z))",
            wrong,
            "    return np.log(each).sum()",
        ],
        wrong=wrong,
        repair="    each = p ** y * (1 - p) ** (1 - y)",
        decoys=[
            "    each = p ** (1 - y) * (1 - p) ** y", "    each = y ** p * (1 - y) ** (1 - p)",
            "    each = p * y + 1 - y", "    each = p * (1 - p)", "    each = p ** y",
            "    each = p ** y / (1 - p) ** (1 - y)",
        ],
        inputs=lambda rng: (rng.normal(size=3), 0.4, rng.normal(size=(5, 3)), np.array([1.0, 0, 0, 1, 0])),
    )  # fmt: skip
    does = "The function gives the log-likelihood of the labels `y`, 0 or 1, under a logistic regression."
    names = {"w": ("w", "theta", "v"), "p": ("p", "a", "yhat"), "each": ("each", "terms", "q")}
    return bug_item(draw, does, program, names, why)
