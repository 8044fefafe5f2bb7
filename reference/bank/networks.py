"""Templates on feed-forward networks, forward and backward."""

from fractions import Fraction
from itertools import product

from autograder.exams import Draw, Item, Number, Slip, template

Matrix = list[list[int]]


@template("N13-COLLAPSE", "Two linear layers are one", topic="networks", points=4, minutes=5)
def collapse(draw: Draw) -> Item:
    """The weights and biases of the single layer that two layers without activation come to."""
    numbers = (-2, -1, 1, 2, 3)
    first = [draw.distinct(2, numbers), draw.distinct(2, numbers)]
    draw.require(first[0][1] != first[1][0])
    rows = [list(row) for row in product(numbers, repeat=2) if all(_times([list(row), [0, 0]], first)[0])]
    second = [draw.choice(rows), draw.choice(rows)]
    b, c = draw.distinct(2, numbers), draw.distinct(2, numbers)
    right, swapped = _times(second, first), _times(first, second)
    mapped = [sum(second[i][j] * b[j] for j in (0, 1)) for i in (0, 1)]

    def weight(i: int, j: int) -> Number:
        return Number(f"W{i + 1}{j + 1}", f"$W_({i + 1} {j + 1})$", right[i][j], slips=(
            Slip("order swapped", swapped[i][j], 0.4, "The product is that of W₂ and W₁, in this order."),
        ))  # fmt: skip

    def bias(i: int) -> Number:
        return Number(f"b{i + 1}", f"{('first', 'second')[i]} entry of $b$", mapped[i] + c[i], slips=(
            Slip("not mapped", b[i] + c[i], 0.5, "The bias of the first layer goes through the second layer too."),
        ))  # fmt: skip

    return Item(
        prompt=(
            "A network without activation functions computes $h = W_1 x + b_1$ and $y = W_2 h + b_2$, with "
            "$W_1 = mat({u11}, {u12}; {u21}, {u22})$, $b_1 = vec({p1}, {p2})$, "
            "$W_2 = mat({v11}, {v12}; {v21}, {v22})$ and $b_2 = vec({q1}, {q2})$. Which $W$ and $b$ give the same "
            "network with a single layer, $y = W x + b$?"
        ),
        given={
            **{f"u{i + 1}{j + 1}": first[i][j] for i in (0, 1) for j in (0, 1)},
            **{f"v{i + 1}{j + 1}": second[i][j] for i in (0, 1) for j in (0, 1)},
            "p1": b[0], "p2": b[1], "q1": c[0], "q2": c[1],
        },
        entries=(weight(0, 0), weight(0, 1), weight(1, 0), weight(1, 1), bias(0), bias(1)),
        solution=(
            "$W = W_2 W_1 = mat({W11}, {W12}; {W21}, {W22})$\n\n"
            "$b = W_2 b_1 + b_2$: ${v11} dot {p1:p} + {v12:p} dot {p2:p} {q1:+} = {b1}$ and "
            "${v21} dot {p1:p} + {v22:p} dot {p2:p} {q2:+} = {b2}$"
        ),
    )  # fmt: skip


def _times(a: Matrix, b: Matrix) -> Matrix:
    return [[sum(a[i][k] * b[k][j] for k in (0, 1)) for j in (0, 1)] for i in (0, 1)]


