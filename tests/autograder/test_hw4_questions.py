"""Homework 4: the texts are true, the typed questions have one right answer, the corpus is what it says."""

from __future__ import annotations

import doctest
import re
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import variant_tools
from variant_tools import COURSE

from autograder.conventions import bound
from autograder.judging.local import load_modules
from autograder.variant import Variant

FOLDER = COURSE.folder / "reference" / "hw4"
drawn, credit = partial(variant_tools.drawn, "hw4", "rnnlm.py"), partial(variant_tools.credit, "hw4", "rnnlm.py")
SEEDS = ["default", *(f"d-{seed}" for seed in range(9))]


@pytest.mark.parametrize("file", ["fflm.py", "rnnlm.py"])
def test_every_number_of_the_examples_is_true(file):
    module = load_modules(FOLDER, (file,), bound(FOLDER))[file]
    found = doctest.testmod(module, extraglobs={"np": np})
    assert found.attempted >= 4
    assert found.failed == 0


# ---------------------------------------------------------------- A4


@pytest.mark.parametrize("seed", SEEDS)
def test_the_perplexity_follows_from_the_chances_that_are_printed(seed):
    _, questions, _ = drawn(seed)
    chances = [Fraction(text) for text in re.findall(r"1/\d+", questions["A4"].prompt)]
    right = float(np.exp(-np.mean(np.log([float(p) for p in chances]))))
    assert questions["A4"].right["A4_number"] == pytest.approx(right)
    assert len(chances) >= 3
    assert credit(seed, "A4", questions["A4"].right) == 1
    assert credit(seed, "A4", {"A4_formula": "e^J", "A4_number": ""}) == 0.5
    slipped = {"A4_formula": "2^J", "A4_number": float(np.log(right))}
    assert credit(seed, "A4", slipped) == pytest.approx((0.7 + 0.5) / 2)


# ---------------------------------------------------------------- D1


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_fed_follows_from_the_table_that_is_printed(seed):
    _, questions, _ = drawn(seed)
    likeliest = dict(re.findall(r"^- after (\w+): (\w+)$", questions["D1"].prompt, re.MULTILINE))
    sentence = re.search(r'sentence "([\w ]+)"', questions["D1"].prompt)[1].split()
    own = [sentence[0]]
    while len(own) < 4:
        own.append(likeliest[own[-1]])
    right = {"D1_training": sentence[:4], "D1_writing": own}
    assert questions["D1"].right == right
    assert own != sentence[:4]
    assert credit(seed, "D1", right) == 1
    assert credit(seed, "D1", {"D1_training": " ".join(sentence[:4]), "D1_writing": ", ".join(own).upper()}) == 1
    assert credit(seed, "D1", {"D1_training": sentence[1:], "D1_writing": 7}) == 0.25


# ---------------------------------------------------------------- D2


def run(lines, P, ids):
    """What these lines return on one text."""
    names = "np, ids, h0, E, We, Wh, b1, U, b2"
    source = f"def loss({names}):\n" + "\n".join(f"    {line}" for line in lines)
    space = {}
    exec(source, space)
    return space["loss"](np, ids, np.full(3, 0.2), *(P[name] for name in ("E", "We", "Wh", "b1", "U", "b2")))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_line_is_wrong_and_one_repair_mends_it(seed):
    _, questions, solution = drawn(seed)
    check, right, rng = questions["D2"].check, questions["D2"].right, np.random.RandomState(1)
    shapes = {"E": (5, 2), "We": (3, 2), "Wh": (3, 3), "b1": (3,), "U": (5, 3), "b2": (5,)}
    P, ids = {name: rng.normal(size=shape) for name, shape in shapes.items()}, rng.randint(0, 5, size=7)
    _, logits = solution.rnn_forward(P, ids[None, :-1], np.full((1, 3), 0.2))
    want = solution.lm_loss(logits, ids[None, 1:], np.ones((1, 6)))
    at = right["D2_line"] - 1
    assert run(check.lines, P, ids) < 0
    indent = check.lines[at][: len(check.lines[at]) - len(check.lines[at].lstrip())]
    programs = {letter: [*check.lines[:at], indent + text.strip("`"), *check.lines[at + 1 :]]
                for letter, text in check.repair.options.items()}  # fmt: skip
    mended = {letter for letter, lines in programs.items() if np.isclose(run(lines, P, ids), want)}
    assert mended == {right["D2_repair"]}
    assert f"    {at + 1:2}  {check.lines[at]}" in questions["D2"].prompt
    assert credit(seed, "D2", right) == 1
    assert credit(seed, "D2", {"D2_line": right["D2_line"], "D2_repair": ""}) == 0.5


