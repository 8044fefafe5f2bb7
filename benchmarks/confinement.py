"""What confinement costs one submission: the same questions with every layer and with none, in pairs, in one run.

    python benchmarks/confinement.py [rounds] [pairs] [questions]

Each question gets a worker of its own: fork, confine, load, five calls, kill, sweep, reap. The aim is a median
difference of at most 10 ms for a submission.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time

import numpy as np

from autograder.confined import CleanProcess

SOURCE = b"""
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def lr_grad(X, y, w, b):
    p = sigmoid(X @ w + b)
    return X.T @ (p - y) / len(y), float(np.mean(p - y))
"""
AIM_MS = 10.0


def grade(clean: CleanProcess, questions: int) -> float:
    """Seconds for one submission."""
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(40, 10)), rng.integers(0, 2, 40), rng.normal(size=10)
    began = time.perf_counter()
    for _ in range(questions):
        with clean.worker({"logistic.py": SOURCE}) as worker:
            for _ in range(5):
                worker.call("logistic", "lr_grad", (X, y, w, 0.1), observe=True)
    return time.perf_counter() - began


def start(layers: tuple[str, ...] | None) -> tuple[CleanProcess, float]:
    """A clean process and the seconds until it was ready."""
    began = time.perf_counter()
    clean = CleanProcess.start(**({} if layers is None else {"layers": layers}))
    clean.ready()
    return clean, time.perf_counter() - began


def one_round(pairs: int, questions: int) -> list[dict[str, float]]:
    """Figures of `pairs` pairs with two new clean processes: the scheduler may favour one for its whole life."""
    kinds: dict[str, tuple[str, ...] | None] = {"confined": None, "free": ()}
    started = {kind: start(kinds[kind]) for kind in random.sample(list(kinds), 2)}
    with started["confined"][0] as confined, started["free"][0] as free:
        clean = {"confined": confined, "free": free}
        for one in clean.values():
            grade(one, questions)  # first use, and everything that is loaded in idle time
        figures = []
        for _ in range(pairs):
            times = {kind: 1000 * grade(clean[kind], questions) for kind in random.sample(list(clean), 2)}
            figures.append(times | {f"start {kind}": 1000 * started[kind][1] for kind in started})
        return figures


def main(rounds: int = 12, pairs: int = 10, questions: int = 14) -> None:
    figures = [figure for _ in range(rounds) for figure in one_round(pairs, questions)]
    differences = [figure["confined"] - figure["free"] for figure in figures]
    middle = {name: statistics.median(figure[name] for figure in figures) for name in figures[0]}
    low, difference, high = statistics.quantiles(differences, n=4)
    print(f"{questions} questions, {rounds} rounds of {pairs} pairs, load {os.getloadavg()[0]:.1f}")
    print(f"start          {middle['start confined']:7.1f} ms against {middle['start free']:7.1f} ms")
    print(f"one submission {middle['confined']:7.1f} ms against {middle['free']:7.1f} ms")
    print(f"ratio          {middle['confined'] / middle['free']:7.2f}")
    print(f"difference     {difference:7.1f} ms (quartiles {low:.1f} to {high:.1f}); aim: at most {AIM_MS:g}")
    print(f"each question  {difference / questions:7.2f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
