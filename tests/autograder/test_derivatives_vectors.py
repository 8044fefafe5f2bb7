"""Vectors, entries, sums over an index, Kronecker deltas."""

import pytest

from autograder.derivatives import Derivative

SGNS = {"w": "real vector d", "c_pos": "real vector d", "c_neg": "real vector d", "k": "1..4"}
LOSS = "-ln(sigma(dot(w, c_pos))) - k*ln(sigma(-dot(w, c_neg)))"
SOFTMAX = {
    "variables": {"z": "real vector K"},
    "definitions": {"p": "softmax(z)"},
    "indices": {"i": "K", "j": "K"},
}


@pytest.mark.parametrize(
    ("wrt", "right", "wrong"),
    [
        ("c_pos", "(sigma(w . c_pos)-1)w", "sigma(w . c_pos) w"),
        ("c_pos", "−σ(−w·c_pos) w", "(1-σ(w·c_pos)) w"),
        ("c_neg", "k σ(w^T c_neg) w", "σ(w^T c_neg) w"),
        ("w", "(σ(w·c_pos)−1)c_pos + k σ(w·c_neg)c_neg", "(σ(w·c_pos)−1)c_pos + σ(w·c_neg)c_neg"),
        ("w", "k*sigma(dot(w,c_neg))*c_neg - sigma(-dot(w,c_pos))*c_pos", "(σ(w·c_pos)−1)w + k σ(w·c_neg)w"),
    ],
)
def test_gradients_of_negative_sampling(wrt, right, wrong):
    asked = Derivative(LOSS, wrt, SGNS)
    assert asked.verdict(right).outcome == "equal"
    verdict = asked.verdict(wrong)
    assert verdict.outcome == "different"
    assert verdict.counterexample.entry in (1, 2, 3)


def test_shapes_of_whole_answers():
    asked = Derivative(LOSS, "c_pos", SGNS)
    verdict = asked.verdict("sigma(dot(w,c_pos))-1")
    assert (verdict.outcome, verdict.cause, verdict.share) == ("different", "shape", 0)
    assert "vector" in verdict.reason
    assert asked.verdict("w + 1").outcome == "unreadable"


def test_a_sign_in_a_vector_keeps_half_and_names_are_told_apart():
    asked = Derivative(LOSS, "c_pos", SGNS)
    assert asked.verdict("(1-sigma(w.c_pos))w").share == 0.5
    assert asked.verdict("(sigma(w.c_pos)-1)c_pos").cause == "names"
    assert asked.verdict("0*w").cause == "constant"


def test_softmax_jacobian_with_a_delta():
    asked = Derivative("softmax(z)_i", "z_j", **SOFTMAX)
    for right in ("p_i*(delta_ij-p_j)", "p_j(1[i=j]-p_i)", "δ_ij p_i − p_i p_j", "p_i*delta_ji - p_ip_j"):
        assert asked.verdict(right).outcome == "equal", right
    for wrong in ("-p_i*p_j", "p_i*(1-p_j)", "delta_ij-p_j", "p_i*(p_j-delta_ij)"):
        assert asked.verdict(wrong).outcome == "different", wrong


def test_two_indices_that_differ():
    asked = Derivative("softmax(z)_i", "z_j", **SOFTMAX, given=["i != j"])
    for right in ("-p_i*p_j", "p_i*(delta_ij-p_j)", "-e^{z_i}e^{z_j}/(sum_j e^{z_j})^2"):
        assert asked.verdict(right).outcome == "equal", right
    assert asked.verdict("0").share == 0
    assert asked.verdict("-p_i^2").outcome == "different"


def test_an_index_is_itself():
    asked = Derivative("softmax(z)_i", "z_i", **SOFTMAX)
    assert asked.verdict("p_i*(1[i=i]-p_i)").outcome == "equal"


def test_one_hot_labels_are_deltas():
    asked = Derivative("-ln(p_y)", "z_k", {"z": "real vector K"}, {"p": "softmax(z)"}, indices={"k": "K", "y": "K"})
    for right in ("p_k - 1[k=y]", "p_k - delta_ky", "p_k - 1[y=k]"):
        assert asked.verdict(right).outcome == "equal", right
    assert asked.verdict("1[y=k] - p_k").share == 0.5
    assert asked.verdict("p_k - 1").outcome == "different"


def test_one_hot_vectors_and_sums():
    variables, indices = {"z": "real vector K", "t": "unit vector K"}, {"j": "K", "k": "K"}
    asked = Derivative("ln(sum_j exp(z_j)) - dot(t, z)", "z_k", variables, {"p": "softmax(z)"}, indices=indices)
    for right in ("p_k - t_k", "exp(z_k)/sum_j exp(z_j) - t_k", "softmax(z)_k - t_k"):
        assert asked.verdict(right).outcome == "equal", right
    assert asked.verdict("t_k - p_k").share == 0.5
    whole = Derivative("ln(sum_j exp(z_j)) - dot(t, z)", "z", variables, {"p": "softmax(z)"}, indices=indices)
    assert whole.verdict("p - t").outcome == "equal"
    assert whole.verdict("softmax(z) - t").outcome == "equal"
    assert whole.verdict("p").outcome == "different"


def test_a_delta_ties_its_entries():
    """Where delta_ij is 1 the indices are one, so p_i is p_j."""
    asked = Derivative(key="p_i*(delta_ij-p_j)", variables={"p_i": "unit", "p_j": "unit", "delta_ij": "bit"})
    assert asked.verdict("p_j*(delta_ij-p_i)").outcome == "equal"
    assert asked.verdict("delta_ij*p_j - p_j*p_i").outcome == "equal"
    assert asked.verdict("p_j*(delta_ij-p_j)").outcome == "different"


def test_elementwise_functions_and_products():
    variables = {"z": "real vector H", "w": "real vector H", "y": "real"}
    asked = Derivative("(dot(w, tanh(z)) - y)^2/2", "z", variables, {"h": "tanh(z)", "e": "dot(w, h) - y"})
    for right in ("e*w - e*(w ⊙ h ⊙ h)", "e*(w - w \\odot h \\odot h)"):
        assert asked.verdict(right).outcome == "equal", right
    assert asked.verdict("e*w").outcome == "different"
