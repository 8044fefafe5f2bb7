"""What confinement costs one submission: the same questions with every layer and with none, in pairs, in one run.

    python benchmarks/confinement.py [pairs] [questions]

Each question gets a worker of its own: fork, confine, load, five calls, kill, sweep, reap. The aim is a median
difference of at most 10 ms for a submission.
"""

from __future__ import annotations

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


def main(pairs: int = 60, questions: int = 14) -> None:
    confined, start_confined = start(None)
    free, start_free = start(())
    with confined, free:
        for clean in (confined, free):
            grade(clean, questions)  # first use, and everything that is loaded in idle time
        differences, with_layers, without = [], [], []
        for _ in range(pairs):
            times = {}
            for clean in random.sample([confined, free], 2):
                times[clean] = grade(clean, questions)
            with_layers.append(1000 * times[confined])
            without.append(1000 * times[free])
            differences.append(with_layers[-1] - without[-1])
        difference = statistics.median(differences)
        low, _, high = statistics.quantiles(differences, n=4)
        print(f"level {confined.level_name} against {free.level_name}, {questions} questions, {pairs} pairs")
        print(f"start          {1000 * start_confined:7.1f} ms against {1000 * start_free:7.1f} ms")
        print(f"one submission {statistics.median(with_layers):7.1f} ms against {statistics.median(without):7.1f} ms")
        print(f"ratio          {statistics.median(with_layers) / statistics.median(without):7.2f}")
        print(f"difference     {difference:7.1f} ms (quartiles {low:.1f} to {high:.1f}); aim: at most {AIM_MS:g}")
        print(f"each question  {difference / questions:7.2f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
