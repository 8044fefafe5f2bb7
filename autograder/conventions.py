"""Course conventions: the switches that a homework declares, and the module `conventions` that its files import.

`reference/<homework>/conventions.py` holds CHOICES, the values of each switch with the default first, and may hold
`words(conventions)`, the phrases that texts need. For a variant the machine binds a module of that name with an
attribute for each switch and each phrase; without the machine the file itself would lack them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.authored import authored
from autograder.errors import QuestionError
from autograder.variant import DEFAULT, Variant

NAME = "conventions"
MOST = 5
"""Switches that one homework may have: they multiply, and each must read naturally with the others."""


def choices(folder: Path) -> dict[str, tuple[Any, ...]]:
    """The values of each switch of the homework in this folder, the default first; empty where it declares none.

    Raises QuestionError when the declaration is not right.
    """
    path = folder / f"{NAME}.py"
    return _checked(getattr(authored(path, NAME, _named(path)), "CHOICES", None), path) if path.is_file() else {}


def draw(folder: Path, variant: Variant, pinned: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each switch for one variant: what the course pins, the default's, or else drawn from the seed.

    Raises QuestionError for a pinned value that the homework does not know.
    """
    drawn = {}
    for name, values in choices(folder).items():
        at = 0 if variant.seed == DEFAULT else int(variant.public_rng(f"convention {name}").randint(len(values)))
        drawn[name] = _pinned(name, values, pinned[name], variant.assignment) if name in pinned else values[at]
    return drawn


def bound(folder: Path, values: Mapping[str, Any] | None = None) -> dict[str, ModuleType]:
    """{"conventions": the module that files of this homework import}, for these values of the switches.

    Without values, those of the default variant; empty where the homework declares no switches.
    """
    path = folder / f"{NAME}.py"
    if not path.is_file():
        return {}
    module = authored(path, NAME, _named(path))
    declared = _checked(getattr(module, "CHOICES", None), path)
    vars(module).update({name: values_of[0] for name, values_of in declared.items()} if values is None else values)
    phrases = module.words(module) if hasattr(module, "words") else {}
    clash = sorted(set(phrases) & set(vars(module)))
    if clash or not all(isinstance(phrase, str) for phrase in phrases.values()):
        raise QuestionError(f"{_named(path)}: words() must give texts under names of their own; see {clash or phrases}")
    vars(module).update(phrases)
    module.__dict__["NAMES"] = (*declared, *phrases)
    return {NAME: module}


def names_of(modules: Mapping[str, ModuleType]) -> dict[str, Any]:
    """Every switch and phrase of a module that `bound` gave, with its value."""
    return {name: getattr(module, name) for module in modules.values() for name in module.NAMES}


def _checked(declared: Any, path: Path) -> dict[str, tuple[Any, ...]]:
    where = _named(path)
    if not isinstance(declared, Mapping) or len(declared) > MOST:
        raise QuestionError(f"{where}: CHOICES must be a dict with at most {MOST} switches")
    for name, values in declared.items():
        if not (isinstance(name, str) and name.isidentifier() and isinstance(values, tuple)):
            raise QuestionError(f"{where}: CHOICES maps names to tuples of values; see {name!r}")
        if len({(type(value), value) for value in values}) < max(2, len(values)):
            raise QuestionError(f"{where}: {name} needs at least two values, all different")
        if not all(isinstance(value, (str, bool, int, float)) for value in values):
            raise QuestionError(f"{where}: {name} may have texts, numbers and truth values only")
    return dict(declared)


def _pinned(name: str, values: tuple[Any, ...], value: Any, assignment: str) -> Any:
    for known in values:
        if known == value and isinstance(known, bool) == isinstance(value, bool):
            return known
    there = ", ".join(map(repr, values))
    raise QuestionError(f"course.toml [conventions] {name} = {value!r}: {assignment} knows {there}")


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
