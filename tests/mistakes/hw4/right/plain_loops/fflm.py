import conventions
import math


def act(z):
    return {"tanh": math.tanh(z), "relu": max(z, 0.0), "sigmoid": 1 / (1 + math.exp(-z))}[conventions.fflm_activation]


def slope(a):
    return {"tanh": 1 - a**2, "relu": float(a > 0), "sigmoid": a * (1 - a)}[conventions.fflm_activation]


def over(y):
    return len(y) if conventions.reduction == "mean" else 1


def make_windows(ids, n):
    X, y = [], []
    for i in range(len(ids) - n):
        X.append([ids[i + j] for j in range(n)])
        y.append(ids[i + n])
    return X, y


def hidden(P, words):
    x = [v for word in words for v in P["E"][word]]
    return x, [act(sum(w * v for w, v in zip(row, x)) + b) for row, b in zip(P["W"], P["b"])]


def fflm_forward(P, X):
    return [[sum(u * a for u, a in zip(row, hidden(P, words)[1])) for row in P["U"]] for words in X]


def fflm_loss_grads(P, X, y):
    V, h, n, e = len(P["U"]), len(P["b"]), len(X[0]), len(P["E"][0])
    G = {"E": [[0.0] * e for _ in range(V)], "W": [[0.0] * (n * e) for _ in range(h)], "b": [0.0] * h,
         "U": [[0.0] * h for _ in range(V)]}
    loss = 0.0
    for words, target in zip(X, y):
        x, a = hidden(P, words)
        z = [sum(u * v for u, v in zip(row, a)) for row in P["U"]]
        top = max(z)
        total = sum(math.exp(v - top) for v in z)
        loss += (math.log(total) + top - z[target]) / over(y)
        d = [(math.exp(v - top) / total - (k == target)) / over(y) for k, v in enumerate(z)]
        for k in range(V):
            for i in range(h):
                G["U"][k][i] += d[k] * a[i]
        for i in range(h):
            g = sum(d[k] * P["U"][k][i] for k in range(V)) * slope(a[i])
            G["b"][i] += g
            for j in range(n * e):
                G["W"][i][j] += g * x[j]
                G["E"][words[j // e]][j % e] += g * P["W"][i][j]
    return loss, G
