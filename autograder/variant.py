"""A variant: one seed, from which every text, draw, key and test of an assignment follows."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

DEFAULT = "default"
"""The seed of the variant that is committed under assignments/."""
PRACTICE_KEY = b"practice: no course secret is set"
"""Stands in for the course's secret where none is set, as in this repository by itself."""


@dataclass(frozen=True)
class Variant:
    """An assignment's name, the seed, the course's conventions, and the key of its hidden draws.

    Draws come from numpy's RandomState, whose stream numpy promises never to change (its policy on random
    numbers, NEP 19), so that a variant is the same on every version.
    """

    assignment: str
    seed: str = DEFAULT
    conventions: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    key: bytes = field(default=PRACTICE_KEY, repr=False)

    def public_rng(self, label: str) -> np.random.RandomState:
        """A generator for what students see; it depends on the seed, never on the secret."""
        return _generator(hashlib.sha256(f"{self.assignment}/{self.seed}/{label}".encode()).digest())

    def hidden_rng(self, label: str) -> np.random.RandomState:
        """A generator for what students must not foresee; it needs the key."""
        message = f"{self.assignment}/{self.seed}/{label}".encode()
        return _generator(hmac.new(self.key, message, hashlib.sha256).digest())


def assignment_key(secret: bytes, assignment: str) -> bytes:
    """The key of one assignment: it can be packed without giving the course's secret away."""
    return hmac.new(secret, f"assignment {assignment}".encode(), hashlib.sha256).digest()


def _generator(digest: bytes) -> np.random.RandomState:
    words = np.frombuffer(digest, dtype=">u4").astype(np.uint32)
    return np.random.RandomState(words)
