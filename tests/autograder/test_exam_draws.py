"""What a drawn item looks like: how its numbers are printed, and that its modelled errors lie apart."""

from fractions import Fraction

import numpy as np
import pytest

from autograder.errors import QuestionError
from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.apart import clashes
from autograder.exams.entries import shown


def an_item(*slips, key=2, within=0.001):
    return Item("?", {"a": -3, "b": Fraction(-1, 3)}, [Number("g", "$g$", key, within=within, slips=slips)], "{g}")


@pytest.mark.parametrize(("number", "text"), [
    (Fraction(1, 4), "0.25"), (Fraction(-1, 3), "−1/3"), (Fraction(1, 256), "1/256"), (-7, "−7"), (0.731, "0.731"),
    (Fraction("0.018144"), "0.018144"), (0, "0"), ("1/2", "1/2"),
])  # fmt: skip
def test_how_a_number_is_printed(number, text):
    assert shown(number) == text


def test_numbers_in_a_sum_and_in_a_product():
    assert an_item().text("2 {a:+} {g:+}, 2 dot {a:p}, {b:p}, {g:p}, {a}") == "2 − 3 + 2, 2 dot (−3), (−1/3), 2, −3"


def test_modelled_errors_lie_apart():
    assert clashes(an_item(Slip("sign", -2, 0.5), Slip("twice", 4, 0.5))) == []
    assert clashes(an_item(Slip("near", 2.004, 0.5)))
    assert clashes(an_item(Slip("sign", -2, 0.5), Slip("again", -2, 0.3)))
    assert clashes(an_item(Slip("near", 2.004, 0.5), within=0.0)) == [], "exact values need only differ"
    assert clashes(an_item(Slip("near", 2.02, 0.5), within=0.01)), "three tolerances"


def test_a_draw_that_cannot_be_marked_is_thrown_away():
    @template("X01", "Square or double", topic="none", points=1, minutes=1)
    def squares(draw: Draw) -> Item:
        n = draw.choice((2, 3))
        return an_item(Slip("double", 2 * n, 0.5), key=n * n)

    drawn = [squares.draw(np.random.RandomState(seed))[0] for seed in range(30)]
    assert {item.keys()["g"] for item in drawn} == {9}, "2 squared is 2 doubled"

    @template("X02", "Never", topic="none", points=1, minutes=1)
    def never(draw: Draw) -> Item:
        return an_item(Slip("same", 2, 0.5))

    with pytest.raises(QuestionError, match=r"X02.*too close together: g"):
        never.draw(np.random.RandomState(0))


def test_one_name_for_two_numbers_is_the_authors_mistake():
    with pytest.raises(QuestionError, match="names of its own, not a"):
        Item("?", {"a": 1}, [Number("g", "$g$", 2)], "{g}", worked={"a": 3})
    assert Item("?", {"a": 1}, [Number("g", "$g$", 2)], "{g}", worked={"b": 3}).text("{a} + {b:p} = {g}") == "1 + 3 = 2"
