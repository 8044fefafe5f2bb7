"""The typed questions that are no derivatives: what varies, the key computed from it, and the text (A4, part D)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import conventions
import numpy as np

from autograder.checks import Choice, FindTheBug, Formula
from autograder.credit import Credit, Part, from_error, from_parts
from autograder.derivatives import Derivative
from autograder.errors import SubmissionError, Wrong
from autograder.variant import attempts

LETTERS = "abcdefgh"


def shuffled(rng, texts):
    """Options under letters in a drawn order, and the letter of the first text (the right one)."""
    order = [int(i) for i in rng.permutation(len(texts))]
    return {LETTERS[at]: texts[i] for at, i in enumerate(order)}, LETTERS[order.index(0)]


def listed(options):
    """The options as lines of the hand-out."""
    return "\n".join(f"- ({letter}) {text}" for letter, text in options.items())


@dataclass(frozen=True)
class Typed:
    """A typed question: its check, its text, and the answer that earns everything."""

    check: object
    prompt: str
    right: object


@dataclass(frozen=True)
class Number:
    """A number; wrong: other numbers that keep a share -> (share, sentence, cause). tolerance: absolute."""

    right: float
    wrong: Mapping
    tolerance: float = 1e-9

    def __call__(self, answer, key):
        """answer: a number, or text such as "3/8" or "4"."""
        number = _number(answer)
        if abs(number - self.right) <= self.tolerance:
            return Credit(1.0)
        for wrong, (share, sentence, cause) in self.wrong.items():
            if abs(number - wrong) <= self.tolerance:
                return Credit(share, sentence, cause=cause)
        return Credit(0.0, "Another number is right.")


def _number(answer):
    if isinstance(answer, bool) or answer is None or answer == "":
        raise SubmissionError("Not answered.")
    if isinstance(answer, str):
        try:
            answer = float(Fraction(answer.replace(" ", "")[:40]))
        except (ValueError, ZeroDivisionError, OverflowError):
            raise SubmissionError('Write a number, like 12, 0.75 or "3/4".') from None
    if not isinstance(answer, (int, float)) or not np.isfinite(answer):
        raise SubmissionError('Write a number, like 12, 0.75 or "3/4".')
    return answer


@dataclass(frozen=True)
class Several:
    """Several answers in one question, each with a check and a weight: name of the part -> (weight, check)."""

    checks: Mapping

    def __call__(self, answer, key):
        """answer: a mapping with an entry for each name that the question asks for, in the order of `checks`."""
        parts = [
            Part(name, weight, _judged(check, answer.get(asked), key))
            for asked, (name, (weight, check)) in zip(key.question.names, self.checks.items())
        ]
        return from_parts(parts)

    def prove(self):
        """What is wrong with those checks that can tell."""
        return [text for _, check in self.checks.values() for text in getattr(check, "prove", list)()]


def _judged(check, answer, key):
    try:
        return check(answer, key)
    except (SubmissionError, Wrong) as error:
        return from_error(error) or Credit(0.0, str(error))


# ---------------------------------------------------------------- A4: perplexity


def draw_perplexity(rng, formula: Derivative):
    """exp of the mean loss as a formula, and the perplexity of a few predictions with chances 1/2, 1/4, ... ."""
    for _ in attempts(rng):
        T = int(rng.randint(3, 6))
        e = rng.randint(1, 6, size=T)
        wrong = _wrong_perplexities(e)
        values = [2.0 ** (e.sum() / T), *wrong]
        gaps = np.abs(np.subtract.outer(values, values))[np.triu_indices(len(values), 1)]
        if e.sum() % T == 0 and np.ptp(e) > 0 and gaps.min() > 0.03:
            break
    number = Number(2.0 ** (e.sum() / T), wrong, 0.01)
    chances = ", ".join(f"1/{2**k}" for k in e)
    prompt = (
        "`A4_formula`: J is the mean of the losses of A1 over all predictions of a text, in natural logarithms. Write "
        f"the perplexity. Name: J.\n\n`A4_number`: a model gives the {T} words of a text the chances {chances}. What "
        "is its perplexity? A number; no calculator is needed."
    )
    check = Several({"formula": (1, Formula(formula)), "number": (1, number)})
    return Typed(check, prompt, {"A4_formula": "exp(J)", "A4_number": int(number.right)})


def _wrong_perplexities(e):
    bits, T = int(e.sum()), len(e)
    return {
        2.0**bits: (0.4, "The root is missing: the mean loss is over all words.", "no 1/T"),
        1 / float(np.mean(2.0**-e)): (0.3, "The mean is of the logarithms, not of the chances.", "mean of chances"),
        float(np.mean(2.0**e)): (
            0.3,
            "The mean is of the logarithms, not of one over the chances.",
            "mean of inverses",
        ),
        bits / T: (0.5, "That is the mean loss in bits; the perplexity is 2 to its power.", "entropy"),
        bits * float(np.log(2)) / T: (0.5, "That is the mean loss; the perplexity is exp of it.", "entropy"),
        2.0 ** (-bits / T): (0.5, "That is one over the perplexity.", "inverse"),
    }


# ---------------------------------------------------------------- D1: teacher forcing

WORDS = ("she", "he", "saw", "the", "old", "red", "boat", "bird", "again", "often", "sang", "slept")


@dataclass(frozen=True)
class Words:
    """A list of words; wrong: other lists that keep a share -> (share, sentence)."""

    right: tuple
    wrong: Mapping

    def __call__(self, answer, key):
        """answer: a list of words, or one text with the words between spaces or commas."""
        if answer in (None, "", []):
            raise SubmissionError("Not answered.")
        if isinstance(answer, str):
            answer = answer.replace(",", " ").split()
        if not isinstance(answer, list) or not all(isinstance(word, str) for word in answer):
            raise SubmissionError('Write the words as a list, like ["the", "red", "boat"].')
        given = tuple(word.strip().lower() for word in answer)
        if given == self.right:
            return Credit(1.0)
        share, sentence = self.wrong.get(given, (0.0, "Another list is right."))
        return Credit(share, sentence)


def draw_forcing(rng):
    """A sentence, and a model that always prefers one word after each; what is fed in training and in writing?"""
    for _ in attempts(rng):
        words = [str(word) for word in rng.permutation(WORDS)[:7]]
        prefers = {word: words[int(i)] for word, i in zip(words, rng.permutation(7))}
        sentence = tuple(words[int(i)] for i in rng.permutation(7)[:5])
        fed, free = sentence[:4], [sentence[0]]
        for _ in range(4):
            free.append(prefers[free[-1]])
        own, predictions = tuple(free[:4]), tuple(prefers[word] for word in fed)
        if len({fed, own, sentence[1:], tuple(free[1:]), predictions}) == 5 and len(set(own)) == 4 and fed[1] != own[1]:
            break
    forced = Words(fed, {sentence[1:]: (0.5, "Those are the targets."), own: (0.0, "That is free writing."),
                         predictions: (0.3, "Those are the model's predictions; what is fed?")})  # fmt: skip
    written = Words(own, {tuple(free[1:]): (0.5, "Those are the words that come out; what is fed?"),
                          fed: (0.0, "In writing the model feeds its own words."),
                          predictions: (0.3, "Those are its predictions under teacher forcing.")})  # fmt: skip
    check = Several({"training": (1, forced), "writing": (1, written)})
    return Typed(check, _forcing_text(sentence, prefers), {"D1_training": list(fed), "D1_writing": list(own)})


def _forcing_text(sentence, prefers):
    table = "\n".join(f"- after {word}: {best}" for word, best in prefers.items())
    return (
        "A recurrent language model looks only at the last word. The word that it finds most likely is\n\n"
        f'{table}\n\nIt is trained on the sentence "{" ".join(sentence)}" (5 words, so 4 predictions).'
        "\n\n`D1_training`: "
        "the 4 words that are fed to it, in order, when it is trained with teacher forcing. `D1_writing`: the 4 "
        "words that "
        f'are fed to it, in order, when it starts from "{sentence[0]}" and writes greedily. Both are lists of words.'
    )


# ---------------------------------------------------------------- D2: the missing logarithm


def draw_bug(rng):
    """The loss of a language model over a text, without its logarithm: names and the order of lines are drawn."""
    total, p, h = rng.choice(["total", "J", "loss"]), rng.choice(["p", "probs", "y_hat"]), rng.choice(["h", "state"])
    bug = f"    {total} = {total} - {p}[ids[t + 1]]"
    start = [f"{total} = 0.0", f"{h} = h0", "T = len(ids) - 1"]
    lines = [
        *(start[i] for i in rng.permutation(3)),
        "for t in range(T):",
        f"    {h} = np.tanh(Wh @ {h} + We @ E[ids[t]] + b1)" if conventions.rnn_activation == "tanh" else
        f"    {h} = np.maximum(Wh @ {h} + We @ E[ids[t]] + b1, 0)",
        f"    z = U @ {h} + b2",
        f"    {p} = np.exp(z - z.max()) / np.exp(z - z.max()).sum()",
        bug,
        f"return {total} / T" if conventions.reduction == "mean" else f"return {total}",
    ]
    line = lines.index(bug) + 1
    repairs, right = shuffled(rng, [
        f"`{total} = {total} - np.log({p}[ids[t + 1]])`",
        f"`{total} = {total} + {p}[ids[t + 1]]`",
        f"`{total} = {total} - np.log({p}[ids[t]])`",
        f"`{total} = {total} - np.log({p}).sum()`",
        f"`{total} = -np.log({p}[ids[t + 1]])`",
    ])  # fmt: skip
    why = "The loss of a prediction is minus the logarithm of the chance that the next word was given."
    check = FindTheBug(line, lines, Choice(repairs, right, why))
    program = "\n".join(f"    {number:2}  {text}" for number, text in enumerate(lines, 1))
    prompt = (
        f"This should give the loss of a recurrent language model on one text, the {conventions.reduction} over its "
        f"predictions, in nats. It gives a negative number. One line is wrong.\n\n{program}\n\n`D2_line`: the number "
        f"of that line. `D2_repair`: the letter of what should stand there.\n\n{listed(repairs)}"
    )
    return Typed(check, prompt, {"D2_line": line, "D2_repair": right})


# ---------------------------------------------------------------- D3: counts


def draw_counts(rng):
    """The parameters of a recurrent language model, and the predictions and logits of a batch."""
    for _ in attempts(rng):
        V, e, H = int(rng.randint(40, 90)), int(rng.randint(5, 12)), int(rng.randint(12, 25))
        T, B = int(rng.randint(6, 13)), int(rng.randint(3, 9))
        checks = _count_checks(V, e, H, T, B)
        if all(len({check.right, *check.wrong}) == len(check.wrong) + 1 for _, check in checks.values()):
            break
    prompt = (
        f"The recurrent language model of B4 with V = {V} words, e = {e} and H = {H}, with all its biases. It is run "
        f"on a batch of {B} sequences of {T} tokens each, nothing masked; the first token of each is only fed, the "
        "last one only predicted.\n\n`D3_parameters`: how many numbers are learned (h0 is not)? `D3_predictions`: over "
        f"how many predictions is the loss {conventions.reduced}? `D3_logits`: how many logits are computed for them?"
    )
    right = {f"D3_{name}": check.right for name, (_, check) in checks.items()}
    return Typed(Several(checks), prompt, right)


def _count_checks(V, e, H, T, B):
    weights, biases = V * e + H * e + H * H + V * H, H + V
    steps = B * (T - 1)
    shared = "The same parameters are used at every step: the length does not matter."
    counted = {
        weights: (0.5, "The biases b1 and b2 are learned too.", "no biases"),
        weights + H: (0.6, "The output layer has a bias for each word.", "no output bias"),
        weights + V: (0.6, "The recurrent layer has a bias for each unit.", "no hidden bias"),
        weights + biases - V * e: (0.5, "The embeddings are learned too.", "no embeddings"),
        weights + biases - H * H: (0.4, "The matrix from state to state is missing.", "no recurrence"),
        (weights + biases) * T: (0.2, shared, "times T"),
        (weights + biases) * (T - 1): (0.2, shared, "times T"),
    }
    shift = "T tokens give T - 1 predictions: the first is never predicted."
    return {
        "parameters": (2, Number(weights + biases, counted)),
        "predictions": (1, Number(steps, {
            B * T: (0.5, shift, "unshifted"), T - 1: (0.4, "That is one sequence.", "one"),
        })),
        "logits": (1, Number(steps * V, {
            B * T * V: (0.5, shift, "unshifted"), steps: (0.3, "Each prediction has a logit for every word.", "no V"),
            (T - 1) * V: (0.4, "That is one sequence.", "one"),
        })),
    }  # fmt: skip
