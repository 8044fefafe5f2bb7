import conventions
import numpy as np
from gradcheck import relu, relu_grad, tanh_grad_from_output
from netutil import linear, linear_back, logistic


def mlp2_forward(P, X):
    Z1 = linear(X, P["W1"], P["b1"])
    A1 = relu(Z1)
    z2 = linear(A1, P["w2"], P["b2"])
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": logistic(z2)}


def mlp2_backward(P, cache, y):
    d = (cache["p"] - y) / (len(y) if conventions.reduction == "mean" else 1)
    if conventions.mlp_loss == "squared error":
        d = d * 2 * cache["p"] * (1 - cache["p"])
    dW1, db1 = linear_back(np.outer(d, P["w2"]) * relu_grad(cache["Z1"]), cache["X"])
    dw2, db2 = linear_back(d, cache["A1"])
    return {"W1": dW1, "b1": db1, "w2": dw2, "b2": db2}


def tanh3_grads(P, X, y):
    H1 = np.tanh(linear(X, P["W1"], P["b1"]))
    H2 = np.tanh(linear(H1, P["W2"], P["b2"]))
    d = (logistic(linear(H2, P["w"], P["b"])) - y) / (len(y) if conventions.reduction == "mean" else 1)
    d2 = np.outer(d, P["w"]) * tanh_grad_from_output(H2)
    d1 = d2 @ P["W2"] * tanh_grad_from_output(H1)
    (W1, b1), (W2, b2), (w, b) = linear_back(d1, X), linear_back(d2, H1), linear_back(d, H2)
    return dict(W1=W1, b1=b1, W2=W2, b2=b2, w=w, b=b)