# ---------------------------------------------------------------- D3


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_those_of_a_model_that_is_made(seed):
    _, questions, solution = drawn(seed)
    said = r"V = (\d+) words, e = (\d+) and H = (\d+).*batch of (\d+) sequences of (\d+) tokens"
    V, e, H, B, T = map(int, re.search(said, questions["D3"].prompt).groups())
    shapes = {"E": (V, e), "We": (H, e), "Wh": (H, H), "b1": (H,), "U": (V, H), "b2": (V,)}
    P = {name: np.zeros(shape) for name, shape in shapes.items()}
    text = np.zeros((B, T), dtype=int)
    _, logits = solution.rnn_forward(P, text[:, :-1], np.zeros((B, H)))
    right = {"D3_parameters": sum(a.size for a in P.values()), "D3_predictions": text[:, 1:].size,
             "D3_logits": logits.size}  # fmt: skip
    assert questions["D3"].right == right
    assert credit(seed, "D3", right) == 1
    assert credit(seed, "D3", {name: str(value) for name, value in right.items()}) == 1
    assert credit(seed, "D3", {**right, "D3_predictions": B * T}) == pytest.approx(0.875)
    assert credit(seed, "D3", dict.fromkeys(right, 1)) == 0


# ---------------------------------------------------------------- the corpus


def test_chances_are_chances_and_frequencies_come_near_them():
    language = drawn("default")[0].drawn["language"]
    grammar, ids = language.grammar, language.training
    seen = {}
    for (kind, number, _), word in zip(grammar.read(ids), ids):
        if kind != "start":
            seen.setdefault((kind, number), []).append(int(word))
    for (kind, number), words in seen.items():
        p = grammar.chance_of_next(kind, number)
        assert p.sum() == pytest.approx(1)
        frequencies = np.bincount(words, minlength=len(p)) / len(words)
        assert np.abs(frequencies - p).max() < 4 / np.sqrt(len(words)), kind
        assert not frequencies[p == 0].any()


def test_the_entropy_that_is_printed_is_that_of_a_long_text():
    assignment, questions, _ = drawn("default")
    language = assignment.drawn["language"]
    long = language.grammar.best_losses(language.grammar.text(np.random.RandomState(0), 60_000)).mean()
    assert language.grammar.entropy() == pytest.approx(long, abs=0.01)
    assert f"{np.exp(language.grammar.entropy()):.3f}" in questions["C"].prompt


def test_pairs_of_words_cannot_reach_the_true_chances():
    language = drawn("default")[0].drawn["language"]
    ids = language.test(np.random.RandomState(2))
    assert language.bigram_losses(ids).mean() > language.grammar.best_losses(ids)[1:].mean() + 0.05


def test_far_verbs_agree_with_the_first_noun():
    grammar = drawn("default")[0].drawn["language"].grammar
    ids = grammar.text(np.random.RandomState(4), 4000)
    at, numbers = grammar.far_verbs(ids)
    assert len(at) > 100
    for place, number in zip(at, numbers):
        assert ids[place] in grammar.kinds[f"verb {number}"]
        start = place - int(np.argmax(ids[:place][::-1] == 1))  # behind the full stop
        assert ids[start + 1] in grammar.kinds[f"noun {number}"]


def test_students_cannot_foresee_the_test_text():
    language = drawn("default")[0].drawn["language"]
    one, two = (language.test(Variant("hw4", "a", key=key).hidden_rng("C")) for key in (b"one", b"two"))
    assert not np.array_equal(one, two)
    assert language.grammar.words != drawn("d-1")[0].drawn["language"].grammar.words


def test_the_data_of_the_hand_out_is_the_text_that_is_judged():
    language, folder = drawn("default")[0].drawn["language"], COURSE.folder / "assignments" / "hw4" / "data"
    words = (folder / "words.txt").read_text(encoding="utf-8").split()
    text = (folder / "train.txt").read_text(encoding="utf-8").split()
    assert [words.index(word) for word in text] == language.training.tolist()
    floor = float((folder / "floor.txt").read_text(encoding="utf-8"))
    assert 2 < floor < np.exp(language.bigram_losses(language.training[-2000:]).mean())
