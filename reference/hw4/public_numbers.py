"""The numbers of the public checks: what goes in, what must come out, and what known slips give.

Students get them as public_numbers.json. A check with the computation in it would be the answer to the question.
"""

from collections.abc import Mapping
from functools import cached_property

import activations
import feedforward
import numpy as np
import perplexities
import states
import through_time
import writing

from autograder.judging.hypotheses import ambiguities
from autograder.judging.slips import slip
from autograder.variant import attempts

APART = 1e-3
"""Relative distance between the right array, and what any two slips give."""
ZERO_ANYWAY = ("h0 ignored", "assigned over time")
"""Slips whose dWh is 0 on every draw: what the first step adds to it is made of h0."""
KINK = 0.02
"""No unit comes nearer to 0, where the slope of relu jumps."""


class Lazy(Mapping):
    """The numbers of a variant, computed when they are first asked for."""

    def __init__(self, variant):
        self._variant = variant

    @cached_property
    def _numbers(self):
        return draw(self._variant.public_rng("public numbers"))

    def __getitem__(self, name):
        return self._numbers[name]

    def __iter__(self):
        return iter(self._numbers)

    def __len__(self):
        return len(self._numbers)


def draw(rng):
    """All numbers, drawn with a numpy RandomState: lists and numbers alone, as JSON has them."""
    for _ in attempts(rng):  # a model, until each slip shows on it and is like no other
        P = _recurrent(rng)
        parts = _parts(rng, P)
        if parts is not None:
            return _plain({"P": P, "feedforward": _feedforward(rng), **parts, "writing": _writing(rng)})


def _parts(rng, P):
    """Everything on one recurrent model; None where a slip does not show on it."""
    found = {}
    for name, make in (("states", _states), ("perplexity", _perplexity), ("through_time", _through_time)):
        found[name] = make(rng, P)
        if found[name] is None:
            return None
    return found


def _mixed(rng, *shape):
    """Numbers of both signs with one decimal, none near 0."""
    return (rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)).round(1)


def _recurrent(rng):
    """V = 5, e = 2, H = 3."""
    return {"E": _mixed(rng, 5, 2), "We": _mixed(rng, 3, 2), "Wh": _mixed(rng, 3, 3), "b1": _mixed(rng, 3) / 2,
            "U": _mixed(rng, 5, 3), "b2": _mixed(rng, 5)}  # fmt: skip


def _slips(right, wrong):
    """output -> {name of the slip: what is said, the share, what it gives}; None where two are hard to tell apart.

    right: output -> array; wrong: name -> (sentence, share, {output: array}). A slip that changes nothing is left out.
    """
    found = {what: {} for what in right}
    for name, (text, share, gives) in wrong.items():
        shown = [what for what in gives if _differ(right[what], gives[what], 1e-9)]
        for what in shown:
            found[what][name] = {"said": text, "share": share, "gives": gives[what]}
        zeros = any(not np.any(gives[what]) for what in shown)  # they count as no attempt
        if not shown or (zeros and name not in ZERO_ANYWAY):
            return None
    return None if any(_alike(right[what], slips) for what, slips in found.items()) else found


def _differ(right, wrong, apart):
    return np.max(np.abs(np.subtract(wrong, right))) > apart * max(1.0, np.max(np.abs(right)))


def _alike(right, slips):
    """Whether one of the slips gives nearly what is right or a multiple of it, or two the same."""
    right, shown = np.asarray(right), [slip(name, "", 0, one["gives"]) for name, one in slips.items()]
    near = any(not _differ(right, one["gives"], APART) or _multiple(right, one["gives"]) for one in slips.values())
    return near or bool(ambiguities(right, shown, APART if right.size > 1 else 1e-5))


def _multiple(right, wrong):
    product = np.sum(right * np.asarray(wrong))
    return right.size > 1 and product**2 > (1 - 1e-6) * np.sum(right**2) * np.sum(np.square(wrong))


# ---------------------------------------------------------------- B2, B3


def _feedforward(rng):
    """V = 7, e = 2, n = 2, h = 3, three windows without a word twice."""
    for _ in attempts(rng):
        P = {"E": _mixed(rng, 7, 2), "W": _mixed(rng, 3, 4), "b": _mixed(rng, 3), "U": _mixed(rng, 7, 3)}
        words = rng.permutation(7)
        case = P, words[:6].reshape(3, 2), np.array([words[1], words[0], words[6]])
        slips = _feedforward_slips(case)
        if slips is not None:
            loss, grads, _ = feedforward.loss_grads(*case)
            right = {"logits": feedforward.logits(*case[:2]), "loss": loss, "gradients": grads}
            return {"P": P, "X": case[1], "y": case[2], **right, "slips": slips}


