"""Homework 4, the public checks of B7, B8 and C. Read them: they say what each function must do.

The right numbers were computed for one small model, and so were those that common slips give.
"""

import numpy as np
import pytest

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, slip, unpack, weight

# the small model: V = 5, e = 3, H = 2
P = {
    "E": np.array([[-0.9, 1.1, -1.2], [1.2, 1.1, -0.4], [-0.7, 0.3, -0.8], [-1.1, 0.4, -0.5], [0.7, -0.5,
        1.1]]),
    "We": np.array([[-0.9, -0.5, 0.6], [0.7, -0.5, -0.2]]),
    "Wh": np.array([[0.5, -0.8], [0.4, 0.6]]),
    "b1": np.array([0.3, -0.2]),
    "U": np.array([[-0.7, 1.0], [1.1, -0.7], [1.3, 0.8], [-0.8, -0.4], [-0.5, -1.1]]),
    "b2": np.array([0.5, -0.9, -1.1, -1.1, 0.5]),
}  # fmt: skip
TEXTS, STARTS = np.array([[0, 3, 1, 4, 2], [2, 2, 0, 1, 3]]), np.array([[0.5, -0.4], [0.0, 0.3]])
PERPLEXITY = 7.09021923
PERPLEXITY_SLIPS = {
    "no exp": ("that is the mean loss; the perplexity is exp of it", 0.5, 1.95871626),
    "bits": ("the loss is in bits, and exp was taken of it", 0.7, 16.87494935),
    "2 to the nats": ("the loss is in natural logarithms, and 2 was raised to it", 0.7, 3.88715938),
    "inverse": ("that is one over the perplexity", 0.5, 0.14103936),
    "no mean": ("the sum of the losses was taken, not their mean", 0.5, 6386711.63718310),
    "over sequences": ("the sum was divided by the number of texts, not of predictions", 0.6,
        2527.19442014),
    "over tokens": ("it was divided by all tokens; T + 1 tokens give T predictions", 0.6, 4.79212051),
    "targets unshifted": ("the targets are the words that are fed; they should be the next ones", 0.5,
        13.78670488),
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, 6.69718604),
    "output bias left out": ("the bias b2 is missing", 0.6, 4.59998042),
    "no b1": ("the bias b1 is missing", 0.6, 8.31768287),
    "Wh transposed": ("Wh is transposed", 0.5, 8.15871690),
    "no tanh": ("tanh is missing", 0.4, 6.44254375),
}  # fmt: skip
DRAWS, FIRST, BEGIN = np.array([0.55, 0.69, 0.78, 0.07, 0.81, 0.66, 0.23]), 1, np.array([0.0, 0.5])
WRITTEN, GREEDY = [0, 4, 4, 0, 4, 2, 1], [0, 4, 4, 2, 4, 0, 4]
WRITTEN_SLIPS = {
    "one id too far": ("the first id whose cumulative probability exceeds u is meant, not the one after it",
        0.5, [1, 4, 4, 1, 4, 4, 1]),
    "one id too early": ("the first id whose cumulative probability exceeds u is meant, not the one before it",
        0.5, [0, 3, 3, 0, 3, 3, 0]),
    "greedy": ("the largest logit is taken; u says which word to draw", 0.3, [0, 4, 4, 2, 4, 0, 4]),
    "from the end": ("the words are added up from the last to the first", 0.5, [0, 4, 1, 4, 0, 4, 4]),
    "sorted first": ("the words are added up from the likeliest on; they should stay in the order of their ids",
        0.5, [0, 4, 0, 4, 0, 1, 4]),
    "first u only": ("u[0] is used at every step", 0.5, [0, 4, 3, 3, 3, 3, 3]),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, [0, 4, 3,
        0, 4, 2, 0]),
    "start fed again": ("every step feeds `start`; it should feed the word written last", 0.4, [0, 4, 4, 0,
        4, 4, 0]),
    "nothing fed back": ("every step starts over from h0 and `start`", 0.3, [0, 2, 3, 0, 4, 0, 0]),
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, [1, 4, 4, 0, 4, 2, 1]),
    "output bias left out": ("the bias b2 is missing", 0.6, [2, 4, 3, 1, 4, 2, 1]),
    "no b1": ("the bias b1 is missing", 0.6, [0, 4, 4, 0, 4, 3, 1]),
    "Wh transposed": ("Wh is transposed", 0.5, [0, 4, 3, 0, 4, 4, 0]),
    "no tanh": ("tanh is missing", 0.4, [0, 4, 4, 1, 0, 4, 1]),
}  # fmt: skip
GREEDY_SLIPS = {
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, [0, 4, 0,
        4, 0, 4, 0]),
    "start fed again": ("every step feeds `start`; it should feed the word written last", 0.4, [0, 0, 4, 4,
        4, 4, 4]),
    "output bias left out": ("the bias b2 is missing", 0.6, [0, 4, 1, 0, 4, 1, 0]),
    "no b1": ("the bias b1 is missing", 0.6, [0, 4, 4, 0, 4, 0, 4]),
    "Wh transposed": ("Wh is transposed", 0.5, [0, 4, 0, 4, 4, 4, 4]),
    "no tanh": ("tanh is missing", 0.4, [0, 4, 4, 2, 2, 4, 2]),
}  # fmt: skip
SHOWN = {
    "h0 ignored": [[[-0.20336014, -0.50442349, -1.95777433, -0.64731556, 1.47517976], [-1.03876219,
        0.71204495, -0.69996837, -1.43155141, 1.07897037]]],
    "output bias left out": [[[-1.09938249, 1.00653608, -0.1569468, 0.0202025, 0.71596043], [-1.53755746,
        1.64257396, 0.49665527, -0.38757774, 0.51232902]]],
    "no b1": [[[-0.32975683, -0.25233955, -1.56002671, -0.88642041, 1.27359326], [-0.92773996, 0.59768733,
        -0.72287885, -1.41108583, 1.03313349]]],
    "Wh transposed": [[[-0.39577503, -0.31558787, -1.94660778, -0.66621323, 1.57410762], [-0.67092219,
        0.13940113, -1.36666331, -1.02070661, 1.33049046]]],
    "no tanh": [[[-0.967, 0.377, -1.511, -0.956, 1.593], [-2.4713, 2.3627, 0.1295, -2.0056, 1.3059]]],
}  # fmt: skip
"""The logits after the words 0 and 3 from h0 = [0.5, -0.4] of an rnn_forward with a slip."""


