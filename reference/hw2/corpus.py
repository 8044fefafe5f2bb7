"""The XOR corpus: a text is positive when it speaks of the cold or of the beach, but not of both."""

COLD = ("snow", "ice", "frost", "freezing", "glacier", "blizzard", "icicle", "sleet")
BEACH = ("beach", "sand", "surf", "dunes", "seashell", "lagoon", "palm", "sunscreen")
FILLERS = [
    "we",
    "they",
    "she",
    "he",
    "it",
    "the",
    "a",
    "this",
    "that",
    "our",
    "his",
    "her",
    "old",
    "new",
    "little",
    "big",
    "quiet",
    "lovely",
    "long",
    "short",
    "morning",
    "evening",
    "day",
    "week",
    "friend",
    "family",
    "house",
    "road",
    "town",
    "hotel",
    "window",
    "photo",
    "story",
    "train",
    "walked",
    "talked",
    "waited",
    "laughed",
    "slept",
    "remembered",
    "found",
    "saw",
    "liked",
    "near",
    "with",
    "after",
    "before",
    "again",
    "often",
    "never",
    "very",
    "quite",
    "almost",
]
NOISE = 0.03
"""The share of labels that are turned over; the best accuracy that anyone can reach is 1 minus this."""


def draw_words(rng):
    """The words of one variant: five for the cold, five for the beach, twenty-four that mean nothing."""
    return {
        "cold": [str(word) for word in rng.permutation(COLD)[:5]],
        "beach": [str(word) for word in rng.permutation(BEACH)[:5]],
        "fillers": [str(word) for word in rng.permutation(FILLERS)[:24]],
    }


def generate(rng, words, size):
    """`size` texts and their labels: (list of strings, list of ints)."""
    docs, labels = zip(*(_text(rng, words) for _ in range(size)))
    return list(docs), list(labels)


def _text(rng, words):
    cold, beach = rng.uniform(size=2) < 0.5
    text = [words["fillers"][i] for i in rng.randint(len(words["fillers"]), size=rng.randint(3, 8))]
    for there, cues in ((cold, words["cold"]), (beach, words["beach"])):
        if there:
            text.insert(rng.randint(len(text) + 1), cues[rng.randint(len(cues))])
    label = int(cold != beach)
    return " ".join(text), 1 - label if rng.uniform() < NOISE else label
