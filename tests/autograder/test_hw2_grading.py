"""Homework 2 graded: planted mistakes keep what they should, strange right answers lose nothing, slips cost once."""

import numpy as np
import pytest
from hw2_tools import USUAL, causes, graded, homework, points, solutions

from autograder.proving.planted import planted

CODE = ("B1", "B2", "B3", "B4", "B5", "B6", "B7")


def test_enough_is_planted():
    kinds = [p.kind for p in planted(homework())]
    assert kinds.count("mistake") >= 40
    assert kinds.count("right") >= 13


def test_the_whole_is_worth_a_hundred_points():
    assignment = homework()
    assert assignment.points == 100
    parts = {part: sum(q.points for q in assignment.questions if q.part == part) for part in "ABCD"}
    assert parts == {"A": 15, "B": 60, "C": 15, "D": 10}


def slope_of_a_sigmoid(h):
    return np.asarray(h) * (1 - np.asarray(h))


def tanh3_with(slope):
    def tanh3_grads(P, X, y):
        H1 = np.tanh(X @ P["W1"].T + P["b1"])
        H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
        d = (1 / (1 + np.exp(-(H2 @ P["w"] + P["b"]))) - y) / len(y)
        d2 = np.outer(d, P["w"]) * slope(H2)
        d1 = d2 @ P["W2"] * slope(H1)
        return {"W1": d1.T @ X, "b1": d1.sum(0), "W2": d2.T @ H1, "b2": d2.sum(0), "w": H2.T @ d, "b": d.sum()}

    return tanh3_grads


def test_a_slip_in_a_helper_costs_where_it_was_made():
    """Hidden parts of B6 are kept when tanh_grad_from_output shows the same slip, not when it is right or trivial."""
    broken = tanh3_with(slope_of_a_sigmoid)
    same, right, trivial, absent = graded(
        [
            {"tanh_grad_from_output": slope_of_a_sigmoid, "tanh3_grads": broken},
            {"tanh3_grads": broken},
            {"tanh_grad_from_output": np.zeros_like, "tanh3_grads": broken},
            {"tanh_grad_from_output": None, "tanh3_grads": broken},
        ],
        ["B1", "B6"],
    )
    assert points(same)["B6"] > points(right)["B6"] + 2
    assert points(same)["B1"] < 5
    assert points(right)["B6"] == points(trivial)["B6"] == points(absent)["B6"]


def backward_with(slope):
    def mlp2_backward(P, cache, y):
        d = (cache["p"] - y) / len(y)
        hidden = np.outer(d, P["w2"]) * slope(cache["Z1"])
        return {"W1": hidden.T @ cache["X"], "b1": hidden.sum(0), "w2": cache["A1"].T @ d, "b2": d.sum()}

    return mlp2_backward


@pytest.mark.parametrize("seed", ["default", "a", "b", "c", "d"])
def test_the_slope_at_zero_costs_its_share_once(seed):
    """Where Z1 is exactly 0 the convention shows; a helper with the other one has paid in B1."""
    other, half, own, right = graded(
        [
            {"mlp2_backward": backward_with(lambda z: z >= 0)},
            {"mlp2_backward": backward_with(lambda z: np.heaviside(z, 0.5))},
            {"relu_grad": lambda z: 1.0 * (np.asarray(z) >= 0), "mlp2_backward": backward_with(lambda z: z >= 0)},
            {"mlp2_backward": backward_with(lambda z: np.sign(np.maximum(z, 0)))},
        ],
        ["B1", "B5"],
        seed,
        USUAL,
    )
    assert points(other) == {"B1": 5, "B5": 13.75}
    assert causes(other.judgements[1].credit) == {"slope 1 at 0"}
    assert points(half) == {"B1": 5, "B5": 13.75}
    assert points(own) == {"B1": 4, "B5": 14}
    assert points(right) == {"B1": 5, "B5": 14}


