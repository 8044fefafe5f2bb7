import conventions
import numpy as np
from good import train
from rest import lm_loss as _loss
from rest import rnn_backward as _backward
from rest import rnn_forward as _forward


def rnn_forward(params, tokens, state, *, keep=True, **options):
    return _forward(params, tokens, state)


lm_loss = lambda scores, gold, weights=None, eps=0: _loss(scores, gold, weights)  # noqa: E731
rnn_backward = staticmethod(_backward).__func__


class Perplexity:
    def __call__(self, *args):
        params, tokens, state = args
        loss = _loss(_forward(params, tokens[:, :-1], state)[1], tokens[:, 1:], np.ones(tokens[:, 1:].shape))
        if conventions.reduction == "sum":
            loss /= tokens[:, 1:].size
        return np.exp(loss)


perplexity = Perplexity()


def generate(params, state, first, length, rands, temp=1.0, argmax=False):
    rands = iter(rands)
    ids, h = [first], state[None, :]
    for _ in range(length):
        H, scores = _forward(params, np.array([ids[-1:]]), h)
        h, z, r = H[:, -1], scores[0, 0], next(rands)
        if argmax:
            ids.append(int(np.flatnonzero(z == z.max())[0]))
        else:
            w = np.exp((z - z.max()) / temp)
            ids.append(int(np.digitize(r * w.sum(), np.cumsum(w))))
    if conventions.start_word == "left out":
        del ids[0]
    return np.array(ids)


def train_rnnlm(tokens, size, random_state=None):
    return train(tokens, size, random_state)
