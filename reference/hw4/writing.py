"""Homework 4: what the model writes, right and with the slips that people make."""

import conventions
import numpy as np
import states
from perplexities import CHARGED

from autograder.judging import slip
from autograder.variant import attempts

START_FIRST = conventions.start_word == "written first"


def step(P, h, word, **how):
    """The next state and its logits; how: as `states.forward` has it."""
    H, logits = states.forward(P, np.array([[word]]), h[None, :], **how)
    return H[0, 1], logits[0, 0]


def write(P, h0, start, n, u, temperature, greedy, *, begin=1.0, feeds="own", carry=True, heat=None, picks=None,
          **options):  # fmt: skip
    """(the n words, how clear the nearest choice was), right unless told otherwise."""
    h, word, words, clear = begin * h0, start, [], 1.0
    for t in range(n):
        h, z = step(P, h if carry else begin * h0, word if feeds == "own" else start, **options)
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
ANEW = "zeros at every step"
MANY = {"h0 ignored", "no b1", "output bias left out", "Wh transposed", "no activation", ANEW, "state not carried",
        "start fed again", "nothing fed back"}  # fmt: skip
"""Slips that should all show where more than one word is written."""


def words_of(cases, **how):
    """What is written on all cases, one after the other."""
    return np.concatenate([write(*case, **how)[0] for case in cases])


def wrong_words(cases):
    """name -> what that slip writes on all cases."""
    found = {name: words_of(cases, picks=pick) for name, (_, _, pick) in PICKS.items() if not cases[0][6]}
    found |= {name: words_of(cases, **how) for name, (_, _, how) in WAYS.items()}
    found |= {name: words_of(cases, **states.WRONG[name][2]) for name in CHARGED}
    return found | {ANEW: words_of(cases, begin=0.0, carry=False)}


def whole(cases, words):
    """What `generate` returns on all cases: the words, and `start` before those of each case where it is asked for."""
    if not START_FIRST:
        return words
    lengths = np.cumsum([case[3] for case in cases])[:-1]
    pieces = np.split(np.asarray(words), lengths)
    return np.concatenate([[case[2], *piece] for case, piece in zip(cases, pieces)])


def slips(cases):
    """All slips that show on these cases."""
    wrong = wrong_words(cases)
    said = {name: (text, share) for name, (text, share, _) in (PICKS | WAYS).items()} | CHARGED
    said[ANEW] = ("every step starts from zeros", 0.4)
    found = [slip("h0 ignored" if name == ANEW else name, f"The words are off: {text}.", share,
                  whole(cases, wrong[name])) for name, (text, share) in said.items() if name in wrong]  # fmt: skip
    if not START_FIRST:
        late = np.concatenate([[case[2], *write(*case)[0][:-1]] for case in cases])
        found.append(slip("start included", "`start` is not part of what is written.", 0.5, late))
    return found


def telling(rng, draw, names):
    """Cases on which these slips write other words than the right ones, and each slip others than the rest."""
    for _ in attempts(rng):
        cases = draw()
        found = {name: tuple(wrong) for name, wrong in wrong_words(cases).items() if name in names}
        apart = len({*found.values(), tuple(words_of(cases))}) == len(found) + 1
        if apart and all(len(set(wrong)) > 1 for wrong in found.values()):  # one word everywhere is nobody's slip
            return cases
