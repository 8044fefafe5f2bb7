"""Homework 2: the course conventions that it declares, the default's first, and the words that its texts need."""

CHOICES = {
    "reduction": ("mean", "sum"),
    "relu_grad_at_zero": (0, 1),
    "mlp_loss": ("cross-entropy", "squared error"),
    "dan_activation": ("tanh", "relu", "sigmoid"),
}


def words(conventions):
    """Phrases by name; conventions: an attribute for each switch."""
    return {**of_the_reduction(conventions), **of_the_mlp(conventions), **of_the_averaging(conventions)}


def of_the_reduction(conventions):
    """Mean or sum."""
    return {"reduced": {"mean": "mean", "sum": "summed"}[conventions.reduction]}


def of_the_mlp(conventions):
    """The loss of the small network, and relu at 0."""
    mean, entropy = conventions.reduction == "mean", conventions.mlp_loss == "cross-entropy"
    reduced = "mean" if mean else "summed"
    return {
        "mlp_loss_is": f"{reduced} {'binary cross-entropy' if entropy else 'squared error'}",
        "mlp_loss_of_one": "-y ln p - (1 - y) ln(1 - p)" if entropy else "(p - y)^2",
        "mlp_first_step": {
            (True, True): "(p - y) / N",
            (True, False): "p - y",
            (False, True): "2 (p - y) p (1 - p) / N",
            (False, False): "2 (p - y) p (1 - p)",
        }[entropy, mean],
        "above": ">=" if conventions.relu_grad_at_zero else ">",
        "below": "<" if conventions.relu_grad_at_zero else "<=",
    }


def of_the_averaging(conventions):
    """The hidden layer of the averaging network, and the rate that it trains with."""
    activation = conventions.dan_activation
    return {
        "dan_slope": {"tanh": "1 - a^2", "relu": "1 where a > 0", "sigmoid": "a (1 - a)"}[activation],
        "descent_rate": "0.5" if conventions.reduction == "mean" else "0.01 (the gradients are sums here)",
    }
