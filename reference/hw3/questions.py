"""Homework 3: every question, its points, what it asks for and how it is checked."""

from dataclasses import dataclass

import corpus
import derivations
import typed

from autograder.assignment import Question
from autograder.checks import HiddenTests
from autograder.formula_questions import formula_questions

TITLE = "word2vec with negative sampling"
TRAINING, TEST = 1500, 300
"""Sentences that students get, and others that their vectors' loss is taken on."""


@dataclass(frozen=True)
class Sentences:
    """The topics corpus of one variant."""

    words: dict
    variant: object

    def training(self):
        """The sentences that students have."""
        return corpus.generate(self.variant.public_rng("training sentences"), self.words, TRAINING)

    def test(self, rng):
        """Other sentences of the same kind."""
        return corpus.generate(rng, self.words, TEST)

    def topics(self):
        """word -> topic, for the words that have one."""
        return corpus.topic_of(self.words)


def draw(variant):
    """What this variant draws: names, the words of the corpus, and the typed questions."""
    return {
        "names": derivations.draw_names(variant.personal_rng("A")),
        "sentences": Sentences(corpus.draw_words(variant.public_rng("words")), variant),
        "zeros": typed.draw_zeros(variant.personal_rng("D1")),
        "counts": typed.draw_counts(variant.personal_rng("D2")),
        "bug": typed.draw_bug(variant.personal_rng("D3")),
    }


def write_data(variant, drawn, folder):
    """Write data/train.txt: a sentence a line, its words divided by spaces."""
    (folder / "data").mkdir(exist_ok=True)
    lines = "".join(" ".join(sentence) + "\n" for sentence in drawn["sentences"].training())
    (folder / "data" / "train.txt").write_text(lines, encoding="utf-8", newline="\n")


def questions(variant, drawn):
    """The questions in order."""
    formulas = formula_questions(derivations.derivations(drawn["names"]))
    return [*formulas, *_code(), _training(), *_typed(drawn)]


def _code():
    tests = HiddenTests()
    each = "Every gradient is judged alone, and a slip that is recognised keeps a part of its points."
    return [
        Question("B1", "the vocabulary", 4, ("word2vec.build_vocab",), tests,
                 checked="Words and counts are judged together: a count must belong to its word."),
        Question("B2", "skip-gram pairs", 8, ("word2vec.skipgram_pairs",), tests,
                 checked="The pairs are compared as they are, in any order; texts shorter than the window are tried."),
        Question("B3", "the distribution of the negatives", 4, ("word2vec.neg_distribution",), tests,
                 checked="The probabilities, their sum, and the powers 0 and 1."),
        Question("B4", "the loss of a pair", 8, ("word2vec.sgns_loss",), tests,
                 checked="Several K, equal negatives, no negatives, and products of 800 and -800."),
        Question("B5", "the gradients of a pair", 14, ("word2vec.sgns_grads",), tests, checked=each),
        Question("B6", "one step on a batch", 12, ("word2vec.sgns_batch_step",), tests,
                 prompt="Only `sgns_batch_step` is judged here; `sgns_grads` is B5.",
                 checked="What has moved is compared, W and C apart. If you use your `sgns_grads` and it has a slip "
                         "that we recognise, that slip costs points in B5 only.",
                 uses=("word2vec.sgns_grads",)),
        Question("B7", "neighbours", 8, ("word2vec.cosine", "word2vec.nearest"), tests,
                 checked="Rows of different lengths, a row of zeros, and ties between rows that lie along an axis."),
    ]  # fmt: skip


def _training():
    return Question(
        "C", "train word vectors", 16, ("word2vec.train_w2v",), HiddenTests(),
        prompt=(
            f"`data/train.txt` holds {TRAINING} sentences of a language with {corpus.CHOSEN} topics of "
            f"{corpus.PER_TOPIC} words each and {corpus.FUNCTION} function words that go with any topic. Nothing in it "
            "tells which word belongs to which. Train vectors that know."
        ),
        checked=(
            "Two numbers are computed from the words, W and C that you return, each for half of the points. Purity: of "
            "the 3 nearest neighbours by cosine in W of each topic word, among all words, the share that has its "
            "topic; nothing up to 0.20, everything from 0.90. Loss: the mean of `sgns_loss` over 5000 pairs (L = 4) of "
            "other sentences of the language, with 5 negatives each, drawn with power 0.75; nothing from 2.85, "
            "everything up to 2.55. In between a straight line. All zeros have 6 ln 2 = 4.16. Training may take 60 "
            "seconds; the solution takes less than one."
        ),
        seconds=60.0,
        solution_seconds=0.3,
    )  # fmt: skip


def _typed(drawn):
    zeros, counts, bug = drawn["zeros"], drawn["counts"], drawn["bug"]
    return [
        Question("D1", "starting at zero", 4, ("answers.D1",), zeros.check, prompt=zeros.prompt,
                 checked="(right - wrong) / right, never below 0.", blank="D1 = []", right=zeros.right),
        Question("D2", "how many?", 3, ("answers.D2_parameters", "answers.D2_pairs"), counts.check,
                 prompt=counts.prompt, blank="D2_parameters = 0\nD2_pairs = 0", right=counts.right),
        Question("D3", "find the bug", 3, ("answers.D3_line", "answers.D3_repair"), bug.check,
                 prompt=bug.prompt, blank='D3_line = 0\nD3_repair = ""', right=bug.right),
    ]  # fmt: skip
