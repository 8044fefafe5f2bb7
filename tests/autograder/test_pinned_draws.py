"""Draws are pinned: the same seed gives the same variant on every version of Python and numpy, a year later too.

When a homework is meant to draw something else, run this file as a script: it writes the pins anew.
What submissions earn on these draws is pinned by the planted mistakes, each to a hundredth of a point.
"""

import hashlib
import json
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.assignment import load, names, questions_module
from autograder.course import Course

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("pinned_draws.json")
SEEDS = ("default", "spring-2027", "Frühling 2028")
COURSE = Course(ROOT)  # no secret from the environment or a file: the practice key
HOMEWORKS = [name for name in names(Course.at(ROOT)) if name.startswith("hw")]


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def plain(value):
    """Right answers as JSON has them; numbers to ten digits, since exp and log may differ in the last ones."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return f"{value:.10g}" if isinstance(value, float) else value


def pins(name, seed):
    """What a variant draws, by what it is: the conventions as they are, a hash of everything else."""
    assignment = load(COURSE, name, seed)
    variant, module = assignment.variant, questions_module(assignment.reference_folder, assignment.bound)
    right = {question.number: plain(question.right) for question in assignment.questions if question.right is not None}
    found = {
        "conventions": dict(variant.conventions),
        "right answers": digest(json.dumps(right, sort_keys=True, ensure_ascii=False).encode()),
        "public numbers": digest(variant.public_rng("pin").randint(0, 2**31, size=8).astype(">i8").tobytes()),
        "hidden numbers": digest(variant.hidden_rng("pin").randint(0, 2**31, size=8).astype(">i8").tobytes()),
    }
    with tempfile.TemporaryDirectory() as place:
        module.write_data(variant, assignment.drawn, Path(place))
        for path in sorted(Path(place).rglob("*.t*")):
            found[path.name] = digest(path.read_bytes())
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", HOMEWORKS)
def test_draws_are_as_they_were(name, seed, monkeypatch):
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    pinned = json.loads(PINS.read_text(encoding="utf-8"))
    assert pins(name, seed) == pinned[name][seed], f"if {name} is meant to draw something else, run {__file__}"


def test_the_pins_tell_variants_apart():
    pinned = json.loads(PINS.read_text(encoding="utf-8"))
    for name, by_seed in pinned.items():
        for what in ("public numbers", "hidden numbers", "right answers"):
            assert len({seed[what] for seed in by_seed.values()}) == len(SEEDS), (name, what)


if __name__ == "__main__":
    fresh = {name: {seed: pins(name, seed) for seed in SEEDS} for name in HOMEWORKS}
    PINS.write_text(json.dumps(fresh, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"{PINS.name} is written anew\n")
