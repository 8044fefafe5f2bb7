"""Every slip is named; right answers pass in every costume; trivial ones earn nothing."""

import numpy as np
import pytest

from autograder.errors import QuestionError, Wrong
from autograder.judging import (
    agree,
    agree_with_own_loss,
    all_show,
    batch_slips,
    bias_penalised,
    entry,
    last_write_wins,
    outer_difference,
    penalty_slips,
    slip,
    slip_by_some,
    wrong_axis,
)
from autograder.judging.hypotheses import ambiguities, generic

RNG = np.random.RandomState(0)
WANT = RNG.normal(size=(5, 3))
VECTOR = RNG.normal(size=4)
COUNTS = {"examples": 12.0, "features": 5.0}
OTHERS = {"dV": RNG.normal(size=(5, 3)), "dW": WANT}


def judged(got, want=WANT, **more):
    with pytest.raises(Wrong) as caught:
        agree(got, want, "dW", **more)
    return caught.value


GENERIC = [
    ("sign", -WANT, 0.5, "wrong sign"),
    ("doubled", 2 * WANT, 0.7, "2 times too large"),
    ("halved", WANT / 2, 0.7, "half"),
    ("times examples", 12 * WANT, 0.7, "12 times too large: there are 12 examples; was the mean taken?"),
    ("over examples", WANT / 12, 0.7, "divided by them once too often?"),
    ("times features", 5 * WANT, 0.7, "5 features"),
    ("features for examples", WANT * 12 / 5, 0.7, "divided by the 5 features instead of the 12 examples"),
    ("log base 2", WANT / np.log(2), 0.7, "base 2"),
    ("log base 10", WANT / np.log(10), 0.7, "base 10"),
    ("factor", 3.7 * WANT, 0.7, "3.7 times what it should be"),
    ("factor", -3.7 * WANT, 0.35, "-3.7 times"),
    ("transposed", WANT.T, 0.5, "transposed"),
    ("flattened", WANT.ravel(), 0.5, "one long row"),
    ("summed to a number", WANT.sum(), 0.5, "single number"),
    ("same everywhere", np.full((5, 3), WANT.sum()), 0.5, "in every entry"),
    ("summed over rows", WANT.sum(axis=0), 0.5, "over its rows"),
    ("summed over columns", WANT.sum(axis=1), 0.5, "over its columns"),
    ("dV for dW", OTHERS["dV"], 0.4, "holds what dV should be"),
    ("not reduced", WANT + np.array([-1.0, 0.0, 1.0])[:, None, None], 0.5, "one piece for each of 3 examples"),
    ("precision", WANT * (1 + 3e-5 * np.sign(RNG.normal(size=WANT.shape))), 0.9, "four digits"),
]


@pytest.mark.parametrize(("name", "got", "share", "words"), GENERIC, ids=[f"{g[0]} {g[2]}" for g in GENERIC])
def test_a_generic_slip_is_named(name, got, share, words):
    wrong = judged(got, counts=COUNTS, others=OTHERS)
    assert (wrong.cause, wrong.share) == (name, pytest.approx(share))
    assert words in str(wrong)


@pytest.mark.parametrize(("name", "got", "share", "words"), GENERIC[:12], ids=[f"{g[0]} {g[2]}" for g in GENERIC[:12]])
def test_a_slip_in_single_precision_is_named_too(name, got, share, words):
    assert judged(got.astype(np.float32), counts=COUNTS, others=OTHERS).cause == name


def test_one_minus_a_probability_is_named():
    p = 1 / (1 + np.exp(-VECTOR))
    assert judged(1 - p, p).cause == "complement"


def test_a_count_for_each_entry():
    often = np.array([1.0, 2.0, 3.0, 1.0])
    wrong = judged(VECTOR / often, VECTOR, counts={"repeats": often})
    assert wrong.cause == "over repeats"


RIGHT = {
    "itself": WANT,
    "single precision": WANT.astype(np.float32),
    "nested lists": WANT.tolist(),
    "a matrix": np.asmatrix(WANT),
    "column order": np.asfortranarray(WANT),
    "rounding": WANT + 1e-9,
}


@pytest.mark.parametrize("got", RIGHT.values(), ids=RIGHT)
def test_right_answers_pass_in_every_costume(got):
    agree(got, WANT, "dW", counts=COUNTS)


@pytest.mark.parametrize("got", [2.5, np.array([2.5]), np.array([[2.5]]), np.float32(2.5), np.array(2.5)])
def test_a_number_may_come_in_any_wrapping(got):
    agree(got, 2.5, "loss")


def test_axes_of_length_one_cost_a_tenth():
    assert judged(VECTOR[:, None], VECTOR).share == pytest.approx(0.9)
    both = judged(-VECTOR[None, :], VECTOR)
    assert (both.share, both.cause) == (pytest.approx(0.45), "sign")
    assert "(1, 4)" in str(both)


