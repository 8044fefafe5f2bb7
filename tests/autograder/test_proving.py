"""What the author's check says of one planted submission."""

from __future__ import annotations

import numpy as np
import pytest
from fake_reports import code, report, two_tests

from autograder.credit import Credit, from_error
from autograder.errors import Wrong
from autograder.judging import agree
from autograder.proving.planted import Planted
from autograder.proving.proof import distances, row, summary

WANT = np.array([[1.0, -2.0], [0.5, 4.0]])


def planted(earns: float = 5.0, **more) -> Planted:
    return Planted("mlp: f", "mistake", "", {}, {"B1": earns}, **more)


def off_by(error, share: float = 0.0) -> Credit:
    """The credit of an array of which one entry is off by so much."""
    got = WANT.copy()
    got[1, 0] += error
    with pytest.raises(Wrong) as caught:
        agree(got, WANT, "dW")
    credit = from_error(caught.value)
    assert credit is not None
    return credit


def test_how_far_off_an_array_is_goes_with_the_credit():
    assert off_by(0.3).away == pytest.approx(0.3e6)
    assert off_by(np.nan).away is None
    assert list(distances(two_tests(second=off_by(0.3)))) == [pytest.approx(0.3e6)]


def test_a_mistake_that_hardly_shows_is_told():
    near, far = (row(planted(), report((code(), two_tests(second=off_by(size))))) for size in (5e-4, 5e-2))
    assert far.fine
    assert [problem for problem in near.problems if "500 tolerances off" in problem]
    assert "the nearest wrong array is 500 tolerances off" in summary([near, far])


def test_one_that_is_small_by_its_nature_says_so():
    assert row(planted(clear=100), report((code(), two_tests(second=off_by(5e-4))))).fine


def test_right_but_for_its_precision_is_near_and_may_be():
    assert list(distances(two_tests(second=off_by(5e-5)))) == []
