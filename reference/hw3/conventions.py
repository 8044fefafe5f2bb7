"""Homework 3: the course conventions that it declares, the default's first, and the words that its texts need."""

CHOICES = {
    "reduction": ("sum", "mean"),  # of the losses of a batch, over its pairs
    "ties": ("first occurrence", "alphabet"),  # the order of equally common words
    "own_negatives": ("counted", "skipped"),  # negatives that happen to be the positive of their own pair
    "nearness": ("cosine", "dot product", "distance"),  # what `nearest` goes by
}
NEAREST = {
    "cosine": ("by falling `cosine` with row i", "by falling cosine", "cosines 0, 0.7071, -1"),
    "dot product": ("by falling dot product with row i", "by falling dot product", "dot products 0, 1, -2"),
    "distance": ("by rising Euclidean distance from row i", "by rising distance", "distances 5.099, 1, 3"),
}


def words(conventions):
    """Phrases by name; conventions: an attribute for each switch."""
    first, skipped = conventions.ties == "first occurrence", conventions.own_negatives == "skipped"
    by_nearness, by_nearness_short, near_in_the_example = NEAREST[conventions.nearness]
    return {
        "reduction_in_capitals": conventions.reduction.upper(),
        "no_mean_else": ": no mean anywhere but in question C" if conventions.reduction == "sum" else "",
        "rates_of_a_mean": (
            "" if conventions.reduction == "sum" else
            "\n\nA mean over a batch divides every step by the number of its pairs: in C, rates are that much larger. "
            "At such a rate a short last batch steps too far: let the rate fall to 0, or leave that batch out."
        ),
        "for_two_pairs": "" if conventions.reduction == "sum" else ", times the two pairs that the mean is over",
        "in_order_of_ties": "in the order in which they occur first" if first else "in alphabetical order",
        "by_ties": "by first occurrence" if first else "by the alphabet",
        "own_negatives_are": (
            "is skipped: that pair does without it" if skipped else "counts like any other: its row is pushed both ways"
        ),
        "by_nearness": by_nearness,
        "by_nearness_short": by_nearness_short,
        "near_in_the_example": near_in_the_example,
    }
