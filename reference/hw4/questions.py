"""Homework 4: every question, its points, what it asks for and how it is checked."""

import math
from dataclasses import dataclass
from functools import cached_property

import corpus
import derivations
import numpy as np
import public_numbers
import typed

from autograder.assignment import Question
from autograder.checks import HiddenTests
from autograder.formula_questions import HOW_TO_TYPE, formula_questions

TITLE = "Language models"
TRAINING, TEST, HELD_BACK = 24_000, 6_000, 2_000
"""Tokens that students get, hidden ones that their model is tried on, and how many of theirs the plots hold back."""


@dataclass(frozen=True)
class Language:
    """The agreement corpus of one variant."""

    variant: object

    @cached_property
    def grammar(self):
        """Its words and their chances."""
        return corpus.Grammar(self.variant.public_rng("grammar"))

    @cached_property
    def training(self):
        """The ids that students have: (TRAINING,) int64."""
        return self.grammar.text(self.variant.public_rng("training text"), TRAINING)

    def test(self, rng):
        """Another text of the same kind: (TEST,) int64."""
        return self.grammar.text(rng, TEST)

    def bigram_losses(self, ids):
        """-ln of the chance of ids[1:] by the pairs counted in the training text."""
        return corpus.bigram_losses(self.training, ids)


def draw(variant):
    """What this variant draws: the corpus and the typed questions."""
    return {
        "names": derivations.draw_names(variant.personal_rng("A")),
        "perplexity": typed.draw_perplexity(variant.personal_rng("A4"), derivations.perplexity_formula()),
        "language": Language(variant),
        "V": corpus.V,
        "public": public_numbers.Lazy(variant),
        "forcing": typed.draw_forcing(variant.personal_rng("D1")),
        "bug": typed.draw_bug(variant.personal_rng("D2")),
        "counts": typed.draw_counts(variant.personal_rng("D3")),
    }


def prepare(drawn):
    """Compute what judging needs, once for all submissions."""
    len(drawn["public"])
    len(drawn["language"].training)


def write_data(variant, drawn, folder):
    """Write data/train.txt, a sentence on every line; data/words.txt, the word of id 0, 1, ... on every line; and
    data/floor.txt, the perplexity of the true chances on the last HELD_BACK words, for the plots."""
    language = drawn["language"]
    (folder / "data").mkdir(exist_ok=True)
    text = " ".join(language.grammar.words[i] for i in language.training).replace(" . ", " .\n")
    floor = np.exp(language.grammar.best_losses(language.training)[1 - HELD_BACK :].mean())
    files = {"train.txt": text, "words.txt": "\n".join(language.grammar.words), "floor.txt": f"{floor:.4f}"}
    for name, content in files.items():
        (folder / "data" / name).write_text(content + "\n", encoding="utf-8", newline="\n")


def questions(variant, drawn):
    """The questions in order."""
    formulas = formula_questions(derivations.derivations(drawn["names"]))
    return [*formulas[:3], _perplexity(drawn["perplexity"]), *formulas[3:], *_feedforward(), *_recurrent(), *_use(),
            _training(drawn["language"]), *_typed(drawn)]  # fmt: skip


def _perplexity(perplexity):
    check = perplexity.check.checks["formula"][1]
    shapes = {"shapes": dict(check.derivative.names.shapes), "indices": dict(check.derivative.names.indices)}
    return Question("A4", "perplexity", 3, ("answers.A4_formula", "answers.A4_number"), perplexity.check,
                    prompt=perplexity.prompt, checked=f"Half of the points for each. {HOW_TO_TYPE}",
                    blank='A4_formula = ""\nA4_number = 0', right=perplexity.right,
                    names_known={"": shapes})  # fmt: skip


def _feedforward():
    tests = HiddenTests()
    return [
        Question("B1", "windows of a text", 4, ("fflm.make_windows",), tests,
                 checked="X and y are judged apart."),
        Question("B2", "forward pass of the feed-forward model", 6, ("fflm.fflm_forward",), tests,
                 checked="One word of context and several are tried."),
        Question("B3", "loss and gradients of the feed-forward model", 10, ("fflm.fflm_loss_grads",), tests,
                 uses=("fflm.fflm_forward",),
                 checked="The loss and each gradient are judged apart, where no word is repeated and where words are. "
                         "If you use your `fflm_forward` and it has a slip that we recognise, values that fit it keep "
                         "their points here."),
    ]  # fmt: skip


