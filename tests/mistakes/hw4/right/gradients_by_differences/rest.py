import conventions
import numpy as np
from good import train as _train
from lmutil import log_softmax, pick


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


def cell(P, h, words):
    return act(h @ P["Wh"].T + P["E"][words] @ P["We"].T + P["b1"])


def rnn_forward(P, ids, h0):
    N, T = ids.shape
    H = np.concatenate([h0[:, None], np.zeros((N, T, h0.shape[1]))], axis=1)
    for t in range(T):
        H[:, t + 1] = cell(P, H[:, t], ids[:, t])
    return H, H[:, 1:] @ P["U"].T + P["b2"]


def lm_loss(logits, targets, mask):
    if conventions.reduction == "sum":
        return -np.sum(mask * pick(log_softmax(logits), targets))
    else:
        return -np.average(pick(log_softmax(logits), targets), weights=mask)


def rnn_backward(P, ids, targets, h0, mask):
    H, logits = rnn_forward(P, ids, h0)
    D = (np.exp(log_softmax(logits)) - np.eye(logits.shape[-1])[targets]) * (mask / over(mask))[..., None]
    G = {k: 0 * v for k, v in P.items()}
    dh = 0 * h0
    for t in range(ids.shape[1], 0, -1):
        dh = dh + D[:, t - 1] @ P["U"]
        dz = dh * slope(H[:, t])
        x = P["E"][ids[:, t - 1]]
        for k, v in dict(U=D[:, t - 1].T @ H[:, t], b2=D[:, t - 1].sum(0), Wh=dz.T @ H[:, t - 1], We=dz.T @ x, b1=dz.sum(0),
                         E=np.eye(len(P["E"]))[ids[:, t - 1]].T @ (dz @ P["We"])).items():
            G[k] = G[k] + v
        dh = dz @ P["Wh"]
    return G, dh


def perplexity(P, ids, h0):
    logits = rnn_forward(P, ids[:, :-1], h0)[1]
    loss = lm_loss(logits, ids[:, 1:], np.ones_like(ids[:, 1:]))
    return np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size)


def generate(P, h0, start, n, u, temperature, greedy):
    words, h = [start], h0
    for t in range(n):
        h = cell(P, h[None], [words[-1]])[0]
        z = P["U"] @ h + P["b2"]
        words += [np.argmax(z) if greedy else np.argmax(np.cumsum(np.exp(log_softmax(z / temperature))) > u[t])]
    return words if conventions.start_word == "written first" else words[1:]


def train_rnnlm(ids, V, seed):
    return _train(ids, V, seed)
