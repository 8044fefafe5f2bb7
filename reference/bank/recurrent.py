"""Templates on recurrent networks: steps forward, derivatives through time, and the LSTM cell."""

from fractions import Fraction
from itertools import product

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.entries import Value
from autograder.exams.tables import tanh

INPUTS = (-3, -2, -1, 1, 2, 3)


@template("N33-RNN-STEP", "Three steps of an RNN", topic="recurrent networks", points=4, minutes=4)
def rnn_steps(draw: Draw) -> Item:
    """The states of a ReLU RNN with one unit, each carried forward."""
    u, h0 = draw.choice(((2, 1), (2, 2), (2, 3), (3, 1), (3, 2)))
    w = draw.integer(-3, 3, without=(0,))
    b = draw.integer(-3, 3, without=(0, u * h0))

    def step(before: Value, now: int, bias: int = b) -> Value:
        return max(u * before + w * now + bias, 0)

    x, h, cold = [], [h0], [0]   # cold: without the initial state; active too, so that this error can be followed
    for most in (14, 28, 60):
        least = 0 if len(x) == 0 else 3
        x.append(draw.choice([n for n in INPUTS if step(cold[-1], n) > least and step(h[-1], n) < most]))
        h.append(step(h[-1], x[-1]))
        cold.append(step(cold[-1], x[-1]))
    x1, x2, x3 = x
    draw.require(len(set(h)) == 4)
    missing = "The bias is missing."
    return Item(
        prompt=(
            "A recurrent network with one unit computes $h_t = \"ReLU\"(u h_(t - 1) + w x_t + b)$, with $u = {u}$, "
            "$w = {w}$, $b = {b}$ and $h_0 = {h0}$. It reads $x_1 = {x1}$, $x_2 = {x2}$ and $x_3 = {x3}$. What are its "
            "states?"
        ),
        given={"u": u, "w": w, "b": b, "h0": h0, "x1": x1, "x2": x2, "x3": x3},
        entries=(
            Number("h1", "$h_1$", step(h0, x1), slips=(
                Slip("no initial state", step(0, x1), 0.5, "The network starts with h₀, which is not 0."),
                Slip("no bias", step(h0, x1, 0), 0.6, missing),
            )),
            Number("h2", "$h_2$", lambda h1: step(h1, x2), slips=(
                Slip("no bias", lambda h1: step(h1, x2, 0), 0.6, missing),
            )),
            Number("h3", "$h_3$", lambda h2: step(h2, x3), slips=(
                Slip("no bias", lambda h2: step(h2, x3, 0), 0.6, missing),
            )),
        ),
        solution=(
            "$h_1 = {u} dot {h0} + {w:p} dot {x1:p} {b:+} = {h1}$\n\n"
            "$h_2 = {u} dot {h1} + {w:p} dot {x2:p} {b:+} = {h2}$\n\n"
            "$h_3 = {u} dot {h2} + {w:p} dot {x3:p} {b:+} = {h3}$"
        ),
        pattern="the unit is active at every step",
    )  # fmt: skip


@template("N34-BPTT-LIN", "Derivatives through time", topic="backpropagation through time", points=5, minutes=6)
def through_time(draw: Draw) -> Item:
    """The derivatives of the third state of a linear RNN with respect to its two weights."""
    u, w = draw.choice((-3, -2, 2, 3)), draw.choice((-3, -2, 2, 3))
    h0 = draw.choice((-2, -1, 1, 2))

    def fits(x1: int, x2: int) -> bool:
        h1 = u * h0 + w * x1
        h2 = u * h1 + w * x2
        apart = [n * a + b for a, b in ((x1, x2), (h0, h1)) for n in (1, u, u + 1)]   # 0 where two errors are one
        return 0 not in (h1, h2, *apart) and abs(h2) <= 14 and len({h0, h1, h2}) == 3

    x1, x2 = draw.choice([pair for pair in product(INPUTS, repeat=2) if fits(*pair)])
    h1 = u * h0 + w * x1
    h2 = u * h1 + w * x2
    x3 = draw.choice([n for n in INPUTS if 0 < abs(u * h2 + w * n) <= 40])
    return Item(
        prompt=(
            "A linear recurrent network with one unit computes $h_t = u h_(t - 1) + w x_t$, with $u = {u}$, $w = {w}$ "
            "and $h_0 = {h0}$. It reads $x_1 = {x1}$, $x_2 = {x2}$ and $x_3 = {x3}$. What are its first two states, "
            "and the derivatives of $h_3$ with respect to $u$ and $w$?"
        ),
        given={"u": u, "w": w, "h0": h0, "x1": x1, "x2": x2, "x3": x3},
        entries=(
            Number("h1", "$h_1$", h1, weight=0.5),
            Number("h2", "$h_2$", lambda h1: u * h1 + w * x2, weight=0.5),
            Number("gu", "$(partial h_3)/(partial u)$", lambda h1, h2: h2 + u * h1 + u * u * h0, weight=2, slips=(
                Slip("last step", lambda h2: h2, 0.3, "u is used at every step: the earlier ones add up too."),
                Slip("no powers", lambda h1, h2: h0 + h1 + h2, 0.4, "Each step back has a factor u."),
            )),
            Number("gw", "$(partial h_3)/(partial w)$", x3 + u * x2 + u * u * x1, weight=2, slips=(
                Slip("last step", x3, 0.3, "w is used at every step: the earlier ones add up too."),
                Slip("no powers", x1 + x2 + x3, 0.4, "Each step back has a factor u."),
            )),
        ),
        solution=(
            "$h_1 = {u} dot {h0:p} + {w:p} dot {x1:p} = {h1}$ and "
            "$h_2 = {u} dot {h1:p} + {w:p} dot {x2:p} = {h2}$\n\n"
            "$(partial h_3)/(partial u) = h_2 + u h_1 + u^2 h_0 = "
            "{h2} + {u:p} dot {h1:p} + {u:p}^2 dot {h0:p} = {gu}$\n\n"
            "$(partial h_3)/(partial w) = x_3 + u x_2 + u^2 x_1 = {x3} + {u:p} dot {x2:p} + {u:p}^2 dot {x1:p} = {gw}$"
        ),
    )  # fmt: skip