@template("N26-MLP-CHAIN", "One weight of a network, backward", topic="backpropagation", points=5, minutes=5)
def chain(draw: Draw) -> Item:
    """The derivative for a weight below a ReLU unit and a sigmoid, and the step, carried forward."""
    y, a = draw.integer(0, 1), draw.tenths(1, 9, without=(5,))
    v = draw.sign() * draw.choice([Fraction(3, 2), Fraction(2), Fraction(5, 2), Fraction(3)])
    z, x = draw.integer(2, 5), draw.integer(-4, 4, without=(-1, 0, 1))
    w, eta = draw.sign() * draw.tenths(2, 9), Fraction(1, 10)
    e, slope = a - y, a * (1 - a)
    return Item(
        prompt=(
            "A network has ReLU hidden units and a sigmoid output $hat(y)$, and its loss $L$ is the cross-entropy. For "
            "an example with $y = {y}$ it gives $hat(y) = {a}$. Hidden unit 1 has the score $z_1 = {z}$; its weight "
            "from the input $x_1 = {x}$ is $w = {w}$, and the weight from it to the output is $v = {v}$. What is the "
            "derivative of $L$ with respect to $w$, and what is $w$ after a step of gradient descent with "
            "$eta = {eta}$?"
        ),
        given={"y": y, "a": a, "z": z, "x": x, "w": w, "v": v, "eta": eta},
        entries=(
            Number("g", "$(partial L)/(partial w)$", e * v * x, within=0.001, weight=3, slips=(
                Slip("slope twice", e * slope * v * x, 0.4, "The slope of the sigmoid is in ŷ − y already."),
                Slip("added", e + slope * v * x, 0.2, "The factors of the chain rule are multiplied, not added."),
                Slip("sign", -e * v * x, 0.5, "The sign is turned round: it starts with ŷ − y."),
                Slip("no v", e * x, 0.4, "The weight from the hidden unit to the output is missing."),
                Slip("score for slope", e * v * z * x, 0.4, "The slope of ReLU is 1 here, not the score."),
            )),
            Number("w_new", "the new $w$", lambda g: w - eta * g, within=0.001, weight=2, slips=(
                Slip("ascent", lambda g: w + eta * g, 0.5, "The step goes against the gradient."),
                Slip("no learning rate", lambda g: w - g, 0.5, "The learning rate is missing."),
            )),
        ),
        solution=(
            "$(partial L)/(partial w) = (hat(y) - y) dot v dot \"ReLU\"'(z_1) dot x_1 = "
            "({a} - {y}) dot {v:p} dot 1 dot {x:p} = {g}$\n\n"
            "$w - eta (partial L)/(partial w) = {w} - {eta} dot {g:p} = {w_new}$"
        ),
        pattern="the hidden unit is active",
    )  # fmt: skip


