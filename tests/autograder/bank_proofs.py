"""The keys of the numeric templates by another way: numpy runs the model, and differences give its derivatives.

Each function takes what an item prints (its `given`, as floats) and gives the value of every number entry.
"""

from collections.abc import Callable

import numpy as np
from bank_proof_tools import Given, Values, cross_entropy, logit, series, sigmoid, sizes, slope


def lr_forward(g: Given) -> Values:
    z = series(g, "w") @ series(g, "x") + g.b
    return {"z": z, "p": sigmoid(z)}


def bce(g: Given) -> Values:
    losses = [cross_entropy(g.p1, g.y1), cross_entropy(g.p2, g.y2)]
    return {"L1": losses[0], "L2": losses[1], "mean": np.mean(losses)}


def lr_gradient(g: Given) -> Values:
    start = logit(g.yhat) - 0.3 * g.x1 + 0.2 * g.x2
    found = slope(lambda a, b, c: cross_entropy(sigmoid(a * g.x1 + b * g.x2 + c), g.y), 0.3, -0.2, start)
    return dict(zip(("g1", "g2", "gb"), found))


def lr_step(g: Given) -> Values:
    (gradient,) = slope(lambda w: cross_entropy(sigmoid((w - g.w) * g.x + logit(g.yhat)), g.y), g.w)
    return {"g": gradient, "w_new": g.w - g.eta * gradient}


def mle(g: Given) -> Values:
    p = np.linspace(1e-4, 1 - 1e-4, 9999)
    return {"p": p[np.argmax(g.k * np.log(p) + (g.n - g.k) * np.log(1 - p))]}


def minibatch(g: Given) -> Values:
    x, e = series(g, "x"), series(g, "e")
    y = (e < 0).astype(float)
    (gradient,) = slope(lambda w: cross_entropy(sigmoid(w * x + logit(e + y)), y).mean(), 0.0)
    return {"g": gradient}


def penalised(penalty: Callable[[float], float]) -> Callable[[Given], Values]:
    def step(g: Given) -> Values:
        (gradient,) = slope(lambda w: g.g * w + g.alpha * penalty(w), g.w)
        return {"w_new": g.w - g.eta * gradient}

    return step


def softmax(g: Given) -> Values:
    p = np.exp(np.log(series(g, "k")) + g.c)
    return {f"p{n + 1}": one for n, one in enumerate(p / p.sum())}


def softmax_gradient(g: Given) -> Values:
    p, x, y = series(g, "p"), series(g, "x"), int(g.y) - 1

    def loss(*flat: float) -> float:
        z = np.reshape(flat, (3, 2)) @ x + np.log(p)
        return np.log(np.exp(z).sum()) - z[y]

    rows = np.reshape(slope(loss, *[0.0] * 6), (3, 2))
    return {"g1": rows[y, 0], "g2": rows[y, 1], "r1": rows[0, 0], "r2": rows[0, 1]}


def relu_and_leaky(g: Given) -> Values:
    def leaky(z: float) -> float:
        return np.where(z > 0, z, g.slope * z)

    return {"r": np.maximum(g.z1, 0), "l": leaky(g.z1), "dl": slope(leaky, g.z1)[0],
            "dr": slope(lambda z: np.maximum(z, 0), g.z2)[0]}  # fmt: skip


def three_sigmoids(g: Given) -> Values:
    b2, b3 = logit(g.a2) - g.w2 * g.a1, logit(g.a3) - g.w3 * g.a2
    return {"g": 1000 * slope(lambda z: sigmoid(g.w3 * sigmoid(g.w2 * sigmoid(z) + b2) + b3), logit(g.a1))[0]}


def collapse(g: Given) -> Values:
    first, second = (np.array([[getattr(g, f"{m}{i}{j}") for j in (1, 2)] for i in (1, 2)]) for m in "uv")

    def network(*x: float) -> np.ndarray:
        return second @ (first @ np.array(x) + series(g, "p")) + series(g, "q")

    W, b = np.array(slope(network, 0.0, 0.0, h=0.5)).T, network(0, 0)
    return {**{f"W{i + 1}{j + 1}": W[i, j] for i in (0, 1) for j in (0, 1)}, "b1": b[0], "b2": b[1]}


def word2vec_counts(g: Given) -> Values:
    places = range(int(g.n))
    pairs = [(c, o) for c in places for o in places if c != o and abs(c - o) <= g.L]
    return {"params": sizes((g.V, g.d), (g.V, g.d)), "pairs": len(pairs)}


def shifted_predictions(g: Given) -> Values:
    ids = np.zeros((int(g.B), int(g.T)))
    return {"preds": ids[:, 1:].size, "logits": sizes((*ids[:, :-1].shape, g.V))}


