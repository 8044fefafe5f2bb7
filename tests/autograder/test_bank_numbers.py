"""The numeric templates of the bank: keys proved by another way, modelled errors, errors carried forward, variety."""

import math
from fractions import Fraction
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import numpy as np
import pytest
from bank_proofs import PROOFS

from autograder.exams import Choose, Draw, Item, Number, Redraw
from autograder.exams.apart import clashes
from autograder.exams.bank import bank_of
from autograder.exams.entries import value_of

BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
IDS = [*PROOFS]
BY_TABLE = {"N01": 0.0005, "N02": 0.0005, "N29": 0.0015, "N36": 0.0005, "N08": 0.0001}
"""How far a key may lie from the exact value: a table is printed to three decimals, and N08 is searched on a grid."""


def draws(name, count, seed=0):
    rng = np.random.RandomState(seed)
    return [BANK[name].draw(rng)[0] for _ in range(count)]


def names(text):
    """The numbers that a text prints, by name."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def printed(item):
    """The numbers that an item prints, as floats."""
    return SimpleNamespace(**{key: float(Fraction(str(number))) for key, number in item.given.items()})


def test_all_numeric_templates_are_there():
    assert [*PROOFS] == sorted(PROOFS, key=lambda name: int(name[1:]))
    assert [int(name[1:]) for name in PROOFS] == list(range(1, 47))
    numeric = [one for one in BANK if one[0] in "NDT"]
    assert len(numeric) == 46
    assert {one.partition("-")[0] for one in numeric} == set(PROOFS)


@pytest.mark.parametrize("name", IDS)
def test_a_key_is_what_another_way_gives(name):
    for item in draws(name, 40):
        proved, keys = PROOFS[name](printed(item)), item.keys()
        assert set(proved) == set(keys), "every number is proved"
        near = BY_TABLE.get(name, 2e-6)
        wrong = [one for one in keys if not math.isclose(keys[one], proved[one], rel_tol=1e-6, abs_tol=near)]
        assert not wrong, item.text(item.prompt)


def test_another_way_finds_a_wrong_key():
    """A planted one: the sign, in the first template that has a gradient."""
    item = draws("N03", 1)[0]
    proved = PROOFS["N03"](printed(item))
    assert abs(-item.keys()["g1"] - proved["g1"]) > 0.1


@pytest.mark.parametrize("name", IDS)
def test_modelled_errors_are_finite_and_apart(name):
    for item in draws(name, 40, seed=1):
        assert not clashes(item)
        keys = item.keys()
        for entry in item.entries:
            if isinstance(entry, Number):
                errors = [float(value_of(slip.value, keys)) for slip in entry.slips]
                assert all(math.isfinite(error) for error in errors)
                assert all(abs(error - keys[entry.name]) >= (0.005 if entry.within else 1e-9) for error in errors)
                assert all(slip.sentence.endswith(".") for slip in entry.slips)


@pytest.mark.parametrize("name", IDS)
def test_variants_differ_in_numbers_alone(name):
    rng = np.random.RandomState(2)
    drawn = [BANK[name].draw(rng) for _ in range(300)]
    redraws, items = sum(n for _, n in drawn), [item for item, _ in drawn]
    assert redraws < 300, "fewer than half of the draws are thrown away"
    assert len({str(sorted(item.given.items(), key=str)) for item in items}) >= 40
    assert len({item.pattern for item in items}) == 1
    assert len({tuple((one.name, one.label) for one in item.entries) for item in items}) == 1, "boxes stay the same"
    assert len({sum(one.weight for one in item.entries) for item in items}) == 1
    assert len({sum(len(one.slips) for one in item.entries if isinstance(one, Number)) for item in items}) == 1


@pytest.mark.parametrize("name", IDS)
def test_texts_have_all_their_numbers(name):
    for item in draws(name, 10, seed=3):
        cells = [cell for row in item.table for cell in row]
        texts = [item.text(text) for text in (item.prompt, item.solution, *cells)]
        assert not any("{" in text or "None" in text or "$$" in text for text in texts)
        assert all(text.count("$") % 2 == 0 and text.count("(") == text.count(")") for text in texts)
        asked = names(" ".join((item.prompt, *cells)))
        assert asked == set(item.given), "all that is given is printed, and no key"
        assert set(item.worked) <= names(item.solution)
        assert not set(item.given) & set(item.keys()), "a solution could not print both"


def entry(item: Item, name: str) -> Number:
    return next(one for one in item.entries if isinstance(one, Number) and one.name == name)


@pytest.mark.parametrize(("name", "wrong", "expected"), [
    ("N01", {"z": 1}, lambda g: {"p": 0.731}),
    ("N02", {"L1": 1, "L2": 2}, lambda g: {"mean": 1.5}),
    ("N04", {"g": 10}, lambda g: {"w_new": g.w - 10 * g.eta}),
    ("D15", {"size": 7}, lambda g: {"n_all": g.V * g.d + 7 * g.h + g.h + g.V * g.h}),
    ("D20", {"size": 7}, lambda g: {"n": 2 * (g.h * (g.h + g.x) + g.h) + 8 * g.K}),
    ("D42", {"preds": 11}, lambda g: {"logits": 11 * g.V}),
    ("T23", {"d": 2, "ge": 5, "gd": 7}, lambda g: {"e": g.a + 2, "ga": 5, "gd": 5, "gb": 7 * g.k}),
    ("T23", {"e": 9}, lambda g: {"L": 9 * g.c, "gc": 9}),
    ("T24", {"s": 9, "m": 7}, lambda g: {"f": 63, "gx": 7, "gy": 16}),
    ("T25", {"p": 0.25}, lambda g: {"gp": 2 * (0.25 - g.y)}),
    ("T25", {"gp": 8, "gz": 3}, lambda g: {"gz": 2, "gw": 3 * g.x}),
    ("N26", {"g": 10}, lambda g: {"w_new": g.w - 1}),
    ("N27", {"a1": 11, "a2": -4}, lambda g: {"gv1": 11 * (g.yhat - g.y), "gv2": -4 * (g.yhat - g.y)}),
    ("N28", {"gz": 2}, lambda g: {"gu": 2 * g.below}),
    ("N31", {"log": -3}, lambda g: {"P": 0.125}),
    ("N33", {"h1": 5, "h2": 4}, lambda g: {"h2": max(5 * g.u + g.w * g.x2 + g.b, 0),
                                           "h3": max(4 * g.u + g.w * g.x3 + g.b, 0)}),
    ("N34", {"h1": 5, "h2": 4}, lambda g: {"h2": 5 * g.u + g.w * g.x2, "gu": 4 + 5 * g.u + g.u**2 * g.h0}),
    ("N36", {"C": Fraction(1, 2)}, lambda g: {"h": 0.462 * g.o}),
    ("N37", {"x1": 7}, lambda g: {"x2": 7 - g.eta * g.g2 / math.hypot(g.g1, g.g2)}),
    ("N38", {"mhat": 6, "vhat": 4}, lambda g: {"x1": g.x - 3 * g.eta}),
    ("T41", {"P": 0.5}, lambda g: {"ratio": 0.5 / (g.b1 * g.b2 * g.b3)}),
    ("N44", {"h1": 2, "h2": 3, "h3": 4}, lambda g: {"y": 2 * g.w1 + 3 * g.w2 + 4 * g.w3}),
])  # fmt: skip
def test_an_error_is_carried_forward(name, wrong, expected):
    """What a student wrote before stands in for the key of what comes after."""
    for item in draws(name, 5, seed=4):
        found = item.keys(carried=wrong)
        for one, value in expected(printed(item)).items():
            assert math.isclose(found[one], value, abs_tol=1e-9)
            assert all(math.isfinite(value_of(slip.value, {**item.keys(), **wrong})) for slip in entry(item, one).slips)


@pytest.mark.parametrize(("name", "impossible"), [
    ("N01", {"z": Fraction(1, 3)}), ("N31", {"log": 3}), ("N36", {"C": 9}), ("N38", {"vhat": -1}), ("N38", {"vhat": 0}),
])  # fmt: skip
def test_an_entry_that_nothing_follows_from(name, impossible):
    """The key holds then, and a person looks: the recomputation says so."""
    item = draws(name, 1)[0]
    with pytest.raises((KeyError, ValueError)):
        item.keys(carried=impossible)


def test_a_learning_rate_that_diverges():
    for item in draws("N45", 40):
        g = printed(item)
        far = g.x0
        for _ in range(200):
            far -= g.eta * 2 * far
        choice = next(one for one in item.entries if isinstance(one, Choose))
        diverges = abs(far) > abs(g.x0)
        assert choice.options[min(choice.right)] == ("it diverges" if diverges else "it converges to the minimum")


def test_nothing_to_choose_from_is_another_draw():
    with pytest.raises(Redraw):
        Draw(np.random.RandomState(0)).choice([])
