"""Homework 2's solutions: true examples, right gradients, draws that show what they should."""

import doctest
import importlib
import re

import numpy as np
import pytest
from hw2_tools import hidden, homework, solutions

from autograder.judging.hypotheses import ambiguities
from autograder.judging.local import importing_from
from autograder.judging.numdiff import differentiate, gradients
from autograder.judging.slips import last_write_wins

SEEDS = range(12)


@pytest.mark.parametrize("name", ["gradcheck", "graph", "mlp", "dan"])
def test_the_examples_that_students_read_are_true(name):
    with importing_from(homework().reference_folder, homework().bound):
        module = importlib.import_module(name)
    done = doctest.testmod(module, extraglobs={"np": np})
    assert done.attempted > 0
    assert done.failed == 0


def compared(found, loss, P):
    for name, estimate in gradients(loss, P).items():
        assert np.max(np.abs(found[name] - estimate.value)) < 1e-8 * max(1.0, np.max(np.abs(estimate.value))), name


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_are_derivatives_of_losses_written_out(seed):
    """In variants of all conventions."""
    rng, variant = np.random.RandomState(seed), homework(f"variant {seed}")
    f, words = solutions(variant), variant.words
    reduced = getattr(np, words["reduction"])
    P, X, y = hidden("test_mlp", variant).mlp(rng)

    def bce(z):
        return reduced(np.log(1 + np.exp(z)) - y * z)

    def relu_loss(Q):
        Z = X @ Q["W1"].T + Q["b1"]
        z2 = (Z * (Z.real > 0)) @ Q["w2"] + Q["b2"]
        return bce(z2) if words["mlp_loss"] == "cross-entropy" else reduced((1 / (1 + np.exp(-z2)) - y) ** 2)

    compared(f["mlp2_backward"](P, f["mlp2_forward"](P, X), y), relu_loss, P)
    P, X, y = hidden("test_tanh3", variant).tanh3(rng)
    compared(
        f["tanh3_grads"](P, X, y),
        lambda Q: bce(np.tanh(np.tanh(X @ Q["W1"].T + Q["b1"]) @ Q["W2"].T + Q["b2"]) @ Q["w"] + Q["b"]),
        P,
    )


