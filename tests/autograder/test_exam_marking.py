"""Marking of an item's entries: as a person means them, with slips named and errors carried forward."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Course
from autograder.exams import Choose, Item, Line, Number, Slip
from autograder.exams.bank import bank
from autograder.exams.marking import mark
from autograder.exams.tables import sigma
from autograder.question import Key, Question
from autograder.variant import Variant

REPOSITORY = Path(__file__).parents[2]
KEY: Any = Key(Question("Q1", "", 1, ("answers.Q1_g",), lambda answer, key: None), Variant("midterm"))  # type: ignore


def chain(*entries: Number, **given: Any) -> Item:
    return Item(" ".join(f"{{{name}}}" for name in given), given, entries, "")


STEP = chain(
    Number("g", "$g$", Fraction(-9, 10), within=0.001, slips=(
        Slip("sign", Fraction(9, 10), 0.5, "The sign is turned round."),
        Slip("no x", Fraction(-3, 10), 0.3),
    )),
    Number("w_new", "the new $w$", lambda g: 2 - Fraction(1, 2) * g, within=0.001, weight=2, slips=(
        Slip("ascent", lambda g: 2 + Fraction(1, 2) * g, 0.5, "Against the gradient."),
    )),
    w=2, x=3, eta=Fraction(1, 2),
)  # fmt: skip


def shares(item: Item, **answers: Any) -> list[float]:
    return [part.credit.share for part in mark(item, answers, KEY).parts]


def part(item: Item, name: str, **answers: Any) -> Any:
    names = [entry.name for entry in item.entries]
    return mark(item, answers, KEY).parts[names.index(name)].credit


def test_right_answers_earn_everything_however_they_are_written():
    assert shares(STEP, g="-0.9", w_new="2.45") == [1, 1]
    assert shares(STEP, g="−9/10", w_new="2 9/20") == [1, 1]
    assert shares(STEP, g=-0.9, w_new="≈ 2,45") == [1, 1]
    assert mark(STEP, {"g": "-.9", "w_new": "2.45"}, KEY).share == 1


def test_an_empty_box_costs_its_own_part_alone():
    assert shares(STEP, w_new="2.45") == [0, 1]
    assert shares(STEP, g=" – ", w_new="2.45") == [0, 1]
    assert part(STEP, "g", w_new="2.45").feedback == "Not answered."


def test_a_slip_keeps_its_share_and_is_named():
    credit = part(STEP, "g", g="0.9")
    assert (credit.share, credit.cause, credit.feedback) == (0.5, "sign", "The sign is turned round.")
    assert shares(STEP, g="0.9005") == [0.5, 0]
    assert shares(STEP, g="0.905") == [0, 0]


def test_the_larger_share_and_no_name_where_two_slips_are_as_near():
    item = chain(Number("a", "", 5, slips=(Slip("one", 7, 0.2), Slip("two", 7, 0.6))))
    credit = part(item, "a", a="7")
    assert (credit.share, credit.cause) == (0.6, None)


def test_the_nearest_slip_is_meant():
    item = chain(Number("a", "", 5, within=0.1, slips=(Slip("one", 7, 0.2), Slip("two", Fraction(71, 10), 0.6))))
    assert part(item, "a", a="7.04").cause == "one"
    assert part(item, "a", a="7.08").cause == "two"


# ------------------------------------------------------------------------------------- carried forward


def test_what_is_right_for_their_own_entry_earns_everything_and_says_so():
    credit = part(STEP, "w_new", g="0.4", w_new="1.8")
    assert (credit.share, credit.feedback) == (1, "Right for your g = 0.4.")


def test_slips_are_recomputed_from_their_own_entry_too():
    credit = part(STEP, "w_new", g="0.4", w_new="2.2")
    assert (credit.share, credit.cause) == (0.5, "ascent")


def test_the_key_still_counts_after_a_wrong_entry():
    assert shares(STEP, g="0.4", w_new="2.45") == [0, 1]


def test_what_fits_neither_the_key_nor_their_own_entry_earns_nothing():
    assert shares(STEP, g="0.4", w_new="7") == [0, 0]


def test_a_right_entry_that_was_rounded_carries_its_rounding():
    item = chain(Number("a", "", Fraction(1, 3), within=0.001), Number("b", "", lambda a: 300 * a, within=0.001), n=300)
    assert shares(item, a="0.333", b="99.9") == [1, 1]
    assert shares(item, a="0.333", b="100") == [1, 1]


def test_nothing_is_carried_from_a_zero_and_a_person_is_told():
    credit = part(STEP, "w_new", g="0", w_new="2")
    assert credit.share == 0
    assert "nothing is left to work out" in credit.review
    assert part(STEP, "w_new", g="0", w_new="7").review == ""


def test_what_takes_work_is_carried_from_a_zero_too():
    item = chain(Number("p", "", Fraction(1, 2)), Number("g", "", lambda p: 2 * (p - Fraction(4, 5))), y=Fraction(4, 5))
    assert shares(item, p="0", g="-1.6") == [0, 1]
    copied = chain(Number("d", "", 12), Number("e", "", lambda d: d - 5), a=-5)
    assert shares(copied, d="0", e="-5") == [0, 0]


def test_nothing_is_carried_where_a_copied_number_gives_back_a_given_one():
    item = chain(Number("a", "", 6), Number("b", "", lambda a: a * 3), x=3)
    assert shares(item, a="1", b="3") == [0, 0]
    assert shares(item, a="3", b="9") == [0, 1]
    assert shares(item, a="4", b="12") == [0, 1]


def test_a_modelled_error_is_carried_though_it_is_a_given_number():
    item = chain(Number("m", "", 5, slips=(Slip("minimum", 3, 0.4),)), Number("g", "", lambda m: m), y=5, z=3)
    assert shares(item, m="3", g="3") == [0.4, 1]
    assert shares(item, m="-3", g="-3") == [0, 0]


def test_nothing_is_carried_from_an_impossible_value():
    item = chain(Number("p", "", Fraction(1, 4), between=(0, 1)), Number("q", "", lambda p: 1 - p))
    assert shares(item, p="3/2", q="-1/2") == [0, 0]
    assert shares(item, p="1/5", q="4/5") == [0, 1]


def test_a_recomputed_zero_earns_nothing_by_itself():
    item = chain(Number("z", "", 4), Number("h", "", lambda z: max(z, 0)), x=2)
    credit = part(item, "h", z="-4", h="0")
    assert credit.share == 0
    assert credit.review


def test_a_recomputed_zero_counts_where_a_modelled_error_leads_to_it():
    item = chain(Number("z", "", 4, slips=(Slip("sign", -4, 0.5),)), Number("h", "", lambda z: max(z, 0)), x=2)
    assert shares(item, z="-4", h="0") == [0.5, 1]
    assert shares(item, z="-3", h="0") == [0, 0]


def test_what_is_right_for_a_modelled_error_is_carried_on_though_it_is_a_given_number():
    item = chain(
        Number("e", "", 5, slips=(Slip("swapped", 2, 0.3),)), Number("d", "", lambda e: e),
        Number("b", "", lambda d: 3 * d), two=2, six=6,
    )  # fmt: skip
    assert shares(item, e="2", d="2", b="6") == [0.3, 1, 1]
    assert shares(item, e="6", d="6", b="18") == [0, 0, 1]
    assert shares(item, e="-2", d="-2", b="-6") == [0, 0, 0]


def test_where_nothing_can_be_recomputed_the_key_holds_and_a_person_is_told():
    item = chain(Number("z", "", 1), Number("p", "", lambda z: sigma(z), within=0.001))
    credit = part(item, "p", z="1.3", p="0.786")
    assert credit.share == 0
    assert "cannot be worked out from your z = 1.3" in credit.review
    assert part(item, "p", z="1.3", p="0.731").share == 1
    assert part(item, "p", z="1.3", p="0.731").review == ""


def test_a_missing_entry_stands_for_what_the_ones_before_it_lead_to():
    item = chain(Number("a", "", 2), Number("b", "", lambda a: 5 * a), Number("c", "", lambda b: b + 7))
    assert shares(item, a="3", c="22") == [0, 0, 1]
    assert shares(item, a="3", b="?", c="17") == [0, 0, 1]


def test_a_default_of_a_keys_function_is_no_earlier_entry():
    item = chain(Number("a", "", 2), Number("b", "", lambda a, k=5: k * a))
    assert shares(item, a="3", b="15") == [0, 1]


# ------------------------------------------------------------------------------------- exact values and rounding


def exactly(key: Any, *slips: Slip, within: float = 0.0) -> Item:
    return chain(Number("p", "", key, within=within, slips=slips))


@pytest.mark.parametrize(
    ("typed", "share"),
    [("2/3", 1), ("4/6", 1), ("0.667", 0.8), ("0.6667", 0.8), ("0.666", 0.8), ("0.67", 0.5), ("0.66", 0.5),
     ("0.7", 0), ("0.68", 0), ("0.665", 0), ("66.7%", 0.8), ("6.67e-1", 0.8), ("0.666...", 1), ("66/100", 0)],
)  # fmt: skip
def test_an_exact_value_that_is_rounded_keeps_a_share(typed, share):
    credit = part(exactly(Fraction(2, 3)), "p", p=typed)
    assert credit.share == share
    assert (credit.cause == "rounded") == (0 < share < 1)


def test_a_whole_number_is_never_taken_as_rounded():
    assert shares(exactly(12345), p="1.23e4") == [0]
    assert shares(exactly(100), p="99.9") == [0]


def test_a_rounded_slip_keeps_its_share_of_the_share():
    item = exactly(Fraction(1, 3), Slip("1 - p", Fraction(2, 3), 0.3))
    credit = part(item, "p", p="0.667")
    assert credit.share == pytest.approx(0.24)
    assert credit.cause == "1 - p"


def test_a_value_that_is_rounded_beyond_its_tolerance_keeps_a_share():
    assert shares(exactly(Fraction(1, 3), within=0.001), p="0.33") == [0.5]


# ------------------------------------------------------------------------------------- other entries, other readings


def test_thousands_or_decimals_by_form_but_the_other_meaning_is_not_held_against_anyone():
    assert shares(exactly(1234), p="1,234") == [1]
    assert shares(exactly(Fraction(1234, 1000)), p="1,234") == [1]
    assert part(exactly(1234), "p", p="1.234").echo == "Read as 1234 (parted in thousands)."


def test_what_cannot_be_read_earns_nothing_and_is_shown_to_a_person():
    credit = part(STEP, "g", g="two thirds")
    assert credit.share == 0
    assert "cannot be read" in credit.echo
    assert credit.review.startswith("g: ")


def test_choices_and_lines():
    item = Item(
        "", {}, (
            Choose("one", "", ("w", "x", "y"), frozenset({1})),
            Choose("all", "", ("w", "x", "y", "z"), frozenset({0, 2}), many=True, why="Because."),
            Line("line", "", 3),
        ), "", code=("a", "b", "c"),
    )  # fmt: skip
    assert shares(item, one="B", all=["a", "c"], line=3) == [1, 1, 1]
    assert shares(item, one="(b)", all="a, c", line="3") == [1, 1, 1]
    assert shares(item, one="b.", all="A and C", line="Line 3") == [1, 1, 1]
    assert shares(item, one="b", all="a;c", line=" 3 ") == [1, 1, 1]
    for one, all, line in (
        ("[b]", "{a, c}", "3."), ("option b", "both A and C!", "l. 3"), ("“b”", "a.c.", "#3"),
        ("\uff22", "a\nc", "Line: 3"), ("b ✓", "(a)(c)", "\uff13 "), ("only b", "a + c?", "no. 3"),
    ):  # fmt: skip
        assert shares(item, one=one, all=all, line=line) == [1, 1, 1]
    for unclear in ("a→b", "x", "2", "the second"):
        assert part(item, "one", one=unclear).review.startswith("one: ")
    for unclear in ("3-4", "three", "3rd", "3 or 4"):
        assert part(item, "line", line=unclear).review.startswith("line: ")
    assert shares(item, one="a", all="a", line="2") == [0, 0.5, 0]
    assert shares(item, one="ab", all="abcd", line="x") == [0, 0, 0]
    assert part(item, "all", all="c a").echo == "Read as a, c."
    assert part(item, "line", line="the last").review == "line: A whole number is asked for."
    assert part(item, "one", one="x").review.startswith("one: 'x' is not one of the options")


def test_a_template_of_the_bank_is_marked_from_its_draw():
    item, _ = bank(Course.at(REPOSITORY))["N04"].draw(np.random.RandomState(7))
    right = {name: str(value) for name, value in item.keys().items()}
    assert mark(item, right, KEY).share == 1
    assert mark(item, {}, KEY).share == 0


# ------------------------------------------------------------------------------------- answers that take no work

PASSED_ON = chain(
    Number("a", "", 6, slips=(Slip("swapped", 4, 0.3),)), Number("b", "", lambda a: a), Number("c", "", lambda a: a),
    Number("d", "", lambda b: 2 * b, slips=(Slip("no 2", lambda b: b, 0.6),)), x=6,
)  # fmt: skip


def test_one_number_in_every_box_earns_nothing_and_is_shown_to_a_person():
    assert shares(PASSED_ON, a="7", b="7", c="7", d="7") == [0, 0, 0, 0]
    assert shares(PASSED_ON, a="4", b="4.0", c="12/3", d="4") == [0.3, 1, 1, 0.6]
    assert shares(PASSED_ON, a="7", b="7", c="7") == [0, 0, 0, 0]
    assert part(PASSED_ON, "b", a="7", b="7", c="7", d="7").review == "b: 7 stands in every box"
    assert part(PASSED_ON, "a", a="7", b="7", c="7", d="7").review == ""


def test_one_number_in_some_boxes_is_marked_as_ever():
    assert shares(PASSED_ON, a="7", b="7", c="7", d="14") == [0, 1, 1, 1]
    assert shares(PASSED_ON, a="6", b="6", c="6") == [1, 1, 1, 0]
    assert shares(PASSED_ON, a="4", b="4") == [0.3, 1, 0, 0]


def test_a_mistake_that_leads_to_one_number_keeps_its_share():
    """Without the factors x all three derivatives are the error itself."""
    item = chain(*(
        Number(name, "", key, slips=(Slip("no x", Fraction(-3, 5), 0.3),)) for name, key in (("a", 2), ("b", -2))
    ), Number("c", "", Fraction(-3, 5)))  # fmt: skip
    assert shares(item, a="-0.6", b="-0.6", c="-3/5") == [0.3, 0.3, 1]
    assert shares(item, a="5", b="5", c="5") == [0, 0, 0]


def test_zeros_everywhere_do_not_earn_what_a_dead_unit_gives():
    dead = chain(*(Number(name, "", key) for name, key in zip("abcd", (3, 0, 0, 4))))
    assert shares(dead, a="0", b="0", c="0", d="0") == [0, 0, 0, 0]
    assert shares(dead, b="0", c="0") == [0, 1, 1, 0]


def test_a_given_fraction_that_is_copied_is_a_given_number_though_it_is_printed_as_a_text():
    item = chain(Number("log", "", -9), Number("P", "", lambda log: 2 ** int(log) * Fraction(1)), p="1/2", q="1/8")
    assert shares(item, log="-1", P="1/2") == [0, 0]
    assert shares(item, log="-8", P="1/256") == [0, 1]
