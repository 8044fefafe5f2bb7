"""Planted mistakes in perplexity and generate: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

FIRST = conventions.start_word == "written first"


def act(z):
    """The activation of the course."""
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def mean(loss, ids):
    """The mean over the predictions, from what lm_loss gives."""
    return loss if conventions.reduction == "mean" else loss / ids[:, 1:].size


def begun(start):
    """What the result begins with."""
    return [start] if conventions.start_word == "written first" else []


@mistake(file="rnnlm.py", earns={"B7": 2.8}, cause="bits")
def perplexity(P, ids, h0):
    """exp of a loss in bits."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(np.exp(1 / np.log(2) * mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids)))


@mistake(file="rnnlm.py", earns={"B7": 2.8}, cause="2 to the nats")
def perplexity(P, ids, h0):
    """2 to the loss in nats."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(2 ** (mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids)))


@mistake(file="rnnlm.py", earns={"B7": 2}, cause="no exp")
def perplexity(P, ids, h0):
    """The loss itself."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids))


@mistake(file="rnnlm.py", earns={"B7": 2}, cause="inverse")
def perplexity(P, ids, h0):
    """One over the perplexity."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(np.exp(-mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids)))


@mistake(file="rnnlm.py", earns={"B7": 3}, cause="h0 ignored")
def perplexity(P, ids, h0):
    """h0 is ignored."""
    _, logits = _forward(P, ids[:, :-1], 0 * h0)
    return float(np.exp(mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids)))


@mistake(file="rnnlm.py", earns={"B7": 2.5}, cause="targets unshifted")
def perplexity(P, ids, h0):
    """Targets that are not shifted."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(np.exp(mean(lm_loss(logits, ids[:, :-1], np.ones(ids[:, 1:].shape)), ids)))


@mistake(file="rnnlm.py", earns={"B7": 2.2}, cause="mean of perplexities")
def perplexity(P, ids, h0):
    """The mean of the perplexities of the texts."""
    each = []
    for n in range(len(ids)):
        _, logits = _forward(P, ids[n : n + 1, :-1], h0[n : n + 1])
        each.append(np.exp(mean(lm_loss(logits, ids[n : n + 1, 1:], np.ones((1, ids.shape[1] - 1))), ids[n : n + 1])))
    return float(np.mean(each))


@mistake(file="rnnlm.py", earns={"B7": 1.8}, cause="over tokens")
def perplexity(P, ids, h0):
    """Divides by all tokens."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(np.exp(mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids) * (1 - 1 / ids.shape[1])))


@mistake(file="rnnlm.py", earns={"B7": 1.5}, cause="no mean")
def perplexity(P, ids, h0):
    """exp of the sum."""
    _, logits = _forward(P, ids[:, :-1], h0)
    return float(np.exp(mean(lm_loss(logits, ids[:, 1:], np.ones(ids[:, 1:].shape)), ids) * ids[:, 1:].size))


@mistake(file="rnnlm.py", earns={"B8": 2.67}, cause="greedy")
def generate(P, h0, start, n, u, temperature, greedy):
    """Greedy whatever is asked for."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if True:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 5})
def generate(P, h0, start, n, u, temperature, greedy):
    """Never greedy."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if False:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 3.8}, cause="start fed again")
def generate(P, h0, start, n, u, temperature, greedy):
    """start is fed again and again."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][start] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 3.8}, cause="state not carried")
def generate(P, h0, start, n, u, temperature, greedy):
    """The state is not carried on."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h0 + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 5.5}, cause="temperature ignored")
def generate(P, h0, start, n, u, temperature, greedy):
    """The temperature is ignored."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp(z - z.max())
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 5.5}, cause="temperature multiplied")
def generate(P, h0, start, n, u, temperature, greedy):
    """Multiplied by the temperature."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) * temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 2.84}, cause="one word missing" if FIRST else "start included")
def generate(P, h0, start, n, u, temperature, greedy):
    """start is the first of n words."""
    h, word, words = h0, start, [start]
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words[:n]


@mistake(file="rnnlm.py", earns={"B8": 3.17}, cause="start left out" if FIRST else "start included")
def generate(P, h0, start, n, u, temperature, greedy):
    """The other convention: start comes in addition, or it is left out."""
    h, word, words = h0, start, [start] if conventions.start_word == "left out" else []
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 3.5}, cause="one id too far")
def generate(P, h0, start, n, u, temperature, greedy):
    """One id too far."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
            word = min(word + 1, len(z) - 1)
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 1.25})
def generate(P, h0, start, n, u, temperature, greedy):
    """Random numbers of its own."""
    h, word, words = h0, start, begun(start)
    for _ in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), np.random.RandomState(len(words)).uniform(), side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 3.17}, cause="h0 ignored")
def generate(P, h0, start, n, u, temperature, greedy):
    """h0 is ignored."""
    h, word, words = 0 * h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 4.63}, cause="first u only")
def generate(P, h0, start, n, u, temperature, greedy):
    """u[0] at every step."""
    h, word, words = h0, start, begun(start)
    for _ in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[0], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 5.67})
def generate(P, h0, start, n, u, temperature, greedy):
    """The last of equal logits."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(len(z) - 1 - np.argmax(z[::-1]))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 5.75})
def generate(P, h0, start, n, u, temperature, greedy):
    """Low temperatures overflow."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h + P["b2"]
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp(z / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words


@mistake(file="rnnlm.py", earns={"B8": 3.4}, cause="output bias left out")
def generate(P, h0, start, n, u, temperature, greedy):
    """No output bias."""
    h, word, words = h0, start, begun(start)
    for t in range(n):
        h = act(P["Wh"] @ h + P["We"] @ P["E"][word] + P["b1"])
        z = P["U"] @ h
        if greedy:
            word = int(np.argmax(z))
        else:
            p = np.exp((z - z.max()) / temperature)
            word = int(np.searchsorted(np.cumsum(p / p.sum()), u[t], side="right"))
        words.append(word)
    return words
