"""Homework 1: the course conventions that it declares, the default's first, and the words that its texts need."""

CHOICES = {
    "reduction": ("mean", "sum"),
}


def words(conventions):
    """Phrases by name; conventions: an attribute for each switch."""
    mean = conventions.reduction == "mean"
    return {
        "reduced": "averaged" if mean else "summed",
        "ln_2": "ln 2" if mean else "ln 2 for each example",
        "ln_K": "the logarithm of the number of classes" + ("" if mean else ", for each example"),
        "does_to_a_gradient": "leaves the gradient of a mean as it is" if mean else "doubles the gradient of a sum",
        "over_2": " / 2" if mean else "",
        "over_3": " / 3" if mean else "",
    }