def minibatch_count(g: Given) -> Values:
    order = np.arange(g.N)
    batches = [order[at:at + int(g.m)] for _ in range(int(g.E)) for at in range(0, int(g.N), int(g.m))]
    return {"updates": len(batches), "last": len(batches[-1])}


def pooling(g: Given) -> Values:
    E = np.stack([series(g, "a"), series(g, "b")], axis=1)
    return {"mean1": E.mean(0)[0], "mean2": E.mean(0)[1], "max1": E.max(0)[0], "max2": E.max(0)[1]}


def repeated_word(g: Given) -> Values:
    ids = np.array([0] * int(g.k) + [1] * int(g.n - g.k))
    return {"d": slope(lambda one: g.g * np.array([one, 0.7])[ids].mean(), 0.4)[0]}


def graph_abc(g: Given) -> Values:
    e = g.a + g.k * g.b
    ga, gb, gc = slope(lambda a, b, c: c * (a + g.k * b), g.a, g.b, g.c)
    return {"d": g.k * g.b, "e": e, "L": g.c * e, "ga": ga, "gb": gb, "gc": gc,
            "gd": slope(lambda d: g.c * (g.a + d), g.k * g.b)[0], "ge": slope(lambda e: g.c * e, e)[0]}  # fmt: skip


def graph_max(g: Given) -> Values:
    found = slope(lambda x, y, z: (x + y) * max(y, z), g.x, g.y, g.z)
    s, m = g.x + g.y, max(g.y, g.z)
    return {"s": s, "m": m, "f": s * m, **dict(zip(("gx", "gy", "gz"), found))}


def graph_squared_error(g: Given) -> Values:
    z = g.w * g.x + g.b
    return {"z": z, "p": sigmoid(z), "gp": slope(lambda p: (p - g.y) ** 2, sigmoid(z))[0],
            "gz": slope(lambda z: (sigmoid(z) - g.y) ** 2, z)[0],
            "gw": slope(lambda w: (sigmoid(w * g.x + g.b) - g.y) ** 2, g.w)[0]}  # fmt: skip


def gradient_check(g: Given) -> Values:
    def f(x: float) -> float:
        return g.a * x**2 + g.b * x

    return {"central": (f(g.x + g.h) - f(g.x - g.h)) / (2 * g.h), "forward": (f(g.x + g.h) - f(g.x)) / g.h}


def chain(g: Given) -> Values:
    def loss(w: float) -> float:
        hidden = max(g.z + (w - g.w) * g.x, 0)
        return cross_entropy(sigmoid(g.v * hidden + logit(g.a) - g.v * g.z), g.y)

    (gradient,) = slope(loss, g.w)
    return {"g": gradient, "w_new": g.w - g.eta * gradient}


def two_units(g: Given) -> Values:
    x, given = series(g, "x"), [g.w11, g.w12, g.w21, g.w22, g.v1, g.v2]

    def hidden(w: list[float]) -> np.ndarray:
        return np.maximum(np.reshape(w, (2, 2)) @ x, 0)

    c = logit(g.yhat) - series(g, "v") @ hidden(given[:4])
    found = slope(lambda *all_: cross_entropy(sigmoid(np.array(all_[4:]) @ hidden(all_[:4]) + c), g.y), *given)
    a1, a2 = hidden(given[:4])
    return {"a1": a1, "a2": a2, "gv1": found[4], "gv2": found[5], "g11": found[0], "g12": found[1], "g21": found[2]}


def tanh_backward(g: Given) -> Values:
    z = np.arctanh(g.h)

    def loss(z: float) -> float:
        return cross_entropy(sigmoid(g.w * (np.tanh(z) - g.h) + logit(g.yhat)), g.y)

    return {"gz": slope(loss, z)[0], "gu": slope(lambda W: loss(z + (W - 0.4) * g.below), 0.4)[0]}


def sgns_loss(g: Given) -> Values:
    return {"L": -np.log(g.s) - np.log(1 - g.s1) - np.log(1 - g.s2)}


def sgns_gradients(g: Given) -> Values:
    w, c, n = series(g, "w"), series(g, "c"), series(g, "n")
    rounding = logit(g.s) - w @ c, logit(g.t) - w @ n

    def loss(*flat: float) -> float:
        w, c, n = np.reshape(flat, (3, 2))
        return -np.log(sigmoid(w @ c + rounding[0])) - np.log(1 - sigmoid(w @ n + rounding[1]))

    return dict(zip(("gw1", "gw2", "gc1", "gc2", "gn1", "gn2"), slope(loss, *w, *c, *n)))


def relu_trace(g: Given) -> Values:
    h = np.maximum(np.array([[g.s, g.s], [g.k, g.k], [g.q, g.q]]) @ np.ones(2) + np.array([0, g.t, g.r]), 0)
    return {"h1": h[0], "h2": h[1], "h3": h[2], "y": series(g, "w") @ h}


