"""Homework 2: every question, its points, what it asks for and how it is checked."""

from dataclasses import dataclass

import conventions
import corpus
import derivations
import public_numbers
import typed

from autograder.checks import Choices, HiddenTests
from autograder.formula_questions import formula_questions
from autograder.question import Question

TITLE = "Backpropagation, MLPs and deep averaging"
TRAINING, TEST = 1500, 1500
"""Texts that students get, and hidden ones that their classifier is tried on."""


@dataclass(frozen=True)
class Texts:
    """The XOR corpus of one variant."""

    words: dict
    variant: object

    def training(self):
        """The texts and labels that students have."""
        return corpus.generate(self.variant.public_rng("training texts"), self.words, TRAINING)

    def test(self, rng):
        """Other texts and labels of the same kind."""
        return corpus.generate(rng, self.words, TEST)


def draw(variant):
    """What this variant draws: the words of the corpus, the typed questions, the numbers of the public checks."""
    return {
        "names": derivations.draw_names(variant.personal_rng("A")),
        "texts": Texts(corpus.draw_words(variant.public_rng("words")), variant),
        "order": typed.draw_order(variant.personal_rng("D1")),
        "shapes": typed.draw_shapes(variant.personal_rng("D2")),
        "units": typed.draw_units(variant.personal_rng("D3")),
        "public": public_numbers.draw(variant.public_rng("public numbers")),
    }


def write_data(variant, drawn, folder):
    """Write data/train.tsv: a label, a tab and a text on every line."""
    docs, labels = drawn["texts"].training()
    (folder / "data").mkdir(exist_ok=True)
    lines = "".join(f"{label}\t{doc}\n" for doc, label in zip(docs, labels))
    (folder / "data" / "train.tsv").write_text(lines, encoding="utf-8", newline="\n")


def questions(variant, drawn):
    """The questions in order."""
    formulas = formula_questions(derivations.derivations(drawn["names"]))
    return [*formulas, *_code(), _training(), *_typed(drawn)]


def _code():
    tests = HiddenTests()
    once = "If you use your `{}` and it has a slip that we recognise, it is charged in B1 only."
    each = "Every gradient is judged alone, and a slip that is recognised keeps a part of its points."
    return [
        Question("B1", "activations and their derivatives", 5,
                 ("gradcheck.relu", "gradcheck.relu_grad", "gradcheck.tanh_grad_from_output"), tests,
                 checked="Any shape, integers and single numbers are tried; arguments must stay as they are."),
        Question("B2", "gradients by differences", 7, ("gradcheck.numerical_grad",), tests,
                 checked="f is called back for every value; it may mix all entries of x."),
        Question("B3", "backpropagation through a graph", 10, ("graph.graph_backward",), tests,
                 checked="The graphs of the lectures with other numbers, and random graphs of all six operations."),
        Question("B4", "forward pass of the MLP", 6, ("mlp.mlp2_forward",), tests, uses=("gradcheck.relu",),
                 prompt="Only `mlp2_forward` is judged here; `relu` is B1.",
                 checked=f"Each entry of the cache is judged alone. {once.format('relu')}"),
        Question("B5", "backward pass of the MLP", 14, ("mlp.mlp2_backward",), tests, uses=("gradcheck.relu_grad",),
                 prompt="Only `mlp2_backward` is judged here; `relu_grad` is B1.",
                 checked=f"The cache that you get is right, whatever your B4 does. {each} {once.format('relu_grad')}"),
        Question("B6", "the net with two tanh layers", 8, ("mlp.tanh3_grads",), tests,
                 uses=("gradcheck.tanh_grad_from_output",),
                 prompt="Only `tanh3_grads` is judged here; `tanh_grad_from_output` is B1.",
                 checked=f"{each} {once.format('tanh_grad_from_output')}"),
        Question("B7", "the deep averaging network", 10, ("dan.dan_loss_grads",), tests,
                 checked=f"Masks with holes, repeated words, and a text of pads alone are tried. {each}"),
    ]  # fmt: skip


def _training():
    return Question(
        "C", "classify texts that no linear model can", 15, ("dan.train_dan", "dan.predict_dan"), HiddenTests(),
        prompt=(
            f"`data/train.tsv` holds {TRAINING} texts, a label and a text on each line. A text is positive when it "
            "speaks of the cold or of the beach but not of both; three labels in a hundred are wrong. A linear model "
            "gets half of them right. Train a deep averaging network on it.\n\n"
            "The loss of a text stays near ln 2 for a while before it falls: do not stop there. Nor go on long once "
            "97 in 100 of the training texts are right: what is left to learn is the noise. Two ways, both with 16 "
            "numbers for a word that start with standard deviation 0.1, and 32 hidden units, reach 0.94 on average. "
            "Plain gradient descent: W from standard deviation 2, rate "
            f"{conventions.descent_rate}, batches of 50, 200 epochs. Adam: W from standard deviation 1, rate 0.03, "
            "batches of 25, 15 to 30 epochs; for each parameter with gradient g keep `m = 0.9 * m + 0.1 * g` and "
            "`v = 0.999 * v + 0.001 * g**2`, both from 0, and at step "
            "t = 1, 2, ... subtract `0.03 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)`."
        ),
        checked=(
            f"Accuracy on {TEST} texts that you do not have: nothing up to 0.55, everything from 0.86, in between a "
            "straight line. Training may take 60 seconds; the solution takes less than one."
        ),
        seconds=60.0,
        solution_seconds=0.35,
    )  # fmt: skip


def _typed(drawn):
    order, shapes, units = drawn["order"], drawn["shapes"], drawn["units"]
    return [
        Question("D1", "the order of the updates", 4, ("answers.D1_line", "answers.D1_repair"), order.check,
                 prompt=order.prompt, blank='D1_line = 0\nD1_repair = ""', right=order.right),
        Question("D2", "parameters and shapes", 3, ("answers.D2_parameters", "answers.D2_gradient"), shapes.check,
                 prompt=shapes.prompt, blank='D2_parameters = 0\nD2_gradient = ""', right=shapes.right),
        Question("D3", "dead units", 3, ("answers.D3",), Choices(units.options, units.dead, units.why),
                 prompt=units.prompt, checked="(right - wrong) / right, never below 0.",
                 blank="D3 = []", right=sorted(units.dead)),
    ]  # fmt: skip
