"""Papers: formulas are spoken and written in plain text, and set without leaving their places."""

import pytest

from autograder.errors import UsageError
from autograder.exams.plain import plain, plain_formula
from autograder.exams.record import ALPHABET, Record, read_code, read_records, version_code
from autograder.exams.spoken import spoken


@pytest.mark.parametrize(("source", "words"), [
    ("(partial L)/(partial w)", "partial L over partial w"),
    ("sigma(z)", "sigma of z"),
    ("W_2", "W sub 2"),
    ("hat(y) = (0.3 − 1) dot (−2)", "y hat equals open parenthesis 0.3 minus 1 close parenthesis times minus 2"),
    ("1/(1+e^(-z))", "the fraction 1 over 1 plus e to the power minus z, end of power, end of fraction"),
    ("log_2 P", "log base 2 P"),
    ("sum_(i=1)^n x_i^2", "the sum over i equals 1 up to n of x sub i squared"),
    ("W^top x", "W transpose x"),
    ("h_(t-1)", "h sub t minus 1, end of subscript"),
    ("sigma'(z)", "sigma prime of z"),
    ("vec(1, -2)", "the vector 1, minus 2, end"),
    ("mat(1, 2; 3, 4)", "the matrix with rows 1, 2; 3, 4, end"),
    ('"ReLU"(z)', "ReLU of z"),
    ("w (x + 1)", "w open parenthesis x plus 1 close parenthesis"),
])  # fmt: skip
def test_formulas_are_spoken(source, words):
    assert spoken(source) == words


@pytest.mark.parametrize(("source", "text"), [
    ("(partial L)/(partial w)", "∂L/∂w"),
    ("(a + b)/2", "(a + b)/2"),
    ("hat(y) = sigma(w x + b)", "ŷ = σ(w x + b)"),
    ("h_(t-1)", "hₜ₋₁"),
    ('w_"new"', "w_new"),
    ("x^2 dot W_12^top", "x² · W₁₂ᵀ"),
    ("e^(x-z)", "e^(x−z)"),
    ("sqrt(v_t)", "√vₜ"),
    ("mat(1, 2; 3, 4)", "[1, 2; 3, 4]"),
])  # fmt: skip
def test_formulas_as_plain_text(source, text):
    assert plain_formula(source) == text


def test_plain_text_keeps_code_and_paragraphs():
    assert plain("Here $w = −3$ and `W[ids] -= 1`.\n\nNext.") == "Here w = −3 and W[ids] -= 1.\n\nNext."


def test_a_version_code_is_read_as_a_person_types_it():
    code = version_code("midterm", "A")
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code
    assert len({version_code("midterm", "A", student) for student in (None, "7", "07")}) == 3


def test_every_single_typing_error_in_a_code_is_noticed():
    code = version_code("midterm", "A")
    wrong = [code[:at] + sign + code[at + 1 :] for at in range(9) for sign in ALPHABET if at != 4 and code[at] != sign]
    swapped = [code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in (0, 1, 2, 5, 6, 7)]
    for typed in [*wrong, *(one for one in swapped if one != code), "", "K7MQ", "0OIL-1111"]:
        with pytest.raises(UsageError, match="no version code"):
            read_code(typed)


def test_records_are_read_back_and_a_strange_file_is_named(tmp_path):
    record = Record("midterm", "A", "spring/A", None, version_code("midterm", "A"), "d1", {"Q1": {"g": "−2/5"}})
    record.write(tmp_path / "A")
    assert read_records(tmp_path) == [record]
    (tmp_path / "A" / "record.json").write_text('{"format": 1}')
    with pytest.raises(UsageError, match=r"A.record.json is not the record"):
        read_records(tmp_path)
    with pytest.raises(UsageError, match=r"holds no record.json"):
        read_records(tmp_path / "B")
