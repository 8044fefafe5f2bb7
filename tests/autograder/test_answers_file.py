from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.answers_file import FILE, Answers, read_answers
from autograder.credit import FULL, Credit
from autograder.question import Key, Question


def _full(answer: object, key: Key) -> Credit:
    return FULL


QUESTIONS = (
    Question("B1", "code", 1, ("sgd.step",), _full),
    Question("D1", "one", 1, ("answers.D1",), _full),
    Question("D2", "two", 1, ("answers.D2_line", "answers.D2_repair"), _full),
    Question("D3", "three", 1, ("answers.D3",), _full),
)


def read(text: str | bytes | None) -> Answers:
    return read_answers(text.encode() if isinstance(text, str) else text, QUESTIONS)


def test_every_kind_of_answer() -> None:
    answers = read('D1 = ["a", "c"]\nD2_line = 3\nD2_repair = "b"\nD3 = -1.5e-3\n')
    assert answers == Answers({"D1": ["a", "c"], "D2_line": 3, "D2_repair": "b", "D3": -1.5e-3})


@pytest.mark.parametrize("text", ["", "# only a comment\n", None])
def test_no_answers_are_no_problem(text: str | None) -> None:
    assert read(text) == Answers()


UNUSUAL = [
    (b"\xef\xbb\xbfD1 = 'a'\r\nD3 = 2\r\n", {"D1": "a", "D3": 2}),
    ("# Größe\nD1 = 'a' # so\n", {"D1": "a"}),
    ('D1 = [\n  "a",\n  "c",\n]\n', {"D1": ["a", "c"]}),
    ('D1 = """\nD3 = 7\nx\n"""\n', {"D1": "D3 = 7\nx\n"}),
    ('[part_d]\nD1 = "a"\n', {"D1": "a"}),
    ('"D1" = "a"\n', {"D1": "a"}),
    ("D1 = true", {"D1": True}),
    ("D1 = []\nD3 = ''", {"D1": [], "D3": ""}),
    ("D1 = 'w1[0] * x[1] - {a}.b'", {"D1": "w1[0] * x[1] - {a}.b"}),
    ("D1 = 'a'\rD3 = 2\r", {"D1": "a", "D3": 2}),
]


@pytest.mark.parametrize(("text", "values"), UNUSUAL)
def test_right_but_unusual(text: str | bytes, values: dict[str, object]) -> None:
    answers = read(text)
    assert answers.values == values
    assert not answers.problems


BROKEN = [
    ("D1 = a", "text needs quotes"),
    ("D1 = \u201ca\u201d", "curly quotes"),
    ('D1 = "\\alpha x"', "single quotes"),
    ('D1 = ["a"', "line 2"),
    ('D1 = "a', "line 2"),
    ("D1 =", "line 2"),
    ("D1: a", "line 2"),
    ("D1 = 1,5", "line 2"),
    ("D1 = 'a'\nD1 = 'b'", "lines 2 and 3"),
    ("D1 = {x = 1}", "must be text"),
    ("D1 = 2027-01-01", "must be text"),
    ("D1 = [[1], [2]]", "plain list"),
    ("D1 = [{a = 1}]", "plain list"),
    ("D1 = nan", "finite"),
    ("D1 = [1, inf]", "finite"),
    ("D1 = 99999999999999999999999", "too large"),
    ("D1 = " + "9" * 5000, "line 2"),
    ("D1 = " + "[" * 20000, "line 2"),
    ("D1 = " + "{a=" * 20000, "line 2"),
    ("D1 = {" + "a." * 20000 + "a=1}", "line 2"),
    ("D1 = '" + "x" * 5000 + "'", "longer than"),
    ("D1 = [" + "1," * 101 + "]", "more than 100"),
    (b"D1 = 'gr\xfcn'", "UTF-8"),
    ("D1 = 'a\x1b[31m'", "line 2"),
]


@pytest.mark.parametrize(("line", "says"), BROKEN)
def test_a_mistake_costs_its_own_answer_only(line: str | bytes, says: str) -> None:
    line = line.encode() if isinstance(line, str) else line
    answers = read(b"D2_line = 3\n" + line + b"\nD3 = 'kept'\n")
    assert answers.values == {"D2_line": 3, "D3": "kept"}
    assert list(answers.problems) == ["D1"]
    assert says in answers.problems["D1"]
    assert len(answers.problems["D1"]) < 300
    assert answers.problems["D1"] in answers.notes
    assert "\x1b" not in answers.problems["D1"]


@pytest.mark.parametrize("stray", ["here are my answers", "- 3", "[open", '"""', "]", "D1 'b'", "\x1b[31m", "'" * 3])
def test_a_line_that_is_no_answer_costs_no_answer_and_is_told(stray: str) -> None:
    answers = read(f"D1 = 'a'\n{stray}\nD3 = 2\n")
    assert answers.values == {"D1": "a", "D3": 2}
    assert FILE in answers.notes[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"D1 = 1\n#" + b"x" * 1_000_000, "larger than"), ("D1 = 1".encode("utf-16"), "UTF-8"), (b"D1 = 1\0", "UTF-8")],
)
def test_a_file_that_is_none_costs_every_typed_answer_and_says_so(data: bytes, says: str) -> None:
    answers = read(data)
    assert not answers.values
    assert set(answers.problems) == {"D1", "D2_line", "D2_repair", "D3"}
    assert all(says in sentence for sentence in answers.problems.values())


def test_long_dotted_names_do_not_stall() -> None:
    assert read("a." * 49_000 + "a = 1\n").values == {}


NEAR = [("d1", "D1"), ("D2_lien", "D2_line"), ("D2-repair", "D2_repair"), ("D2", "D2_line or D2_repair")]


@pytest.mark.parametrize(("key", "meant"), NEAR)
def test_an_unknown_key_gets_a_hint(key: str, meant: str) -> None:
    (note,) = read(f"{key} = 1").notes
    assert f"did you mean {meant}?" in note


def test_unknown_keys_are_few_and_harmless_in_the_notes() -> None:
    answers = read("".join(f"zz{i} = 1\n" for i in range(900)) + '"\\u001b[31m" = 1\nD1 = "a"\n')
    assert answers.values == {"D1": "a"}
    assert len(answers.notes) <= 21
    assert "\x1b" not in "".join(answers.notes)


def test_a_comment_that_is_not_utf8_costs_nothing() -> None:
    answers = read(b"# Gr\xfc\xdfe\nD1 = 'a'\n")
    assert answers.values == {"D1": "a"}
    assert "line 1 is not UTF-8" in answers.notes[0]


def test_an_assignment_without_typed_answers() -> None:
    assert read_answers(b"\xff garbage", QUESTIONS[:1]) == Answers()


PIECES = st.sampled_from(["D1", "D3", "=", " = ", "[", "]", "{", "}", '"', "'", '"""', "\n", ".", ",", "1", "\\u", "#"])


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=40))
def test_no_text_makes_it_stumble(pieces: list[str]) -> None:
    answers = read("".join(pieces).encode("utf-8", "surrogatepass"))
    assert not set(answers.values) & set(answers.problems)
    for value in answers.values.values():
        assert type(value) in (str, int, float, bool, list)
