from dataclasses import dataclass, field

import conventions
import numpy as np
from good import train as train_rnnlm  # noqa: F401


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def over(mask):
    return mask.sum() if conventions.reduction == "mean" else 1.0


@dataclass
class RNN:
    P: dict
    h: np.ndarray
    steps: list = field(default_factory=list)

    def __getattr__(self, name):
        try:
            return self.__dict__["P"][name]
        except KeyError:
            raise AttributeError(name)

    def feed(self, words):
        x, before = self.E[words], self.h
        self.h = act(before @ self.Wh.T + x @ self.We.T + self.b1)
        z = self.h @ self.U.T + self.b2
        self.steps.append((words, x, before, self.h, z))
        return z

    def states(self):
        return np.stack([self.steps[0][2]] + [s[3] for s in self.steps], axis=1)

    def logits(self):
        return np.stack([s[4] for s in self.steps], axis=1)


def run(P, ids, h0):
    rnn = RNN(P, h0)
    for words in ids.T:
        rnn.feed(words)
    return rnn


def probs(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def rnn_forward(P, ids, h0):
    rnn = run(P, ids, h0)
    return rnn.states(), rnn.logits()


def lm_loss(logits, targets, mask):
    N, T = targets.shape
    n, t = np.ogrid[:N, :T]
    m = logits.max(axis=-1)
    nll = m + np.log(np.exp(logits - m[:, :, None]).sum(axis=-1)) - logits[n, t, targets]
    return (nll * mask).sum() / over(mask)


class Backward:
    def __init__(self, rnn, targets, mask):
        self.rnn, self.targets, self.mask = rnn, targets, mask
        self.grads = {k: np.zeros_like(v) for k, v in rnn.P.items()}

    def __call__(self):
        dh = np.zeros_like(self.rnn.h)
        for t, step in reversed(list(enumerate(self.rnn.steps))):
            dh = self.step(t, *step, dh)
        return self.grads, dh

    def step(self, t, words, x, before, h, z, dh):
        d = probs(z)
        d[range(len(d)), self.targets[:, t]] -= 1
        d *= (self.mask[:, t] / over(self.mask))[:, None]
        g = self.grads
        g["U"] += d.T @ h
        g["b2"] += d.sum(axis=0)
        dz = slope(h) * (dh + d @ self.rnn.U)
        g["Wh"] += dz.T @ before
        g["We"] += dz.T @ x
        g["b1"] += dz.sum(axis=0)
        for word, row in zip(words, dz @ self.rnn.We):
            g["E"][word] += row
        return dz @ self.rnn.Wh


def rnn_backward(P, ids, targets, h0, mask):
    return Backward(run(P, ids, h0), targets, mask)()


def perplexity(P, ids, h0):
    rnn = run(P, ids[:, :-1], h0)
    loss = lm_loss(rnn.logits(), ids[:, 1:], np.ones(ids[:, 1:].shape))
    return np.exp(loss if conventions.reduction == "mean" else loss / ids[:, 1:].size)


def generate(P, h0, start, n, u, temperature, greedy):
    rnn, word = RNN(P, h0[None]), start

    def following():
        nonlocal word
        for t in range(n):
            z = rnn.feed(np.array([word]))[0]
            word = int(z.argmax()) if greedy else int((u[t] >= np.cumsum(probs(z / temperature))).sum())
            yield word

    return [start, *following()] if conventions.start_word == "written first" else list(following())