TRIVIAL = {
    "zeros": np.zeros((5, 3)),
    "ones": np.ones((5, 3)),
    "a tiny constant": np.full((5, 3), 1e-9),
    "noise": np.random.RandomState(5).normal(size=(5, 3)),
    "not a number": np.full((5, 3), np.nan),
    "infinite": np.full((5, 3), np.inf),
    "almost infinite": np.full((5, 3), 1e308),
    "three times the same": np.stack([WANT] * 3),
    "empty": np.zeros((0, 3)),
    "a number": 0.0,
    "nothing": None,
    "text": "dW",
    "ragged": [[1.0], [1.0, 2.0]],
    "complex": WANT + 1j,
    "another shape": np.ones((3, 2)),
}


@pytest.mark.parametrize("got", TRIVIAL.values(), ids=TRIVIAL)
def test_trivial_answers_earn_nothing(got):
    assert judged(got, counts=COUNTS, others=OTHERS).share == 0


def test_zeros_earn_nothing_even_where_the_right_values_are_small():
    assert judged(np.zeros((5, 3)), WANT * 1e-4).share == 0


def test_one_number_everywhere_explains_nothing_where_the_right_value_is_one_too():
    assert judged(np.ones(4), np.full(4, 0.5)).share == 0


def test_an_argument_handed_back_earns_nothing_though_it_is_right_up_to_a_factor():
    assert judged(WANT / 3, inputs=(WANT / 3,)).share == 0
    assert judged(WANT / 3).share == pytest.approx(0.7)


@pytest.mark.parametrize(
    "want", [np.array([0.0, 1.0, 0.0]), np.array([0.2, 0.3, 0.5]), np.array([[0.2, 0.8], [0.7, 0.3], [0.4, 0.6]])]
)
@pytest.mark.parametrize("value", [1.0, 2.0, 3.0, 0.5])
def test_ones_are_no_sum_of_probabilities_or_of_zeros_and_ones(want, value):
    for got in (np.full(want.shape, value), value, np.full(len(want), value)):
        assert judged(got, want, counts={"examples": 4.0}).share == 0


def test_the_first_thing_that_fits_is_the_questions_own():
    own = [slip("no relu'", "dW lacks the derivative of relu.", 0.4, -WANT)]
    wrong = judged(-WANT, hypotheses=own)
    assert (wrong.cause, wrong.share) == ("no relu'", pytest.approx(0.4))


def test_two_slips_at_once_are_both_named():
    own = [slip("no relu'", "dW lacks the derivative of relu.", 0.4, WANT**2)]
    wrong = judged(12 * WANT**2, hypotheses=own, counts=COUNTS)
    assert (wrong.cause, wrong.share) == ("no relu' + times examples", pytest.approx(0.28))
    assert "lacks" in str(wrong)
    assert "12 times" in str(wrong)


def test_two_slips_at_once_are_not_seen_in_a_single_number():
    own = [slip("counted", "Classes were counted.", 0.3, 0.25)]
    assert judged(1.0, 0.3372, hypotheses=own, counts={"examples": 4.0}).share == 0


def test_two_that_fit_are_not_named_but_keep_the_better_share():
    own = [slip("one", "First.", 0.4, WANT**2), slip("other", "Second.", 0.3, WANT**2)]
    wrong = judged(WANT**2, hypotheses=own)
    assert (wrong.cause, wrong.share, str(wrong)) == ("one|other", pytest.approx(0.4), "dW is not right.")


def test_a_near_miss_is_not_explained():
    """The fit is tight: a sign error with one more entry wrong is no sign error."""
    got = -WANT
    got[0, 0] += 1e-3
    assert judged(got).cause is None


def test_a_slip_that_was_charged_before_keeps_its_points():
    own = [slip("1 - h", "The derivative of tanh is not 1 - h.", 0.4, WANT**2)]
    wrong = judged(WANT**2, hypotheses=own, forgiven={"1 - h"})
    assert (wrong.cause, wrong.share) == ("1 - h", 1.0)
    assert judged(WANT**2, hypotheses=own, forgiven={"another"}).share == pytest.approx(0.4)


def test_the_message_counts_rows_where_rows_are_wrong():
    got = WANT.copy()
    got[[1, 3]] += np.array([0.5, -0.3, 0.9])
    assert "wrong in 2 of its 5 rows" in str(judged(got))
    got[0, 0] += 1
    assert "8 of its 15 entries" in str(judged(got))


def test_the_picture_shows_where():
    got = WANT.copy()
    got[2, 1] = np.abs(WANT).max() * 3
    grid = judged(got).grid
    assert [(i, j) for i, row in enumerate(grid) for j, level in enumerate(row) if level] == [(2, 1)]


def test_the_authors_mistake_is_not_the_students():
    with pytest.raises(QuestionError):
        agree(WANT, np.full((5, 3), np.nan), "dW")


# ---------------------------------------------------------------- slips that questions declare


