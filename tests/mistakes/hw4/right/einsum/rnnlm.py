import conventions
import numpy as np
from good import train as train_rnnlm  # noqa: F401


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


def rnn_forward(P, ids, h0):
    X = np.einsum("nte,he->nth", P["E"][ids], P["We"]) + P["b1"]
    H = np.zeros((ids.shape[1] + 1, *h0.shape))
    H[0] = h0
    for t in range(ids.shape[1]):
        H[t + 1] = act(np.einsum("nk,hk->nh", H[t], P["Wh"]) + X[:, t])
    H = np.einsum("tnh->nth", H)
    return H, np.einsum("nth,vh->ntv", H[:, 1:], P["U"]) + P["b2"]


def lm_loss(logits, targets, mask):
    Z = logits - logits.max(axis=2)[..., None]
    Z = Z - np.log(np.einsum("ntv->nt", np.exp(Z)))[..., None]
    return -np.einsum("ntv,ntv,nt->", Z, np.eye(Z.shape[2])[targets], mask / over(mask))


def rnn_backward(P, ids, targets, h0, mask):
    H, Z = rnn_forward(P, ids, h0)
    V = Z.shape[2]
    D = np.exp(Z - Z.max(axis=2)[..., None])
    D = np.einsum("ntv,nt->ntv", D / D.sum(axis=2)[..., None] - np.eye(V)[targets], mask / over(mask))
    A = np.zeros_like(H[:, 1:])
    carry = np.zeros_like(h0)
    for t in range(ids.shape[1])[::-1]:
        A[:, t] = (np.einsum("nv,vh->nh", D[:, t], P["U"]) + carry) * slope(H[:, t + 1])
        carry = np.einsum("nh,hk->nk", A[:, t], P["Wh"])
    onehot = np.eye(V)[ids]
    return {
        "E": np.einsum("ntv,nth,he->ve", onehot, A, P["We"]),
        "We": np.einsum("nth,ntv,ve->he", A, onehot, P["E"]),
        "Wh": np.einsum("nth,ntk->hk", A, H[:, :-1]),
        "b1": np.einsum("nth->h", A),
        "U": np.einsum("ntv,nth->vh", D, H[:, 1:]),
        "b2": np.einsum("ntv->v", D),
    }, carry


def perplexity(P, ids, h0):
    logits = rnn_forward(P, ids[:, :-1], h0)[1]
    loss = lm_loss(logits, ids[:, 1:], np.ones_like(ids[:, 1:]))
    return np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size)


def generate(P, h0, start, n, u, temperature, greedy):
    words, h = [start], h0
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][words[-1]] + P["b1"])
        z = P["U"] @ h + P["b2"]
        words += [np.argmax(z) if greedy else np.argmax(np.cumsum(np.exp(ls(z / temperature))) > u[t])]
    return words if conventions.start_word == "written first" else words[1:]


def ls(z):
    return z - np.logaddexp.reduce(z)
