"""Checks of homework 1's functions as courses write them: literals, shapes, central differences of the student's loss.

Plain functions, for pytest and for gradescope-utils. All or nothing each; typed answers and training are not checked.
"""

import logistic
import numpy as np
import sgd
import softmax

STEP = 1e-5


def close(got, want, relative=1e-6, absolute=1e-8):
    np.testing.assert_allclose(got, want, rtol=relative, atol=absolute)


def slope(loss, at):
    """Central differences of a loss in every entry."""
    found = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        move = np.zeros_like(at)
        move[place] = STEP
        found[place] = (loss(at + move) - loss(at - move)) / (2 * STEP)
    return found


def draw_logistic():
    rng = np.random.RandomState(0)
    return rng.normal(size=6), 0.25, rng.normal(size=(20, 6)), (rng.uniform(size=20) > 0.5).astype(float)


def draw_softmax():
    rng = np.random.RandomState(1)
    return rng.normal(size=(4, 6)), rng.normal(size=4), rng.normal(size=(20, 6)), rng.randint(4, size=20)


# ---------------------------------------------------------------- logistic regression


def test_sigmoid_values():
    close(logistic.sigmoid(np.array([0.0, np.log(3.0), -np.log(4.0)])), [0.5, 0.75, 0.2])


def test_sigmoid_shape():
    assert logistic.sigmoid(np.zeros((3, 2))).shape == (3, 2)


def test_sigmoid_large():
    close(logistic.sigmoid(np.array([-1000.0, 1000.0])), [0.0, 1.0])


def test_bce_value():
    X, y = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), np.array([1.0, 1.0, 0.0])
    close(logistic.bce_loss(np.array([2.0, -1.0]), 0.25, X, y), 1.6670, relative=1e-4)


def test_bce_at_zero():
    _, _, X, y = draw_logistic()
    close(logistic.bce_loss(np.zeros(6), 0.0, X, y), np.log(2.0))


def test_bce_large():
    X, y = np.array([[1.0], [-1.0]]), np.array([0.0, 1.0])
    close(logistic.bce_loss(np.array([800.0]), 0.0, X, y), 800.0)


def test_lr_grad_shapes():
    dw, db = logistic.lr_grad(*draw_logistic())
    assert np.shape(dw) == (6,)
    assert np.size(db) == 1


def test_lr_grad_value():
    X, y = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), np.array([1.0, 1.0, 0.0])
    dw, db = logistic.lr_grad(np.array([2.0, -1.0]), 0.25, X, y)
    close(dw, [0.4958, -0.1974], absolute=1e-4)
    close(db, -0.0514, absolute=1e-4)


def test_lr_grad_weights_by_differences():
    w, b, X, y = draw_logistic()
    close(logistic.lr_grad(w, b, X, y)[0], slope(lambda at: logistic.bce_loss(at, b, X, y), w), 1e-4, 1e-7)


def test_lr_grad_bias_by_differences():
    w, b, X, y = draw_logistic()
    found = slope(lambda at: logistic.bce_loss(w, float(at[0]), X, y), np.array([b]))
    close(logistic.lr_grad(w, b, X, y)[1], found[0], 1e-4, 1e-7)


# ---------------------------------------------------------------- softmax regression


def test_softmax_values():
    close(softmax.softmax(np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]])), [[0.125, 0.25, 0.625], [0.3, 0.3, 0.4]])


def test_softmax_sums():
    probabilities = softmax.softmax(np.random.RandomState(2).normal(size=(7, 5)))
    assert probabilities.shape == (7, 5)
    close(probabilities.sum(axis=-1), np.ones(7))


def test_softmax_large():
    close(softmax.softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0]])), [[0.5, 0.5], [0.0, 1.0]])


def test_softmax_ce_at_zero():
    _, _, X, y = draw_softmax()
    close(softmax.softmax_ce(np.zeros((4, 6)), np.zeros(4), X, y)[0], np.log(4.0))


def test_softmax_ce_shapes():
    _, dW, db = softmax.softmax_ce(*draw_softmax())
    assert np.shape(dW) == (4, 6)
    assert np.shape(db) == (4,)


def test_softmax_ce_weights_by_differences():
    W, b, X, y = draw_softmax()
    close(softmax.softmax_ce(W, b, X, y)[1], slope(lambda at: softmax.softmax_ce(at, b, X, y)[0], W), 1e-4, 1e-7)


def test_softmax_ce_bias_by_differences():
    W, b, X, y = draw_softmax()
    close(softmax.softmax_ce(W, b, X, y)[2], slope(lambda at: softmax.softmax_ce(W, at, X, y)[0], b), 1e-4, 1e-7)


# ---------------------------------------------------------------- penalties, minibatches, descent


def test_l2_value():
    penalty, grad = sgd.l2(np.array([3.0, -1.0, 0.5]), 0.5)
    close(penalty, 5.125)
    close(grad, [3.0, -1.0, 0.5])


def test_l1_value():
    penalty, grad = sgd.l1(np.array([3.0, -1.0, 0.0]), 0.5)
    close(penalty, 2.0)
    close(grad, [0.5, -0.5, 0.0])


def test_minibatches_even():
    assert [list(batch) for batch in sgd.minibatches(6, 2, np.array([3, 0, 4, 1, 2, 5]))] == [[3, 0], [4, 1], [2, 5]]


def test_minibatches_rest():
    assert [list(batch) for batch in sgd.minibatches(6, 4, np.array([3, 0, 4, 1, 2, 5]))] == [[3, 0, 4, 1], [2, 5]]


def towards_the_mean(params, batch):
    return {"w": params["w"] - np.mean(batch)}


def test_sgd_one_step():
    close(sgd.sgd({"w": np.array([4.0])}, towards_the_mean, [np.array([0, 2])], 0.5)["w"], [2.5])


def test_sgd_three_steps():
    batches = [np.array([0, 2]), np.array([5]), np.array([3, 3])]
    close(sgd.sgd({"w": np.array([4.0])}, towards_the_mean, batches, 0.5)["w"], [3.375])


def test_sgd_leaves_its_argument():
    params = {"w": np.array([4.0])}
    sgd.sgd(params, towards_the_mean, [np.array([0, 2])], 0.5)
    close(params["w"], [4.0])
