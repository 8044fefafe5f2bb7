"""Homework 4, the public checks of B7, B8 and C. Read them: they say what each function must do.

The right numbers were computed for one small model, and so were those that common slips give.
"""

import numpy as np
import pytest

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, slip, unpack, weight

# the small model: V = 5, e = 3, H = 2
P = {
    "E": np.array([[0.7, -0.9, -0.8], [-0.9, -1.2, 1.2], [0.4, -1.1, -0.6], [-0.4, 0.7, 0.8], [1.3, -0.7, -0.3]]),
    "We": np.array([[0.6, 0.3, -0.4], [-0.8, -0.6, -0.7]]),
    "Wh": np.array([[0.5, -0.8], [0.4, 0.6]]),
    "b1": np.array([0.3, -0.2]),
    "U": np.array([[0.5, 0.9], [1.1, -1.1], [0.5, 1.2], [0.4, -1.1], [-1.2, 1.0]]),
    "b2": np.array([0.6, 0.9, 0.6, -0.7, -0.9]),
}  # fmt: skip
TEXTS, STARTS = np.array([[0, 3, 1, 4, 2], [2, 2, 0, 1, 3]]), np.array([[0.5, -0.4], [0.0, 0.3]])
PERPLEXITY = 7.11632012
TEXT_LOGITS = [[[1.29801747, 1.5383956, 1.38541126, -0.67177497, -1.65469408], [0.38385478, 1.42359592, 0.28653834,
    -0.2825298, -1.40631793], [0.51793393, -0.08106388, 0.59590652, -1.23868653, 0.11826978], [0.26969368, 2.04809945,
    0.08708589, 0.14357556, -2.03073359]], [[1.2697139, 0.43560347, 1.45845744, -1.30927308, -0.51921464],
    [1.31804273, 0.1081618, 1.54903613, -1.52692576, -0.1901721], [1.29715428, 0.35111439, 1.50000737, -1.37291864,
    -0.43645109], [0.77882001, -0.87708108, 0.9902309, -1.83950337, 0.89769331]]]  # fmt: skip
"""The right logits after each word of TEXTS but the last."""
NATS = [[3.23807439, 0.64966198, 1.64486357, 2.34997229], [0.87077503, 1.04293202, 1.99653337,
    3.9063134]]  # fmt: skip
