"""Homework 4, generate in rnnlm.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, number, parts, slip, unpack, weight

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


def step(P, h, word, b1=1.0, b2=1.0, act=np.tanh, Wh=None):
    """The next state, and its logits."""
    h = act((P["Wh"] if Wh is None else Wh) @ h + P["We"] @ P["E"][word] + b1 * P["b1"])
    return h, P["U"] @ h + b2 * P["b2"]


def write(P, h0, start, n, u, temperature, greedy, *, begin=1.0, feeds="own", carry=True, heat=None, picks=None,
          options=None):  # fmt: skip
    """(words, how clear the nearest choice was), right unless told otherwise."""
    h, word, words, clear = begin * h0, start, [], 1.0
    for t in range(n):
        h, z = step(P, h if carry else begin * h0, word if feeds == "own" else start, **(options or {}))
        q = np.exp((z - z.max()) / (temperature if heat is None else heat(temperature)))
        q = q / q.sum()
        first, second = np.sort(z)[::-1][:2]
        clear = min(clear, first - second if greedy else np.abs(np.cumsum(q)[:-1] - u[t]).min())
        word = int(np.argmax(z)) if greedy else (picks or _first_above)(q, u, t)
        words.append(word)
    return words, clear


def _first_above(q, u, t):
    return int(min(np.searchsorted(np.cumsum(q), u[t], side="right"), len(q) - 1))


PICKS = {
    "one id too far": ("the first id whose cumulative probability exceeds u is meant, not the one after it", 0.5,
                       lambda q, u, t: min(_first_above(q, u, t) + 1, len(q) - 1)),
    "one id too early": ("the first id whose cumulative probability exceeds u is meant, not the one before it", 0.5,
                         lambda q, u, t: max(_first_above(q, u, t) - 1, 0)),
    "greedy": ("the largest logit is taken; u says which word to draw", 0.3, lambda q, u, t: int(np.argmax(q))),
    "from the end": ("the words are added up from the last to the first", 0.5,
                     lambda q, u, t: int(len(q) - 1 - _first_above(q[::-1], u, t))),
    "sorted first": ("the words are added up from the likeliest on; they should stay in the order of their ids", 0.5,
                     lambda q, u, t: int(np.argsort(-q)[_first_above(np.sort(q)[::-1], u, t)])),
    "first u only": ("u[0] is used at every step", 0.5, lambda q, u, t: _first_above(q, u, 0)),
}  # fmt: skip
WAYS = {
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, {"carry": False}),
    "start fed again": ("every step feeds `start`; it should feed the word written last", 0.4, {"feeds": "start"}),
    "nothing fed back": ("every step starts over from h0 and `start`", 0.3, {"carry": False, "feeds": "start"}),
    "temperature ignored": ("the temperature does not matter", 0.5, {"heat": lambda t: 1.0}),
    "temperature multiplied": ("the logits are multiplied by the temperature; they should be divided by it", 0.5,
                               {"heat": lambda t: 1 / t}),
}  # fmt: skip
FORWARD = {
    "h0 ignored": ("the model starts from zeros, not from h0", 0.5, lambda P: {"begin": 0.0}),
    "output bias left out": ("the bias b2 is missing", 0.6, lambda P: {"options": {"b2": 0.0}}),
    "no b1": ("the bias b1 is missing", 0.6, lambda P: {"options": {"b1": 0.0}}),
    "Wh transposed": ("Wh is transposed", 0.5, lambda P: {"options": {"Wh": P["Wh"].T}}),
    "no tanh": ("tanh is missing", 0.4, lambda P: {"options": {"act": lambda z: z}}),
}


ANEW = "zeros at every step"
MANY = {*FORWARD, ANEW, "state not carried", "start fed again", "nothing fed back"}
"""Slips that should all show where more than one word is written."""


def words_of(cases, **how):
    """What is written on all cases, one after the other."""
    return np.concatenate([write(*case, **how)[0] for case in cases])


def wrong_words(cases):
    """name -> what that slip writes on all cases."""
    found = {name: words_of(cases, picks=pick) for name, (_, _, pick) in PICKS.items() if not cases[0][6]}
    found |= {name: words_of(cases, **how) for name, (_, _, how) in WAYS.items()}
    for name, (_, _, how) in FORWARD.items():
        found[name] = np.concatenate([write(*case, **how(case[0]))[0] for case in cases])
    return found | {ANEW: words_of(cases, begin=0.0, carry=False)}


def slips(cases):
    """All slips that show on these cases."""
    wrong = wrong_words(cases)
    found = [slip(name, f"The words are off: {text}.", share, wrong[name])
             for name, (text, share, _) in PICKS.items() if name in wrong]  # fmt: skip
    found += [slip(name, f"The words are off: {text}.", share, wrong[name])
              for name, (text, share, _) in (WAYS | FORWARD).items()]  # fmt: skip
    found.append(slip("h0 ignored", "The words are off: every step starts from zeros.", 0.4, wrong[ANEW]))
    late = np.concatenate([[case[2], *write(*case)[0][:-1]] for case in cases])
    found.append(slip("start included", "`start` is not part of what is written.", 0.5, late))
    return found


def cases_of(rng, count, n, temperature=1.0, greedy=False):
    """Cases in which every choice is clear, and neither `start` nor one word fills all."""
    found = []
    while len(found) < count:
        case = (*model(rng), n, rng.uniform(0.02, 0.98, size=n), temperature, greedy)
        words, clear = write(*case)
        if clear > CLEAR and (n < 4 or len(set(words)) > 2):
            found.append(case)
    return found


def telling(draw, names):
    """Cases on which these slips write other words than the right ones, and each slip others than the rest."""
    while True:
        cases = draw()
        found = {name: tuple(wrong) for name, wrong in wrong_words(cases).items() if name in names}
        if len({*found.values(), tuple(words_of(cases))}) == len(found) + 1:
            return cases


class OwnForward:
    """The slips that the student's rnn_forward shows, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, (self._P, self._h0, self._start) = student, case[:3]

    def __contains__(self, name):
        if name not in FORWARD:
            return False
        how = FORWARD[name][2](self._P)
        _, wrong = step(self._P, how.get("begin", 1.0) * self._h0, self._start, **how.get("options", {}))
        try:
            result = self._student.rnn_forward(self._P, np.array([[self._start]]), self._h0[None, :])
            got = as_numbers(unpack(result, "H", "logits")[1], "logits").ravel()
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