def slips(what, known):
    """Slips from a table: name -> (sentence, share, wrong)."""
    return [slip(name, f"{what}: {text}.", share, wrong) for name, (text, share, wrong) in known.items()]


class Shown:
    """The slips that your rnn_forward shows: they cost their points in B4, not here again."""

    def __init__(self, student):
        self._student = student

    def __contains__(self, name):
        if name not in SHOWN:
            return False
        try:
            result = self._student.rnn_forward(P, np.array([[0, 3]]), np.array([[0.5, -0.4]]))
            got = as_numbers(unpack(result, "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == (1, 2, 5) and bool(np.allclose(got, SHOWN[name], rtol=1e-5, atol=1e-7))


# ---------------------------------------------------------------- B7


@number("B7.1")
@weight(1)
def test_perplexity(student):
    """The perplexity of the small model on two texts of five words."""
    agree(student.perplexity(P, TEXTS, STARTS), PERPLEXITY, "The perplexity",
          hypotheses=slips("The perplexity is off", PERPLEXITY_SLIPS), forgiven=Shown(student))  # fmt: skip


@number("B7.2")
@weight(1)
def test_uniform(student):
    """A model that finds every word equally likely has perplexity V."""
    require_alive(student.perplexity, (P, TEXTS, STARTS), (P, TEXTS[::-1], STARTS), shape=())
    for V, level in ((5, 0.0), (8, 1.5)):
        same = {**P, "E": np.resize(P["E"], (V, 3)), "U": np.zeros((V, 2)), "b2": np.full(V, level)}
        agree(student.perplexity(same, TEXTS, STARTS), V, f"The perplexity of {V} equal logits",
              hypotheses=slips("The perplexity is off", UNIFORM[V]))  # fmt: skip


UNIFORM = {
    V: {
        "no exp": ("that is the mean loss; the perplexity is exp of it", 0.5, np.log(V)),
        "bits": ("the loss is in bits, and exp was taken of it", 0.7, np.exp(np.log2(V))),
        "2 to the nats": ("the loss is in natural logarithms, and 2 was raised to it", 0.7, 2 ** np.log(V)),
        "inverse": ("that is one over the perplexity", 0.5, 1 / V),
    }
    for V in (5, 8)
}

# ---------------------------------------------------------------- B8


def written(student, u, greedy):
    """The words as whole numbers."""
    words = as_numbers(student.generate(P, BEGIN, FIRST, len(DRAWS), u, 1.0, greedy), "The words").ravel()
    if len(words) == len(DRAWS) + 1 and words[0] == FIRST:
        raise Wrong("n words are asked for; `start` is not one of them.", 0.5, "start included")
    return words


@number("B8.1")
@weight(1)
def test_drawing(student):
    """Seven words of the small model with given numbers to draw with."""
    agree(written(student, DRAWS, False), WRITTEN, "What is written", hypotheses=slips("The words are off", WRITTEN_SLIPS),
          forgiven=Shown(student))  # fmt: skip


@number("B8.2")
@weight(1)
@parts({"seven words": 2, "equal logits": 1})
def test_greedy(student, part):
    """Greedy words are those with the largest logits, the lowest id if several are equal; u does not matter."""
    with part("seven words"):
        for u in (DRAWS, 1 - DRAWS):
            agree(written(student, u, True), GREEDY, "What is written",
                  hypotheses=slips("The words are off", GREEDY_SLIPS), forgiven=Shown(student))  # fmt: skip
    with part("equal logits"):
        first = as_numbers(student.generate(P, BEGIN, FIRST, 7, DRAWS, 1.0, True), "The words").ravel()
        if len(set(first)) < 2:
            raise Wrong("The same word whatever the model says.")
        tied = {**P, "U": np.zeros((5, 2)), "b2": np.array([0.5, 1.5, -2.0, 1.5, 1.0])}
        agree(student.generate(tied, BEGIN, FIRST, 3, DRAWS[:3], 1.0, True), [1, 1, 1], "What is written")


# ---------------------------------------------------------------- C

NOTHING, EVERYTHING = 1.75, 1.58
"""Perplexities: who remembers nothing reaches 2 ** 0.8 = 1.741, who remembers the first word 2 ** 0.6 = 1.516."""


@pytest.fixture
def judge_of(student, request):
    """Whose `perplexity` counts: the solution's where it is there (when you submit), yours at home."""
    try:
        return request.getfixturevalue("reference")
    except pytest.FixtureLookupError:
        return student


def sentences(rng, count):
    """Sentences of five words: 0 or 1, two of 2 and 3, then 4 after 0 or 5 after 1, and 6 at the end."""
    first, middle = rng.randint(0, 2, size=(count, 1)), rng.randint(2, 4, size=(count, 2))
    return np.concatenate([first, middle, first + 4, np.full((count, 1), 6)], axis=1).ravel()


@number("C.1")
@weight(4)
def test_training(student, judge_of, rng):
    """train_rnnlm learns a made-up language in which the fourth word depends on the first."""
    P = student.train_rnnlm(sentences(rng, 1600), 7, 11)
    P = {name: as_numbers(entry(P, name, "The parameters"), name) for name in ("E", "We", "Wh", "b1", "U", "b2")}
    if max(max(array.shape, default=0) for array in P.values()) > 512 or not all(np.isfinite(a).all() for a in P.values()):
        raise Wrong("The parameters should be finite numbers, at most 256 units in a layer.", cause="not finite")
    try:
        found = judge_of.perplexity(P, sentences(rng, 160).reshape(8, 100), np.zeros((8, P["b1"].size)))
    except (ValueError, IndexError, TypeError) as error:
        raise Wrong("The shapes of the parameters do not fit together.", cause="shape") from error
    value = float(as_numbers(found, "The perplexity").reshape(-1)[0])
    share = min(1.0, max(0.0, (NOTHING - value) / (NOTHING - EVERYTHING))) if np.isfinite(value) else 0.0
    if share < 1:
        raise Wrong(f"Perplexity {value:.3f} on other sentences; {NOTHING} earns nothing, {EVERYTHING} everything.", share)
