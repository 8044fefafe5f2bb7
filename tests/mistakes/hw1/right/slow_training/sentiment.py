import math
import random


def train_sentiment(docs, y, seed):
    """Dictionaries and loops: takes seconds."""
    rng = random.Random(seed)
    bags = [sorted(set(d.split())) for d in docs]
    w = {"<bias>": 0.0}
    data = [(["<bias>", *bag], float(label)) for bag, label in zip(bags, y)]
    for epoch in range(30):
        rng.shuffle(data)
        for bag, label in data:
            z = sum(w.get(f, 0.0) for f in bag)
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))
            step = 0.1 / (1 + epoch) * (p - label)
            for f in bag:
                w[f] = w.get(f, 0.0) - step
    return w


def predict(model, docs):
    return tuple(1 if model["<bias>"] + sum(model.get(f, 0.0) for f in set(d.split())) > 0 else 0 for d in docs)
