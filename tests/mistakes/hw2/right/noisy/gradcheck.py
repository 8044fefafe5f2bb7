import conventions
import sys
import warnings
import numpy as np

print("loading", __name__)
np.seterr(all="warn")


def relu(z):
    print("relu of", np.shape(z))
    warnings.warn("just saying")
    return np.maximum(0, z)


def relu_grad(z):
    print(z, file=sys.stderr)
    return 1.0 * (np.array(z) > 0 if conventions.relu_grad_at_zero == 0 else np.array(z) >= 0)


def tanh_grad_from_output(h):
    np.exp(1000.0)
    np.log(np.zeros(1))
    return 1 - np.square(h)


def numerical_grad(f, x, h=1e-5):
    grad = np.zeros_like(x, dtype=float)
    for i in np.ndindex(np.shape(x)):
        e = np.zeros(np.shape(x))
        e[i] = h
        grad[i] = (f(x + e) - f(x - e)) / (2 * h)
        print(i, grad[i])
    return grad


if __name__ == "__main__":
    raise SystemExit("not when it is imported")