@template("N35-VANISH-RNN", "A gradient over three steps", topic="backpropagation through time", points=3, minutes=3)
def over_three_steps(draw: Draw) -> Item:
    """The derivative of the third state of a tanh RNN with respect to the initial one, from its states."""
    u = draw.choice([Fraction(1, 2), Fraction(-1, 2), Fraction(3, 2), Fraction(2), Fraction(-2)])
    h1, h2, h3 = (draw.sign() * n for n in draw.distinct(3, [Fraction(n, 10) for n in (0, 5, 6, 8)]))
    slopes = (1 - h1 * h1) * (1 - h2 * h2) * (1 - h3 * h3)
    return Item(
        prompt=(
            "A recurrent network with one unit computes $h_t = tanh(u h_(t - 1) + w x_t)$ with $u = {u}$. Its states "
            "are $h_1 = {h1}$, $h_2 = {h2}$ and $h_3 = {h3}$. What is $(partial h_3)/(partial h_0)$?"
        ),
        given={"u": u, "h1": h1, "h2": h2, "h3": h3},
        worked={"s1": 1 - h1 * h1, "s2": 1 - h2 * h2, "s3": 1 - h3 * h3, "slopes": slopes},
        entries=(
            Number("g", "$(partial h_3)/(partial h_0)$", u**3 * slopes, within=0.001, slips=(
                Slip("no slope", u**3, 0.4, "The slope of tanh, 1 − h², is missing at each step."),
                Slip("u once", u * slopes, 0.4, "Each of the three steps has a factor u."),
            )),
        ),
        solution=(
            "Each step has the factor $u (1 - h_t^2)$. The slopes are {s1}, {s2} and {s3}, their product is {slopes}, "
            "and ${u:p}^3 dot {slopes} = {g}$."
        ),
    )  # fmt: skip


@template("N36-LSTM-STEP", "One step of an LSTM cell", topic="LSTM", points=4, minutes=4)
def lstm_step(draw: Draw) -> Item:
    """The cell state from given gates, and the output, carried forward where the table has the student's state."""
    f, i, c, g = draw.choice([
        (f, i, c, g)
        for f, i in product([Fraction(n, 10) for n in (2, 4, 6, 8)], repeat=2) if f != i
        for c in (Fraction(-3, 2), Fraction(-1), Fraction(1), Fraction(3, 2)) for g in (Fraction(-1, 2), Fraction(1, 2))
        if abs(f * c + i * g) >= Fraction(6, 10)
    ])  # fmt: skip
    o = draw.tenths(5, 9, without=(int(10 * f), int(10 * i)))
    return Item(
        prompt=(
            "An LSTM cell with one unit has the cell state $C_(t - 1) = {c}$. At step $t$ its forget gate is "
            "$f_t = {f}$, its input gate $i_t = {i}$, its output gate $o_t = {o}$ and its candidate (after tanh) "
            "$tilde(C)_t = {g}$. What are the new cell state $C_t$ and the new hidden state $h_t$? Take tanh from its "
            "table."
        ),
        given={"c": c, "f": f, "i": i, "o": o, "g": g},
        entries=(
            Number("C", "$C_t$", f * c + i * g, within=0.001, slips=(
                Slip("gates swapped", i * c + f * g, 0.5, "The forget gate is for the old state, the input gate for "
                                                          "the candidate."),
                Slip("no forget gate", c + i * g, 0.4, "The forget gate is missing."),
            )),
            Number("h", "$h_t$", lambda C: o * tanh(C), within=0.01, slips=(
                Slip("no tanh", lambda C: o * C, 0.5, "The cell state goes through tanh before the output gate."),
            )),
        ),
        solution=(
            "$C_t = f_t C_(t - 1) + i_t tilde(C)_t = {f} dot {c:p} + {i} dot {g:p} = {C}$\n\n"
            "$h_t = o_t tanh(C_t) = {o} dot tanh({C}) = {h}$"
        ),
        uses=("tanh",),
    )  # fmt: skip
