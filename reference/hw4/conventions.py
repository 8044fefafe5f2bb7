"""Homework 4: the course conventions that it declares, the default's first, and the words that its texts need."""

import math

CHOICES = {
    "reduction": ("mean", "sum"),  # of losses, over windows or over the places that count
    "rnn_activation": ("tanh", "relu"),  # a sigmoid learns no agreement in the time that there is
    "fflm_activation": ("tanh", "relu", "sigmoid"),
    "start_word": ("left out", "written first"),  # whether `start` is part of what `generate` returns
}
MEANING = {
    "tanh": "",
    "relu": ", with relu(z) = max(z, 0) entry by entry",
    "sigmoid": ", with sigmoid(z) = 1 / (1 + exp(-z)) entry by entry",
}
ACTIVATION = {
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
}


def words(conventions):
    """Phrases by name; conventions: an attribute for each switch."""
    mean, left_out = conventions.reduction == "mean", conventions.start_word == "left out"
    return {
        "reduced": "averaged" if mean else "summed",
        "rnn_meaning": MEANING[conventions.rnn_activation],
        "fflm_meaning": MEANING[conventions.fflm_activation],
        "for_each_place": ", whatever the mask" if mean else " for each place that counts",
        "where_reduced": (
            "B5 to B7" if mean else
            "B5 and B6. A perplexity is exp of the mean all the same: B7 divides by the number of predictions"
        ),
        "same_activation": " too" if conventions.rnn_activation == conventions.fflm_activation else "",
        "example_loss": "(ln 2 - ln 0.8) / 2" if mean else "ln 2 - ln 0.8",
        "exp_of_the_loss": "exp of the loss" if mean else "exp of the loss over the number of predictions",
        "start_is": "it is not part of the result" if left_out else "it stands first in the result",
        "what_generate_returns": "n ids" if left_out else "n + 1 ids, `start` and the n words,",
        **_feedforward_example(conventions.fflm_activation),
        **_recurrent_example(conventions.rnn_activation),
    }


def _feedforward_example(name):
    """The hidden unit and the chances in the examples of fflm.py."""
    a = ACTIVATION[name](0.5 * 2 + 1 * -1 + 0.3)
    chances = [math.exp(u * a) for u in (1, -2, 4)]
    shown = ", ".join(f"{p / sum(chances):.4f}" for p in chances)
    return {"fflm_unit": f"{name}(0.5 * 2 + 1 * -1 + 0.3) = {a:.4f}", "fflm_chances": f"[{shown}]"}


def _recurrent_example(name):
    """The two states in the examples of rnnlm.py, and the chances after the first."""
    act = ACTIVATION[name]
    first = act(0.5 * 0.5 + 2 * 1 - 1.2)
    second = 0.5 * first + 2 * 0.5 - 1.2
    chances = [math.exp(first), math.exp(0.25 - first)]
    return {
        "rnn_first": f"h_1 = {name}(0.5 * 0.5 + 2 * 1 - 1.2) = {name}(1.05) = {first:.4f}",
        "rnn_second": f"h_2 = {name}(0.5 * {first:.4f} + 2 * 0.5 - 1.2) = {name}({second:.4f})",
        "rnn_chances": ", ".join(f"{p / sum(chances):.4f}" for p in chances),
    }
