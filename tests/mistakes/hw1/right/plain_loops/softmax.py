import conventions
import math


def softmax(Z):
    if hasattr(Z[0], "__len__"):
        return [softmax(row) for row in Z]
    top = max(Z)
    total = sum(math.exp(z - top) for z in Z)
    return [math.exp(z - top) / total for z in Z]


def softmax_ce(W, b, X, y):
    K, d, N = len(W), len(W[0]), len(X)
    loss, dW, db = 0.0, [[0.0] * d for _ in range(K)], [0.0] * K
    for n in range(N):
        z = [sum(W[k][j] * X[n][j] for j in range(d)) + b[k] for k in range(K)]
        p, top = softmax(z), max(z)
        loss += (math.log(sum(math.exp(v - top) for v in z)) + top - z[y[n]]) / (N if conventions.reduction == "mean" else 1)
        for k in range(K):
            error = (p[k] - (k == y[n])) / (N if conventions.reduction == "mean" else 1)
            db[k] += error
            for j in range(d):
                dW[k][j] += error * X[n][j]
    return loss, dW, db
