"""Numbers as people write them, on paper and in a file."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.exams import tables
from autograder.exams.entries import shown
from autograder.exams.reading import NotANumber, read_number

REPOSITORY = Path(__file__).parents[2]
F = Fraction


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3/7", F(3, 7)), ("-1 1/2", F(-3, 2)), ("1½", F(3, 2)), ("-½", F(-1, 2)), ("2 + 1/2", F(5, 2)),
        ("−0,5", F(-1, 2)), (".6", F(3, 5)), ("6.", 6), ("-.6", F(-3, 5)), ("0.2.", F(1, 5)), ("１２", 12),
        ("1,234", 1234), ("0,234", F(234, 1000)), ("12,34", F(1234, 100)), ("1,234.5", F(12345, 10)),
        ("1.234,5", F(12345, 10)), ("12 345", 12345), ("12'345", 12345), ("1 000 000", 1000000), ("1,234,567", 1234567),
        ("1_000", 1000), ("20%", F(1, 5)), ("12,5 %", F(1, 8)), ("≈ 0.2", F(1, 5)), ("= 0.2", F(1, 5)),
        ("ca. 0.2", F(1, 5)), ("x = 0.4", F(2, 5)), ("0.4 = dw", F(2, 5)), ("0.4*2 = 0.8", F(4, 5)), ("5 = 6", 6),
        ("2/3 = 0.67", F(2, 3)), ("2e-3", F(2, 1000)), ("2×10⁻³", F(2, 1000)), ("3x10^-2", F(3, 100)),
        ("10^-3", F(1, 1000)),
        ("2^-9", F(1, 512)), ("2⁻⁹", F(1, 512)), ("1/2^9", F(1, 512)), ("2**-3", F(1, 8)), ("(-3)/7", F(-3, 7)),
        ("-(3/7)", F(-3, 7)), ("3/-7", F(-3, 7)), ("0.5/2", F(1, 4)), ("0.1666…", F(1, 6)), ("12 parameters", 12),
        ("3 bits", 3), ("\u00a03", 3), (0.1, F(1, 10)), (1e-5, F(1, 100000)), (5, 5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_a_person_means_it(typed, value):
    assert read_number(typed).value == value


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "--3", "3/0", "1 234/5", "1..2", "1,2,3", "2 pi", "3k", "1e9999", "9" * 130, "2^999", "0^-1", "=",
     "0.4=", "0.2 ± 0.1", "< 3", "1.2.3", "e^2", "10^", "nan", "inf", "1/2/3", "3 million", "5 = 2 pi",
     True, [1], None, {"a": 1}],
)  # fmt: skip
def test_what_could_be_meant_otherwise_is_not_guessed(typed):
    with pytest.raises(NotANumber, match="write it like"):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (r"\frac{1}{2}", F(1, 2)), (r"$-\frac{3}{4}$", F(-3, 4)), (r"\dfrac12", F(1, 2)), (r"\frac{-9}{10}", F(-9, 10)),
        (r"\frac{1}{2^{10}}", F(1, 1024)), (r"2 \cdot 10^{-3}", F(1, 500)), (r"\approx 0.5", F(1, 2)),
        ("1{,}000", 1000), ("\\\\frac{1}{2}", F(1, 2)),
        (r"-1\,000", -1000), (r"50\%", F(1, 2)), (r"\(0.5\)", F(1, 2)), ("0.5\u200b", F(1, 2)), ("\ufeff-2", -2),
        ("'1/2", F(1, 2)), ('"0.5"', F(1, 2)), ("50 percent", F(1, 2)),
    ],
)  # fmt: skip
def test_what_latex_a_spreadsheet_or_a_web_page_puts_around_a_number_does_not_change_it(typed, value):
    assert read_number(typed).value == value


@pytest.mark.parametrize(
    "typed", [r"2\frac{1}{2}", r"\frac{1}{0}", r"\frac{a}{b}", r"\frac{}{2}", "\\", "$$", r"\sqrt{2}"]
)
def test_latex_that_is_no_plain_number_is_not_guessed(typed):
    with pytest.raises(NotANumber, match="write it like"):
        read_number(typed)


@pytest.mark.parametrize("typed", ["02-Jan", "2. Jan", "Jan-02", "01/02/2027", "2027-02-01", "2027-01-02 00:00:00"])
def test_a_date_that_a_spreadsheet_made_is_told(typed):
    with pytest.raises(NotANumber, match="made a date of a fraction"):
        read_number(typed)


def test_the_unit_may_be_typed():
    assert read_number("12 Hz", "Hz").value == 12
    assert read_number("20 %", "%").value == 20
    assert read_number("20", "%").value == 20


def test_what_was_decided_is_said():
    assert read_number("3/7").echo == "Read as 3/7, about 0.4286."
    assert read_number("1,5").echo == "Read as 1.5 (the comma as a decimal point)."
    assert read_number("1,234").echo == "Read as 1234 (parted in thousands)."


@given(st.text(alphabet="0123456789.,-+/ '%e^=x*()½²…", max_size=20))
def test_no_text_raises_anything_else(text):
    with suppress(NotANumber):
        assert isinstance(read_number(text).value, Fraction)


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=200))
def test_what_is_printed_is_read_back(value):
    assert read_number(shown(value)).value == value
    assert read_number(str(value)).value == value


def test_the_tables_are_what_a_calculator_gives_to_three_decimals():
    assert (tables.sigma(1), tables.sigma(-1), tables.sigma(0)) == (F(731, 1000), F(269, 1000), F(1, 2))
    assert (tables.ln(F(1, 2)), tables.ln(1), tables.ln(10)) == (F(-693, 1000), 0, F(2303, 1000))
    assert (tables.tanh(F(1, 2)), tables.tanh(-1)) == (F(462, 1000), F(-762, 1000))
    with pytest.raises(KeyError):
        tables.sigma(F(1, 3))


@pytest.mark.parametrize("name", tables.NAMES)
def test_tables_are_in_order_and_symmetric(name):
    points, values = tables.points(name), list(tables.table(name).values())
    assert list(points) == sorted(points)
    assert values == sorted(values)
    if name != "ln":
        assert [v + w for v, w in zip(values, reversed(values))] == [name == "sigma"] * len(values)
