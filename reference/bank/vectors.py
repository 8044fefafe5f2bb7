"""Templates on word vectors: pooling, averaged embeddings, and skip-gram with negative sampling."""

from fractions import Fraction
from itertools import product

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.tables import ln

ROUNDED = {2: Fraction(9, 10), 1: Fraction(7, 10), -1: Fraction(3, 10), -2: Fraction(1, 10)}
"""The sigmoid of small scores, to one decimal."""


@template("N21-POOL", "Pooling over a padded text", topic="deep averaging", points=3, minutes=3)
def pooling(draw: Draw) -> Item:
    """Mean and maximum of three embeddings; in each dimension the number of largest size is negative."""
    first, second = draw.distinct(2, [
        (a, b, c) for a in range(1, 6) for b in range(-9, -a) for c in range(-4, a)
        if (a + b + c) % 3 == 0 and c not in (b, 0) and a + b + c != 0 and -b > abs(c)
    ])  # fmt: skip
    e1, e2 = draw.shuffled(first), draw.shuffled(second)
    pads = draw.integer(1, 2)
    rows = [(f"word {n}", f"{{a{n}}}", f"{{b{n}}}") for n in (1, 2, 3)] + [("padding", "0", "0")] * pads
    return Item(
        prompt=(
            "The embeddings of a text of three words are padded with zeros to a length of {length}. The padding is "
            "masked out. What do mean pooling and max pooling over the words give, in each of the two dimensions?"
        ),
        given={"length": 3 + pads, **{f"a{n + 1}": e1[n] for n in range(3)}, **{f"b{n + 1}": e2[n] for n in range(3)}},
        table=(("position", "dimension 1", "dimension 2"), *rows),
        entries=(
            _mean("mean1", "mean, dimension 1", e1, pads), _mean("mean2", "mean, dimension 2", e2, pads),
            _max("max1", "maximum, dimension 1", e1), _max("max2", "maximum, dimension 2", e2),
        ),
        solution=(
            "The mean is taken over the three words: $({a1} {a2:+} {a3:+}) / 3 = {mean1}$ and "
            "$({b1} {b2:+} {b3:+}) / 3 = {mean2}$.\n\n"
            "The maximum of each dimension: {max1} and {max2}."
        ),
    )  # fmt: skip


def _mean(name: str, label: str, column: list[int], pads: int) -> Number:
    total = sum(column)
    return Number(name, label, total // 3, slips=(
        Slip("padding counted", Fraction(total, 3 + pads), 0.5, "The padding is not counted: there are three words."),
        Slip("sum", total, 0.4, "This is the sum."),
    ))  # fmt: skip


def _max(name: str, label: str, column: list[int]) -> Number:
    return Number(name, label, max(column), slips=(
        Slip("largest size", min(column), 0.3, "The largest number is asked; a negative one is small."),
    ))  # fmt: skip


@template("N22-DAN-GRAD", "Gradient of a repeated word", topic="deep averaging", points=2, minutes=2)
def repeated_word(draw: Draw) -> Item:
    """A word that occurs k times among n gets k shares of the gradient of the mean."""
    n = draw.choice((4, 5, 8, 10, 20))
    k = draw.integer(2, min(n - 1, 4))
    g = draw.sign() * draw.tenths(2, 9)
    return Item(
        prompt=(
            "A deep averaging network reads a text of {n} words, in which the word “good” occurs {k} times. The "
            "derivative of the loss with respect to the first component of the mean embedding is {g}. What is the "
            "derivative with respect to the first component of the embedding of “good”?"
        ),
        given={"n": n, "k": k, "g": g},
        entries=(
            Number("d", "derivative", Fraction(k, n) * g, within=0.001, slips=(
                Slip("one occurrence", g / n, 0.4, "Every occurrence adds its share."),
                Slip("not averaged", k * g, 0.4, "The mean divides by the number of words."),
            )),
        ),
        solution="Each of the {k} occurrences adds $1 / {n}$ of the derivative: ${k} / {n} dot {g:p} = {d}$",
    )  # fmt: skip


