"""Planted mistakes in lm_loss: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

MEAN = conventions.reduction == "mean"


def reduced(total, mask):
    """A sum over the places that count, as the course has it."""
    return total / np.sum(mask) if conventions.reduction == "mean" else total


@mistake(file="rnnlm.py", earns={"B5": 4.13 if MEAN else 3.13}, cause="mask ignored")
def lm_loss(logits, targets, mask):
    """The mask is ignored."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-np.mean(right) if conventions.reduction == "mean" else -np.sum(right))


if MEAN:

    @mistake(file="rnnlm.py", earns={"B5": 3.53}, cause="over all places")
    def lm_loss(logits, targets, mask):
        """Divides by all places."""
        log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
        return float(-np.sum(mask * right) / mask.size)


@mistake(file="rnnlm.py", earns={"B5": 3.13}, cause="times places that count" if MEAN else "over places that count")
def lm_loss(logits, targets, mask):
    """The other convention: a sum, or a mean."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-np.sum(mask * right) / (1 if conventions.reduction == "mean" else np.sum(mask)))


if MEAN:

    @mistake(file="rnnlm.py", earns={"B5": 3.13}, cause="sequences for places")
    def lm_loss(logits, targets, mask):
        """Divides by the sequences."""
        log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
        return float(-np.sum(mask * right) / len(mask))


if MEAN:

    @mistake(file="rnnlm.py", earns={"B5": 3.93}, cause="mean of means")
    def lm_loss(logits, targets, mask):
        """Each sequence counts alike."""
        log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
        right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
        return float(-np.mean(np.sum(mask * right, axis=1) / np.maximum(np.sum(mask, axis=1), 1)))


@mistake(file="rnnlm.py", earns={"B5": 3.17}, cause="sign")
def lm_loss(logits, targets, mask):
    """No minus."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(reduced(np.sum(mask * right), mask))


@mistake(file="rnnlm.py", earns={"B5": 4.3}, cause="log base 2")
def lm_loss(logits, targets, mask):
    """Bits."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * right), mask)) / np.log(2)


@mistake(file="rnnlm.py", earns={"B5": 1.93}, cause="no logarithm")
def lm_loss(logits, targets, mask):
    """The logarithm is missing, as in the lecture's second formula."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * np.exp(right)), mask))


@mistake(file="rnnlm.py", earns={"B5": 5.33})
def lm_loss(logits, targets, mask):
    """Softmax without its maximum overflows."""
    e = np.exp(logits)
    log_p = np.log(e / e.sum(axis=-1, keepdims=True))
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * right), mask))


@mistake(file="rnnlm.py", earns={"B5": 5.03}, cause="constant in the logarithm", clear=10)
def lm_loss(logits, targets, mask):
    """A small constant inside the logarithm."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    log_p = np.log(e / e.sum(axis=-1, keepdims=True) + 1e-5)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * right), mask))


@mistake(file="rnnlm.py", earns={"B5": 1.13}, cause="wrong axis")
def lm_loss(logits, targets, mask):
    """Softmax over the steps."""
    log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * right), mask))


@mistake(file="rnnlm.py", earns={"B5": 2.33, "B7": 0}, cause="not reduced")
def lm_loss(logits, targets, mask):
    """One loss for each place."""
    log_p = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return -mask * right


@mistake(file="rnnlm.py", earns={"B5": 5.33})
def lm_loss(logits, targets, mask):
    """A very small constant inside the logarithm: it shows for large logits alone."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    log_p = np.log(e / e.sum(axis=-1, keepdims=True) + 1e-10)
    right = np.take_along_axis(log_p, targets[:, :, None], axis=2)[:, :, 0]
    return float(-reduced(np.sum(mask * right), mask))
