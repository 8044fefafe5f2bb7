"""The marking scheme of a key."""

from __future__ import annotations

from fractions import Fraction

from autograder.exams import Item, Number, Slip
from autograder.exams.typeset.key import scheme

LONG = "The sign is turned round, which is said here in a sentence that is longer than a line is."
ITEM = Item(
    "{w}", {"w": 2}, (
        Number("g", "$(partial L)/(partial w)$", Fraction(1, 2), within=0.001, slips=(
            Slip("sign", Fraction(-1, 2), 0.5, LONG),
        )),
        Number("w_new", "the new $w$", lambda g: 2 - g),
    ), "",
)  # fmt: skip


def test_a_key_says_what_is_carried_forward_and_from_where():
    first, last = (scheme(ITEM, entry, 100)[0] for entry in ITEM.entries)
    assert first["how"] == "within 0.001"
    assert last["how"] == "exactly; or what is written for ∂L/∂w leads to"


def test_a_row_that_may_need_two_lines_keeps_its_points_at_the_margin():
    right, slip = scheme(ITEM, ITEM.entries[0], 100)
    assert (right["long"], slip["long"]) == (False, True)
    assert slip["points"] == "0.5"
