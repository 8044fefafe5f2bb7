import conventions
import numpy as np


def mlp2_forward(P, X):
    Z1 = np.einsum("nd,hd->nh", X, P["W1"]) + P["b1"]
    A1 = Z1 * (Z1 > 0)
    z2 = np.einsum("nh,h->n", A1, P["w2"]) + P["b2"]
    return dict(X=X, Z1=Z1, A1=A1, z2=z2, p=0.5 * (1 + np.tanh(z2 / 2)))


def mlp2_backward(P, cache, y):
    delta = (cache["p"] - y) / (y.size if conventions.reduction == "mean" else 1)
    if conventions.mlp_loss == "squared error":
        delta = np.einsum("n,n,n->n", delta, 2 * cache["p"], 1 - cache["p"])
    gate = np.heaviside(cache["Z1"], conventions.relu_grad_at_zero)
    return {
        "W1": np.einsum("n,h,nh,nd->hd", delta, P["w2"], gate, cache["X"]),
        "b1": np.einsum("n,h,nh->h", delta, P["w2"], gate),
        "w2": np.einsum("n,nh->h", delta, cache["A1"]),
        "b2": np.einsum("n->", delta),
    }


def tanh3_grads(P, X, y):
    H1 = np.tanh(np.einsum("nd,ad->na", X, P["W1"]) + P["b1"])
    H2 = np.tanh(np.einsum("na,ba->nb", H1, P["W2"]) + P["b2"])
    delta = (0.5 * (1 + np.tanh((np.einsum("nb,b->n", H2, P["w"]) + P["b"]) / 2)) - y) / (len(y) if conventions.reduction == "mean" else 1)
    D2 = np.einsum("n,b,nb->nb", delta, P["w"], 1 / np.cosh(np.arctanh(H2)) ** 2)
    D1 = np.einsum("nb,ba,na->na", D2, P["W2"], (1 - H1) * (1 + H1))
    return {"W1": np.einsum("na,nd->ad", D1, X), "b1": np.einsum("na->a", D1), "W2": np.einsum("nb,na->ba", D2, H1),
            "b2": np.einsum("nb->b", D2), "w": np.einsum("n,nb->b", delta, H2), "b": np.einsum("n->", delta)}
