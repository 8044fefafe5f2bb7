import collections
import math
import re


class Model:
    def __init__(self):
        self.counts = [collections.Counter(), collections.Counter()]

    def score(self, doc):
        return sum(self.weight(feature) for feature in features(doc))

    def weight(self, feature):
        bad, good = (side[feature] + 0.5 for side in self.counts)
        return math.log(good / bad)


def features(doc):
    words = re.findall(r"[a-z]+", doc.lower())
    return set(words) | {f"not {after}" for before, after in zip(words, words[1:]) if before == "not"}


def train_sentiment(docs, y, seed):
    model = Model()
    for doc, label in zip(docs, y):
        model.counts[int(label)].update(features(doc))
    return model


def predict(model, docs):
    return [model.score(doc) > 0 for doc in docs]
