import conventions
import stable


def sigmoid(z):
    return stable.half_tanh(z)


def bce_loss(w, b, X, y):
    z = X.dot(w) + b
    return getattr(stable.log1pexp(z) - y * z, conventions.reduction)()


def lr_grad(w, b, X, y):
    e = sigmoid(z=X.dot(w) + b) - y
    if conventions.reduction == "sum":
        return e.dot(X), e.sum()
    return e.dot(X) / X.shape[0], e.sum() / X.shape[0]