@template("N29-W2V-LOSS", "Loss of skip-gram with negative sampling", topic="word2vec", points=4, minutes=4)
def sgns_loss(draw: Draw) -> Item:
    """The loss of one pair and two negatives, from their sigmoids."""
    s, s1, s2 = draw.distinct(3, [Fraction(n, 10) for n in range(1, 10)])
    positive, negatives = -ln(s), -ln(1 - s1) - ln(1 - s2)
    return Item(
        prompt=(
            "Skip-gram with negative sampling has a centre word $w$, its context word $c$ and two negative samples "
            "$n_1$ and $n_2$, with $sigma(w dot c) = {s}$, $sigma(w dot n_1) = {s1}$ and $sigma(w dot n_2) = {s2}$. "
            "What is the loss of this pair with its negative samples? Take the natural logarithm, from its table."
        ),
        given={"s": s, "s1": s1, "s2": s2},
        entries=(
            Number("L", "loss", positive + negatives, within=0.01, slips=(
                Slip("sign", -positive - negatives, 0.5, "A loss is not negative: it is minus the logarithms."),
                Slip("negatives as context", positive - ln(s1) - ln(s2), 0.3,
                     "A negative sample enters with the probability that it is none of the context: 1 − σ."),
                Slip("mean of the negatives", positive + negatives / 2, 0.6, "The negative samples are summed."),
            )),
        ),
        solution=(
            "$-ln {s} - ln(1 - {s1}) - ln(1 - {s2}) = {L}$"
        ),
        uses=("ln",),
    )  # fmt: skip


@template("N30-W2V-GRAD", "Gradients of skip-gram", topic="word2vec", points=6, minutes=6)
def sgns_gradients(draw: Draw) -> Item:
    """The gradients of the context vector, of one negative sample's and of the centre's, in two dimensions."""
    w = draw.choice([w for w in product((-3, -2, 2, 3), repeat=2) if abs(w[0]) != abs(w[1])])
    near = [c for c in product((-3, -2, -1, 1, 2, 3), repeat=2) if w[0] * c[0] + w[1] * c[1] in ROUNDED]
    c, n = draw.distinct(2, near)
    s, t = (ROUNDED[w[0] * v[0] + w[1] * v[1]] for v in (c, n))
    return Item(
        prompt=(
            "Skip-gram with negative sampling has the centre vector $w = ({w1}, {w2})$, the context vector "
            "$c = ({c1}, {c2})$ and one negative sample $n = ({n1}, {n2})$. To one decimal, $sigma(w dot c) = {s}$ and "
            "$sigma(w dot n) = {t}$. What are the gradients of the loss $L$, with these values?"
        ),
        given={"w1": w[0], "w2": w[1], "c1": c[0], "c2": c[1], "n1": n[0], "n2": n[1], "s": s, "t": t},
        entries=(
            *(_of_context(i, s, w[i]) for i in (0, 1)),
            *(_of_negative(i, t, w[i]) for i in (0, 1)),
            *(_of_centre(i, s, t, c[i], n[i]) for i in (0, 1)),
        ),
        solution=(
            "$(partial L)/(partial c) = (sigma(w dot c) - 1) w = ({s} - 1) w = ({gc1}, {gc2})$\n\n"
            "$(partial L)/(partial n) = sigma(w dot n) w = {t} w = ({gn1}, {gn2})$\n\n"
            "$(partial L)/(partial w) = ({s} - 1) c + {t} n = ({gw1}, {gw2})$"
        ),
    )  # fmt: skip


def _of_context(i: int, s: Fraction, w: int) -> Number:
    return Number(f"gc{i + 1}", f"$(partial L)/(partial c_{i + 1})$", (s - 1) * w, within=0.001, slips=(
        Slip("no 1", s * w, 0.4, "The 1 of the true context word is not subtracted."),
        Slip("sign", (1 - s) * w, 0.5, "The sign is turned round."),
    ))  # fmt: skip


def _of_negative(i: int, t: Fraction, w: int) -> Number:
    return Number(f"gn{i + 1}", f"$(partial L)/(partial n_{i + 1})$", t * w, within=0.001, slips=(
        Slip("1 subtracted", (t - 1) * w, 0.4, "The 1 is subtracted for the true context word only."),
        Slip("sign", -t * w, 0.5, "The sign is turned round."),
        Slip("1 - sigma", (1 - t) * w, 0.4, "The factor is σ(w · n), not 1 less it."),
    ))  # fmt: skip


def _of_centre(i: int, s: Fraction, t: Fraction, c: int, n: int) -> Number:
    key = (s - 1) * c + t * n
    return Number(f"gw{i + 1}", f"$(partial L)/(partial w_{i + 1})$", key, within=0.001, slips=(
        Slip("no 1", s * c + t * n, 0.4, "The 1 of the true context word is not subtracted."),
        Slip("sign", -key, 0.5, "The sign is turned round."),
        Slip("1 - sigma", (s - 1) * c + (1 - t) * n, 0.4, "The factor of the negative sample is σ(w · n)."),
    ))  # fmt: skip