def next_word(g: Given) -> Values:
    p = series(g, "p")
    return {"sampled": 1 + np.searchsorted(np.cumsum(p), g.u), "greedy": 1 + np.argmax(p)}


def two_texts(g: Given) -> Values:
    a, b = series(g, "a"), series(g, "b")
    return {"P": np.prod(a), "ratio": np.exp(np.log(a).sum() - np.log(b).sum())}


def rnn_steps(g: Given) -> Values:
    h = [g.h0]
    for x in series(g, "x"):
        h.append(np.maximum(g.u * h[-1] + g.w * x + g.b, 0))
    return {"h1": h[1], "h2": h[2], "h3": h[3]}


def through_time(g: Given) -> Values:
    def states(u: float, w: float) -> list[float]:
        h = [g.h0]
        for x in series(g, "x"):
            h.append(u * h[-1] + w * x)
        return h

    gu, gw = slope(lambda u, w: states(u, w)[3], g.u, g.w)
    return {"h1": states(g.u, g.w)[1], "h2": states(g.u, g.w)[2], "gu": gu, "gw": gw}


def over_three_steps(g: Given) -> Values:
    h = np.array([0.3, g.h1, g.h2, g.h3])
    inputs = np.arctanh(h[1:]) - g.u * h[:-1]

    def last(h: float) -> float:
        for one in inputs:
            h = np.tanh(g.u * h + one)
        return h

    return {"g": slope(last, 0.3)[0]}


def lstm_step(g: Given) -> Values:
    C = g.f * g.c + g.i * g.g
    return {"C": C, "h": g.o * np.tanh(C)}


def adagrad(g: Given) -> Values:
    x, total, found = g.x, 0.0, []
    for gradient in (g.g1, g.g2):
        total += gradient**2
        x -= g.eta * gradient / np.sqrt(total)
        found.append(x)
    return {"x1": found[0], "x2": found[1]}


def adam_first(g: Given) -> Values:
    m, v = (1 - g.b1) * g.g, (1 - g.b2) * g.g**2
    mhat, vhat = m / (1 - g.b1**1), v / (1 - g.b2**1)
    return {"mhat": mhat, "vhat": vhat, "x1": g.x - g.eta * mhat / np.sqrt(vhat)}


def learning_rate(g: Given) -> Values:
    x = g.x0
    for _ in range(int(g.n)):
        x -= g.eta * slope(lambda x: x**2, x)[0]
    return {"x": x}


def dropout(g: Given) -> Values:
    return {f"v{n + 1}": one for n, one in enumerate(series(g, "h") * series(g, "m") / (1 - g.p))}


PROOFS: dict[str, Callable[[Given], Values]] = {
    "N01": lr_forward, "N02": bce, "N03": lr_gradient, "N04": lr_step, "N05": minibatch,
    "N06": penalised(lambda w: w**2), "N07": penalised(abs), "N08": mle, "N09": softmax, "N10": softmax_gradient,
    "N11": relu_and_leaky, "N12": three_sigmoids, "N13": collapse,
    "D14": lambda g: {"n": sizes((g.h, g.d), (g.h,), (g.k, g.h), (g.k,), (g.k,), ())},
    "D15": lambda g: {"size": sizes((g.n, g.d)), "n_all": sizes((g.V, g.d), (g.h, g.n * g.d), (g.h,), (g.V, g.h))},
    "D16": lambda g: {"n": sizes((g.V, g.d), (g.h, g.h), (g.h, g.d), (g.h,), (g.V, g.h), (g.V,))},
    "D17": lambda g: {"n": sizes(*[(g.h, g.h + g.x), (g.h,)] * 4)},
    "D18": lambda g: {"n": sizes((g.K, g.d), (g.K,))},
    "D19": word2vec_counts,
    "D20": lambda g: {"size": sizes((g.h,), (g.h,)),
                      "n": sizes(*[(g.h, g.h), (g.h, g.x), (g.h,)] * 2, (g.K, 2 * g.h), (g.K,))},
    "N21": pooling, "N22": repeated_word, "T23": graph_abc, "T24": graph_max, "T25": graph_squared_error,
    "N26": chain, "N27": two_units, "N28": tanh_backward, "N29": sgns_loss, "N30": sgns_gradients,
    "N31": lambda g: {"log": np.log2(series(g, "p")).sum(), "P": np.prod(series(g, "p"))},
    "N32": lambda g: {"ppl": np.exp(-np.log(series(g, "p")).mean())},
    "N33": rnn_steps, "N34": through_time, "N35": over_three_steps, "N36": lstm_step, "N37": adagrad,
    "N38": adam_first, "N39": dropout, "T40": next_word, "T41": two_texts, "D42": shifted_predictions,
    "D43": minibatch_count, "N44": relu_trace, "N45": learning_rate, "N46": gradient_check,
}  # fmt: skip
