"""Formulas of networks: backpropagation, word vectors, pooling, recurrent networks, gates, dropout, graphs."""

from autograder.derivatives import Derivative
from autograder.exams import Draw, Item, template
from autograder.exams.formulas import formula_item, letters, near


def _loss(a: str) -> str:
    return f"-(y*ln({a}) + (1-y)*ln(1-{a}))"


@template("S11-FIRST-LAYER", "A weight of the first layer", topic="backpropagation", points=4, minutes=4)
def first_layer(draw: Draw) -> Item:
    """dL/dW11 of the ReLU-sigmoid net."""
    a, v, x, w = letters(draw, "a p q m g", "v u c", "x s t", "w k d")
    r = "r"
    asked = Derivative(
        _loss(a), w,
        {w: "real", x: "real", "b1": "real", v: "real", "b2": "real", "y": "bit"},
        {"z1": f"{w}*{x} + b1", r: "1[z1 > 0]", "a1": "relu(z1)", a: f"sigma({v}*a1 + b2)"},
        forms=[f"({a}-y)*{v}*{r}*{x}"],
        wrong=[
            near(f"({a}-y)*{a}*(1-{a})*{v}*{r}*{x}", "the slope of the sigmoid is counted twice"),
            near(f"({a}-y)+{a}*(1-{a})*{v}*{r}*{x}", "a factor is added; the chain rule multiplies"),
            near(f"({a}-y)*{w}*{r}*{x}", f"{w} stands where {v} belongs"),
            near(f"({a}-y)*{r}*{x}", f"the factor {v} is missing: it carries the error back"),
            near(f"({a}-y)*{v}*{x}", "the slope of ReLU is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"In a net $z_1 = {w} {x} + b_1$, $a_1 = max(z_1, 0)$, $z_2 = {v} a_1 + b_2$, ${a} = sigma(z_2)$, and "
        f"$L = -(y ln {a} + (1 - y) ln(1 - {a}))$. Write the derivative of $L$ with respect to ${w}$ as a product, "
        "with $r$ for the slope of ReLU at $z_1$ (1 where $z_1 > 0$, else 0).",
        f"$(partial L)/(partial {w})$", [a, "y", v, r, x], asked, f"$({a} - y) {v} r {x}$",
    )  # fmt: skip


@template("S12-THROUGH-TANH", "Back through tanh", topic="backpropagation", points=3, minutes=3)
def through_tanh(draw: Draw) -> Item:
    """dL/dz2_i."""
    a, w, h, i = letters(draw, "a p q m g", "w v u c", "h g s", "i j k")
    asked = Derivative(
        _loss(a), f"z_{i}", {"z": "real vector K", w: "real vector K", "b": "real", "y": "bit"},
        {h: "tanh(z)", a: f"sigma(dot({w}, {h}) + b)"}, indices={i: "K"},
        forms=[f"({a}-y)*{w}_{i}*(1-{h}_{i}^2)"],
        wrong=[
            near(f"({a}-y)*{w}_{i}", "the slope of tanh is missing"),
            near(f"({a}-y)*{w}_{i}*{h}_{i}*(1-{h}_{i})", "that is the slope of the sigmoid"),
            near(f"({a}-y)*(1-{h}_{i}^2)", f"the factor {w}_{i} is missing: it carries the error back"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"The last layers of a net are ${h} = tanh(z)$ and ${a} = sigma({w} dot {h} + b)$, with "
        f"$L = -(y ln {a} + (1 - y) ln(1 - {a}))$. Write the derivative of $L$ with respect to the entry $z_{i}$.",
        f"$(partial L)/(partial z_{i})$", [a, "y", f"{w}_{i}", f"{h}_{i}"], asked,
        f"$({a} - y) {w}_{i} (1 - {h}_{i}^2)$",
    )  # fmt: skip


WORDS = "w v"
CONTEXTS = "c p q"
NEGATIVES = "n m u g"


def _sgns(w: str, c: str, n: str, times: str = "") -> str:
    return f"-ln(sigma(dot({w},{c}))) - {times}ln(sigma(-dot({w},{n})))"


def _vectors(*names: str) -> dict[str, str]:
    return {name: "real vector D" for name in names}


def _sigmoids(w: str, c: str, n: str, s: str, t: str) -> dict[str, str]:
    return {s: f"sigma(dot({w}, {c}))", t: f"sigma(dot({w}, {n}))"}


def _sgns_names(draw: Draw) -> list[str]:
    return letters(draw, WORDS, CONTEXTS, NEGATIVES, "s a", "t b")


def _sgns_said(w: str, c: str, n: str, s: str, t: str, times: str = "") -> str:
    return (
        f"A word with the vector ${w}$ has the context ${c}$ and the negative ${n}$: $L = -ln sigma({w} dot {c}) - "
        f"{times}ln sigma(-{w} dot {n})$. Let ${s} = sigma({w} dot {c})$ and ${t} = sigma({w} dot {n})$."
    )


@template("S13-SGNS-CONTEXT", "The gradient of the context", topic="word vectors", points=3, minutes=3)
def context_gradient(draw: Draw) -> Item:
    """dL/dc_pos."""
    w, c, n, s, t = _sgns_names(draw)
    asked = Derivative(
        _sgns(w, c, n), c, _vectors(w, c, n), _sigmoids(w, c, n, s, t), forms=[f"({s}-1)*{w}"],
        wrong=[
            near(f"{s}*{w}", "the -1 of the positive pair is missing"),
            near(f"({s}-1)*{c}", f"the derivative of {w} . {c} by {c} is {w}"),
            near(f"{s}*(1-{s})*{w}", "that is the slope of sigma; that of -ln sigma is sigma - 1"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"{_sgns_said(w, c, n, s, t)} Write the gradient of $L$ with respect to ${c}$.", f"$(partial L)/(partial {c})$",
        [w, c, n, s, t], asked, f"$({s} - 1) {w}$",
    )  # fmt: skip


@template("S14-SGNS-NEGATIVE", "The gradient of a negative", topic="word vectors", points=3, minutes=3)
def negative_gradient(draw: Draw) -> Item:
    """dL/dc_neg."""
    w, c, n, s, t = _sgns_names(draw)
    asked = Derivative(
        _sgns(w, c, n), n, _vectors(w, c, n), _sigmoids(w, c, n, s, t), forms=[f"{t}*{w}"],
        wrong=[
            near(f"({t}-1)*{w}", "that is the gradient of a positive pair"),
            near(f"(1-{t})*{w}", "that is sigma(-z); the derivative of -ln sigma(-z) is sigma(z)"),
            near(f"{t}*{n}", f"the derivative of {w} . {n} by {n} is {w}"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"{_sgns_said(w, c, n, s, t)} Write the gradient of $L$ with respect to ${n}$.", f"$(partial L)/(partial {n})$",
        [w, c, n, s, t], asked, f"${t} {w}$",
    )  # fmt: skip


@template("S15-SGNS-WORD", "The gradient of the word", topic="word vectors", points=4, minutes=4)
def word_gradient(draw: Draw) -> Item:
    """dL/dw with a negative that is drawn k times."""
    w, c, n, s, t = _sgns_names(draw)
    asked = Derivative(
        _sgns(w, c, n, "k*"), w, {**_vectors(w, c, n), "k": "2..9"}, _sigmoids(w, c, n, s, t),
        forms=[f"({s}-1)*{c} + k*{t}*{n}"],
        wrong=[
            near(f"({s}-1)*{c} + {t}*{n}", "the negative counts k times"),
            near(f"{s}*{c} + k*{t}*{n}", "the -1 of the positive pair is missing"),
            near(f"({s}-1)*{c} + k*({t}-1)*{n}", "the negative is treated as a positive"),
            near(f"({s}-1)*{c} - k*{t}*{n}", "the negative has the wrong sign"),
            near(f"({s}-1)*{w} + k*{t}*{w}", f"the derivative of {w} . {c} by {w} is {c}"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"{_sgns_said(w, c, n, s, t, 'k ')} The negative was drawn $k$ times. Write the gradient of $L$ with respect "
        f"to ${w}$.",
        f"$(partial L)/(partial {w})$", [w, c, n, s, t, "k"], asked, f"$({s} - 1) {c} + k {t} {n}$",
    )  # fmt: skip


@template("S16-DAN-ROW", "The gradient of a word that comes several times", topic="pooling", points=2, minutes=2)
def dan_row(draw: Draw) -> Item:
    """k g / n."""
    k, n, g = letters(draw, "k m r c", "n t q", "g d s u")
    asked = Derivative(
        key=f"{k}*{g}/{n}", variables={g: "real", k: "1..9", n: "2..20"}, given=[f"{k} < {n}"],
        forms=[f"{k}*{g}/{n}"],
        wrong=[
            near(f"{g}/{n}", f"the word comes {k} times: its contributions add up"),
            near(f"{k}*{g}", f"the mean divides by {n}"),
            near(g, f"the mean divides by {n}, and the word comes {k} times", 0.0),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"A deep averaging network feeds the mean of a text's ${n}$ word vectors to the next layer. A word comes ${k}$ "
        f"times among them. Let ${g}$ be one entry of the gradient of the loss with respect to the mean. Write the "
        "same entry of the gradient of that word's row in the table of vectors.",
        "gradient", [k, n, g], asked, f"${k} {g} / {n}$",
    )  # fmt: skip


@template("S17-RECURRENT-WEIGHT", "A weight used at every step", topic="recurrent networks", points=4, minutes=4)
def recurrent_weight(draw: Draw) -> Item:
    """dh3/du with h0 = 0."""
    u, h, w, x = letters(draw, "u v r a", "h s", "w c k b", "x d q")
    states = {f"{h}0": "0", **{f"{h}{t}": f"{u}*{h}{t - 1} + {w}*{x}{t}" for t in (1, 2, 3)}}
    asked = Derivative(
        f"{h}3", u, {u: "real", w: "real", **{f"{x}{t}": "real" for t in (1, 2, 3)}}, states,
        forms=[f"{h}2 + {u}*{h}1", f"{h}2 + {u}*({h}1 + {u}*{h}0)"],
        wrong=[
            near(f"{h}2", f"{h}2 depends on {u} too: the earlier step is missing"),
            near(f"{h}2 + {h}1", f"what comes from an earlier step passes through {u} once more"),
            near(f"{u}*{h}2 + {u}^2*{h}1", f"one power of {u} too many everywhere"),
            near(f"{h}2 + {u}^2*{h}1", f"one power of {u} too many in the second term"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"A recurrent network with one unit has ${h}_t = {u} {h}_(t-1) + {w} {x}_t$ and starts from ${h}_0 = 0$. Write "
        f"the whole derivative of ${h}_3$ with respect to ${u}$, by the states.",
        f"$(d {h}_3)/(d {u})$", [u, f"{h}1", f"{h}2"], asked, f"${h}_2 + {u} {h}_1$",
    )  # fmt: skip


@template("S18-FORGET-GATE", "The forget gate", topic="LSTM", points=2, minutes=2)
def forget_gate(draw: Draw) -> Item:
    """dL/df = g C_prev."""
    f, c, d, i = letters(draw, "f r m", "c q s", "d g u v", "i k n")
    asked = Derivative(
        f"{d}*({f}*{c} + {i}*x)", f, {f: "unit", c: "real", d: "real", i: "unit", "x": "real"},
        forms=[f"{d}*{c}"],
        wrong=[
            near(f"{d}*{f}", f"{f} stands where {c} belongs"),
            near(f"{d}*{f}*{c}", f"the derivative by {f} has no factor {f}"),
            near(f"{d}*{c}*{f}*(1-{f})", "that is the derivative by the input of the gate's sigmoid"),
            near(c, f"the factor {d} is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"One entry of an LSTM's cell state is $C = {f} {c} + {i} x$, with the forget gate ${f}$, the old cell state "
        f"${c}$, the input gate ${i}$ and the candidate $x$. Let ${d} = (partial L)/(partial C)$. Write the derivative "
        f"of $L$ with respect to ${f}$.",
        f"$(partial L)/(partial {f})$", [d, f, c, i, "x"], asked, f"${d} {c}$",
    )  # fmt: skip


@template("S19-GATE-INPUT", "Through a gate's sigmoid", topic="LSTM", points=3, minutes=3)
def gate_input(draw: Draw) -> Item:
    """dL/dz_f = g C_prev f (1 - f)."""
    f, c, d, z = letters(draw, "f r m", "c q s", "d g u v", "z a t")
    asked = Derivative(
        f"{d}*(sigma({z})*{c} + x)", z, {z: "real", c: "real", d: "real", "x": "real"}, {f: f"sigma({z})"},
        forms=[f"{d}*{c}*{f}*(1-{f})"],
        wrong=[
            near(f"{d}*{c}*(1-{f}^2)", "that is the slope of tanh"),
            near(f"{d}*{c}", "the slope of the sigmoid is missing"),
            near(f"{d}*{f}*(1-{f})", f"the factor {c} is missing"),
            near(f"{d}*{c}*(1-{f})", "a factor of the slope is missing"),
        ],
        reveal=False,
    )  # fmt: skip
    return formula_item(
        f"One entry of an LSTM's cell state is $C = {f} {c} + x$, with the forget gate ${f} = sigma({z})$ and the old "
        f"cell state ${c}$. Let ${d} = (partial L)/(partial C)$. Write the derivative of $L$ with respect to ${z}$, "
        f"by ${f}$.",
        f"$(partial L)/(partial {z})$", [d, c, f, "x"], asked, f"${d} {c} {f} (1 - {f})$",
    )  # fmt: skip


@template("S20-DROPOUT-SCALE", "The factor of inverted dropout", topic="regularisation", points=2, minutes=2)
def dropout_scale(draw: Draw) -> Item:
    """1 / (1 - p)."""
    p, g = letters(draw, "p q r d a s k t", "g c m u v h w x")
    asked = Derivative(
        key=f"1/(1-{p})", variables={p: "unit"}, forms=[f"1/(1-{p})"],
        wrong=[
            near(f"1/{p}", "that divides by the probability of being dropped"),
            near(f"1-{p}", "that makes the expected value smaller still"),
            near(p, "that is the probability itself", 0.0),
        ],
        reveal=False,
    )  # fmt: skip
    factor = g
    return formula_item(
        f"In training each unit is set to 0 with probability ${p}$, and multiplied by ${factor}$ otherwise. For which "
        f"${factor}$ does the expected value of a unit stay as it is?",
        f"${factor}$", [p], asked, f"$(1 - {p}) {factor} = 1$, so ${factor} = 1 / (1 - {p})$",
    )  # fmt: skip


@template("S21-MAX-GRAPH", "Two paths through a graph", topic="graphs", points=3, minutes=3)
def max_graph(draw: Draw) -> Item:
    """df/dy of (x + y) max(y, z), y > z."""
    x, y, z = letters(draw, "x a p u", "y b q v", "z c r w")
    first = draw.choice((True, False))
    f = f"({x}+{y})*max({y},{z})" if first else f"max({y},{z})*({x}+{y})"
    asked = Derivative(
        f, y, {x: "real", y: "real", z: "real"}, given=[f"{y} > {z}"], forms=[f"{x}+2*{y}"],
        wrong=[
            near(y, "the path through the maximum is missing: the paths add up"),
            near(f"{x}+{y}", "the path through the sum is missing: the paths add up"),
            near(f"{x}+{y}+{z}", f"the maximum is {y} here"),
        ],
        reveal=False,
    )  # fmt: skip
    shown = f"({x} + {y}) max({y}, {z})" if first else f"max({y}, {z}) ({x} + {y})"
    return formula_item(
        f"Let $f = {shown}$, at a point where ${y} > {z}$. Write the derivative of $f$ with respect to ${y}$.",
        f"$(partial f)/(partial {y})$", [x, y, z], asked, f"$max({y}, {z}) + ({x} + {y}) = {x} + 2 {y}$",
    )  # fmt: skip