OWN = "If you use your `rnn_forward` and it has a slip that we recognise, values that fit it keep their points here."


def _recurrent():
    tests = HiddenTests()
    return [
        Question("B4", "forward pass of the recurrent model", 8, ("rnnlm.rnn_forward",), tests,
                 checked="States and logits are judged apart, from h0 = 0 and from another h0."),
        Question("B5", "loss with a mask", 6, ("rnnlm.lm_loss",), tests,
                 checked="Several losses are looked at together; masks have holes, and logits may be as large as "
                         "+-1000."),
        Question("B6", "backpropagation through time", 16, ("rnnlm.rnn_backward",), tests,
                 uses=("rnnlm.rnn_forward", "rnnlm.lm_loss"),
                 checked="Each gradient is judged alone, in a plain setting (h0 = 0, a full mask, no word twice) and "
                         "in a demanding one. `rnn_forward` and `lm_loss` are called to see whether the gradients are "
                         f"those of your own loss. {OWN}"),
    ]  # fmt: skip


def _use():
    tests = HiddenTests()
    own = ("rnnlm.rnn_forward", "rnnlm.lm_loss")
    return [
        Question("B7", "perplexity", 4, ("rnnlm.perplexity",), tests, uses=own,
                 checked=f"Several texts are looked at together, from h0 = 0 and from another h0. {OWN}"),
        Question("B8", "generation", 6, ("rnnlm.generate",), tests, uses=own[:1],
                 checked="All random numbers come from you: u. " + OWN),
    ]  # fmt: skip


def _training(language):
    floor = math.exp(language.grammar.entropy())
    return Question(
        "C", "train a language model", 16, ("rnnlm.train_rnnlm",), HiddenTests(),
        prompt=(
            f"`data/train.txt` holds {TRAINING} tokens of simple English, a sentence on each line, and "
            f"`data/words.txt` the V = {corpus.V} words in the order of their ids. A verb agrees with the first noun "
            "of its sentence, even if other nouns stand between: a model that sees the last word alone cannot know "
            "that. Train a recurrent model on the ids of the text. The text is made by chance, so the best perplexity "
            f"that any model can reach is known: {floor:.3f}."
        ),
        checked=(
            f"Your parameters are tried on a text of {TEST} tokens that you do not have, with our own forward pass, "
            "from h0 = 0. Half of the points: how much of the way from the perplexity of counted pairs of words (0) to "
            "that of the true chances (1) your model goes; nothing up to 0.30, everything from 0.75. Half: how often "
            "it prefers verbs of the right number where a phrase stands between verb and noun; nothing up to 0.65, "
            "everything from 0.98, and nothing if the perplexity is above 10. In between a straight line. Training may "
            "take 60 seconds; the solution takes less than one."
        ),
        seconds=60.0,
        solution_seconds=0.6,
    )  # fmt: skip


def _typed(drawn):
    forcing, bug, counts = drawn["forcing"], drawn["bug"], drawn["counts"]
    return [
        Question("D1", "teacher forcing", 3, ("answers.D1_training", "answers.D1_writing"), forcing.check,
                 prompt=forcing.prompt, checked="Half of the points for each list.",
                 blank="D1_training = []\nD1_writing = []", right=forcing.right),
        Question("D2", "find the bug", 3, ("answers.D2_line", "answers.D2_repair"), bug.check, prompt=bug.prompt,
                 checked="Half of the points for the line, half for the repair.",
                 blank='D2_line = 0\nD2_repair = ""', right=bug.right),
        Question("D3", "counts", 4, ("answers.D3_parameters", "answers.D3_predictions", "answers.D3_logits"),
                 counts.check, prompt=counts.prompt,
                 checked="Half of the points for the first number, a quarter each for "
                 "the others.", blank="D3_parameters = 0\nD3_predictions = 0\nD3_logits = 0", right=counts.right),
    ]  # fmt: skip
