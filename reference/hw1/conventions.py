"""Homework 1: the course conventions that it declares, the default's first, and the words that its texts need."""

CHOICES = {
    "reduction": ("mean", "sum"),
    "l2_half": (False, True),
    "last_batch": ("short", "dropped"),
    "step_size": ("lr", "lr / (1 + t)", "lr / sqrt(1 + t)"),
}


def words(conventions):
    """Phrases by name; conventions: an attribute for each switch."""
    return {**of_the_loss(conventions), **of_the_penalty(conventions), **of_the_descent(conventions)}


def of_the_loss(conventions):
    """Mean or sum."""
    mean = conventions.reduction == "mean"
    return {
        "rates_of_a_sum": "" if mean else (
            " The gradients of B3 are sums here: rates are as many times smaller as a batch has examples."
        ),
        "reduced": "averaged" if mean else "summed",
        "ln_2": "ln 2" if mean else "ln 2 for each example",
        "ln_K": "the logarithm of the number of classes" + ("" if mean else ", for each example"),
        "does_to_a_gradient": "leaves the gradient of a mean as it is" if mean else "doubles the gradient of a sum",
        "over_2": " / 2" if mean else "",
        "over_3": " / 3" if mean else "",
    }


def of_the_penalty(conventions):
    """With 1/2 or without."""
    half = conventions.l2_half
    return {
        "l2": "alpha / 2 * sum(w ** 2)" if half else "alpha * sum(w ** 2)",
        "two": "" if half else "2 * ",
        "over_two": " / 2" if half else "",
        "no_half": "There is no" if half else "There is no 1/2 and no",
        "or_half": "with a 1/2 before the sum of squares" if half else "no 1/2",
    }


def of_the_descent(conventions):
    """Minibatches and steps."""
    short, rate = conventions.last_batch == "short", conventions.step_size
    second = {
        "lr": "0.5 * 2.5 = 3.75",
        "lr / (1 + t)": "0.5 / 2 * 2.5 = 3.125",
        "lr / sqrt(1 + t)": "0.5 / 1.4142 * 2.5 = 3.3839",
    }
    counted = "" if rate == "lr" else ", where t is 0 for the first batch, 1 for the second, and so on"
    return {
        "rates_that_fall": "" if rate == "lr" else (
            " The steps of B8 fall: start with a larger lr, or call `sgd` anew in each epoch."
        ),
        "rest": "the last batch is shorter. Nothing is left out" if short else "the examples left over are left out",
        "the_rest": "short last batch" if short else "examples left over",
        "step": f"value - {rate} * gradient{counted}",
        "way_of_a_step": {
            "lr": "each step goes a quarter of the way to the mean of its batch",
            "lr / (1 + t)": "the steps go 1/4, 1/8 and 1/12 of the way to the means of their batches",
            "lr / sqrt(1 + t)": "the steps go 0.25, 0.1768 and 0.1443 of the way to the means of their batches",
        }[rate],
        "second_step": second[rate],
    }
