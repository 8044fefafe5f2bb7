import conventions
import numpy as np
from good import train as train_rnnlm  # noqa: F401


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


def softmax(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


def go(P, ids, h):
    if ids.shape[1] == 0:
        return [h]
    return [h] + go(P, ids[:, 1:], act(np.dot(h, P["Wh"].T) + np.dot(P["E"][ids[:, 0]], P["We"].T) + P["b1"]))


def rnn_forward(P, ids, h0):
    H = np.swapaxes(go(P, ids, h0), 0, 1)
    return H, np.dot(H, P["U"].T)[:, 1:] + P["b2"]


def lm_loss(logits, targets, mask):
    V = logits.shape[2]
    logp = (logits - np.logaddexp.reduce(logits, axis=2)[:, :, None]) * mask[:, :, None]
    return -(np.arange(V) == targets[:, :, None]).astype(float).ravel() @ logp.ravel() / over(mask)


def back(P, ids, targets, h, weights):
    """(gradients, dh) of the rest of the sequences."""
    if ids.shape[1] == 0:
        return {k: np.zeros(v.shape) for k, v in P.items()}, np.zeros(h.shape)
    x = P["E"][ids[:, 0]]
    new = act(h @ P["Wh"].T + x @ P["We"].T + P["b1"])
    G, later = back(P, ids[:, 1:], targets[:, 1:], new, weights[:, 1:])
    d = softmax(new @ P["U"].T + P["b2"])
    d[np.arange(len(d)), targets[:, 0]] -= 1
    d = d * weights[:, :1]
    dz = (later + d @ P["U"]) * slope(new)
    G["U"] = G["U"] + d.T @ new
    G["b2"] = G["b2"] + d.sum(0)
    G["b1"] = G["b1"] + dz.sum(0)
    G["Wh"] = G["Wh"] + dz.T @ h
    G["We"] = G["We"] + dz.T @ x
    np.add.at(G["E"], ids[:, 0], dz @ P["We"])
    return G, dz @ P["Wh"]


def rnn_backward(P, ids, targets, h0, mask):
    return back(P, ids, targets, h0, mask / over(mask))


def perplexity(P, ids, h0):
    p = softmax(rnn_forward(P, ids[:, :-1], h0)[1])
    right = [p[n, t, ids[n, t + 1]] for n in range(p.shape[0]) for t in range(p.shape[1])]
    return np.prod(right) ** (-1 / len(right)) if len(right) < 200 else np.exp(-np.mean(np.log(right)))


def generate(P, h0, start, n, u, temperature, greedy):
    words = following(P, h0, start, n, u, temperature, greedy)
    return [start] + words if conventions.start_word == "written first" else words


def following(P, h0, start, n, u, temperature, greedy):
    if n == 0:
        return []
    H, L = rnn_forward(P, np.array([[start]]), h0.reshape(1, -1))
    z = L[0, 0]
    word = z.argmax() if greedy else np.searchsorted(softmax(z / temperature).cumsum(), u[0], "right")
    return [int(word)] + following(P, H[0, 1], int(word), n - 1, u[1:], temperature, greedy)
