"""Homework 3: the texts are true, the typed questions have one right answer, the corpus is what it says."""

from __future__ import annotations

import doctest
import re
from functools import partial

import numpy as np
import pytest
import variant_tools
from variant_tools import COURSE

from autograder.conventions import bound
from autograder.judging.local import load_modules
from autograder.variant import Variant

FOLDER = COURSE.folder / "reference" / "hw3"
drawn, credit = partial(variant_tools.drawn, "hw3", "word2vec.py"), partial(variant_tools.credit, "hw3", "word2vec.py")
SEEDS = ["default", *(f"d-{seed}" for seed in range(11))]


def test_every_number_of_the_examples_is_true():
    module = load_modules(FOLDER, ("word2vec.py",), bound(FOLDER))["word2vec.py"]
    found = doctest.testmod(module, extraglobs={"np": np})
    assert found.attempted >= 10
    assert found.failed == 0


# ---------------------------------------------------------------- D1


class Start:
    """Negative sampling from W and C that are zero or small and random, watched for two steps."""

    def __init__(self, solution, K, W_zero, C_zero):
        rng = np.random.RandomState(5)
        W, C = rng.normal(size=(6, 3)) * 0.1 * (not W_zero), rng.normal(size=(6, 3)) * 0.1 * (not C_zero)
        batch = np.arange(6), np.array([1, 2, 3, 4, 5, 0]), rng.randint(0, 6, size=(6, K)), 0.5
        self.loss = solution.sgns_loss(W[0], C[1], C[rng.randint(0, 6, size=K)])
        one = solution.sgns_batch_step(W, C, *batch)
        two = solution.sgns_batch_step(*one, *batch)
        self.first = [not np.array_equal(a, b) for a, b in zip(one, (W, C))]
        self.second = [not np.array_equal(a, b) for a, b in zip(two, one)]


def is_true(text, start):
    """Whether a statement on the start holds, by what steps do; start: (W is zero, C is zero) -> Start."""
    zeros = text.startswith("with W = 0 and C = 0")
    where = (True, True) if zeros else (text.startswith("with W = 0"), "C = 0" in text)
    seen = start(*where)
    number = re.search(r"starts at ([\d.]+)", text)
    if number:
        return abs(float(number[1]) - seen.loss) < 0.001 and not any(seen.second)
    if "leaves" in text:
        return seen.first == ([False, True] if "moves the rows of C" in text else [True, False])
    if "every gradient is zero" in text:
        return not any(seen.first)
    if "training works" in text and not zeros:
        return seen.second[0]
    assert zeros, text  # the others say that something moves
    return any(seen.first) or any(seen.second)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_statements_on_the_start_are_true(seed):
    _, questions, solution = drawn(seed)
    K = int(re.search(r"K = (\d+)", questions["D1"].prompt)[1])
    options = questions["D1"].check.options
    true = {letter for letter, text in options.items() if is_true(text, lambda W, C: Start(solution, K, W, C))}
    assert true == set(questions["D1"].right)
    assert len(true) == 3
    assert credit(seed, "D1", questions["D1"].right) == 1
    assert credit(seed, "D1", sorted(options)) == 0


# ---------------------------------------------------------------- D2


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_those_of_the_solution(seed):
    _, questions, solution = drawn(seed)
    said = r"of (\d+) words and vectors of size (\d+).* of (\d+) words with windows that reach (\d+)"
    V, d, n, L = map(int, re.search(said, questions["D2"].prompt).groups())
    right = questions["D2"].right
    assert right["D2_parameters"] == 2 * np.zeros((V, d)).size
    assert right["D2_pairs"] == len(solution.skipgram_pairs(np.arange(n), L)[0])
    assert credit(seed, "D2", right) == 1
    assert credit(seed, "D2", {**right, "D2_pairs": right["D2_pairs"] // 2}) == 0.75
    assert credit(seed, "D2", {"D2_parameters": V * d, "D2_pairs": 1}) == 0.25
    assert credit(seed, "D2", {"D2_parameters": True, "D2_pairs": "many"}) == 0
    for name, wrong in questions["D2"].check.wrong.items():
        assert right[name] not in wrong


# ---------------------------------------------------------------- D3


def stepped(lines, case, rate):
    """W and C after these lines."""
    W, C, centres, pos, neg = case
    names = {"np": np, "W": W.copy(), "C": C.copy(), "centres": centres, "pos": pos, "neg": neg, rate: 0.3}
    exec("\n".join(lines), names)
    return names["W"], names["C"]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_line_is_wrong_and_one_repair_mends_it(seed):
    _, questions, solution = drawn(seed)
    check, right = questions["D3"].check, questions["D3"].right
    rng = np.random.RandomState(3)
    case = *rng.normal(size=(2, 8, 3)), np.array([0, 1, 0]), np.array([2, 2, 3]), np.array([[2, 4], [4, 4], [5, 2]])
    want = solution.sgns_batch_step(*case, 0.3)
    rate = re.search(r"(eta|lr|rate) \*", "\n".join(check.lines))[1]

    def is_right(lines):
        return all(np.allclose(a, b) for a, b in zip(stepped(lines, case, rate), want))

    at = right["D3_line"] - 1
    assert not is_right(check.lines)
    mended = {letter for letter, text in check.repair.options.items()
              if is_right([*check.lines[:at], text, *check.lines[at + 1 :]])}  # fmt: skip
    assert mended == {right["D3_repair"]}
    assert f"    {at + 1:2}  {check.lines[at]}" in questions["D3"].prompt
    assert credit(seed, "D3", right) == 1
    assert credit(seed, "D3", {"D3_line": right["D3_line"], "D3_repair": ""}) == 0.5


def test_the_bug_moves_with_the_variant():
    found = {(q["D3"].right["D3_line"], q["D3"].right["D3_repair"]) for _, q, _ in map(drawn, SEEDS)}
    assert len({line for line, _ in found}) >= 2
    assert len({letter for _, letter in found}) >= 3


# ---------------------------------------------------------------- the corpus


def test_students_cannot_foresee_the_test_sentences():
    words = drawn("default")[0].drawn["sentences"]
    hidden = [words.test(Variant("hw3", "a", key=key).hidden_rng("C")) for key in (b"one", b"two")]
    assert hidden[0] != hidden[1]
    assert drawn("d-1")[0].drawn["sentences"].words != words.words


def test_sentences_are_what_the_text_says():
    assignment, questions, _ = drawn("default")
    sentences, topics = assignment.drawn["sentences"].training(), assignment.drawn["sentences"].topics()
    used = {word for sentence in sentences for word in sentence}
    assert len(sentences) == 1500
    assert {len(sentence) for sentence in sentences} == set(range(6, 12))
    assert len(topics) == 60
    assert set(topics) <= used
    assert len(used - set(topics)) == 20
    assert "1500 sentences" in questions["C"].prompt
    own = [np.mean([topics[w] == max(map(topics.get, s), key=list(map(topics.get, s)).count) for w in s])
           for s in ([w for w in sentence if w in topics] for sentence in sentences) if s]  # fmt: skip
    assert 0.85 < np.mean(own) < 0.95
    function = np.mean([word not in topics for sentence in sentences for word in sentence])
    assert 0.31 < function < 0.36


def test_the_data_of_the_hand_out_is_the_text_that_is_judged():
    assignment, _, _ = drawn("default")
    committed = COURSE.folder / "assignments" / "hw3" / "data" / "train.txt"
    lines = committed.read_text(encoding="utf-8").splitlines()
    assert [line.split() for line in lines] == assignment.drawn["sentences"].training()