def test_these_variants_have_every_convention():
    drawn = [homework(f"variant {seed}").variant.conventions for seed in SEEDS]
    assert {name: len({values[name] for values in drawn}) for name in drawn[0]} == {
        "reduction": 2,
        "relu_grad_at_zero": 2,
        "mlp_loss": 2,
        "dan_activation": 3,
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("draw", ["plain", "padded", "demanding", "with_pads_alone", "last_class_absent"])
def test_the_averaging_network_likewise(seed, draw):
    variant = homework(f"variant {seed}")
    suite = hidden("test_dan", variant)
    P, ids, mask, y = suite.clear(np.random.RandomState(seed), getattr(suite, draw))
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    act = {"tanh": np.tanh, "relu": lambda z: z * (z.real > 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}

    def loss(Q):
        hidden_layer = act[variant.words["dan_activation"]](
            np.einsum("nl,nle->ne", share, Q["E"][ids]) @ Q["W"].T + Q["b"]
        )
        z = hidden_layer @ Q["U"].T + Q["c"]
        return getattr(np, variant.words["reduction"])(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])

    found, grads = solutions(variant)["dan_loss_grads"](P, ids, mask, y)
    assert found == pytest.approx(loss(P), abs=1e-12)
    compared(grads, loss, P)
    if draw == "last_class_absent":
        assert y.max() < len(P["c"]) - 1
    assert len(P["c"]) != np.count_nonzero(mask.any(axis=1)), "as many classes as texts that are not empty"


@pytest.mark.parametrize("seed", SEEDS)
def test_graph_derivatives_are_differences(seed):
    rng, suite, backward = np.random.RandomState(seed), hidden("test_graph"), solutions()["graph_backward"]
    (case,) = suite.drawn(rng, suite.web, 1, [])
    nodes, values, out = case
    for name, op, _ in nodes:
        if op == "input":
            inputs = {n: values[n] for n, o, _ in nodes if o == "input"}
            slope = differentiate(
                lambda v, name=name, inputs=inputs: suite.forward(nodes, {**inputs, name: float(v)})[out], values[name]
            )
            assert backward(*case)[name] == pytest.approx(float(slope.value), rel=1e-6, abs=1e-6)


# ---------------------------------------------------------------- draws


def slips_and_rights(rng):
    """(right array, its slips) of every gradient that the hidden suite draws."""
    mlp, tanh, dan = hidden("test_mlp"), hidden("test_tanh3"), hidden("test_dan")
    P, X, y = mlp.mlp(rng)
    cache = mlp.forward(P, X)
    yield from _pairs(mlp.backward(P, cache, y), mlp.mlp_slips(P, cache, y))
    case = tanh.tanh3(rng)
    yield from _pairs(tanh.backward3(*case), tanh.tanh_slips(*case))
    case = dan.clear(rng, dan.demanding)
    yield from _pairs(dan.gradients(*case)[0], dan.slips_of(case))


def _pairs(right, slips):
    return [(f"d{name}", np.asarray(right[name]), slips[name]) for name in right]


@pytest.mark.parametrize("seed", range(30))
def test_every_draw_tells_all_slips_apart(seed):
    """A thousand tolerances between the right array and each slip, and between any two slips of a larger array."""
    for what, right, slips in slips_and_rights(np.random.RandomState(seed)):
        shown = [h for h in slips if h.along is None and _applies(h, right)]
        apart = 1e-3 if right.size > 4 else 1e-5  # a few wrong numbers may come near each other
        assert ambiguities(right, shown, apart) == [], what
        assert all(np.shape(h.predict(right)) != right.shape or not near(h.predict(right), right) for h in shown), what


def near(wrong, right):
    return np.max(np.abs(wrong - right)) < 1e-3 * np.max(np.abs(right))


def _applies(hypothesis, right):
    """Some slips leave an output as it is, whatever the draw: a wrong slope does not reach the output layer."""
    wrong = hypothesis.predict(right)
    return wrong.shape != right.shape or np.max(np.abs(wrong - right)) > 1e-12


@pytest.mark.parametrize("seed", range(30))
def test_draws_are_demanding(seed):
    rng = np.random.RandomState(seed)
    P, X, y = hidden("test_mlp").mlp(rng)
    sizes = [len(y), *P["W1"].shape]
    assert len(set(sizes)) == 3
    assert all(a != 2 * b for a in sizes for b in sizes)
    assert np.abs(X @ P["W1"].T + P["b1"]).min() > 1e-3
    assert all(np.abs(np.asarray(P[b])).min() > 0.1 for b in ("b1", "b2"))
    P, ids, mask, y = hidden("test_dan").demanding(rng)
    words = ids[mask > 0]
    assert len(set(words)) < len(words)
    assert any(len(set(row[m > 0])) < np.count_nonzero(m) for row, m in zip(ids, mask))
    assert (mask.sum(axis=1) > 0).all()
    assert (mask[:, :-1] < mask[:, 1:]).any(), "no hole before a word"
    assert len({len(y), ids.shape[1], *P["W"].shape, len(P["c"]), len(P["E"])}) == 6
    assert not hidden("test_dan").with_pads_alone(rng)[2].sum(axis=1).all()


def test_the_scatter_slip_shows():
    dan = hidden("test_dan")
    case = dan.demanding(np.random.RandomState(0))
    P, ids, mask, _ = case
    rows = dan.gradients(*case)[1]
    there = mask.ravel() > 0
    wrong = last_write_wins("dE", ids.ravel()[there], rows.reshape(-1, rows.shape[2])[there], len(P["E"]))
    assert np.abs(wrong.predict(None) - dan.gradients(*case)[0]["E"]).max() > 1e-2


# ---------------------------------------------------------------- the data and the typed questions


def test_the_training_data_is_the_variants_own(tmp_path):
    texts = {}
    for seed in ("default", "another"):
        assignment = homework(seed)
        with importing_from(assignment.reference_folder, assignment.bound):
            spec = importlib.util.spec_from_file_location("hw2_questions", assignment.reference_folder / "questions.py")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        folder = tmp_path / seed
        folder.mkdir()
        module.write_data(assignment.variant, assignment.drawn, folder)
        texts[seed] = (folder / "data" / "train.tsv").read_text(encoding="utf-8")
    assert texts["default"] != texts["another"]
    lines = [line.split("\t") for line in texts["default"].splitlines()]
    assert len(lines) == 1500
    assert {label for label, _ in lines} == {"0", "1"}
    assert max(sum(label == "1" for label, _ in lines), sum(label == "0" for label, _ in lines)) < 850


def test_the_corpus_is_an_exclusive_or_with_three_per_cent_of_noise():
    drawn = homework().drawn["texts"]
    docs, labels = drawn.test(np.random.RandomState(3))
    cues = [{word for word in doc.split()} for doc in docs]
    truth = [bool(words & set(drawn.words["cold"])) != bool(words & set(drawn.words["beach"])) for words in cues]
    assert 0.015 < np.mean([int(t) != label for t, label in zip(truth, labels)]) < 0.045


@pytest.mark.parametrize("seed", range(8))
def test_d1_the_early_update_changes_the_step_and_its_repair_mends_it(seed):
    variant = homework(f"d1-{seed}")
    order = variant.drawn["order"]
    lines, line = list(order.lines), order.line
    early = lines.pop(line - 1)
    rest, weights = [*lines, early], early.split(" = ")[0]
    rate = re.search(r"- (\w+) \*", early)[1]
    rng = np.random.RandomState(seed)
    mlp = hidden("test_mlp", variant)
    P, X, y = mlp.mlp(rng)
    start = {"np": np, "X": X, "y": y, "W1": P["W1"], "b1": P["b1"], weights: P["w2"], "b2": P["b2"], rate: 0.5}
    buggy, repaired = dict(start), dict(start)
    exec("\n".join(order.lines), buggy)
    exec("\n".join(rest), repaired)
    right = mlp.backward(P, mlp.forward(P, X), y)
    for name, block in (("W1", "W1"), ("b1", "b1"), (weights, "w2"), ("b2", "b2")):
        assert repaired[name] == pytest.approx(P[block] - 0.5 * right[block])
    assert np.abs(buggy["W1"] - repaired["W1"]).max() > 1e-3
    assert order.check.repair.options[order.check.repair.right] == "let this line stand at the end instead"


@pytest.mark.parametrize("seed", range(8))
def test_d2_and_d3_keys_follow_from_what_is_printed(seed):
    drawn = homework(f"d-{seed}").drawn
    d, h, k = drawn["shapes"].sizes
    assert drawn["shapes"].right["D2_parameters"] == d * h + h + h * k + k + k + 1
    X = np.array(
        [[int(v) for v in pair] for pair in re.findall(r"\((-?\d), (-?\d)\)", drawn["units"].prompt.split("Which")[0])]
    )
    for letter, text in drawn["units"].options.items():
        w1, w2, b = (int(v) for v in re.findall(r"-?\d+", text))
        z = X @ [w1, w2] + b
        assert (letter in drawn["units"].dead) == bool((z < 0).all())
        assert (z != 0).all()
