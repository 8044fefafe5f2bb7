"""The author's check: each planted fault of a template is found, and a sound template passes."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from exam_tools import BANK, exam_course

from autograder.exams import Choose, Draw, Item, Number, Slip, Template
from autograder.exams.proving import prove_template, table
from autograder.exams.tables import sigma

REPOSITORY = Path(__file__).parents[2]
DRAWS = 40


def template(make: Callable[[Draw], Item]) -> Template:
    return Template("T01-TOY", "A toy", "toys", 1, 1, make)


def item(draw: Draw, **changes: Any) -> Item:
    a, b = draw.distinct(2, range(11, 99))
    made: dict[str, Any] = {
        "prompt": "What is ${a} dot {b}$, and half of it?",
        "given": {"a": a, "b": b},
        "entries": (
            Number("p", "$p$", a * b, slips=(Slip("sum", a + b, 0.3),)),
            Number("h", "half", lambda p: Fraction(p, 2), within=0.001, slips=(Slip("twice", lambda p: 2 * p, 0.5),)),
        ),
        "solution": "${a} dot {b} = {p}$, half of it ${h}$",
    }
    return Item(**{**made, **{name: value(a, b) for name, value in changes.items()}})


def problems(make: Callable[[Draw], Item]) -> str:
    return "\n".join(prove_template(template(make), DRAWS).problems)


def test_a_sound_template_passes():
    row = prove_template(template(item), DRAWS)
    assert row.problems == ()
    assert row.variants > 30
    assert "ok  T01-TOY" in table([row])


def number(*slips: Slip, name: str = "p", key: Any = None, within: float = 0.0) -> Callable[[int, int], tuple[Number]]:
    return lambda a, b: (Number(name, "", a * b if key is None else key(a, b), within=within, slips=slips),)


def entry(make: Callable[[int, int], Number]) -> Callable[[Draw], Item]:
    return lambda draw: item(draw, entries=lambda a, b: (make(a, b),), solution=lambda a, b: "")


FAULTS: dict[str, tuple[Callable[[Draw], Item], str]] = {
    "a slip that equals the key": (
        entry(lambda a, b: Number("p", "", a * b, slips=(Slip("same", b * a, 0.5),))), "too close together"),
    "a slip within three tolerances of the key": (
        entry(lambda a, b: Number("p", "", a * b, within=0.01, slips=(Slip("near", a * b + Fraction(2, 100), 0.5),))),
        "too close together"),
    "two slips that cannot be told apart": (
        entry(lambda a, b: Number("p", "", a * b, slips=(Slip("one", a, 0.5), Slip("two", a, 0.2)))),
        "too close together"),
    "a key that is not finite": (
        entry(lambda a, b: Number("p", "", float("inf"))), "not a finite number"),
    "a key with a long tail": (
        entry(lambda a, b: Number("p", "", a / 3 + b, within=0.001)), "a long number"),
    "a key that is not settled by what is printed": (
        lambda draw: item(draw, given=lambda a, b: {"a": 1, "b": 2}, entries=number(key=lambda a, b: a),
                          solution=lambda a, b: ""), "has two keys"),
    "a number that is printed with fewer digits than it has": (
        lambda draw: item(draw, prompt=lambda a, b: f"{a / 7:.2f} times {{b}}", given=lambda a, b: {"b": b},
                          solution=lambda a, b: ""), "decimals that the prompt prints"),
    "a given number that stands nowhere": (
        lambda draw: item(draw, given=lambda a, b: {"a": a, "b": b, "c": 7}), "given, but printed nowhere"),
    "a given number that is not exact": (
        lambda draw: item(draw, given=lambda a, b: {"a": a / 3, "b": b}, solution=lambda a, b: ""), "a long number"),
    "a pattern that changes": (lambda draw: item(draw, pattern=lambda a, b: a > b), "the pattern differ"),
    "a slip that is not always there": (
        entry(lambda a, b: Number("p", "", a * b, slips=(Slip("sum", a + b, 0.5),) if a > b else ())),
        "modelled errors differ"),
    "too few variants": (
        lambda draw: item(draw, given=lambda a, b: {"a": 3, "b": 4}, entries=number(key=lambda a, b: 12),
                          solution=lambda a, b: ""), "only 1 different variants"),
    "a name without a number": (lambda draw: item(draw, prompt=lambda a, b: "{a} {b} {c}"), "is not given"),
    "a formula that is not whole": (lambda draw: item(draw, prompt=lambda a, b: "${a}($ {b}"), "formula is not whole"),
    "a function that cannot carry forward": (
        lambda draw: item(draw, entries=lambda a, b: (
            Number("p", "", a * b, slips=(Slip("part", Fraction(a * b) / 97, 0.3),)),
            Number("h", "", lambda p: range(100000)[p]),
        ), solution=lambda a, b: ""), "cannot be carried forward"),
    "a proof that fails": (
        lambda draw: item(draw, prove=lambda a, b: lambda: ["the bug never shows"]), "the bug never shows"),
    "harder in some draws": (
        lambda draw: item(draw, given=lambda a, b: {"a": a * 10**7 + 1234567 if a > 90 else a, "b": b},
                          entries=number(key=lambda a, b: b), solution=lambda a, b: ""), "harder or easier"),
    "a printed table that is not named": (
        lambda draw: item(draw, entries=number(key=lambda a, b: sigma(1) * a), solution=lambda a, b: ""),
        "uses a printed table that it does not name"),
    "a table that there is not": (
        lambda draw: item(draw, uses=lambda a, b: ("cos",)), "names a table that is not printed"),
    "an exception": (lambda draw: item(draw, prompt=lambda a, b: 1 / 0), "ZeroDivisionError"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault):
    make, said = FAULTS[fault]
    assert said in problems(make)


def test_a_template_that_throws_most_draws_away_is_told():
    def picky(draw: Draw) -> Item:
        draw.require(draw.integer(1, 10) < 3)
        return item(draw)

    assert "of the draws are thrown away" in problems(picky)


def test_a_template_with_a_memory_is_told():
    count = itertools.count()

    def forgetful(draw: Draw) -> Item:
        return item(draw, given=lambda a, b: {"a": a, "b": b + 100 + next(count) % 50})

    assert "the same seed gives different items" in problems(forgetful)


def test_a_choice_with_a_wrong_key_is_found_by_its_proof():
    def wrong(draw: Draw) -> Item:
        n = draw.integer(2, 99)
        options = draw.shuffled([2 * n, 3 * n, n + 1])
        right = frozenset({0})
        return Item(
            "Twice {n}?", {"n": n}, (Choose("a", "", [str(one) for one in options], right),), "",
            prove=lambda: [] if options[0] == 2 * n else [f"{options[0]} is not twice {n}"],
        )  # fmt: skip

    assert "is not twice" in problems(wrong)


def check(cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", "check", *words], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_command_ends_with_status_1_and_names_the_template(tmp_path):
    exam_course(tmp_path, BANK.replace("x[0] + x[1], 0.25", "x[0] * x[1], 0.25"))
    done = check(tmp_path, "bank", "--quick")
    assert done.returncode == 1
    assert "BAD N01-STEP" in done.stdout
    assert "3 templates, 25 draws of each: 1 not as it should be" in done.stdout


def test_an_exam_is_checked_with_its_templates_and_its_time(tmp_path):
    exam_course(tmp_path)
    done = check(tmp_path, "quiz", "--quick")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 points; the questions take 9 of 20 minutes" in done.stdout
    assert "Everything is as it should be." in done.stdout


def test_one_template_can_be_checked_and_a_wrong_name_is_told(tmp_path):
    exam_course(tmp_path)
    assert "1 template, 25 draws" in check(tmp_path, "bank", "--quick", "--question", "N02").stdout
    done = check(tmp_path, "bank", "--question", "N03")
    assert done.returncode == 1
    assert done.stderr.startswith("autograder: the bank has no template 'N03'")


def test_the_whole_bank_is_sound():
    done = check(REPOSITORY, "bank", "--quick")
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if not line.startswith("ok "))
