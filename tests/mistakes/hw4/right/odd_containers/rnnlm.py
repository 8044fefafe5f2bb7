from collections import OrderedDict

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
    H = [np.array(h0)]
    for column in zip(*ids.tolist()):
        H.append(act(H[-1] @ P["Wh"].T + P["E"][list(column)] @ P["We"].T + P["b1"]))
    H = np.stack(H, 1)
    return [H.tolist(), tuple(map(tuple, (H[:, 1:] @ P["U"].T + P["b2"]).tolist()))]


def lm_loss(logits, targets, mask):
    Z = logits - logits.max(-1, keepdims=True)
    logp = Z - np.log(np.exp(Z).sum(-1, keepdims=True))
    keep = mask.astype(bool)
    return np.array([[-getattr(np, conventions.reduction)(logp[keep][np.arange(keep.sum()), targets[keep]])]])


def rnn_backward(P, ids, targets, h0, mask):
    H, L = map(np.array, rnn_forward(P, ids, h0))
    D = np.exp(L - L.max(-1, keepdims=True))
    D = (D / D.sum(-1, keepdims=True) - np.eye(L.shape[-1])[targets]) * mask[..., None] / over(mask)
    T = ids.shape[1]
    dz = [None] * T
    back = np.zeros(h0.shape)
    for t in range(T - 1, -1, -1):
        dz[t] = (D[:, t] @ P["U"] + back) * slope(H[:, t + 1])
        back = dz[t] @ P["Wh"]
    dz = np.stack(dz, 1)
    dE = np.zeros(P["E"].shape)
    for word in range(len(dE)):
        dE[word] = (dz[ids == word] @ P["We"]).sum(0)
    G = OrderedDict(b2=list(D.sum((0, 1))), b1=tuple(dz.sum((0, 1))), E=dE.tolist())
    G["U"] = np.asfortranarray(np.tensordot(D, H[:, 1:], ([0, 1], [0, 1])))
    G["Wh"] = np.tensordot(dz, H[:, :-1], ([0, 1], [0, 1])).astype(np.longdouble)
    G["We"] = np.tensordot(dz, P["E"][ids], ([0, 1], [0, 1])).tolist()
    return [G, back.tolist()]


def perplexity(P, ids, h0):
    L = np.array(rnn_forward(P, ids[:, :-1], h0)[1])
    loss = lm_loss(L, ids[:, 1:], np.ones((len(ids), ids.shape[1] - 1)))
    return np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size).reshape(1)


def generate(P, h0, start, n, u, temperature, greedy):
    h, w, out = h0, start, (start,) if conventions.start_word == "written first" else ()
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][w] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            w = max(range(len(z)), key=lambda i: z[i])
        else:
            p = np.exp((z - max(z)) / temperature)
            w = next(i for i, c in enumerate(np.cumsum(p / p.sum())) if c > u[t])
        out += (float(w),)
    return out


def train_rnnlm(ids, V, seed):
    return OrderedDict((k, v.tolist()) for k, v in train(ids, V, seed).items())
