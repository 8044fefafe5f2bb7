"""Templates on computation graphs, forward and backward, and on numerical derivatives."""

from fractions import Fraction

from autograder.exams import Draw, Item, Number, Slip, template


@template("T23-GRAPH-ABC", "A small computation graph", topic="computation graphs", points=5, minutes=5)
def graph_abc(draw: Draw) -> Item:
    """Three nodes forward, five derivatives backward; each is carried forward along the graph."""
    a, b, c = draw.distinct(3, [s * n for n in (2, 3, 4, 5) for s in (1, -1)])
    k = draw.choice([n for n in (2, 3, 4) if n not in (a, b, c)])
    draw.require(a + k * b not in (0, 1, -1, c))
    swapped = "The derivative of a product by one factor is the other factor."
    return Item(
        prompt=(
            "A computation graph computes $d = {k} b$, then $e = a + d$, then $L = c e$. Its inputs are $a = {a}$, "
            "$b = {b}$ and $c = {c}$. Compute the values of its nodes, then the derivatives of $L$."
        ),
        given={"a": a, "b": b, "c": c, "k": k},
        entries=(
            Number("d", "$d$", k * b, weight=0.5),
            Number("e", "$e$", lambda d: a + d, weight=0.5),
            Number("L", "$L$", lambda e: c * e, weight=0.5),
            Number("ge", "$(partial L)/(partial e)$", c, slips=(Slip("factors swapped", lambda e: e, 0.3, swapped),)),
            Number("gc", "$(partial L)/(partial c)$", lambda e: e, slips=(Slip("factors swapped", c, 0.3, swapped),)),
            Number("ga", "$(partial L)/(partial a)$", lambda ge: ge, weight=0.5),
            Number("gd", "$(partial L)/(partial d)$", lambda ge: ge, weight=0.5),
            Number("gb", "$(partial L)/(partial b)$", lambda gd: k * gd, slips=(
                Slip("no factor", lambda gd: gd, 0.6, "The factor in d = k b is missing."),
            )),
        ),
        solution=(
            "Forward: $d = {k} dot {b:p} = {d}$, $e = {a} {d:+} = {e}$, $L = {c} dot {e:p} = {L}$.\n\n"
            "Backward: $(partial L)/(partial e) = c = {ge}$ and $(partial L)/(partial c) = e = {gc}$. A sum passes the "
            "derivative on: $(partial L)/(partial a) = (partial L)/(partial d) = {ga}$. "
            "$(partial L)/(partial b) = {k} dot {gd:p} = {gb}$."
        ),
    )  # fmt: skip


@template("T24-GRAPH-MAX", "A graph with a maximum", topic="computation graphs", points=4, minutes=4)
def graph_max(draw: Draw) -> Item:
    """f = (x + y) max(y, z) with y > z: y reaches f on two paths, z on none."""
    y = draw.integer(-3, 5, without=(-1, 0, 1))
    z = draw.integer(-5, y - 1, without=(0,))
    x = draw.choice([x for x in range(-5, 6) if x not in (0, y, z) and abs(x + y) > 1])
    return Item(
        prompt=(
            "A computation graph computes $s = x + y$, $m = max(y, z)$ and $f = s m$. Its inputs are $x = {x}$, "
            "$y = {y}$ and $z = {z}$. Compute the values of its nodes, then the derivatives of $f$."
        ),
        given={"x": x, "y": y, "z": z},
        entries=(
            Number("s", "$s$", x + y, weight=0.5),
            Number("m", "$m$", y, weight=0.5, slips=(Slip("minimum", z, 0.0, "This is the smaller of the two."),)),
            Number("f", "$f$", lambda s, m: s * m, weight=0.5),
            Number("gx", "$(partial f)/(partial x)$", lambda m: m, slips=(
                Slip("factors swapped", lambda s: s, 0.3, "The derivative by one factor is the other factor."),
            )),
            Number("gy", "$(partial f)/(partial y)$", lambda s, m: m + s, weight=1.5, slips=(
                Slip("by the sum only", lambda m: m, 0.4, "y reaches f through the maximum too: both paths add up."),
                Slip("by the maximum only", lambda s: s, 0.4, "y reaches f through the sum too: both paths add up."),
            )),
            Number("gz", "$(partial f)/(partial z)$", 0, slips=(
                Slip("both arms", lambda s: s, 0.5, "z is not the larger one: nothing flows back to it."),
            )),
        ),
        solution=(
            "Forward: $s = {x} {y:+} = {s}$, $m = {m}$ as $y > z$, $f = {s} dot {m:p} = {f}$.\n\n"
            "Backward: $(partial f)/(partial s) = m = {m}$ and $(partial f)/(partial m) = s = {s}$, so "
            "$(partial f)/(partial x) = {gx}$, $(partial f)/(partial y) = {m} {s:+} = {gy}$ over both paths, and "
            "$(partial f)/(partial z) = 0$."
        ),
        pattern="y larger than z",
    )  # fmt: skip


