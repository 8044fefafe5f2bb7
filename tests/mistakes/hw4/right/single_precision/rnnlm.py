import conventions
import numpy as np
from good import train

f = np.float32


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


def cast(P):
    return {k: f(v) for k, v in P.items()}


def rnn_forward(P, ids, h0):
    P, H = cast(P), [f(h0)]
    for t in range(ids.shape[1]):
        H.append(act(H[-1] @ P["Wh"].T + P["E"][ids[:, t]] @ P["We"].T + P["b1"]))
    H = np.stack(H, 1)
    return H, H[:, 1:] @ P["U"].T + P["b2"]


def lm_loss(logits, targets, mask):
    Z, mask = f(logits), f(mask)
    Z = Z - Z.max(-1, keepdims=True)
    right = np.take_along_axis(Z, targets[..., None], -1)[..., 0] - np.log(np.exp(Z).sum(-1))
    return -(mask * right).sum() / over(mask)


def rnn_backward(P, ids, targets, h0, mask):
    H, Z = rnn_forward(P, ids, h0)
    P, mask = cast(P), f(mask)
    D = np.exp(Z - Z.max(-1, keepdims=True))
    D = D / D.sum(-1, keepdims=True) - np.eye(Z.shape[-1], dtype=f)[targets]
    D = D * mask[..., None] / f(over(mask))
    G, back = {k: np.zeros_like(v) for k, v in P.items()}, np.zeros_like(H[:, 0])
    for t in reversed(range(ids.shape[1])):
        dz = (D[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        G["U"] += D[:, t].T @ H[:, t + 1]
        G["b2"] += D[:, t].sum(0)
        G["Wh"] += dz.T @ H[:, t]
        G["We"] += dz.T @ P["E"][ids[:, t]]
        G["b1"] += dz.sum(0)
        np.add.at(G["E"], ids[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    return G, back


def perplexity(P, ids, h0):
    loss = lm_loss(rnn_forward(P, ids[:, :-1], h0)[1], ids[:, 1:], np.ones(ids[:, 1:].shape))
    return np.exp(loss if conventions.reduction == "mean" else loss / f(ids[:, 1:].size))


def generate(P, h0, start, n, u, temperature, greedy):
    h, w, out = f(h0)[None], start, [start] if conventions.start_word == "written first" else []
    for t in range(n):
        H, L = rnn_forward(P, np.array([[w]]), h)
        h, z = H[:, 1], L[0, 0]
        p = np.exp((z - z.max()) / f(temperature))
        w = z.argmax() if greedy else (np.cumsum(p / p.sum()) > u[t]).argmax()
        out.append(w)
    return np.array(out, dtype=np.int16)


def train_rnnlm(ids, V, seed):
    return train(ids, V, seed, f)
