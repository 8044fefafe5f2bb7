"""Homework 2, dan.py: pads and arguments of dan_loss_grads."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import alike, as_numbers, entry, number, parts, require_most_alive, unchanged, unpack, weight
from autograder.variant import attempts

BLOCKS = ("E", "W", "b", "U", "c")


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def batch(rng):
    """A case whose last text has a word that stands under none of its pads: what overwrites that word shows."""
    for _ in attempts(rng):
        _, ids, mask, _ = case = texts(rng)
        if _last_words(ids[-1], mask[-1]):
            return case


def texts(rng):
    """(P, ids, mask, y): seven texts of up to five words, some of them twice, with pads at the end."""
    e, h, K = (int(n) for n in rng.permutation([3, 4, 8]))
    P = {"E": away(rng, 11, e), "W": away(rng, h, e), "b": away(rng, h), "U": away(rng, K, h), "c": away(rng, K)}
    ids, length = rng.randint(0, 9, size=(7, 5)), rng.permutation([2, 3, 3, 4, 4, 4, 5])
    ids[:, 1] = ids[:, 0]
    return P, ids, (np.arange(5) < length[:, None]).astype(float), rng.permutation((K - 1 + np.arange(7)) % K)


@number("B7.7")
@weight(1)
@parts({"pads at the end": 4, "pads in front": 2, "arguments stay as they are": 4})
def test_pads_change_nothing(student, part, rng):
    """More pads, with whatever ids, change neither the loss nor the gradients; the call changes nothing."""
    P, ids, mask, y = case = batch(rng)
    other = batch(rng)
    extra, none = np.full((7, 1), _last_words(ids[-1], mask[-1])[-1]), np.zeros((7, 1))
    wide = {
        "pads at the end": (np.concatenate([ids, extra], axis=1), np.concatenate([mask, none], axis=1)),
        "pads in front": (np.concatenate([extra, ids], axis=1), np.concatenate([none, mask], axis=1)),
    }
    for name, (more_ids, more_mask) in wide.items():
        with part(name):
            results = [student.dan_loss_grads(*args) for args in (case, (P, more_ids, more_mask, y), other)]
            _same(*(outputs(result) for result in results), like=P)
    with part("arguments stay as they are"):
        require_most_alive(student.dan_loss_grads, case, other, {"loss": 0.0, **P}, outputs)
        unchanged(case, student.dan_loss_grads.observe(*case).arguments, ("P", "ids", "mask", "y"))


def outputs(result):
    """Loss and gradients in one dict."""
    loss, grads = unpack(result, "loss", "grads")
    return {"loss": loss, **{name: entry(grads, name, "The dict of gradients") for name in BLOCKS}}


def _last_words(ids, mask):
    """The words of one text that stand under none of its pads: a pad after it that overwrites such a word shows."""
    return [word for word in ids[mask > 0].tolist() if word not in ids[mask == 0]]


def _same(one, padded, other, like):
    """Raise Wrong when an output changes; of those that are dead already, as long as they are few, nothing is asked."""
    dead = []
    for name in ("loss", *BLOCKS):
        first, more, unlike = (as_numbers(result[name], name) for result in (one, padded, other))
        live = first.size == np.size(like.get(name, 0.0)) and np.isfinite(first).all() and first.any()
        if not live or alike(first, unlike):
            dead.append(name)
        elif first.shape != more.shape or not np.allclose(first, more, rtol=1e-5, atol=1e-7):
            raise Wrong(f"{name} changes when pads are added.", cause="pads count")
    if len(dead) > 2:
        raise Wrong(f"Not judged: {', '.join(dead)} are zero, of another size, or the same for all inputs.")
