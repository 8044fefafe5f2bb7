"""Homework 4, the public checks of B6. Read them: they say what each function must do.

The numbers of a small model are in public_numbers.json: what goes in, what must come out, and what known slips give.
"""

from collections.abc import Mapping

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, agree_with_own_loss, as_numbers, entry, number, parts, slip, unpack, weight


def arrays(value):
    """What is in public_numbers.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


class OwnForward:
    """The slips that your rnn_forward shows from another h0: they cost their points in B4, not here again."""

    def __init__(self, student, public):
        self._student, self._P, self._case = student, arrays(public["P"]), arrays(public["states"])

    def __contains__(self, name):
        known = self._case["from h0"]["slips"]["logits"]
        if name not in known:
            return False
        try:
            result = self._student.rnn_forward(self._P, self._case["ids"], self._case["h0"])
            got = as_numbers(unpack(result, "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        wrong = known[name]["gives"]
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


def outputs(student, P, case, T, h0):
    """The gradients and dh0 for the first T words, by name."""
    result = student.rnn_backward(P, case["ids"][:, :T], case["targets"][:, :T], h0, np.ones((1, T)))
    grads, dh0 = (result, None) if isinstance(result, Mapping) else unpack(result, "grads", "dh0")
    return lambda name: dh0 if name == "dh0" else entry(grads, name, "The dict of gradients")


def called(name):
    """What a student calls this output."""
    return name if name == "dh0" else f"d{name}"


def judge(student, part, public, T, name, h0, counts):
    """Each output in a part of its own."""
    P, numbers = arrays(public["P"]), arrays(public["through_time"])
    case, got = numbers[name], outputs(student, P, numbers, T, h0)
    others = {called(block): right for block, right in case["gradients"].items() if block != "dh0"}
    for block, right in case["gradients"].items():
        with part(block):
            known = [slip(title, f"{called(block)}: {one['said']}.", one["share"], one["gives"])
                     for title, one in case["slips"][block].items()]  # fmt: skip
            agree(got(block), right, called(block), hypotheses=known, counts=counts, others=others,
                  forgiven=OwnForward(student, public), reduction="mean")  # fmt: skip


@number("B6.1")
@weight(2.5)
@parts({"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1})
def test_gradients(student, part, public):
    """The gradients of the small model over four words from h0 = 0."""
    judge(student, part, public, 4, "four words", np.zeros((1, 3)), {"predictions": 4})


@number("B6.2")
@weight(0.5)
@parts({"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1})
def test_one_word(student, part, public):
    """The gradients of the small model over one word from another h0."""
    judge(student, part, public, 1, "one word", arrays(public["through_time"])["h0"], {"predictions": 1, "words": 5})


@number("B6.3")
@weight(1)
def test_own_loss(student, public):
    """Each gradient is the derivative of your own loss of your own logits (or of the right loss)."""
    P, case, zero = arrays(public["P"]), arrays(public["through_time"]), np.zeros((1, 3))
    got = outputs(student, P, case, 4, zero)
    try:
        for name in P:
            agree(got(name), case["four words"]["gradients"][name], called(name))
        return
    except Wrong:
        pass

    def loss(params):
        logits = unpack(student.rnn_forward(params, case["ids"], zero), "H", "logits")[1]
        return student.lm_loss(np.asarray(logits, dtype=float), case["targets"], np.ones((1, 4)))

    agree_with_own_loss(loss, P, {name: got(name) for name in P}, counts={"predictions": 4},
                        reduction="mean")  # fmt: skip
