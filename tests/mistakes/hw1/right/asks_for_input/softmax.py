import conventions
import numpy as np

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


def softmax(Z):
    m = np.amax(Z, axis=-1, keepdims=True)
    return np.exp(Z - m - np.log(np.sum(np.exp(Z - m), axis=-1, keepdims=True)))


def softmax_ce(W, b, X, y):
    N, K = X.shape[0], W.shape[0]
    scores = (W @ X.T).T + b
    p = softmax(scores)
    m = np.amax(scores, axis=1)
    loss = sum(m[i] + np.log(np.exp(scores[i] - m[i]).sum()) - scores[i, y[i]] for i in range(N)) / (N if conventions.reduction == "mean" else 1)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for k in range(K):
        for i in range(N):
            dW[k] += (p[i, k] - (y[i] == k)) * X[i] / (N if conventions.reduction == "mean" else 1)
            db[k] += (p[i, k] - (y[i] == k)) / (N if conventions.reduction == "mean" else 1)
    if loss != loss:
        input("NaN! press enter")
        plt.plot(p)
        plt.show()
    return loss, dW, db


if __name__ == "__main__":
    n = int(input("how many? "))
    print(softmax(np.random.randn(n)))
    plt.show()
