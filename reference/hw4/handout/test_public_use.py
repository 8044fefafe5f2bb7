"""Homework 4, the public checks of B7, B8 and C. Read them: they say what each function must do.

The numbers of small models are in public_numbers.json: what goes in, what must come out, and what known slips give.
"""

import conventions
import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, slip, unpack, weight


def arrays(value):
    """What is in public_numbers.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def slips(what, known):
    """Slips from a table: name -> what is said, the share, and what it gives."""
    return [slip(name, f"{what}: {one['said']}.", one["share"], one["gives"]) for name, one in known.items()]


class OwnForward:
    """The slips that your rnn_forward shows: they cost their points in B4, not here again."""

    def __init__(self, student, public):
        self._student, self._P, self._case = student, arrays(public["P"]), arrays(public["states"])

    def __contains__(self, name):
        known = self._case["from h0"]["slips"]["logits"]
        name = name.removesuffix(" at every step")
        if name not in known:
            return False
        try:
            result = self._student.rnn_forward(self._P, self._case["ids"], self._case["h0"])
            got = as_numbers(unpack(result, "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        wrong = known[name]["gives"]
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


# ---------------------------------------------------------------- B7


def own_loss(student, case):
    """Your lm_loss, for each prediction, where it shows a slip that we recognise: that costs its points in B5 alone."""
    targets = case["texts"][:, 1:]

    def loss(logits):
        value = as_numbers(student.lm_loss(logits, targets, np.ones(targets.shape)), "The loss")
        return value if conventions.reduction == "mean" else value / targets.size

    try:
        value = loss(case["logits"])
    except (SubmissionError, Wrong):
        return None
    known = case["losses of a slip"]
    shown = value.size == 1 and any(abs(float(value.reshape(())) - wrong) < 1e-6 for wrong in known)
    return loss if shown else None


def judge_perplexity(student, public, logits, got, right, known):
    """The perplexity, or {{exp_of_the_loss}} of your own with a slip."""
    loss = own_loss(student, arrays(public["perplexity"]))
    if loss is not None:
        own = np.exp(loss(logits)).reshape(())
        if abs(float(as_numbers(got, "The perplexity").reshape(-1)[0]) - own) < 1e-6 * max(1.0, own):
            return
    agree(got, right, "The perplexity", hypotheses=slips("The perplexity is off", known),
          forgiven=OwnForward(student, public))  # fmt: skip


@number("B7.1")
@weight(1)
def test_perplexity(student, public):
    """The perplexity of the small model on two texts of five words."""
    P, case = arrays(public["P"]), arrays(public["perplexity"])
    got = student.perplexity(P, case["texts"], case["h0"])
    judge_perplexity(student, public, case["logits"], got, case["perplexity"], case["slips"]["perplexity"])


@number("B7.2")
@weight(1)
def test_uniform(student, public):
    """A model that finds every word equally likely has perplexity V."""
    P, case = arrays(public["P"]), arrays(public["perplexity"])
    texts, starts = case["texts"], case["h0"]
    require_alive(student.perplexity, (P, texts, starts), (P, 4 - texts, starts), shape=())
    for V, level in ((5, 0.0), (8, 1.5)):
        same = {**P, "E": np.resize(P["E"], (V, 2)), "U": np.zeros((V, 3)), "b2": np.full(V, level)}
        got = student.perplexity(same, texts, starts)
        judge_perplexity(student, public, np.full((2, 4, V), level), got, V, UNIFORM[V])


UNIFORM = {
    V: {
        "no exp": {"said": "that is the mean loss; the perplexity is exp of it", "share": 0.5, "gives": np.log(V)},
        "bits": {"said": "the loss is in bits, and exp was taken of it", "share": 0.7, "gives": np.exp(np.log2(V))},
        "2 to the nats": {"said": "the loss is in natural logarithms, and 2 was raised to it", "share": 0.7,
                          "gives": 2 ** np.log(V)},
        "inverse": {"said": "that is one over the perplexity", "share": 0.5, "gives": 1 / V},
    }
    for V in (5, 8)
}  # fmt: skip

# ---------------------------------------------------------------- B8


def written(student, case, P, u, greedy):
    """The words as whole numbers."""
    words = as_numbers(student.generate(P, case["h0"], case["start"], 8, u, 1.0, greedy), "The words").ravel()
    if conventions.start_word == "left out":
        if len(words) == 9 and words[0] == case["start"]:
            raise Wrong("n words are asked for; `start` is not one of them.", 0.5, "start included")
    elif len(words) == 8:
        missing = "one word missing" if words[0] == case["start"] else "start left out"
        raise Wrong("`start` and the n words are asked for: n + 1 ids.", 0.5, missing)
    return words


@number("B8.1")
@weight(1)
def test_drawing(student, public):
    """Eight words of a small model with given numbers to draw with."""
    case = arrays(public["writing"])
    got = written(student, case, case["P"], case["u"], False)
    agree(got, case["drawn"]["words"], "What is written", forgiven=OwnForward(student, public),
          hypotheses=slips("The words are off", case["drawn"]["slips"]))  # fmt: skip


@number("B8.2")
@weight(1)
@parts({"eight words": 2, "equal logits": 1})
def test_greedy(student, part, public):
    """Greedy words are those with the largest logits, the lowest id if several are equal; u does not matter."""
    case = arrays(public["writing"])
    P, u, known = case["P"], case["u"], slips("The words are off", case["greedy"]["slips"])
    with part("eight words"):
        for draws in (u, 1 - u):
            agree(written(student, case, P, draws, True), case["greedy"]["words"], "What is written",
                  hypotheses=known, forgiven=OwnForward(student, public))  # fmt: skip
    with part("equal logits"):
        first = as_numbers(student.generate(P, case["h0"], case["start"], 8, u, 1.0, False), "The words").ravel()
        if len(set(first)) < 2:
            raise Wrong("The same word whatever the model says.")
        tied = {**P, "U": np.zeros((9, 4)), "b2": np.array([0.5, 1.5, -2.0, 1.5, 1.0, 0.0, 1.5, -0.5, 0.5])}
        draws = np.array([0.05, 0.95, 0.5])
        words = as_numbers(student.generate(tied, case["h0"], case["start"], 3, draws, 1.0, True), "The words").ravel()
        agree(words[-3:], [1, 1, 1], "What is written")


# ---------------------------------------------------------------- C

NOTHING, EVERYTHING = 1.75, 1.58
"""Perplexities: who remembers nothing reaches 2 ** 0.8 = 1.741, who remembers the first word 2 ** 0.6 = 1.516."""
IMPOSSIBLE = 1.4
"""Nobody can be below: numbers have grown so large that softmax is lost in rounding."""


def sentences(rng, count):
    """Sentences of five words: 0 or 1, two of 2 and 3, then 4 after 0 or 5 after 1, and 6 at the end."""
    first, middle = rng.randint(0, 2, size=(count, 1)), rng.randint(2, 4, size=(count, 2))
    return np.concatenate([first, middle, first + 4, np.full((count, 1), 6)], axis=1).ravel()


@number("C.1")
@weight(4)
def test_training(student, reference, rng):
    """train_rnnlm learns a made-up language in which the fourth word depends on the first."""
    # the perplexity is the solution's where it is there (when you submit), your own at home
    P = student.train_rnnlm(sentences(rng, 800), 7, 11)
    P = {name: as_numbers(entry(P, name, "The parameters"), name) for name in ("E", "We", "Wh", "b1", "U", "b2")}
    if max(max(array.shape, default=0) for array in P.values()) > 512 or not all(
        np.isfinite(a).all() for a in P.values()
    ):
        raise Wrong("The parameters should be finite numbers, at most 256 units in a layer.", cause="not finite")
    try:
        found = reference.perplexity(P, sentences(rng, 160).reshape(8, 100), np.zeros((8, P["b1"].size)))
    except (ValueError, IndexError, TypeError) as error:
        raise Wrong("The shapes of the parameters do not fit together.", cause="shape") from error
    value = float(as_numbers(found, "The perplexity").reshape(-1)[0])
    if value < IMPOSSIBLE:
        raise Wrong(f"Perplexity {value:.3f} is better than can be: are parameters or states huge?", cause="diverged")
    share = min(1.0, max(0.0, (NOTHING - value) / (NOTHING - EVERYTHING))) if np.isfinite(value) else 0.0
    if share < 1:
        raise Wrong(
            f"Perplexity {value:.3f} on other sentences; {NOTHING} earns nothing, {EVERYTHING} everything.", share
        )
