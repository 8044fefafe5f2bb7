"""Points at which a key and an answer are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..errors import QuestionError
from .domains import Domain
from .evaluate import Array, Evaluator
from .reader.names import KRONECKER, canonical
from .reader.tree import Tree

BATCH = 64
WIDER = 16  # a quarter of each batch comes from a wider box
DIMENSIONS = (3, 4, 2, 5)


@dataclass(frozen=True)
class Sampler:
    """Draws values for variables and computes the definitions that follow from them.

    domains: variable -> domain. indices: index -> dimension. definitions: name -> tree, in an order in which each
    needs only those before it. given: conditions (trees, true where not 0) that every point meets. The draw depends on
    `seed` and on the declared names alone, never on an answer.
    """

    domains: Mapping[str, Domain]
    indices: Mapping[str, str]
    definitions: Mapping[str, Tree]
    given: Sequence[Tree]
    seed: int

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Dimension -> size: 3, 4, 2, 5 in the order of declaration, different so that shapes cannot be confused."""
        names = [d.dimension for d in self.domains.values() if d.dimension] + list(self.indices.values())
        return {name: DIMENSIONS[k % len(DIMENSIONS)] for k, name in enumerate(dict.fromkeys(names))}

    @cached_property
    def index_sizes(self) -> dict[str, int]:
        """Index -> the size of its dimension."""
        return {index: self.sizes[dimension] for index, dimension in self.indices.items()}

    def batch(self, number: int, simple: bool = False) -> dict[str, Array]:
        """64 points, (64,) or (64, n) for each name; later batches are wider. `simple`: one-decimal values."""
        rng = np.random.default_rng([self.seed % 2**32, self._hash(), number, simple])
        kept: list[dict[str, Array]] = []
        count = 0
        for _ in range(64):
            values = self._draw(rng, number, simple)
            keep = self._met(values)
            count += int(keep.sum())
            kept.append({name: value[keep] for name, value in values.items()})
            if count >= BATCH:
                return {name: np.concatenate([part[name] for part in kept])[:BATCH] for name in values}
        raise QuestionError("hardly any point meets the conditions in `given`; loosen them or narrow the domains.")

    def _hash(self) -> int:
        text = repr((list(self.domains.items()), list(self.indices.items())))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")

    def _draw(self, rng: np.random.Generator, number: int, simple: bool) -> dict[str, Array]:
        widths = np.full(BATCH, 4.0 ** max(number - 1, 0))
        widths[:WIDER] = 4.0 ** (number + 1)
        widths = np.ones(BATCH) if simple and number == 0 else widths
        values: dict[str, Array] = {}
        for name, domain in self.domains.items():
            values[name] = self._column(rng, domain, widths, simple)
        for index, size in self.index_sizes.items():
            values[index] = np.floor(_strata(rng) * size)
        self._tie(values)
        evaluator = Evaluator(values, self.index_sizes)
        for name, tree in self.definitions.items():
            values[name] = _filled(evaluator.value(tree))
        return values

    def _column(self, rng: np.random.Generator, domain: Domain, widths: Array, simple: bool) -> Array:
        size = self.sizes[domain.dimension] if domain.dimension else 1
        columns = []
        for _ in range(size):
            column = domain.at(_strata(rng), widths)
            columns.append(domain.simple(column) if simple else column)
        return np.stack(columns, axis=1) if domain.dimension else columns[0]

    def _tie(self, values: dict[str, Array]) -> None:
        """Where delta_ij is 1 the indices are one, so p_j is p_i."""
        for name in self.domains:
            match = KRONECKER.fullmatch(canonical(name))
            if not match:
                continue
            for first in self.domains:
                second = _partner(first, match[1], match[2])
                if second is not None and second in self.domains and first != name:
                    values[second] = np.where(values[name] == 1, values[first], values[second])

    def _met(self, values: dict[str, Array]) -> NDArray[np.bool_]:
        keep = np.ones(BATCH, dtype=bool)
        for condition in self.given:
            keep &= np.broadcast_to(Evaluator(values, self.index_sizes).value(condition) != 0, (BATCH,))
        return keep


def _strata(rng: np.random.Generator) -> Array:
    """One place in each of 64 equal strata of [0, 1), in random order."""
    return np.asarray((rng.permutation(BATCH) + rng.random(BATCH)) / BATCH)


def _filled(value: Array) -> Array:
    return np.broadcast_to(value, (BATCH,)).copy() if value.ndim == 0 else value


def _partner(name: str, i: str, j: str) -> str | None:
    """p_i -> p_j."""
    base, _, below = name.rpartition("_")
    return f"{base}_{j}" if base and below.strip("{}") == i else None