def test_penalties():
    data, penalty, alpha = WANT, 2 * 0.1 * OTHERS["dV"], 0.1
    slips = penalty_slips("dW", data, penalty, alpha)
    cases = {"missing": data, "halved": data + penalty / 2, "doubled": data + 2 * penalty, "alone": penalty,
             "subtracted": data - penalty, "not scaled": data + penalty / alpha}  # fmt: skip
    for name, got in cases.items():
        assert judged(got, data + penalty, hypotheses=slips).cause == f"penalty {name}"
    assert judged(0.7, 0.5, hypotheses=[bias_penalised("db", 0.5, 0.2)]).cause == "bias penalised"


def test_batches():
    pieces = RNG.normal(size=(6, 5, 3))
    slips = batch_slips("dW", pieces)
    for name, got in (("last example only", pieces[5]), ("first example only", pieces[0]),
                      ("last example dropped", pieces[:5].sum(axis=0))):  # fmt: skip
        assert judged(got, pieces.sum(axis=0), hypotheses=slips).cause == name
    flat = pieces[:, :, 0]
    assert judged(flat.sum(axis=1), flat.sum(axis=0), hypotheses=[wrong_axis("db", flat)]).cause == "wrong axis"


def test_broadcasting_to_a_square():
    X, p, y = RNG.normal(size=(7, 3)), RNG.uniform(size=7), (np.arange(7) % 3 == 0).astype(float)
    slips = outer_difference("dw", X, p, y)
    square = X.T @ (p[:, None] - y) / 7
    for got in (square, square.sum(axis=1), square.mean(axis=1)):
        assert judged(got, X.T @ (p - y) / 7, hypotheses=slips).cause == "broadcast to (N, N)"


def test_repeated_rows():
    ids, rows = np.array([0, 2, 2, 4, 0]), RNG.normal(size=(5, 3))
    want, lost = np.zeros((6, 3)), np.zeros((6, 3))
    np.add.at(want, ids, rows)
    lost[ids] += rows
    wrong = judged(lost, want, hypotheses=[last_write_wins("dE", ids, rows, 6)])
    assert (wrong.cause, wrong.share) == ("last write wins", pytest.approx(0.4))


def test_a_slip_of_an_unknown_amount():
    slips = [slip_by_some("updated", "Updated weights were used.", 0.5, WANT, OTHERS["dV"])]
    for rate in (0.5, -0.01):
        assert judged(WANT + rate * OTHERS["dV"], hypotheses=slips).cause == "updated"
    bent = WANT + 0.5 * OTHERS["dV"] ** 2
    assert judged(bent, hypotheses=slips).cause is None
    short = [slip_by_some("updated", "", 0.5, VECTOR[:2], np.ones(2))]
    assert judged(VECTOR[:2] + 0.3, VECTOR[:2], hypotheses=short).cause is None


def test_own_loss():
    P = {"w": VECTOR, "b": 0.3}

    def loss(p):
        return float(np.sum(p["w"] ** 2) + np.sin(p["b"]))

    right = {"w": 2 * VECTOR, "b": np.cos(0.3)}
    agree_with_own_loss(loss, P, right)
    with pytest.raises(Wrong, match=r"gradient of w.* wrong sign"):
        agree_with_own_loss(loss, P, {**right, "w": -right["w"]})
    with pytest.raises(Wrong, match="no entry 'b'"):
        agree_with_own_loss(loss, P, {"w": right["w"]})
    with pytest.raises(Wrong, match="does not change"):
        agree_with_own_loss(lambda p: 0.0, P, {"w": np.zeros(4), "b": 0.0})
    with pytest.raises(Wrong, match="one finite number"):
        agree_with_own_loss(lambda p: np.inf, P, right)


def test_entries_of_dicts():
    assert entry({"W": 1}, "W") == 1
    for result in (None, [1], {"w": 1}, {}):
        with pytest.raises(Wrong):
            entry(result, "W")


def test_bad_draws_are_found():
    """Two counts that are equal, a count of 2, a symmetric array."""
    slips = generic("dW", {"examples": 3.0, "features": 3.0})
    assert "times features|times examples" in ambiguities(WANT, slips)
    assert "times examples|doubled" in ambiguities(WANT, generic("dW", {"examples": 2.0}))
    square = WANT[:3] + WANT[:3].T
    assert "transposed" in ambiguities(square, generic("dW", COUNTS))
    assert ambiguities(WANT, generic("dW", COUNTS, OTHERS)) == []


def test_a_draw_on_which_a_slip_hardly_shows_is_a_bad_one():
    near, far, same = (slip("any", "Any.", 0.4, WANT + by) for by in (5e-4, 5e-2, 0.0))
    assert all_show(WANT, [far, same])
    assert not all_show(WANT, [far, near])
    assert all_show(WANT, [near], away=100)
    assert all_show(WANT, [slip("shape", "Any.", 0.4, WANT[0])])
    assert not all_show(WANT, [far, same], each=True)
    zeros = slip("zeros", "Any.", 0.4, 0 * WANT)
    assert all_show(WANT, [zeros])
    assert not all_show(WANT, [zeros], each=True)  # they count as no attempt
