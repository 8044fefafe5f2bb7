"""The typed questions of part D: what varies, the key computed from it, and the text."""

from collections.abc import Mapping
from dataclasses import dataclass

import conventions
import numpy as np

from autograder.checks import Choice, Choices, FindTheBug
from autograder.credit import Credit, Part, from_parts

LETTERS = "abcdefgh"


def shuffled(rng, texts):
    """Options under letters in a drawn order, and the letter of each text in the order given."""
    order = [int(i) for i in rng.permutation(len(texts))]
    return {LETTERS[at]: texts[i] for at, i in enumerate(order)}, [LETTERS[order.index(i)] for i in range(len(texts))]


def listed(options):
    """The options as lines of the hand-out."""
    return "\n".join(f"- ({letter}) {text}" for letter, text in options.items())


@dataclass(frozen=True)
class Typed:
    """A typed question: its check, its text, and the answer that earns everything."""

    check: object
    prompt: str
    right: object


# ---------------------------------------------------------------- D1: starting at zero


def draw_zeros(rng):
    """What happens when W, C or both start at zero, with K negatives: three statements of six are true."""
    K = int(rng.randint(3, 9))
    start = (K + 1) * np.log(2)
    right = [
        f"with W = 0 and C = 0, the loss of every pair starts at {start:.3f} and stays there for ever",
        [
            "with W small and random and C = 0, the first step moves the rows of C and leaves W as it is",
            "with W = 0 and C small and random, the first step moves the rows of W and leaves C as it is",
        ][rng.randint(2)],
        [
            "with W small and random and C = 0, training works: after the second step rows of W have moved too",
            "with W = 0 and C = 0, every gradient is zero although every sigma is 1/2",
        ][rng.randint(2)],
    ]
    wrong = [
        f"with W = 0 and C = 0, the loss of every pair starts at {np.log(2):.3f}",
        "with W = 0 and C = 0, the context vectors of positive pairs move first, since sigma - 1 is not 0",
        [
            "with W = 0 and C = 0, training works, but it takes a larger learning rate",
            "with W = 0 and C = 0, it is enough to draw the negatives at random: their noise starts the training",
        ][rng.randint(2)],
    ]
    options, letters = shuffled(rng, right + wrong)
    prompt = (
        f"Negative sampling with K = {K} negatives for each pair, trained by gradient descent. Which statements about "
        f"the start are true? Select all.\n\n{listed(options)}"
    )
    why = "The gradients by W hold rows of C and the other way round: where both are zero, nothing ever moves."
    return Typed(Choices(options, frozenset(letters[:3]), why), prompt, sorted(letters[:3]))


# ---------------------------------------------------------------- D2: how many?


@dataclass(frozen=True)
class Counts:
    """Two whole numbers, half of the points each.

    right: the number of each answer; wrong: for each, other numbers -> (share, sentence).
    """

    right: Mapping
    wrong: Mapping

    def __call__(self, answer, key):
        """answer: a mapping with the two entries."""
        return from_parts(tuple(Part(name, 1, self._one(name, answer.get(name))) for name in key.question.names))

    def _one(self, name, count):
        if not isinstance(count, int) or isinstance(count, bool) or count == 0:
            return Credit(0.0, "Not answered with a whole number.")
        if count == self.right[name]:
            return Credit(1.0)
        share, sentence = self.wrong[name].get(count, (0.0, "Another number is right."))
        return Credit(share, sentence)


def draw_counts(rng):
    """Draw the size of a vocabulary, of its vectors, of a text and of a window, all different."""
    V, d = int(rng.randint(21, 80)) * 100, int(rng.randint(5, 16)) * 10
    n, L = int(rng.randint(31, 90)), int(rng.randint(3, 7))
    pairs = 2 * n * L - L * (L + 1)
    right = {"D2_parameters": 2 * V * d, "D2_pairs": pairs}
    wrong = {
        "D2_parameters": {
            V * d: (0.5, "There are two vectors for each word, one as a centre and one as a context."),
            2 * V * d + V: (0.5, "There are no biases."),
        },
        "D2_pairs": {
            2 * n * L: (0.5, "Near the ends of the text windows are cut off."),
            pairs // 2: (0.5, "Each word is a centre: every pair counts in both directions."),
            (n - 2 * L) * 2 * L: (0.4, "Words near the ends are centres too, with smaller windows."),
            pairs + n: (0.5, "A word is not its own context."),
        },
    }
    prompt = (
        f"Skip-grams with a vocabulary of {V} words and vectors of size {d}, trained on one text of {n} words with "
        f"windows that reach {L} words to each side. `D2_parameters`: how many numbers are learned? `D2_pairs`: how "
        "many (centre, context) pairs does the text give?"
    )
    return Typed(Counts(right, wrong), prompt, right)


# ---------------------------------------------------------------- D3: find the bug


def draw_bug(rng):
    """A step on a batch whose update of C loses repeated rows: names and the order of independent lines are drawn."""
    eta, g = rng.choice(["eta", "lr", "rate"]), rng.choice(["g", "delta", "err"])
    rows = rng.choice(["rows", "ids", "outs"])
    repeats = f"C[{rows}] -= {eta} * dC"
    gradients = [f'dW = np.einsum("bk,bkd->bd", {g}, C[{rows}])', f"dC = {g}[:, :, None] * W[centres][:, None, :]"]
    updates = [f"np.add.at(W, centres, -{eta} * dW)", repeats]
    lines = [
        f"{rows} = np.column_stack([pos, neg])",
        f'z = np.einsum("bd,bkd->bk", W[centres], C[{rows}])',
        f"{g} = 1 / (1 + np.exp(-z))",
        f"{g}[:, 0] -= 1",
        *_by_convention(g),
        *(gradients[i] for i in rng.permutation(2)),
        *(updates[i] for i in rng.permutation(2)),
    ]
    options, letters = shuffled(rng, [
        f"np.add.at(C, {rows}, -{eta} * dC)",
        f"C[{rows}] += {eta} * dC",
        f"C[{rows}] = C[{rows}] - {eta} * dC",
        f"C -= {eta} * dC.sum(axis=(0, 1))",
    ])  # fmt: skip
    program = "\n".join(f"    {number:2}  {line}" for number, line in enumerate(lines, 1))
    line = lines.index(repeats) + 1
    prompt = (
        f"One step of negative sampling on a batch, for the {conventions.reduction} of the losses; arrays as in B6, "
        f"and W and C may be changed in place. One line does not do what it should.\n\n{program}\n\n`D3_line`: the "
        f"number of the wrong line. `D3_repair`: the letter of what should stand there.\n\n{listed(options)}"
    )
    why = "With an array of row numbers, -= keeps one of the pieces of a repeated row; they must add up."
    check = FindTheBug(line, lines, Choice(options, letters[0], why))
    return Typed(check, prompt, {"D3_line": line, "D3_repair": letters[0]})


def _by_convention(g):
    """The lines that this course's conventions add."""
    skip = [f"{g}[:, 1:] *= neg != pos[:, None]"] if conventions.own_negatives == "skipped" else []
    return skip + ([f"{g} = {g} / len(pos)"] if conventions.reduction == "mean" else [])