"""The losses of their predictions."""
OVER_STEPS = 1.37545831
"""Their mean with softmax over the steps."""
PERPLEXITY_SLIPS = {
    "no exp": ("that is the mean loss; the perplexity is exp of it", 0.5, 1.96239076),
    "bits": ("the loss is in bits, and exp was taken of it", 0.7, 16.96464395),
    "2 to the nats": ("the loss is in natural logarithms, and 2 was raised to it", 0.7, 3.89707246),
    "inverse": ("that is one over the perplexity", 0.5, 0.14052207),
    "no mean": ("the sum of the losses was taken, not their mean", 0.5, 6577241.84229737),
    "over sequences": ("the sum was divided by the number of texts, not of predictions", 0.6, 2564.61339042),
    "over tokens": ("it was divided by all tokens; T + 1 tokens give T predictions", 0.6, 4.80622813),
    "targets unshifted": ("the targets are the words that are fed; they should be the next ones", 0.5, 7.04025654),
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, 7.33264271),
    "output bias left out": ("the bias b2 is missing", 0.6, 6.20134886),
    "no b1": ("the bias b1 is missing", 0.6, 7.46750457),
    "Wh transposed": ("Wh is transposed", 0.5, 3.97014215),
    "no tanh": ("tanh is missing", 0.4, 9.07369179),
}  # fmt: skip
DRAWS, FIRST, BEGIN = np.array([0.81, 0.19, 0.77, 0.12, 0.25, 0.71, 0.33, 0.71]), 3, np.array([-0.9, 0.6])
WRITTEN, GREEDY = [3, 1, 2, 0, 0, 2, 0, 2], [1, 1, 0, 1, 2, 2, 2, 2]
WRITTEN_SLIPS = {
    "one id too far": ("the first id whose cumulative probability exceeds u is meant, not the one after it", 0.5, [4,
        2, 3, 1, 1, 4, 2, 3]),
    "one id too early": ("the first id whose cumulative probability exceeds u is meant, not the one before it", 0.5,
        [2, 0, 1, 0, 0, 1, 0, 1]),
    "greedy": ("the largest logit is taken; u says which word to draw", 0.3, [1, 1, 0, 1, 2, 2, 2, 2]),
    "from the end": ("the words are added up from the last to the first", 0.5, [1, 3, 1, 3, 1, 1, 2, 0]),
    "sorted first": ("the words are added up from the likeliest on; they should stay in the order of their ids", 0.5,
        [2, 1, 4, 1, 2, 1, 2, 4]),
    "first u only": ("u[0] is used at every step", 0.5, [3, 2, 2, 2, 2, 2, 2, 2]),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, [3, 1, 4, 0, 0, 2,
        1, 4]),
    "start fed again": ("every step feeds `start`; it should feed the word written last", 0.4, [3, 1, 1, 1, 1, 1, 1,
        1]),
    "nothing fed back": ("every step starts over from h0 and `start`", 0.3, [3, 1, 3, 0, 1, 2, 1, 2]),
    "output bias left out": ("the bias b2 is missing", 0.6, [4, 1, 3, 1, 1, 4, 1, 4]),
    "no b1": ("the bias b1 is missing", 0.6, [3, 1, 3, 0, 1, 2, 1, 4]),
    "Wh transposed": ("Wh is transposed", 0.5, [2, 0, 2, 0, 1, 2, 0, 2]),
    "no tanh": ("tanh is missing", 0.4, [3, 1, 1, 0, 0, 2, 0, 2]),
}  # fmt: skip
GREEDY_SLIPS = {
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, [1, 4, 1, 4, 1, 4,
        1, 4]),
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, [1, 1, 2, 2, 2, 2, 2, 2]),
    "output bias left out": ("the bias b2 is missing", 0.6, [3, 1, 4, 1, 4, 1, 4, 1]),
    "no b1": ("the bias b1 is missing", 0.6, [1, 0, 1, 2, 2, 2, 2, 2]),
    "Wh transposed": ("Wh is transposed", 0.5, [2, 2, 2, 1, 1, 2, 2, 2]),
    "no tanh": ("tanh is missing", 0.4, [1, 1, 4, 1, 1, 2, 2, 2]),
    "h0 ignored at every step": ("every step starts from zeros", 0.4, [1, 2, 2, 2, 2, 2, 2, 2]),
}  # fmt: skip
SHOWN = {
    "h0 ignored": [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [0.26014215, 1.33502931,
        0.14494249, -0.2730083, -1.29777765]]],
    "output bias left out": [[[0.69801747, 0.6383956, 0.78541126, 0.02822503, -0.75469408], [-0.21614522, 0.52359592,
        -0.31346166, 0.4174702, -0.50631793]]],
    "no b1": [[[1.40484947, 1.247348, 1.54348462, -0.89717365, -1.37134852], [0.37609562, 0.62748408, 0.35465987,
        -0.74907994, -0.58841941]]],
    "Wh transposed": [[[0.68594749, 1.98632731, 0.5985537, -0.10105306, -2.02682182], [-0.13856483, 2.11006298,
        -0.414692, 0.38431963, -2.03598392]]],
    "no tanh": [[[1.54, 2.044, 1.63, -0.494, -2.208], [0.6604, 1.4764, 0.6172, -0.3896, -1.5]]],
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
        name = name.removesuffix(" at every step")
        if name not in SHOWN:
            return False
        try:
            result = self._student.rnn_forward(P, np.array([[0, 3]]), np.array([[0.5, -0.4]]))
            got = as_numbers(unpack(result, "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == (1, 2, 5) and bool(np.allclose(got, SHOWN[name], rtol=1e-5, atol=1e-7))


# ---------------------------------------------------------------- B7


def own_loss(student):
    """Your lm_loss where it shows a slip that we recognise: that costs its points in B5 alone. None elsewhere."""
    nats = np.array(NATS)
    J, p = nats.mean(), np.exp(-nats)
    known = [8 * J, 4 * J, 2 * J, -J, J / np.log(2), J / np.log(10), J / 2, J / 4, J / 8, -p.mean(), p.mean(),
             -np.log(p.mean()), OVER_STEPS,
             *(-np.log(p + small).mean() for small in (1e-3, 1e-4, 1e-5, 1e-6))]  # fmt: skip
    try:
        value = as_numbers(student.lm_loss(np.array(TEXT_LOGITS), TEXTS[:, 1:], np.ones((2, 4))), "The loss")
    except (SubmissionError, Wrong):
        return None
    shown = value.size == 1 and any(abs(float(value.reshape(())) - wrong) < 1e-6 for wrong in known)
    return student.lm_loss if shown else None


def judge_perplexity(student, logits, targets, got, right, known):
    """The perplexity, or exp of a loss of your own with a slip."""
    loss = own_loss(student)
    if loss is not None:
        own = np.exp(as_numbers(loss(logits, targets, np.ones(targets.shape)), "The loss")).reshape(())
        if abs(float(as_numbers(got, "The perplexity").reshape(-1)[0]) - own) < 1e-6 * max(1.0, own):
            return
    agree(got, right, "The perplexity", hypotheses=slips("The perplexity is off", known), forgiven=Shown(student))


@number("B7.1")
@weight(1)
def test_perplexity(student):
    """The perplexity of the small model on two texts of five words."""
    got = student.perplexity(P, TEXTS, STARTS)
    judge_perplexity(student, np.array(TEXT_LOGITS), TEXTS[:, 1:], got, PERPLEXITY, PERPLEXITY_SLIPS)


@number("B7.2")
@weight(1)
def test_uniform(student):
    """A model that finds every word equally likely has perplexity V."""
    require_alive(student.perplexity, (P, TEXTS, STARTS), (P, 4 - TEXTS, STARTS), shape=())
    for V, level in ((5, 0.0), (8, 1.5)):
        same = {**P, "E": np.resize(P["E"], (V, 3)), "U": np.zeros((V, 2)), "b2": np.full(V, level)}
        got = student.perplexity(same, TEXTS, STARTS)
        judge_perplexity(student, np.full((2, 4, V), level), TEXTS[:, 1:], got, V, UNIFORM[V])


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
    """Eight words of the small model with given numbers to draw with."""
    agree(written(student, DRAWS, False), WRITTEN, "What is written", 
          hypotheses=slips("The words are off", WRITTEN_SLIPS),
          forgiven=Shown(student))  # fmt: skip


@number("B8.2")
@weight(1)
@parts({"eight words": 2, "equal logits": 1})
def test_greedy(student, part):
    """Greedy words are those with the largest logits, the lowest id if several are equal; u does not matter."""
    with part("eight words"):
        for u in (DRAWS, 1 - DRAWS):
            agree(written(student, u, True), GREEDY, "What is written",
                  hypotheses=slips("The words are off", GREEDY_SLIPS), forgiven=Shown(student))  # fmt: skip
    with part("equal logits"):
        first = as_numbers(student.generate(P, BEGIN, FIRST, 8, DRAWS, 1.0, True), "The words").ravel()
        if len(set(first)) < 2:
            raise Wrong("The same word whatever the model says.")
        tied = {**P, "U": np.zeros((5, 2)), "b2": np.array([0.5, 1.5, -2.0, 1.5, 1.0])}
        words = as_numbers(student.generate(tied, BEGIN, FIRST, 3, DRAWS[:3], 1.0, True), "The words").ravel()
        agree(words[-3:], [1, 1, 1], "What is written")


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
    P = student.train_rnnlm(sentences(rng, 800), 7, 11)
    P = {name: as_numbers(entry(P, name, "The parameters"), name) for name in ("E", "We", "Wh", "b1", "U", "b2")}
    if max(max(array.shape, default=0) for array in P.values()) > 512 or not all(
        np.isfinite(a).all() for a in P.values()
    ):
        raise Wrong("The parameters should be finite numbers, at most 256 units in a layer.", cause="not finite")
    try:
        found = judge_of.perplexity(P, sentences(rng, 160).reshape(8, 100), np.zeros((8, P["b1"].size)))
    except (ValueError, IndexError, TypeError) as error:
        raise Wrong("The shapes of the parameters do not fit together.", cause="shape") from error
    value = float(as_numbers(found, "The perplexity").reshape(-1)[0])
    share = min(1.0, max(0.0, (NOTHING - value) / (NOTHING - EVERYTHING))) if np.isfinite(value) else 0.0
    if share < 1:
        raise Wrong(
            f"Perplexity {value:.3f} on other sentences; {NOTHING} earns nothing, {EVERYTHING} everything.", share
        )
