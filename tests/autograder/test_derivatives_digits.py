"""The stand-in for mpmath gives its forty digits."""

from __future__ import annotations

import sys
from fractions import Fraction

import mpmath
import pytest

from autograder.derivatives import Derivative, digits

ANYWHERE = ("exp", "sinh", "cosh", "tanh", "sech", "sin", "cos", "atan", "asinh", "erf", "sign")
OFF_ZERO = ("csch", "coth", "tan", "sec", "csc", "cot")
POINTS = ("-7.25", "-1", "-0.5", "-1e-12", "0.125", "0.999", "1", "3.5", "40")


def same(name: str, text: str) -> bool:
    with digits.workdps(40), mpmath.workdps(60):
        ours = getattr(digits.mp, name)(digits.mpf(text))
        theirs = getattr(mpmath.mp, name)(mpmath.mpf(text))
        if ours is None or not isinstance(theirs, mpmath.mpf):
            return ours is None and not isinstance(theirs, mpmath.mpf)
        return abs(mpmath.mpf(str(ours)) - theirs) <= mpmath.mpf(10) ** -40 * max(abs(theirs), mpmath.mpf(10) ** -15)


@pytest.mark.parametrize("name", [*ANYWHERE, *OFF_ZERO])
def test_functions_everywhere(name):
    assert [text for text in (*POINTS, *(() if name in OFF_ZERO else ("0",))) if not same(name, text)] == []


@pytest.mark.parametrize("name", ["asin", "acos", "atanh", "acosh"])
def test_functions_with_a_domain_have_no_value_outside(name):
    inside = ("-1", "1") if name in ("asin", "acos") else ()
    assert [text for text in ("-0.5", "0", "0.25", "0.999", "1.5", "3", *inside) if not same(name, text)] == []


@pytest.mark.parametrize("name", ["log", "sqrt", "log1p"])
def test_functions_of_positive_numbers(name):
    assert [text for text in ("1e-12", "0.5", "2", "12345.678") if not same(name, text)] == []


def test_pi_and_e():
    with digits.workdps(40):
        assert str(digits.mp.pi).startswith("3.14159265358979323846264338327950288419716")
        assert str(digits.mp.e).startswith("2.71828182845904523536028747135266249775724")


@pytest.mark.parametrize("answer", [
    "(a-y)*x", "(sigma(w*x)-y)*x", "x*(a-y+10^-14)", "(a-y)*a*(1-a)*x", "(y-a)*x", "x/(1+exp(-w*x)) - y*x",
    "(tanh(w*x/2)/2 + 1/2 - y)*x", "(a-y)*w", "ln(-1-w^2)",
])  # fmt: skip
def test_verdicts_are_the_same_without_mpmath(answer, monkeypatch):
    asked = dict(key="(a-y)*x", variables={"w": "real", "x": "real", "y": "bit"}, definitions={"a": "sigma(w*x)"})
    with_it = Derivative(**asked).verdict(answer)
    monkeypatch.setitem(sys.modules, "mpmath", None)
    without = Derivative(**asked).verdict(answer)
    assert (without.outcome, Fraction(without.share), without.cause) == (with_it.outcome, with_it.share, with_it.cause)
