import conventions
import numpy as np

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.asarray(z, dtype=np.float64)))


def bce_loss(w, b, X, y):
    z = np.matmul(X, w) + b
    return {"mean": np.average, "sum": np.sum}[conventions.reduction](np.logaddexp(np.zeros_like(z), z) - np.multiply(y, z))


def lr_grad(w, b, X, y):
    residual = sigmoid(np.matmul(X, w) + b) - y
    return {"mean": np.average, "sum": np.sum}[conventions.reduction](residual[:, np.newaxis] * X, axis=0), {"mean": np.average, "sum": np.sum}[conventions.reduction](residual)


if __name__ == "__main__":
    plt.plot(np.linspace(-5, 5), sigmoid(np.linspace(-5, 5)))
    plt.show()