def _feedforward_slips(case):
    P, X, _ = case
    if np.abs(feedforward.inputs(P, X) @ P["W"].T + P["b"]).min() < KINK:
        return None
    loss, grads, _ = feedforward.loss_grads(*case)
    of_logits = {n: (t, s, {"logits": Z}) for n, (t, s, Z) in feedforward.wrong_logits(P, X).items()}
    of_loss = {n: (t, s, {"loss": value}) for n, (t, s, value) in feedforward.wrong_losses(case).items()}
    of_grads = {n: (t, s, feedforward.loss_grads(*case, **how)[1])
                for n, (t, s, how) in feedforward.wrong_ways(X).items()}  # fmt: skip
    tables = (_slips({"logits": feedforward.logits(P, X)}, of_logits), _slips({"loss": loss}, of_loss),
              _slips(grads, of_grads))  # fmt: skip
    return None if any(table is None for table in tables) else {k: v for table in tables for k, v in table.items()}


# ---------------------------------------------------------------- B4


def _states(rng, P):
    """Four words from h0 = 0 and from another h0."""
    ids, h0 = np.array([[0, 3, 1, 4]]), _mixed(rng, 1, 3)
    found = {"ids": ids, "h0": h0}
    for name, start in (("from zero", 0 * h0), ("from h0", h0)):
        right = dict(zip(("H", "logits"), states.forward(P, ids, start)))
        slips = _slips(right, states.wrong_states(P, ids, start))
        if slips is None or not _clear(P, ids, start):
            return None
        found[name] = {**right, "slips": slips}
    split = _split(rng, P)
    return None if split is None else {**found, "split": split}


def _split(rng, P):
    """Sequences and first states; after four words the state of each matters, or nobody would see it forgotten."""
    drawn = ((rng.randint(0, 5, size=(3, 7)), rng.uniform(-0.8, 0.8, size=(3, 3)).round(2)) for _ in range(20))
    return next(({"ids": ids, "h0": h0} for ids, h0 in drawn if states.is_carried(P, ids, h0, 4)), None)


def _clear(P, ids, h0):
    """Whether no unit comes near 0 before its activation, and none is off all the time where there is more than one."""
    H, _ = states.forward(P, ids, h0)
    before = H[:, :-1] @ P["Wh"].T + P["E"][ids] @ P["We"].T + P["b1"]
    return np.abs(before).min() > KINK and (len(ids[0]) == 1 or (H[:, 1:] != 0).any(axis=(0, 1)).all())


# ---------------------------------------------------------------- B6

OVER_TIME = ("nothing from the next step", "recurrence transposed", "no one-hot", "output bias left out", "no b1",
             "Wh transposed", "no activation", *activations.wrong_slopes(through_time.ACT, "h"))  # fmt: skip
AT_ONE_STEP = ("h0 ignored", "no one-hot", "output bias left out", "no b1",
               *activations.wrong_slopes(through_time.ACT, "h"))  # fmt: skip


def _through_time(rng, P):
    """Gradients over four words from h0 = 0, and over one word from another h0."""
    ids, targets, h0 = np.array([[0, 3, 1, 4]]), np.array([[3, 1, 4, 2]]), _mixed(rng, 1, 3)
    cases = {
        "four words": (P, ids, targets, 0 * h0, np.ones((1, 4))),
        "one word": (P, ids[:, :1], targets[:, :1], h0, np.ones((1, 1))),
    }
    found = {"ids": ids, "targets": targets, "h0": h0}
    for name, case in cases.items():
        right = through_time.grads_of(case)
        slips = _slips(right, _through_time_slips(case))
        ways = through_time.wrong_ways(case)
        ways = {title: how for title, (_, _, how) in ways.items() if title != "h0 ignored" or case[3].any()}
        shown = [how for how in ways.values() if "count" not in how]
        if slips is None or not _clear(P, case[1], case[3]) or not through_time.shows(case, shown):
            return None
        found[name] = {"gradients": right, "slips": slips}
    return found


def _through_time_slips(case):
    P, ids, _, h0, mask = case
    ways, T = through_time.wrong_ways(case), ids.shape[1]
    found = {}
    for name in OVER_TIME if T > 1 else AT_ONE_STEP:
        text, share, how = ways[name]
        found[name] = (text, share, through_time.grads_of(case, **how))
    if T > 1:
        text = "the targets are the words that are fed; they should be the ones after them"
        found["targets unshifted"] = (text, 0.5, through_time.grads_of((P, ids, ids, h0, mask)))
        text, pieces = "the first step alone is there; the steps add up (+=)", through_time.pieces_of(*case)
        first = {name: pieces[name][0] for name in through_time.BLOCKS if name != "E"}
        found["assigned over time"] = (text, 0.4, first)
    return found


