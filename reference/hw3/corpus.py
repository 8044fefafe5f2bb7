"""The topics corpus: every sentence speaks of one topic, with function words between its words."""

import numpy as np

TOPICS = {
    "kitchen": "bread butter flour oven kettle spoon recipe soup salt garlic onion pepper",
    "sea": "sailor harbour anchor captain deck wave tide island lighthouse rope mast gull",
    "music": "violin piano melody chorus drum concert rhythm singer trumpet guitar song flute",
    "garden": "rose seed soil spade hedge tulip lawn weed blossom orchard root leaf",
    "court": "judge lawyer verdict trial witness jury prison crime sentence appeal guilt oath",
    "space": "planet comet orbit rocket telescope galaxy moon astronaut star crater gravity probe",
    "railway": "train platform ticket engine tunnel conductor track signal carriage whistle timetable bridge",
    "hospital": "doctor nurse patient fever bandage surgeon medicine ward clinic needle vaccine pulse",
}
FUNCTION_WORDS = "the a of and to in that with for on this by from at as but near some every about into under over its"
PER_TOPIC, FUNCTION, CHOSEN = 10, 20, 6
"""Words of a topic, function words, and topics of one variant."""


def draw_words(rng):
    """The words of one variant: topic -> ten words, commonest first, and twenty function words under ""."""
    names = [str(name) for name in rng.permutation(sorted(TOPICS))[:CHOSEN]]
    words = {name: [str(word) for word in rng.permutation(TOPICS[name].split())[:PER_TOPIC]] for name in names}
    return {**words, "": [str(word) for word in rng.permutation(FUNCTION_WORDS.split())[:FUNCTION]]}


def topic_of(words):
    """word -> topic, for the words that belong to one."""
    return {word: topic for topic, members in words.items() if topic for word in members}


def generate(rng, words, size):
    """`size` sentences, lists of 6 to 11 words: a third are function words, the others nearly all of one topic."""
    topics = [topic for topic in words if topic]
    return [_sentence(rng, words, topics) for _ in range(size)]


def _sentence(rng, words, topics):
    about, length = topics[rng.randint(len(topics))], rng.randint(6, 12)
    return [_word(rng, words[_source(rng, about, topics)]) for _ in range(length)]


def _source(rng, about, topics):
    """Where the next word comes from: function words (1/3), the topic (7/12), any topic (1/12)."""
    u = rng.uniform()
    return "" if u < 1 / 3 else about if u < 11 / 12 else topics[rng.randint(len(topics))]


def _word(rng, members):
    """The commonest word is about three times as frequent as the last."""
    weights = 1.0 / (5.0 + np.arange(len(members)) * 10 / len(members))
    return members[int(np.searchsorted(np.cumsum(weights) / weights.sum(), rng.uniform(), side="right"))]
