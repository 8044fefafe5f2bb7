from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Reviewer:
    rate: float = 0.2
    epochs: int = 15
    weights: dict[str, float] = field(default_factory=dict)
    bias: float = 0.0

    def score(self, doc: str) -> float:
        return self.bias + sum(self.weights.get(word, 0.0) for word in set(doc.split()))

    def learn(self, doc: str, label: float) -> None:
        error = 1 / (1 + np.exp(-self.score(doc))) - label
        self.bias -= self.rate * error
        for word in set(doc.split()):
            self.weights[word] = self.weights.get(word, 0.0) - self.rate * error

    def predict(self, docs) -> list[bool]:
        return [bool(self.score(doc) > 0) for doc in docs]


def train_sentiment(docs, y, seed):
    model = Reviewer(rate=0.02)
    order = np.random.default_rng(seed)
    for _ in range(model.epochs):
        for i in order.permutation(len(docs)):
            model.learn(docs[i], y[i])
    return model


def predict(model, docs):
    return model.predict(docs)