# ---------------------------------------------------------------- B7


def _perplexity(rng, P):
    """Two texts of five words."""
    case = P, np.array([[0, 3, 1, 4, 2], [2, 2, 0, 1, 3]]), np.append(_mixed(rng, 1, 3), [[0.0, 0.3, -0.6]], axis=0)
    each = perplexities.losses(case)
    names = [name for name in perplexities.SLIPS if name not in ("over steps", "mean of perplexities")]
    wrong = perplexities.wrong_perplexities(case)
    named = {n: (t, s, {"perplexity": v}) for n, (t, s, v) in wrong.items() if n in (*names, *perplexities.CHARGED)}
    slips = _slips({"perplexity": perplexities.right(case)}, named)
    near = perplexities.SLIPS["mean of perplexities"][2](case)  # which has no name here, but must not seem right
    if slips is None or each.max() > 8 or not _differ(perplexities.right(case), near, 2 * APART):
        return None
    _, logits = states.forward(P, case[1][:, :-1], case[2])
    known = perplexities.wrong_losses(each, logits, case[1][:, 1:])
    return {"texts": case[1], "h0": case[2], "perplexity": perplexities.right(case), "slips": slips,
            "logits": logits, "losses of a slip": known}  # fmt: skip


# ---------------------------------------------------------------- B8


def _writing(rng):
    """Eight words drawn and eight greedily, from one h0 and one first word; V = 9, e = 3, H = 4."""
    for _ in attempts(rng):
        P = {"E": _mixed(rng, 9, 3), "We": _mixed(rng, 4, 3), "Wh": _mixed(rng, 4, 4), "b1": _mixed(rng, 4) / 2,
             "U": _mixed(rng, 9, 4), "b2": _mixed(rng, 9)}  # fmt: skip
        greedy = P, _mixed(rng, 4), int(rng.randint(2, 9)), 8, np.zeros(8), 1.0, True
        telling = _telling(greedy, writing.MANY - {"nothing fed back"})  # which writes one word for ever
        drawn = _drawn(rng, greedy) if telling and _chance(*greedy[:4]) < 0.01 else None
        if drawn is not None:
            found = {name: {"words": writing.whole([case], writing.write(*case)[0]), "slips": _words(case)}
                     for name, case in (("greedy", greedy), ("drawn", drawn))}  # fmt: skip
            return {"P": P, "h0": greedy[1], "start": greedy[2], "u": drawn[4], **found}


def _chance(P, h, word, n):
    """How likely words that are drawn are those that are greedy."""
    chance = 1.0
    for _ in range(n):
        h, z = writing.step(P, h, word)
        word = int(np.argmax(z))
        chance *= states.softmax(z)[word]
    return chance


def _drawn(rng, greedy):
    """The same case with numbers to draw with, on which all slips tell; None where they hardly ever do."""
    for _ in range(40):
        case = (*greedy[:4], rng.uniform(0.05, 0.95, size=8).round(2), 1.0, False)
        if _telling(case, {*writing.PICKS, *writing.MANY}):
            return case
    return None


def _telling(case, names):
    """Whether every choice is clear, and each slip writes words of its own."""
    words, clear = writing.write(*case)
    if clear < 0.02 or len(set(words)) < 3 or words[0] == case[2]:
        return False
    wrong = {tuple(some) for name, some in writing.wrong_words([case]).items() if name in names}
    return len(wrong | {tuple(words)}) == len(names) + 1 and all(len(set(some)) > 1 for some in wrong)


def _words(case):
    """The slips that tell, by name."""
    right, found = tuple(writing.whole([case], writing.write(*case)[0])), {}
    for one in sorted(writing.slips([case]), key=lambda one: " for " in one.name):  # those that certainly tell first
        words = tuple(int(word) for word in one.predict(None))
        if len(set(words)) > 1 and words != right and words not in [other["gives"] for other in found.values()]:
            name = f"{one.name} at every step" if one.name in found else one.name
            said = one.sentence.removeprefix("The words are off: ").removesuffix(".")  # the test says so itself
            found[name] = {"said": said, "share": one.share, "gives": words}
    return found


def _plain(value):
    """Without arrays, and with numbers of ten digits."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray) and value.ndim:
        return [_plain(item) for item in value]
    return float(f"{value:.10g}") if np.asarray(value).dtype.kind == "f" else np.asarray(value).item()
