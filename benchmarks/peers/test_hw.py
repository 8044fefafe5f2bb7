"""The 24 checks that the other graders run on the six functions: `hw.py` is imported, gradients are differences.

Plain functions, so that pytest takes the file as it is and others can wrap it. 748 calls of a right submission.
"""

import hw
import numpy as np

STEP = 1e-5


# ---------------------------------------------------------------- what is right


def logistic(x):
    return (1 + np.tanh(np.asarray(x, dtype=float) / 2)) / 2


def soft(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def regression(w, b, X, y, lam):
    t = X @ w + b
    loss = np.mean(np.logaddexp(0, t) - t * y) + lam * (w @ w) / 2
    error = (logistic(t) - y) / len(y)
    return loss, error @ X + lam * w, error.sum()


def network(p, X, Y):
    a = X @ p["W1"] + p["b1"]
    t = np.maximum(a, 0) @ p["W2"] + p["b2"]
    out = (logistic(t) - Y) / len(X)
    back = np.where(a > 0, out @ p["W2"].T, 0)
    grads = {"W1": X.T @ back, "b1": back.sum(0), "W2": np.maximum(a, 0).T @ out, "b2": out.sum(0)}
    return np.sum(np.logaddexp(0, t) - t * Y) / len(X), grads


def sampling(vc, U, o, neg):
    loss, dvc, dU = 0.0, np.zeros(len(vc)), np.zeros(U.shape)
    for row, sign in ((o, 1), *((row, -1) for row in neg)):
        score = sign * (U[row] @ vc)
        loss += np.logaddexp(0, -score)
        dvc -= sign * logistic(-score) * U[row]
        dU[row] -= sign * logistic(-score) * vc
    return loss, dvc, dU


def recurrent(p, ids, h):
    loss, states = 0.0, []
    for now, following in zip(ids[:-1], ids[1:]):  # noqa: RUF007
        h = np.tanh(p["E"][now] @ p["Wx"] + h @ p["Wh"] + p["bh"])
        loss -= np.log(soft(h @ p["Wo"] + p["bo"])[following])
        states.append(h)
    return loss / len(states), np.array(states)


def through_time(p, ids, h0):
    states = recurrent(p, ids, h0)[1]
    grads, later = {name: np.zeros_like(value) for name, value in p.items()}, np.zeros_like(h0)
    for step in reversed(range(len(states))):
        before = states[step - 1] if step else h0
        out = soft(states[step] @ p["Wo"] + p["bo"])
        out[ids[step + 1]] -= 1
        out /= len(states)
        inner = (p["Wo"] @ out + later) * (1 - states[step] ** 2)
        grads["Wo"] += np.outer(states[step], out)
        grads["Wx"] += np.outer(p["E"][ids[step]], inner)
        grads["Wh"] += np.outer(before, inner)
        grads["bh"] += inner
        later = p["Wh"] @ inner
    return grads


# ---------------------------------------------------------------- tools


def same(got, want, relative=1e-6, absolute=1e-8):
    np.testing.assert_allclose(np.asarray(got, dtype=float), want, rtol=relative, atol=absolute)


def slope(f, at):
    """Central differences of f in every entry."""
    at, found = np.array(at, dtype=float), np.zeros(np.shape(at))
    for place in np.ndindex(at.shape):
        values = []
        for step in (STEP, -STEP):
            moved = at.copy()
            moved[place] += step
            values.append(f(moved))
        found[place] = (values[0] - values[1]) / (2 * STEP)
    return found


def loosely(got, want):
    same(got, want, 1e-4, 1e-6)


def draw_regression(seed):
    rng = np.random.RandomState(seed)
    return rng.normal(size=10), 0.3, rng.normal(size=(30, 10)), (rng.uniform(size=30) > 0.5).astype(float), 0.1


def draw_network(seed, N=12):
    rng = np.random.RandomState(seed)
    shapes = {"W1": (6, 9), "b1": (9,), "W2": (9, 4), "b2": (4,)}
    p = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return p, rng.normal(size=(N, 6)), (rng.uniform(size=(N, 4)) > 0.5).astype(float)


def draw_sampling(seed):
    rng = np.random.RandomState(seed)
    return rng.normal(size=8), rng.normal(size=(14, 8)), 3, [1, 5, 5, 9, 12]


def draw_recurrent(seed):
    rng = np.random.RandomState(seed)
    shapes = {"E": (10, 4), "Wx": (4, 6), "Wh": (6, 6), "bh": (6,), "Wo": (6, 10), "bo": (10,)}
    p = {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
    return p, rng.randint(0, 10, size=9), rng.normal(size=6)


# ---------------------------------------------------------------- the checks


def test_sigmoid_numbers():
    for x in (-3.0, -0.5, 0.0, 0.5, 3.0):
        same(hw.sigmoid(x), logistic(x))


def test_sigmoid_matrix():
    x = np.random.RandomState(0).normal(size=(5, 7)) * 4
    assert np.shape(hw.sigmoid(x)) == (5, 7)
    same(hw.sigmoid(x), logistic(x))


def test_sigmoid_stable():
    with np.errstate(over="raise", invalid="raise"):
        same(hw.sigmoid(np.array([-1000.0, 1000.0])), [0.0, 1.0])


def test_sigmoid_leaves_its_argument():
    x = np.linspace(-2, 2, 9)
    hw.sigmoid(x)
    assert np.array_equal(x, np.linspace(-2, 2, 9))


def test_softmax_vector():
    same(hw.softmax(np.array([0.1, 1.0, -2.0, 3.0])), soft([0.1, 1.0, -2.0, 3.0]))


def test_softmax_rows():
    z = np.random.RandomState(1).normal(size=(4, 6))
    same(hw.softmax(z), soft(z))


def test_softmax_stable():
    with np.errstate(over="raise", invalid="raise"):
        same(hw.softmax(np.array([1000.0, 1001.0, 999.0])), soft([0.0, 1.0, -1.0]))


def test_softmax_sums_to_one():
    z = np.random.RandomState(2).normal(size=(8, 5)) * 10
    before = z.copy()
    same(np.sum(hw.softmax(z), axis=-1), np.ones(8))
    assert np.array_equal(z, before)


def test_regression_loss():
    same(hw.lr_loss_grad(*draw_regression(0))[0], regression(*draw_regression(0))[0])


def test_regression_gradient():
    for got, want in zip(hw.lr_loss_grad(*draw_regression(5))[1:], regression(*draw_regression(5))[1:]):
        same(got, want)


def test_regression_differences():
    w, b, X, y, lam = draw_regression(6)
    _, dw, db = hw.lr_loss_grad(w, b, X, y, lam)
    loosely(dw, slope(lambda at: hw.lr_loss_grad(at, b, X, y, lam)[0], w))
    loosely(db, slope(lambda at: hw.lr_loss_grad(w, float(at), X, y, lam)[0], b))


def test_regression_large():
    w, b, X, y, lam = draw_regression(7)
    with np.errstate(over="raise", invalid="raise"):
        loss, dw, _ = hw.lr_loss_grad(w * 300, b, X, y, lam)
    same(loss, regression(w * 300, b, X, y, lam)[0])
    same(dw, regression(w * 300, b, X, y, lam)[1])
    same(hw.lr_loss_grad(w, 50.0, X, y, lam)[2], regression(w, 50.0, X, y, lam)[2])


def test_network_loss():
    same(hw.mlp_backprop(*draw_network(1))[0], network(*draw_network(1))[0])


def test_network_shapes():
    p, X, Y = draw_network(4, 5)
    grads = hw.mlp_backprop(p, X, Y)[1]
    assert all(np.shape(grads[name]) == value.shape for name, value in p.items())


def test_network_gradient():
    grads, want = hw.mlp_backprop(*draw_network(5))[1], network(*draw_network(5))[1]
    for name, value in want.items():
        same(grads[name], value)


def test_network_differences():
    p, X, Y = draw_network(6)
    grads = hw.mlp_backprop(p, X, Y)[1]
    for name in p:
        loosely(grads[name], slope(lambda at: hw.mlp_backprop({**p, name: at}, X, Y)[0], p[name]))  # noqa: B023


def test_sampling_loss():
    same(hw.neg_sampling_loss_grad(*draw_sampling(2))[0], sampling(*draw_sampling(2))[0])


def test_sampling_differences_of_the_centre():
    vc, U, o, neg = draw_sampling(5)
    dvc = hw.neg_sampling_loss_grad(vc, U, o, neg)[1]
    loosely(dvc, slope(lambda at: hw.neg_sampling_loss_grad(at, U, o, neg)[0], vc))


def test_sampling_differences_outside():
    vc, U, o, neg = draw_sampling(6)
    dU = hw.neg_sampling_loss_grad(vc, U, o, neg)[2]
    loosely(dU, slope(lambda at: hw.neg_sampling_loss_grad(vc, at, o, neg)[0], U))


def test_sampling_repeated():
    vc, U, o, _ = draw_sampling(7)
    for got, want in zip(hw.neg_sampling_loss_grad(vc, U, o, [4, 4, 4, 2]), sampling(vc, U, o, [4, 4, 4, 2])):
        same(got, want)


def test_recurrent_uniform():
    p, ids, h0 = draw_recurrent(3)
    p |= {"Wo": np.zeros((6, 10)), "bo": np.zeros(10)}
    same(hw.rnn_lm_loss(p, ids, h0)[0], np.log(10))


def test_recurrent_loss():
    same(hw.rnn_lm_loss(*draw_recurrent(4))[0], recurrent(*draw_recurrent(4))[0])


def test_recurrent_states():
    same(hw.rnn_lm_loss(*draw_recurrent(5))[1], recurrent(*draw_recurrent(5))[1])


def test_recurrent_differences():
    p, ids, h0 = draw_recurrent(6)
    want = through_time(p, ids, h0)
    for name in ("Wx", "Wh", "bh", "Wo"):
        loosely(slope(lambda at: hw.rnn_lm_loss({**p, name: at}, ids, h0)[0], p[name]), want[name])  # noqa: B023