def test_what_is_missing_costs_its_own_question_only():
    (report,) = graded([{"relu": None, "relu_grad": None, "tanh_grad_from_output": None}], ["B1", "B4", "B5", "B6"])
    assert points(report) == {"B1": 0, "B4": 6, "B5": 14, "B6": 8}


def test_what_follows_from_a_named_slip_keeps_its_points_but_not_from_nonsense():
    def forward(activation):
        def mlp2_forward(P, X):
            Z1 = X @ P["W1"].T + P["b1"]
            A1 = activation(Z1)
            z2 = A1 @ P["w2"] + P["b2"]
            return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": 1 / (1 + np.exp(-z2))}

        return mlp2_forward

    named, nonsense = graded(
        [{"mlp2_forward": forward(np.tanh)}, {"mlp2_forward": forward(lambda z: np.sin(7 * z) + z**2)}], ["B4"]
    )
    (followed,) = [part for part in named.judgements[0].credit.parts if part.number == "B4.3"]
    assert [part.credit.share for part in followed.credit.parts] == [1.0, 0.4, 1.0, 1.0]
    (lost,) = [part for part in nonsense.judgements[0].credit.parts if part.number == "B4.3"]
    assert [part.credit.share for part in lost.credit.parts] == [1.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("rate", [0.1, 1.0])
def test_updated_output_weights_are_recognised_whatever_the_learning_rate(rate):
    def mlp2_backward(P, cache, y):
        d = (cache["p"] - y) / len(y)
        dw2 = cache["A1"].T @ d
        hidden = np.outer(d, P["w2"] - rate * dw2) * (cache["Z1"] > 0)
        return {"W1": hidden.T @ cache["X"], "b1": hidden.sum(0), "w2": dw2, "b2": d.sum()}

    (report,) = graded([{"mlp2_backward": mlp2_backward}], ["B5"])
    assert "updated w2" in causes(report.judgements[0].credit)


def test_a_consistent_sign_error_passes_its_own_check_but_not_ours():
    dan = solutions()["dan_loss_grads"]

    def negated(P, ids, mask, y):
        loss, grads = dan(P, ids, mask, y)
        return -loss, {name: -grad for name, grad in grads.items()}

    (report,) = graded([{"dan_loss_grads": negated}], ["B7"])
    assert 4 < points(report)["B7"] < 6
    assert causes(report.judgements[0].credit) == {"sign"}


def shapes_of(function, change):
    def changed(*args):
        return _map(function(*args), change)

    return changed


def _map(value, change):
    if isinstance(value, dict):
        return {name: _map(item, change) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_map(item, change) for item in value)
    return change(np.asarray(value, dtype=float))


COSTUMES = {
    "single precision": lambda a: a.astype(np.float32),
    "computed in single precision": lambda a: a.astype(np.float32).astype(np.float64),
    "lists": lambda a: a.tolist(),
    "long double": lambda a: a.astype(np.longdouble),
    "numbers in brackets": lambda a: a.reshape(1) if a.ndim == 0 else a,
    "column order": np.asfortranarray,
}


@pytest.mark.parametrize("change", COSTUMES.values(), ids=COSTUMES)
def test_right_answers_in_costumes_lose_nothing(change):
    functions = {name: f for name, f in solutions().items() if name not in ("train_dan", "predict_dan")}
    (report,) = graded([{name: shapes_of(f, change) for name, f in functions.items()}], CODE)
    assert points(report) == {q.number: q.points for q in homework().questions if q.number in CODE}


DEAD = {
    "zeros": lambda a: a * 0,
    "ones": lambda a: a * 0 + 1,
    "halves": lambda a: a * 0 + 0.5,
    "not a number": lambda a: a * np.nan,
}


@pytest.mark.parametrize("seed", ["default", "a", "b"])
def test_answers_that_know_the_shape_alone_earn_nothing(seed):
    functions = {n: f for n, f in solutions(homework(seed)).items() if n not in ("train_dan", "predict_dan")}
    submissions = [{n: shapes_of(f, change) for n, f in functions.items()} for change in DEAD.values()]
    for name, report in zip(DEAD, graded(submissions, CODE, seed)):
        assert points(report) == dict.fromkeys(CODE, 0), name
        assert all(j.credit.judged for j in report.judgements)


@pytest.mark.parametrize("seed", ["default", "a", "b", "c"])
def test_a_small_constant_inside_the_logarithm_loses_nothing(seed):
    right = solutions()["dan_loss_grads"]

    def dan_loss_grads(P, ids, mask, y):
        share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        z = np.tanh(np.einsum("nl,nle->ne", share, P["E"][ids]) @ P["W"].T + P["b"]) @ P["U"].T + P["c"]
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        return -np.mean(np.log(p[np.arange(len(y)), y] + 1e-8)), right(P, ids, mask, y)[1]

    (report,) = graded([{"dan_loss_grads": dan_loss_grads}], ["B7"], seed, USUAL)
    assert points(report) == {"B7": 10}


JUNK = {
    "objects": lambda a: np.array([object()]),
    "text": lambda a: "x",
    "a dict": lambda a: {1: 2},
    "huge numbers": lambda a: np.full(a.shape, 1e308),
    "ragged lists": lambda a: [[1.0], [1.0, 2.0]],
    "many axes": lambda a: np.zeros((2,) * 8),
    "nothing": lambda a: None,
    "an empty list": lambda a: [],
    "a generator": lambda a: (i for i in range(3)),
    "complex numbers": lambda a: a + 1j,
}


def test_junk_is_judged_and_earns_nothing():
    functions = {name: f for name, f in solutions().items() if name not in ("train_dan", "predict_dan")}
    submissions = [{n: shapes_of(f, change) for n, f in functions.items()} for change in JUNK.values()]
    submissions += [{n: (lambda *args, r=result: r) for n in functions} for result in ({0: 1.0}, [[]], len, ((),) * 3)]
    for name, report in zip([*JUNK, "int keys", "lists in lists", "a function", "tuples"], graded(submissions, CODE)):
        assert points(report) == dict.fromkeys(CODE, 0), name
        assert all(j.credit.judged for j in report.judgements), name


@pytest.mark.parametrize("call", [lambda f, x: f(), lambda f, x: f(x, 1), lambda f, x: f("a"), lambda f, x: f(x[:1])])
def test_calling_f_wrongly_is_the_students_mistake(call):
    (report,) = graded([{"numerical_grad": lambda f, x, h: call(f, np.atleast_1d(x))}], ["B2"])
    assert points(report) == {"B2": 0}
    assert report.judgements[0].credit.judged


SOLUTION = solutions()


@pytest.mark.parametrize("seed", range(6))
def test_right_implementations_pass_on_every_draw(seed):
    """Loops, einsum and single precision on other variants; benchmarks/gradient_checks.py does a thousand."""
    folder = homework().course.folder / "tests" / "mistakes" / "hw2" / "right"
    from autograder.judging.local import load_modules

    for name in ("plain_loops", "einsum", "single_precision"):
        module = load_modules(folder / name, ("mlp.py",), homework(f"right-{seed}").bound)["mlp.py"]
        functions = {f: getattr(module, f) for f in ("mlp2_forward", "mlp2_backward", "tanh3_grads")}
        (report,) = graded([functions], ["B4", "B5", "B6"], f"right-{seed}")
        assert points(report) == {"B4": 6, "B5": 14, "B6": 8}, name


def test_no_sentence_shows_hidden_numbers_or_python():
    """What students read of wrong answers is made of whole sentences."""
    functions = {name: shapes_of(f, lambda a: 3.3 * a**2 + 0.1) for name, f in SOLUTION.items() if "dan" not in name}
    (report,) = graded([functions], ["B1", "B2", "B4", "B5", "B6"])
    said = [text for j in report.judgements for line in j.lines() for text in [line.credit.feedback] if text]
    assert said
    assert not any(word in text for text in said for word in ("Traceback", "array(", "AssertionError", "lambda"))
    assert all(text.endswith((".", "?", ")")) for text in said)
