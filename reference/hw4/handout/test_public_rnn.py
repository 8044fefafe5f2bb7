"""Homework 4, the public checks of B4 and B5. Read them: they say what each function must do.

The numbers of a small model are in public_numbers.json: what goes in, what must come out, and what known slips give.
"""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unpack, weight


def arrays(value):
    """What is in public_numbers.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


# ---------------------------------------------------------------- B4


def judge_states(student, part, P, h0, case, ids):
    """H and the logits, each in its part."""
    for name in ("H", "logits"):
        with part(name):
            got = dict(zip(("H", "logits"), unpack(student.rnn_forward(P, ids, h0), "H", "logits")))[name]
            known = [slip(title.removesuffix(" in H"), f"{name}: {one['said']}.", one["share"], one["gives"])
                     for title, one in case["slips"][name].items()]  # fmt: skip
            agree(got, case[name], name, hypotheses=known)


@number("B4.1")
@weight(1.5)
@parts({"H": 1, "logits": 1})
def test_from_zero(student, part, public):
    """States and logits of the small model from h0 = 0."""
    P, case = arrays(public["P"]), arrays(public["states"])
    judge_states(student, part, P, 0 * case["h0"], case["from zero"], case["ids"])


@number("B4.2")
@weight(1)
@parts({"H": 1, "logits": 1})
def test_from_another_state(student, part, public):
    """States and logits of the small model from another h0."""
    P, case = arrays(public["P"]), arrays(public["states"])
    judge_states(student, part, P, case["h0"], case["from h0"], case["ids"])


@number("B4.3")
@weight(1.5)
def test_split(student, public):
    """A sequence read in two parts, the second from the state that the first ends in, gives the same."""
    P, case = arrays(public["P"]), arrays(public["states"]["split"])
    ids, h0 = case["ids"], case["h0"]
    require_alive(student.rnn_forward, (P, ids, h0), (P, ids[:, ::-1], -h0), lambda r: unpack(r, "H", "logits")[1],
                  shape=(3, 7, 5))  # fmt: skip
    H, logits = (as_numbers(a, "The result") for a in unpack(student.rnn_forward(P, ids, h0), "H", "logits"))
    if H.shape != (3, 8, 3) or logits.shape != (3, 7, 5):
        raise Wrong("H should have the shape (N, T + 1, H), the logits (N, T, V).", cause="shape")
    first = as_numbers(unpack(student.rnn_forward(P, ids[:, :4], h0), "H", "logits")[0], "H")
    second = as_numbers(unpack(student.rnn_forward(P, ids[:, 4:], first[:, -1]), "H", "logits")[1], "logits")
    if second.shape != (3, 3, 5) or not np.allclose(second, logits[:, 4:], rtol=1e-5, atol=1e-7):
        said = "Read in two parts, the sequences get other logits: does the second part start from h0?"
        raise Wrong(said, cause="split")


# ---------------------------------------------------------------- B5

CHANCES = np.array([[[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [0.6, 0.1, 0.3]],
                    [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.2, 0.6], [0.05, 0.9, 0.05]]])  # fmt: skip
"""softmax of the logits: two sequences, four places, three words."""
SCORED = np.log(CHANCES) + np.array([[[1.0], [-2.0], [0.5], [3.0]], [[0.0], [1.5], [-1.0], [2.0]]])
NEXT = np.array([[0, 2, 0, 1], [1, 0, 2, 2]])
RIGHT = np.array([[0.5, 0.8, 0.25, 0.1], [0.2, 0.3, 0.6, 0.05]])
"""The chances of the words in NEXT."""


def reduced(each, mask):
    """The {{reduction}} over the places that count."""
    return getattr(np, conventions.reduction)(each[mask > 0])


def known_slips(masks):
    """Slips of the losses under several masks."""
    nats, full = -np.log(RIGHT), np.ones((2, 4))
    wrong = {
        "no logarithm": (f"The chance of the right word was {conventions.reduced}, not its logarithm.", 0.4,
                         [-reduced(RIGHT, mask) for mask in masks]),
    }
    said = f"Take the logarithm at each place first, then the {conventions.reduction}."
    outside = [-np.log(reduced(RIGHT, mask)) for mask in masks]
    wrong[f"logarithm of the {conventions.reduction}"] = (said, 0.4, outside)
    if not all(mask.all() for mask in masks):
        wrong["mask ignored"] = ("Places with mask 0 are counted.", 0.4, [reduced(nats, full) for _ in masks])
    if conventions.reduction == "mean":
        totals = np.array([nats[mask > 0].sum() for mask in masks])
        wrong["sequences for places"] = ("Divide by the places that count, not by the sequences.", 0.7, totals / 2)
        wrong["steps for places"] = ("Divide by the places that count, not by the steps.", 0.7, totals / 4)
        if "mask ignored" in wrong:
            said = "The sum is right, but it is divided by all places, not by those that count."
            wrong["over all places"] = (said, 0.6, totals / 8)
    found = [slip(name, *said) for name, said in wrong.items()]
    return found + [
        slip("constant in the logarithm", f"A constant of {small:g} is added inside the logarithm.", 0.95,
             [reduced(-np.log(RIGHT + small), mask) for mask in masks])
        for small in (1e-3, 1e-4, 1e-5, 1e-6)
    ]  # fmt: skip


def judge_losses(student, masks):
    """The losses under several masks together, so that a constant factor shows."""
    got = [as_numbers(student.lm_loss(SCORED, NEXT, mask), "The loss") for mask in masks]
    nats = -np.log(RIGHT)
    right = [reduced(nats, mask) for mask in masks]
    if any(loss.size != 1 for loss in got):
        each = all(loss.shape == (2, 4) and np.isclose(reduced(loss, mask), want)
                   for loss, mask, want in zip(got, masks, right))  # fmt: skip
        said = f"The loss should be one number: the {conventions.reduction} over the places that count."
        raise Wrong(said, 0.5 * each, "not reduced")
    counts = {"places that count": np.array([mask.sum() for mask in masks]), "words": 3.0}
    agree(np.array([loss.reshape(()) for loss in got]), right, "The loss", hypotheses=known_slips(masks), counts=counts,
          reduction=conventions.reduction)  # fmt: skip


@number("B5.1")
@weight(1)
def test_loss(student):
    """The loss is right where every place counts."""
    judge_losses(student, [np.ones((2, 4))])


@number("B5.2")
@weight(1)
def test_mask(student):
    """The loss is right under masks with holes."""
    judge_losses(student, [np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]),
                           np.array([[0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]])])  # fmt: skip


@number("B5.3")
@weight(1)
def test_uniform(student):
    """Equal logits give ln V{{for_each_place}}, and whatever the targets."""
    mask = np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    require_alive(student.lm_loss, (SCORED, NEXT, mask), (-SCORED, NEXT, mask), shape=())
    for V, level in ((3, 0.0), (7, 2.5)):
        want = np.log(V) if conventions.reduction == "mean" else 5 * np.log(V)
        agree(student.lm_loss(np.full((2, 4, V), level), NEXT, mask), want, f"The loss of {V} equal logits")
