from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.plain_text import cell, cut, one_line, plain

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize(
    ("nasty", "shown"),
    [
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\after", "after"),
        ("\x1bcreset", "reset"),
        ("a\x00b", "a\ufffdb"),
        ("abc\x08\x08\x08xyz", "abc\ufffd\ufffd\ufffdxyz"),
        ("user\u202egnp.exe", "user\ufffdgnp.exe"),
        ("a\u2066b\u2069", "a\ufffdb\ufffd"),
        ("lone \ud800", "lone \ufffd"),
        ("a\u2028b", "a\ufffdb"),
        ("tag \U000e0041", "tag \ufffd"),
        ("over\rwritten", "over\nwritten"),
        ("line\r\nline", "line\nline"),
    ],
)
def test_controls_never_reach_the_reader(nasty: str, shown: str) -> None:
    assert plain(nasty) == shown


@pytest.mark.parametrize("fine", ["", "x = 1\n\ty", "Zoë Müller", "σ(z) = −1 · 北京 ✓", "می\u200cخواهم", "👩\u200d🔬"])
def test_ordinary_text_stays_as_it_is(fine: str) -> None:
    assert plain(fine) == fine


def test_an_osc_sequence_without_an_end_takes_its_line_only() -> None:
    assert plain("\x1b]0;never ends\nnext line") == "\nnext line"


@settings(deadline=None)
@given(ANYTHING, st.integers(1, 400))
def test_any_text_is_safe_and_short(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    shown.encode("utf-8")
    assert len(one_line(text, limit).splitlines()) <= 1


def test_a_cut_keeps_both_ends_and_says_so() -> None:
    short = cut("begin" + "x" * 1000 + "end", 200)
    assert len(short) <= 200
    assert short.startswith("begin")
    assert short.endswith("end")
    assert "left out" in short


def test_fifty_megabytes_are_cut_before_they_are_walked_over() -> None:
    assert len(plain("\u202e" * 50_000_000, 1000)) <= 1000


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\x1b[0m=1", "\uff1d1", "a;=1", "a, -1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(formula: str) -> None:
    for piece in cell(formula).replace(";", ",").split(","):
        assert not piece.strip().startswith(("=", "+", "-", "@", "\uff1d"))


@pytest.mark.parametrize("fine", ["Ada Lovelace", "s-12345", "ada@uni.edu", "2027-02-12 23:59", "O'Neil", "b=1"])
def test_an_ordinary_cell_stays_as_it_is(fine: str) -> None:
    assert cell(fine) == fine
