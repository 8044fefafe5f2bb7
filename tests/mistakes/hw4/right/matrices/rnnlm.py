"""np.matrix inside and outside."""
import conventions
import numpy as np
from good import train


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


def rnn_forward(P, ids, h0):
    h = np.matrix(h0)
    Wh, We, U = np.matrix(P["Wh"]), np.matrix(P["We"]), np.matrix(P["U"])
    H, L = [np.array(h)], []
    for t in range(ids.shape[1]):
        h = act(h * Wh.T + np.matrix(P["E"][ids[:, t]]) * We.T + P["b1"])
        H.append(np.array(h))
        L.append(np.array(h * U.T + P["b2"]))
    return np.transpose(H, (1, 0, 2)), np.transpose(L, (1, 0, 2))


def rnn_backward(P, ids, targets, h0, mask):
    H, L = rnn_forward(P, ids, h0)
    N, T = ids.shape
    p = np.exp(L - L.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    for n in range(N):
        for t in range(T):
            p[n, t, targets[n, t]] -= 1
            p[n, t] *= mask[n, t] / over(mask)
    G = {k: np.matrix(np.zeros_like(v)) for k, v in P.items()}
    back = np.matrix(np.zeros_like(h0))
    for t in range(T)[::-1]:
        d, h, before = np.matrix(p[:, t]), H[:, t + 1], np.matrix(H[:, t])
        G["U"] += d.T * np.matrix(h)
        G["b2"] += d.sum(0)
        dz = np.matrix(np.multiply(d * np.matrix(P["U"]) + back, slope(h)))
        G["Wh"] += dz.T * before
        G["We"] += dz.T * np.matrix(P["E"][ids[:, t]])
        G["b1"] += dz.sum(0)
        rows = dz * np.matrix(P["We"])
        for n in range(N):
            G["E"][ids[n, t]] += rows[n]
        back = dz * np.matrix(P["Wh"])
    G["b1"], G["b2"] = np.asarray(G["b1"]).ravel(), np.asarray(G["b2"]).ravel()
    return G, back


def lm_loss(logits, targets, mask):
    N, T, V = logits.shape
    Z = np.matrix(logits.reshape(N * T, V))
    Z = Z - Z.max(1)
    logp = Z - np.log(np.exp(Z).sum(1))
    right = logp[np.arange(N * T), targets.ravel()]
    return -np.matrix(mask.ravel()) * right.T / over(mask)


def perplexity(P, ids, h0):
    loss = lm_loss(rnn_forward(P, ids[:, :-1], h0)[1], ids[:, 1:], np.ones((ids.shape[0], ids.shape[1] - 1)))
    return np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size)


def generate(P, h0, start, n, u, temperature, greedy):
    h, w, out = h0[None], start, np.zeros((1, n))
    for t in range(n):
        H, L = rnn_forward(P, np.array([[w]]), h)
        h, z = H[:, -1], L[0, -1]
        if greedy:
            w = int(z.argmax())
        else:
            q = np.exp((z - z.max()) / temperature)
            w = int(np.nonzero((q / q.sum()).cumsum() > u[t])[0][0])
        out[0, t] = w
    if conventions.start_word == "written first":
        out = np.hstack([[[start]], out])
    return np.matrix(out)


def train_rnnlm(ids, V, seed):
    return {k: np.matrix(v) if v.ndim == 2 else v for k, v in train(ids, V, seed).items()}
