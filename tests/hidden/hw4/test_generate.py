"""Homework 4, generate in rnnlm.py: what is judged beyond the public part."""

import numpy as np
import states
from perplexities import CHARGED
from writing import MANY, PICKS, START_FIRST, WAYS, slips, step, telling, whole, words_of, write

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, number, parts, unpack, weight

CLEAR = 0.004
"""How far every u is from a boundary of the cumulative distribution, and the largest logit from the next."""


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def model(rng, V=9):
    """(P, h0, start)."""
    P = {"E": away(rng, V, 3), "We": away(rng, 5, 3) * 0.7, "Wh": away(rng, 5, 5) * 0.6, "b1": away(rng, 5) * 0.5,
         "U": away(rng, V, 5) * 0.8, "b2": away(rng, V) * 0.5}  # fmt: skip
    return P, away(rng, 5) * 0.7, int(rng.randint(V))


def cases_of(rng, count, n, temperature=1.0, greedy=False):
    """Cases in which every choice is clear, h0 matters, and neither `start` nor one word fills all."""
    found = []
    while len(found) < count:
        case = (*model(rng), n, rng.uniform(0.02, 0.98, size=n), temperature, greedy)
        words, clear = write(*case)
        telling = words[0] != case[2] and (n < 4 or len(set(words)) > 2) and _starts(*case[:3])
        if clear > CLEAR and telling:
            found.append(case)
    return found


def _starts(P, h0, start):
    """Whether h0 matters: with relu it may not."""
    return not near(step(P, h0, start)[1], step(P, 0 * h0, start)[1])


def near(a, b):
    """Whether two arrays are the same but for rounding."""
    return bool(np.allclose(a, b, rtol=1e-5, atol=1e-7))


class OwnForward:
    """The slips that the student's rnn_forward shows, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, (self._P, self._h0, self._start) = student, case[:3]

    def __contains__(self, name):
        if name not in CHARGED:
            return False
        _, wrong = step(self._P, self._h0, self._start, **states.WRONG[name][2])
        _, right = step(self._P, self._h0, self._start)
        try:
            result = self._student.rnn_forward(self._P, np.array([[self._start]]), self._h0[None, :])
            got = as_numbers(unpack(result, "H", "logits")[1], "logits").ravel()
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and near(got, wrong) and not near(wrong, right)


def written(student, case):
    """The ids of words, `start` first where it is asked for."""
    words = as_numbers(student.generate(*case), "The words").ravel()
    n, start, V = case[3], case[2], len(case[0]["b2"])
    if START_FIRST and words.size == n:
        missing = "one word missing" if int(words[0]) == start else "start left out"
        raise Wrong("`start` and the n words are asked for: n + 1 ids.", 0.5, missing)
    if not START_FIRST and words.size == n + 1 and int(words[0]) == start:
        raise Wrong("n words are asked for; `start` is not one of them.", 0.5, "start included")
    if words.size != n + START_FIRST:
        raise Wrong(f"{words.size} words came back; {n + START_FIRST} are asked for.", cause="count")
    if not np.isin(words, np.arange(V)).all():
        raise Wrong(f"The words should be ids from 0 to {V - 1}.", cause="not ids")
    return words


def judge(student, cases):
    """What is written on all cases."""
    got = np.concatenate([written(student, case) for case in cases])
    agree(got, whole(cases, words_of(cases)), "What is written", hypotheses=lambda: slips(cases),
          forgiven=OwnForward(student, cases[0]))  # fmt: skip


@number("B8.3")
@weight(2)
def test_one_word(student, rng):
    """The next word is the first id whose cumulative probability exceeds u."""
    judge(student, telling(rng, lambda: cases_of(rng, 12, 1), {*PICKS, *CHARGED} - {"first u only"}))


@number("B8.4")
@weight(1)
def test_many_words(student, rng):
    """Each step feeds the word written last, and starts from the state before."""
    judge(student, telling(rng, lambda: cases_of(rng, 4, 8), {*PICKS, *MANY, *CHARGED}))


@number("B8.5")
@weight(1)
@parts({"2.5 and 0.4": 3, "0.001": 1})
def test_temperature(student, part, rng):
    """High temperatures flatten the distribution, low ones take the largest logit."""
    with part("2.5 and 0.4"):
        names = {*PICKS, *MANY, *WAYS, *CHARGED}
        judge(student, telling(rng, lambda: [*cases_of(rng, 5, 2, 2.5), *cases_of(rng, 5, 2, 0.4)], names))
    with part("0.001"):
        judge(student, telling(rng, lambda: _frozen(rng), {*MANY, *WAYS, *CHARGED}))


def _frozen(rng):
    """Temperature 0.001: as greedy, however large a logit is when it is divided by it."""
    found = []
    while len(found) < 3:
        case = (*model(rng), 3, rng.uniform(0.1, 0.9, size=3), 0.001, False)
        if write(*case[:6], True)[1] > 0.05:
            found.append(case)
    return found
