"""Homework 1: every question, its points, what it asks for and how it is checked."""

from functools import cached_property

import corpus
import derivations
import sentiment
import typed

from autograder.checks import HiddenTests
from autograder.formula_questions import formula_questions
from autograder.question import Question

TITLE = "Logistic and softmax regression"
FLOOR, BELOW = 0.51, 0.03
"""Accuracy that earns nothing, and how far below the solution's own everything is earned."""


class Reviews(corpus.Reviews):
    """The corpus of one variant with the accuracy that the solution reaches on its test set."""

    @cached_property
    def band(self):
        """(accuracy that earns nothing, accuracy that earns everything)."""
        docs, labels = self.training
        texts, right = self.test
        found = sentiment.predict(sentiment.train_sentiment(docs, labels, 0), texts)
        return FLOOR, float((found == right).mean()) - BELOW


def draw(variant):
    """What this variant draws: the corpus and the typed questions."""
    return {
        "names": derivations.draw_names(variant.personal_rng("A")),
        "reviews": Reviews(variant),
        "bug": typed.draw_bug(variant.personal_rng("D1")),
        "softmax": typed.draw_softmax(variant.personal_rng("D2")),
        "penalty": typed.draw_penalty(variant.personal_rng("D3")),
    }


def prepare(drawn):
    """The test set and the solution's accuracy on it, which every submission is judged by."""
    return drawn["reviews"].band


def write_data(variant, drawn, folder):
    """Write data/train.tsv: a label, a tab and a review on every line."""
    docs, labels = drawn["reviews"].training
    (folder / "data").mkdir(exist_ok=True)
    lines = "".join(f"{label}\t{doc}\n" for doc, label in zip(docs, labels))
    (folder / "data" / "train.tsv").write_text(lines, encoding="utf-8", newline="\n")


def questions(variant, drawn):
    """The questions in order."""
    formulas = formula_questions(derivations.derivations(drawn["names"]))
    return [*formulas, *_logistic(), *_softmax(), *_descent(), _training(), *_typed(drawn)]


def _logistic():
    tests = HiddenTests()
    return [
        Question("B1", "the sigmoid", 6, ("logistic.sigmoid",), tests,
                 checked="Numbers, integers and arrays of any shape are tried, and entries as large as +-1000."),
        Question("B2", "loss of logistic regression", 7, ("logistic.bce_loss",), tests,
                 uses=("logistic.sigmoid",),
                 checked="The losses of several batches are looked at together, with the bias 0 and with another; "
                         "logits as large as +-800 are tried. If you use your `sigmoid` and it has a slip that we "
                         "recognise, values that fit it keep their points here."),
        Question("B3", "gradient of logistic regression", 10,
                 ("logistic.lr_grad",), tests, uses=("logistic.bce_loss", "logistic.sigmoid"),
                 checked="dw and db are judged apart. `bce_loss` is called to see whether the gradient is that of your "
                         "own loss; where your loss is wrong, the gradient of the right one counts too. If you use "
                         "your `sigmoid` and it has a slip that we recognise, values that fit it keep their points "
                         "here."),
    ]  # fmt: skip


def _softmax():
    tests = HiddenTests()
    return [
        Question("B4", "the softmax", 7, ("softmax.softmax",), tests,
                 checked="One row, a batch of rows and an array with three axes are tried, and entries as large as "
                         "+-1000, which may stand in different rows."),
        Question("B5", "loss and gradients of softmax regression", 12, ("softmax.softmax_ce",), tests,
                 uses=("softmax.softmax",),
                 checked="loss, dW and db are judged apart. If you use your `softmax` and it has a slip that we "
                         "recognise, values that fit it keep their points here."),
    ]  # fmt: skip


def _descent():
    tests = HiddenTests()
    return [
        Question("B6", "penalties", 5, ("sgd.l2", "sgd.l1"), tests,
                 checked="Both penalties and both gradients are judged apart, on weights of any shape."),
        Question("B7", "minibatches", 4, ("sgd.minibatches",), tests,
                 checked="That every example comes once is tried where m divides N; what happens at the end where it "
                         "does not has a point of its own."),
        Question("B8", "stochastic gradient descent", 7, ("sgd.sgd",), tests,
                 checked="grad_fn is one of ours: it gives back gradients that we know and counts its calls."),
    ]  # fmt: skip


def _training():
    return Question(
        "C", "classify film reviews", 14, ("sentiment.train_sentiment", "sentiment.predict"), HiddenTests(),
        prompt=(
            f"`data/train.tsv` holds {corpus.TRAIN} short reviews, a label (1 good, 0 bad), a tab and the review on "
            "each line. Train a classifier on them. Words are negated now and then and two labels in a hundred are "
            "wrong, so nobody gets everything right: the solution, logistic regression on the words, gets about 85 "
            "in a hundred right.{{rates_of_a_sum}}{{rates_that_fall}}"
        ),
        checked=(
            f"Accuracy on {corpus.TEST} reviews that you do not have: nothing up to {FLOOR}, everything from {BELOW} "
            "below that of the solution, in between a straight line. Training may take 60 seconds; the solution takes "
            "less than one."
        ),
        seconds=60.0,
        solution_seconds=0.05,
    )  # fmt: skip


def _typed(drawn):
    bug, softmax, penalty = drawn["bug"], drawn["softmax"], drawn["penalty"]
    select = "(right letters - wrong letters) / (letters that are right), never below 0."
    return [
        Question("D1", "find the bug", 4, ("answers.D1_line", "answers.D1_repair"), bug.check, prompt=bug.prompt,
                 checked="Half of the points for the line, half for the repair.",
                 blank='D1_line = 0\nD1_repair = ""', right=bug.right),
        Question("D2", "what a softmax cannot be", 3, ("answers.D2",), softmax.check, prompt=softmax.prompt,
                 checked=select, blank="D2 = []", right=softmax.right),
        Question("D3", "the sign of the penalty", 3, ("answers.D3",), penalty.check, prompt=penalty.prompt,
                 checked=select, blank="D3 = []", right=penalty.right),
    ]  # fmt: skip
