"""What the benchmarks of the training questions share: a homework with its conventions chosen, and its tests."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.assignment import questions_module
from autograder.conventions import bound, choices
from autograder.judging.local import importing_from, load_functions
from autograder.variant import Variant

ROOT = Path(__file__).resolve().parent.parent


class Homework:
    """A homework with some of its conventions chosen, the default's otherwise."""

    def __init__(self, name: str, chosen: dict[str, Any]) -> None:
        self.name, self.folder = name, ROOT / "reference" / name
        known = choices(self.folder)
        self.values = {switch: values[0] for switch, values in known.items()}
        self.values.update({switch: value for switch, value in chosen.items() if switch in known})
        self.given = bound(self.folder, self.values)

    def drawn(self, seed: int) -> tuple[Variant, dict[str, Any]]:
        """The variant of one seed and what it draws: words, texts, hidden test sets."""
        variant = Variant(self.name, f"band {seed}")
        return variant, questions_module(self.folder, self.given).draw(variant)

    def tests(self, path: str) -> ModuleType:
        """A module of its tests, below the project's folder: the bands and the measures stand there."""
        spec = importlib.util.spec_from_file_location(f"bands_{Path(path).stem}", ROOT / path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        with importing_from(self.folder, self.given):
            spec.loader.exec_module(module)
        return module

    def functions(self, file: str, *names: str) -> dict[str, Callable[..., Any]]:
        """Functions of the reference, by name."""
        return load_functions(self.folder, dict.fromkeys(names, file), self.given)