@template("N27-MLP-2UNIT", "A network with a dead unit", topic="backpropagation", points=6, minutes=7)
def two_units(draw: Draw) -> Item:
    """Activations and gradients where the first hidden unit is active and the second is not."""
    x1, x2 = draw.distinct(2, [s * n for n in (2, 3, 4) for s in (1, -1)])
    draw.require(abs(x1) != abs(x2))
    rows = [(p, q, p * x1 + q * x2) for p, q in product((-3, -2, -1, 1, 2, 3), repeat=2)]
    w11, w12, z1 = draw.choice([row for row in rows if 2 <= row[2] <= 9])
    w21, w22, z2 = draw.choice([row for row in rows if -9 <= row[2] <= -2])
    v1, v2 = draw.distinct(2, (-3, -2, 2, 3))
    y, yhat = draw.integer(0, 1), draw.tenths(1, 9, without=(5,))
    e = yhat - y
    return Item(
        prompt=(
            "A network computes $a = \"ReLU\"(W x)$ and $hat(y) = sigma(v_1 a_1 + v_2 a_2 + c)$, with "
            "$W = mat({w11}, {w12}; {w21}, {w22})$, $v_1 = {v1}$ and $v_2 = {v2}$. For $x = vec({x1}, {x2})$ and the "
            "label $y = {y}$ it gives $hat(y) = {yhat}$. What are the hidden values, and the gradients of the "
            "cross-entropy loss $L$?"
        ),
        given={"x1": x1, "x2": x2, "w11": w11, "w12": w12, "w21": w21, "w22": w22, "v1": v1, "v2": v2,
               "y": y, "yhat": yhat},
        worked={"z1": z1, "z2": z2, "e": e},
        entries=(
            Number("a1", "$a_1$", z1, weight=0.5),
            Number("a2", "$a_2$", 0, weight=0.5, slips=(Slip("no ReLU", z2, 0.3, "ReLU cuts this off at 0."),)),
            Number("gv1", "$(partial L)/(partial v_1)$", lambda a1: e * a1, within=0.001, slips=(
                Slip("sign", lambda a1: -e * a1, 0.5, "The sign is turned round: it starts with ŷ − y."),
            )),
            Number("gv2", "$(partial L)/(partial v_2)$", lambda a2: e * a2, within=0.001, weight=0.5, slips=(
                Slip("no ReLU", e * z2, 0.5, "The second unit gives 0."),
            )),
            _into_first("g11", "$(partial L)/(partial W_(1 1))$", e * v1, x1),
            _into_first("g12", "$(partial L)/(partial W_(1 2))$", e * v1, x2),
            Number("g21", "$(partial L)/(partial W_(2 1))$", 0, within=0.001, slips=(
                Slip("no gate", e * v2 * x1, 0.5, "The second unit is not active: its slope is 0."),
                Slip("transposed", e * v1 * x2, 0.4, "This is the entry of row 1, column 2."),
            )),
        ),
        solution=(
            "$W x = vec({z1}, {z2})$, so $a = vec({a1}, {a2})$, and $hat(y) - y = {e}$.\n\n"
            "$(partial L)/(partial v_1) = {e} a_1 = {gv1}$ and $(partial L)/(partial v_2) = {e} a_2 = {gv2}$\n\n"
            "$(partial L)/(partial W_(1 1)) = {e} v_1 x_1 = {e} dot {v1:p} dot {x1:p} = {g11}$ and "
            "$(partial L)/(partial W_(1 2)) = {e} v_1 x_2 = {e} dot {v1:p} dot {x2:p} = {g12}$. The second unit is not "
            "active, so row 2 of the gradient is 0: $(partial L)/(partial W_(2 1)) = {g21}$."
        ),
        pattern="unit 1 active, unit 2 dead",
    )  # fmt: skip


def _into_first(name: str, label: str, delta: Fraction, x: int) -> Number:
    """The box for a weight into the active unit: `delta` is the derivative at its score, x the input of the weight."""
    return Number(name, label, delta * x, within=0.001, slips=(
        Slip("sign", -delta * x, 0.5, "The sign is turned round: it starts with ŷ − y."),
        Slip("no x", delta, 0.3, "The factor x is missing."),
    ))  # fmt: skip


@template("N28-TANH-BACK", "Backward through tanh", topic="backpropagation", points=4, minutes=4)
def tanh_backward(draw: Draw) -> Item:
    """The derivative at the score of a tanh unit, and for a weight into it, carried forward."""
    h = Fraction(draw.choice((5, 6, -6, 8, -8)), 10)   # at -1/2, h (1 - h) is minus the slope
    below = draw.sign() * draw.tenths(2, 9, without=(int(abs(10 * h)),))
    w = draw.integer(-4, 4, without=(-1, 0, 1))
    y, yhat = draw.integer(0, 1), draw.tenths(1, 9, without=(5,))
    e, slope = yhat - y, 1 - h * h
    return Item(
        prompt=(
            "A network computes $h_1 = tanh(W_1 x + b_1)$, $z_2 = W_2 h_1 + b_2$, $h_2 = tanh(z_2)$ and "
            "$hat(y) = sigma(w dot h_2 + b)$; its loss $L$ is the cross-entropy. For an example with $y = {y}$ it "
            "gives $hat(y) = {yhat}$. The first component of $h_2$ is {h}, that of $w$ is {w}, and the "
            "second component of $h_1$ is {below}. Let $z$ be the first component of $z_2$, and $u$ the entry in row "
            "1, column 2 of $W_2$. What are the derivatives of $L$ with respect to $z$ and $u$?"
        ),
        given={"h": h, "below": below, "w": w, "y": y, "yhat": yhat},
        worked={"slope": slope},
        entries=(
            Number("gz", "$(partial L)/(partial z)$", slope * w * e, within=0.001, slips=(
                Slip("no slope", w * e, 0.4, "The slope of tanh, 1 − h², is missing."),
                Slip("slope of the sigmoid", h * (1 - h) * w * e, 0.4, "The slope of tanh is 1 − h²."),
                Slip("sign", -slope * w * e, 0.5, "The sign is turned round: it starts with ŷ − y."),
            )),
            Number("gu", "$(partial L)/(partial u)$", lambda gz: gz * below, within=0.001, slips=(
                Slip("no input", lambda gz: gz, 0.4, "The value that enters the unit by this weight is missing."),
                Slip("own value", lambda gz: gz * h, 0.3, "The value of the unit below is asked, not of this one."),
            )),
        ),
        solution=(
            "The slope of tanh is $1 - {h:p}^2 = {slope}$.\n\n"
            "$(partial L)/(partial z) = (hat(y) - y) dot w dot {slope} = ({yhat} - {y}) dot {w:p} dot {slope} = {gz}$"
            "\n\n$(partial L)/(partial u) = {gz} dot {below:p} = {gu}$"
        ),
    )  # fmt: skip


