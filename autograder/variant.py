"""A variant: one seed, from which every text, draw, key and test of an assignment follows."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.errors import QuestionError, UsageError

MOST_ATTEMPTS = 20_000
"""So many draws are made before none of them is said to be fit."""
DEFAULT = "default"
"""The seed of the variant that is committed under assignments/."""
PRACTICE_KEY = b"practice: no course secret is set"
"""Stands in for the course's secret where none is set, as in this repository by itself."""


@dataclass(frozen=True)
class Variant:
    """An assignment's name, the seed, the course's conventions, the key of its hidden draws, and perhaps a student.

    student: a canonical id (see `canonical_id`); without one it is the variant of the whole course. redraws: how often
    a draw was not fit, by the label of its generator (see `attempts`).

    Draws come from numpy's RandomState, whose stream numpy promises never to change (its policy on random
    numbers, NEP 19), so that a variant is the same on every version.
    """

    assignment: str
    seed: str = DEFAULT
    conventions: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    key: bytes = field(default=PRACTICE_KEY, repr=False)
    student: str | None = None
    redraws: Counter[str] = field(default_factory=Counter, repr=False, compare=False)

    @property
    def described(self) -> str:
        """The seed, and what its conventions are: what every command says that takes a seed, for any text is one."""
        chosen = ", ".join(f"{name} {value!r}" for name, value in self.conventions.items())
        return f"variant {self.seed!r}" + (f" ({chosen})" if chosen else "")

    def public_rng(self, label: str) -> np.random.RandomState:
        """A generator for what students see; it depends on the seed, never on the secret."""
        digest = hashlib.sha256(f"{self.assignment}/{self.seed}/{label}".encode()).digest()
        return Draws(digest, label, self.redraws)

    def hidden_rng(self, label: str) -> np.random.RandomState:
        """A generator for what students must not foresee; it needs the key."""
        message = f"{self.assignment}/{self.seed}/{label}".encode()
        return Draws(hmac.new(self.key, message, hashlib.sha256).digest(), label, self.redraws)

    def personal_rng(self, label: str) -> np.random.RandomState:
        """A generator for what each student has of their own; without a student, the public generator.

        A student's needs the key, so that nobody computes another's draw. Its message is a JSON list: no id, however
        it is written, can be taken for a part of a label, or this generator for a hidden one.
        """
        if self.student is None:
            return self.public_rng(label)
        message = json.dumps(["personal", self.assignment, self.seed, self.student, label]).encode()
        return Draws(hmac.new(self.key, message, hashlib.sha256).digest(), label, self.redraws)

    def for_student(self, student: str | None) -> Variant:
        """The same variant with the personal draws of a student, whose id may be written in any case; None: nobody's.

        Raises UsageError for an id without a letter or a digit.
        """
        return replace(self, student=None if student is None else canonical_id(student))


def canonical_id(text: str) -> str:
    """A student's id in the one form that draws depend on: no space around it, no capitals, one form of each letter.

    Leading zeros stay: 007 is not 7. Raises UsageError for an id without a letter or a digit.
    """
    found = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    if not any(letter.isalnum() for letter in found):
        raise UsageError(f"{text!r} is not the id of a student: it holds neither a letter nor a digit.")
    return found


def assignment_key(secret: bytes, assignment: str) -> bytes:
    """The key of one assignment: it can be packed without giving the course's secret away."""
    return hmac.new(secret, f"assignment {assignment}".encode(), hashlib.sha256).digest()


class Draws(np.random.RandomState):
    """A generator of a variant, which counts under its label how often a draw was not fit and was drawn again."""

    def __init__(self, digest: bytes, label: str, redraws: Counter[str]) -> None:
        super().__init__(np.frombuffer(digest, dtype=">u4").astype(np.uint32))
        self.label, self.redraws = label, redraws


def attempts(rng: np.random.RandomState) -> Iterator[int]:
    """Turns for a draw that must be fit: `for _ in attempts(rng): ... return` what fits.

    Each turn after the first is counted where `rng` is of a variant. Raises QuestionError when none of very many fits.
    """
    for turn in range(MOST_ATTEMPTS):
        if turn and isinstance(rng, Draws):
            rng.redraws[rng.label] += 1
        yield turn
    raise QuestionError(f"none of {MOST_ATTEMPTS} draws is fit: {getattr(rng, 'label', 'a draw')}")