def written(student, case):
    """n whole numbers, the ids of words."""
    words = as_numbers(student.generate(*case), "The words")
    n, V = case[3], len(case[0]["b2"])
    if words.size == n + 1 and int(words.flat[0]) == case[2]:
        raise Wrong("n words are asked for; `start` is not one of them.", 0.5, "start included")
    if words.size != n:
        raise Wrong(f"{words.size} words came back; n = {n} are asked for.", cause="count")
    if not np.isin(words, np.arange(V)).all():
        raise Wrong(f"The words should be ids from 0 to {V - 1}.", cause="not ids")
    return words.ravel()


def judge(student, cases):
    """What is written on all cases."""
    got = np.concatenate([written(student, case) for case in cases])
    agree(
        got, words_of(cases), "What is written", hypotheses=lambda: slips(cases), forgiven=OwnForward(student, cases[0])
    )


@number("B8.3")
@weight(2)
def test_one_word(student, rng):
    """The next word is the first id whose cumulative probability exceeds u."""
    judge(student, telling(lambda: cases_of(rng, 12, 1), {*PICKS, *FORWARD} - {"first u only"}))


@number("B8.4")
@weight(1)
def test_many_words(student, rng):
    """Each step feeds the word written last, and starts from the state before."""
    judge(student, telling(lambda: cases_of(rng, 4, 8), {*PICKS, *MANY}))


@number("B8.5")
@weight(1)
@parts({"2.5 and 0.4": 3, "0.001": 1})
def test_temperature(student, part, rng):
    """High temperatures flatten the distribution, low ones take the largest logit."""
    with part("2.5 and 0.4"):
        both = telling(lambda: [*cases_of(rng, 5, 2, 2.5), *cases_of(rng, 5, 2, 0.4)], {*PICKS, *MANY, *WAYS})
        judge(student, both)
    with part("0.001"):
        judge(student, telling(lambda: _frozen(rng), {*MANY, *WAYS}))


def _frozen(rng):
    """Temperature 0.001: as greedy, however large a logit is when it is divided by it."""
    found = []
    while len(found) < 3:
        case = (*model(rng), 3, rng.uniform(0.1, 0.9, size=3), 0.001, False)
        if write(*case[:6], True)[1] > 0.05:
            found.append(case)
    return found