@template("N44-XOR-RELU", "A ReLU network by hand", topic="networks", points=3, minutes=4)
def relu_trace(draw: Draw) -> Item:
    """Three hidden units at (1, 1): two are active, the third is not."""
    s, k = draw.distinct(2, (1, 2, 3, 4))
    t = draw.integer(1, 2 * k - 1)
    q = draw.integer(1, 3)
    r = draw.integer(-3, 2 * q - 1, without=(0,))
    w1, w2, w3 = draw.distinct(3, (-4, -3, -2, 2, 3, 4))
    z3 = r - 2 * q
    y = w1 * 2 * s + w2 * (2 * k - t)
    draw.require(abs(y) > 1 and 2 * s != 2 * k - t)
    return Item(
        prompt=(
            "A network has two inputs, three ReLU hidden units and a linear output $y$ without bias. The table has the "
            "weights and the bias of each hidden unit, and the weight from it to the output. What are the hidden "
            "values and the output for $x_1 = 1$ and $x_2 = 1$?"
        ),
        given={"s": s, "k": k, "t": -t, "q": -q, "r": r, "w1": w1, "w2": w2, "w3": w3},
        table=(
            ("hidden unit", "weight of $x_1$", "weight of $x_2$", "bias", "weight to $y$"),
            ("1", "{s}", "{s}", "0", "{w1}"), ("2", "{k}", "{k}", "{t}", "{w2}"), ("3", "{q}", "{q}", "{r}", "{w3}"),
        ),
        entries=(
            Number("h1", "$h_1$", 2 * s, weight=0.5),
            Number("h2", "$h_2$", 2 * k - t, slips=(Slip("no bias", 2 * k, 0.5, "The bias is missing."),)),
            Number("h3", "$h_3$", 0, weight=0.5, slips=(Slip("no ReLU", z3, 0.3, "ReLU cuts this off at 0."),)),
            Number("y", "$y$", lambda h1, h2, h3: w1 * h1 + w2 * h2 + w3 * h3, slips=(
                Slip("no ReLU", lambda h1, h2: w1 * h1 + w2 * h2 + w3 * z3, 0.3, "The third unit is cut off at 0."),
            )),
        ),
        solution=(
            "$h_1 = \"ReLU\"({s} + {s}) = {h1}$, $h_2 = \"ReLU\"({k} + {k} {t:+}) = {h2}$ and "
            "$h_3 = \"ReLU\"({q} {q:+} {r:+}) = {h3}$\n\n"
            "$y = {w1} dot {h1} + {w2:p} dot {h2} + {w3:p} dot {h3} = {y}$"
        ),
        pattern="units 1 and 2 active, unit 3 dead",
    )  # fmt: skip
