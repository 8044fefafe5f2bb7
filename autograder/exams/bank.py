"""The bank: every template of a course, found in reference/bank/."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from autograder.course import Course
from autograder.errors import QuestionError
from autograder.exams.template import Template
from autograder.judging.local import importing_from


class Bank(Mapping[str, Template]):
    """Templates by id, in order; "N04" finds "N04-LR-STEP"."""

    def __init__(self, templates: Iterable[Template]) -> None:
        found = sorted(templates, key=lambda one: one.id)
        self._by_id = {one.id: one for one in found}
        self._by_short = {one.id.partition("-")[0]: one for one in found}
        if len(self._by_short) != len(found):
            ids = [one.id for one in found if self._by_short[one.id.partition("-")[0]] is not one]
            raise QuestionError(f"two templates of the bank have the id of {', '.join(ids)}")

    def __getitem__(self, name: str) -> Template:
        """The template of an id, long or short; raises QuestionError with those nearest to it."""
        found = self._by_id.get(name) or self._by_short.get(name)
        if found is None:
            near = difflib.get_close_matches(name.upper(), [*self._by_id, *self._by_short], n=3, cutoff=0.5)
            raise QuestionError(f"the bank has no template {name!r}" + (f"; it has {', '.join(near)}" if near else ""))
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._by_id or name in self._by_short

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def bank(course: Course) -> Bank:
    """The templates of a course; raises QuestionError for a module that cannot be imported, or an id used twice."""
    return bank_of(course.folder / "reference" / "bank")


def bank_of(folder: Path) -> Bank:
    """The templates in the modules of a folder; modules may import each other by their plain names.

    Read once for each state of the files: a class has hundreds of versions, and every one is drawn from the bank.
    """
    paths = sorted(folder.glob("*.py"))
    return _bank_as_it_is(folder, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths))


@lru_cache(maxsize=4)
def _bank_as_it_is(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> Bank:
    with importing_from(folder):
        modules = [_module(path) for path, _, _ in files]
    found = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Template)}
    return Bank(found.values())


def _module(path: Path) -> ModuleType:
    try:
        return importlib.import_module(path.stem)
    except Exception as error:
        raise QuestionError(f"bank/{path.name}: {type(error).__name__}: {error}") from error