@template("T25-GRAPH-SIGMSE", "Squared error of a sigmoid", topic="computation graphs", points=4, minutes=4)
def graph_squared_error(draw: Draw) -> Item:
    """L = (sigma(w x + b) - y)^2 where the score is 0, so that sigma and its slope are known by heart."""
    w, x = draw.integer(-4, 4, without=(-1, 0, 1)), draw.integer(-4, 4, without=(-1, 0, 1))
    y = draw.choice([Fraction(n, 10) for n in (1, 2, 3, 7, 8, 9)])
    half = Fraction(1, 2)
    return Item(
        prompt=(
            "A unit computes $z = w x + b$ and $hat(y) = sigma(z)$, and its loss is the squared error "
            "$L = (hat(y) - y)^2$. For $w = {w}$, $x = {x}$, $b = {b}$ and $y = {y}$, compute the values of its nodes, "
            "then the derivatives of $L$."
        ),
        given={"w": w, "x": x, "b": -w * x, "y": y},
        entries=(
            Number("z", "$z$", 0, weight=0.5),
            Number("p", "$hat(y)$", half, within=0.001, weight=0.5, between=(0, 1)),
            Number("gp", "$(partial L)/(partial hat(y))$", lambda p: 2 * (p - y), within=0.001, slips=(
                Slip("no 2", lambda p: p - y, 0.6, "The derivative of a square has a factor 2."),
                Slip("sign", lambda p: 2 * (y - p), 0.5, "The sign is turned round."),
            )),
            Number("gz", "$(partial L)/(partial z)$", lambda p, gp: gp * p * (1 - p), within=0.001, slips=(
                Slip("no slope", lambda gp: gp, 0.4, "The slope of the sigmoid is missing."),
            )),
            Number("gw", "$(partial L)/(partial w)$", lambda gz: gz * x, within=0.001, slips=(
                Slip("no x", lambda gz: gz, 0.3, "The factor x is missing."),
            )),
        ),
        solution=(
            "Forward: $z = {w} dot {x:p} {b:+} = 0$ and $hat(y) = sigma(0) = 1/2$.\n\n"
            "Backward: $(partial L)/(partial hat(y)) = 2 (hat(y) - y) = 2 dot ({p} - {y}) = {gp}$, "
            "$(partial L)/(partial z) = {gp} dot hat(y) (1 - hat(y)) = {gp} dot 1/4 = {gz}$ and "
            "$(partial L)/(partial w) = {gz} dot {x:p} = {gw}$."
        ),
        pattern="score 0",
    )  # fmt: skip


@template("N46-GRADCHECK", "Numerical derivatives", topic="gradient checks", points=3, minutes=3)
def gradient_check(draw: Draw) -> Item:
    """The central and the forward difference of a parabola: the first is exact, the second is not."""
    a, b = draw.integer(-4, 4, without=(-1, 0, 1)), draw.integer(-5, 5, without=(-1, 0, 1))
    x = draw.integer(-3, 3, without=(0,))
    h = draw.choice([Fraction(1, 10), Fraction(1, 5)])

    def f(at: Fraction) -> Fraction:
        return a * at * at + b * at

    rise, double = f(x + h) - f(Fraction(x)), f(x + h) - f(x - h)
    draw.require(double != 0)
    return Item(
        prompt=(
            "The derivative of $f(x) = {a} x^2 {b:+} x$ at $x = {x}$ is checked numerically with $h = {h}$. Which "
            "values do the central difference and the forward difference give for it?"
        ),
        given={"a": a, "b": b, "x": x, "h": h},
        worked={"plus": f(x + h), "at": f(Fraction(x)), "minus": f(x - h)},
        entries=(
            Number("central", "central difference", double / (2 * h), within=0.001, weight=2, slips=(
                Slip("not divided", double, 0.5, "The difference is to be divided by 2h."),
                Slip("divided by h", double / h, 0.5, "The points are 2h apart, not h."),
            )),
            Number("forward", "forward difference", rise / h, within=0.001, slips=(
                Slip("not divided", rise, 0.5, "The difference is to be divided by h."),
                Slip("divided by 2h", rise / (2 * h), 0.5, "The points are h apart, not 2h."),
            )),
        ),
        solution=(
            "$f(x + h) = {plus}$, $f(x) = {at}$ and $f(x - h) = {minus}$\n\n"
            "central: $(f(x + h) - f(x - h)) / (2 h) = {central}$, which is the derivative ${a} dot 2 x {b:+}$\n\n"
            "forward: $(f(x + h) - f(x)) / h = {forward}$"
        ),
    )  # fmt: skip
