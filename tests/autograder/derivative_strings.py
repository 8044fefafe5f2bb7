"""Strings to throw at the reader: token soup, spoilt answers, and characters from everywhere."""

from __future__ import annotations

import random
from collections.abc import Iterator

SOUP = """
    a z x w p_1 p_i p_j delta_ij x_{12} yhat \\hat{y} ŷ σ \\sigma sigma exp ln log tanh max min where
    relu | || ( ) [ ] { } + - * / ^ ** · × − , . = == < > <= ≤ ≠ 1 0 2.5 .5 1e5 ² ⁻¹ ₁ ᵢ √ \\sqrt \\frac
    \\frac{a}{z} \\left( \\right) $ \\( \\) 1[z>0] \\mathbb{1} \\text{ReLU} e pi π e^ sum_j \\sum_{j=1}^K
    Σ_j dot w.x w^T \\top softmax softmax(z)_i ' ! & _ softmax_i if else lambda import __import__('os')
    9**9**9 np.exp \\partial \\begin{cases} \\ \\, ~ # % @ ; : ? "
"""
PIECES = SOUP.split()
ANSWERS = (
    "sigma(z)*(1-sigma(z))",
    "\\frac{e^{-z}}{(1+e^{-z})^2}",
    "(σ(w·x)−1)w + z_i·δ_{ij}",
    "where(z>0, 1, 0.1) + |z|/2",
    "sum_j p_j*(delta_ij - p_i)",
    "$-\\tanh^2 z + \\max(z, 0)$",
)


def strings(rng: random.Random, count: int) -> Iterator[str]:
    """`count` strings, a third of each kind."""
    kinds = (_soup, _spoilt, _anything)
    for k in range(count):
        yield kinds[k % 3](rng)


def _soup(rng: random.Random) -> str:
    glue = rng.choice(("", " ", ""))
    return glue.join(rng.choice(PIECES) for _ in range(rng.randint(1, 14)))


def _spoilt(rng: random.Random) -> str:
    text = list(rng.choice(ANSWERS))
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(text) + 1)
        action = rng.random()
        if action < 0.4 and place < len(text):
            del text[place]
        elif action < 0.7:
            text.insert(place, rng.choice(PIECES))
        else:
            text[place : place + 1] = rng.choice("()[]{}|^_*/+-.,=<>zwx10\\")
    return "".join(text)


def _anything(rng: random.Random) -> str:
    top = rng.choice((0x7F, 0x3FF, 0x2FFF, 0x10FFFF))
    return "".join(chr(rng.randint(0, top)) for _ in range(rng.randint(0, 20)))


def expression(rng: random.Random, names: tuple[str, ...], depth: int = 4) -> str:
    """A random text that the reader accepts, over names of numbers."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice((*names, "1", "2", "0.5", "0", "10"))
    left, right = expression(rng, names, depth - 1), expression(rng, names, depth - 1)
    return rng.choice(
        (
            f"({left})+({right})",
            f"({left})-({right})",
            f"({left})*({right})",
            f"({left})/({right})",
            f"({left})^2",
            f"({left})^({right})",
            f"-({left})",
            f"exp({left})",
            f"ln({left})",
            f"sigma({left})",
            f"tanh({left})",
            f"|{rng.choice(names)}|",
            f"max({left}, {right})",
            f"where(({left})>({right}), {left}, {right})",
            f"sqrt({left})",
            f"sign({left})",
            f"1[({left}) <= ({right})]",
        )
    )
