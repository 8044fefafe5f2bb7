"""The names that an answer may use, and how a typed spelling finds its name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .errors import Unreadable

SPELLING = re.compile(r"[_{},\s]")
KRONECKER = re.compile(r"delta([a-z])([a-z])")


def canonical(name: str) -> str:
    """x1, x_1 and x_{1} are one name; so are yhat and y_hat."""
    return SPELLING.sub("", name)


@dataclass(frozen=True)
class Names:
    """Declared names.

    shapes: name -> None for a number, or the name of its dimension for a vector.
    indices: index letter -> the dimension that it runs over; `p_i` is then an entry of the vector `p`.
    """

    shapes: Mapping[str, str | None]
    indices: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Names of numbers only."""
        return cls({name: None for name in names})

    @property
    def has_vectors(self) -> bool:
        """Whether any name is a vector."""
        return any(shape is not None for shape in self.shapes.values())

    def spellings(self) -> dict[str, str]:
        """Canonical spelling -> declared name; a Kronecker delta may be written with its indices exchanged."""
        table = {canonical(name): name for name in self.shapes}
        for name in self.shapes:
            match = KRONECKER.fullmatch(canonical(name))
            if match:
                table.setdefault(f"delta{match[2]}{match[1]}", name)
        return table

    def entries(self) -> dict[str, tuple[str, str]]:
        """Canonical spelling of each entry of a vector, p_i or p_2 -> (vector, index or number)."""
        places = [*self.indices, *"123456789"]
        vectors = [name for name, shape in self.shapes.items() if shape is not None]
        return {canonical(name + below): (name, below) for name in vectors for below in places}

    def listed(self) -> str:
        """The names as a student should see them."""
        return ", ".join([*self.shapes, *(f"{index} (index)" for index in self.indices)])


def split_glued(word: str, pieces: Iterable[str]) -> list[str] | None:
    """The only way to cut `word` into pieces, or None if there is none or more than one."""
    found: list[list[list[str]]] = [[[]], *([] for _ in word)]
    for end in range(1, len(word) + 1):
        for piece in pieces:
            if word.endswith(piece, 0, end) and len(found[end]) < 2:
                found[end] += [[*cut, piece] for cut in found[end - len(piece)]]
    return found[-1][0] if len(found[-1]) == 1 else None


def unknown(word: str, names: Names, column: int) -> Unreadable:
    """The error for a name that nobody declared."""
    close = difflib.get_close_matches(canonical(word), list(names.spellings()), 1, 0.6)
    same = [name for key, name in names.spellings().items() if key.lower() == canonical(word).lower()]
    guess = same[0] if same else names.spellings()[close[0]] if close else None
    known = f"Known here: {names.listed()}." if names.shapes else "No names are known here."
    hint = f"{known} Did you mean {guess}?" if guess else known
    return Unreadable(f"the name '{word[:40]}' is not known.", column, hint)
