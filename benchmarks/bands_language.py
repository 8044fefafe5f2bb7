"""Homework 4, question C: sensible and wrong ways to train a recurrent language model.

    python benchmarks/bands_language.py [--seeds 20] [--activation tanh]

Every seed is a variant of its own (other words and chances, other texts) and another seed for the training. Printed for
each way: how much of the way from pairs of words to the true chances is closed, how many verbs agree, and the share of
the question's hidden points on average and in the worst of the seeds. docs/bands.md keeps the tables.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
from bands_variants import ROOT, Homework

from autograder.conventions import choices

HIDDEN, PUBLIC = "tests/hidden/hw4/test_training.py", "reference/hw4/handout/test_public_use.py"
Way = Callable[[Any, int, int], dict[str, Any]]
"""(ids, V, seed) -> parameters."""


def train(
    ids: Any, V: int, seed: int, *, e: int = 12, H: int = 24, N: int = 20, T: int = 20, step: str = "sgd",
    rate: float = 1.0, epochs: int = 30, clip: float = 1.0, slip: str = "", relu: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Truncated backpropagation through pieces of T words; `slip` names a mistake."""
    rng = np.random.RandomState(seed)
    P = {"E": rng.normal(size=(V, e)) * 0.5, "We": rng.normal(size=(H, e)) / np.sqrt(e),
         "Wh": rng.normal(size=(H, H)) / np.sqrt(H), "b1": np.zeros(H), "U": rng.normal(size=(V, H)) / np.sqrt(H),
         "b2": np.zeros(V)}  # fmt: skip
    S = (len(ids) - 1) // N
    X, Y = ids[: N * S].reshape(N, S), ids[1 : N * S + 1].reshape(N, S)
    first, second, count = dict.fromkeys(P, 0.0), dict.fromkeys(P, 0.0), 0
    for epoch in range(epochs):
        h, eta = np.zeros((N, H)), rate * (1 - epoch / epochs)
        for at in range(0, S, T):
            G, h = gradients(P, X[:, at : at + T], Y[:, at : at + T], 0 * h if slip == "h reset" else h, slip, relu)
            size, count = np.sqrt(sum(np.sum(g**2) for g in G.values())), count + 1
            for name, g in G.items():
                if step == "adam":
                    first[name] = 0.9 * first[name] + 0.1 * g
                    second[name] = 0.999 * second[name] + 0.001 * g**2
                    g = first[name] / (1 - 0.9**count) / (np.sqrt(second[name] / (1 - 0.999**count)) + 1e-8)
                else:
                    g = g * min(1.0, clip / size)
                P[name] = P[name] - eta * g
    return P


def gradients(P: dict[str, Any], x: Any, y: Any, h: Any, slip: str, relu: bool) -> tuple[dict[str, Any], Any]:
    """Of the mean loss, and the last states."""
    N, T = x.shape
    H = [h]
    for t in range(T):
        z = H[-1] @ P["Wh"].T + P["E"][x[:, t]] @ P["We"].T + P["b1"]
        H.append(np.maximum(z, 0) if relu else np.tanh(z))
    S = np.stack(H, axis=1)
    D = np.exp(S[:, 1:] @ P["U"].T + P["b2"])
    D /= D.sum(axis=2, keepdims=True)
    D[np.arange(N)[:, None], np.arange(T), x if slip == "targets unshifted" else y] -= 1
    D *= (-1.0 if slip == "uphill" else 1.0) / (N * T)
    A, back, DU = np.empty((N, T, h.shape[1])), np.zeros_like(h), D @ P["U"]
    for t in reversed(range(T)):
        slope = 1.0 if slip == "no slope" else S[:, t + 1] > 0 if relu else 1 - S[:, t + 1] ** 2
        A[:, t] = (DU[:, t] + back) * slope
        back = A[:, t] @ (P["Wh"].T if slip == "recurrence transposed" else P["Wh"])
        back = 0 * back if slip == "nothing from the next step" else back
    before = S[:, 1:] if slip == "h_t for h_(t-1)" else S[:, :-1]
    dE = np.zeros_like(P["E"])
    if slip != "E frozen":
        np.add.at(dE, x, A @ P["We"])
    G = {"E": dE, "We": _outer(A, P["E"][x]), "Wh": _outer(A, before), "b1": A.sum(axis=(0, 1)),
         "U": _outer(D, S[:, 1:]), "b2": D.sum(axis=(0, 1))}  # fmt: skip
    return G, S[:, -1]


def _outer(D: Any, X: Any) -> Any:
    return D.reshape(-1, D.shape[2]).T @ X.reshape(-1, X.shape[2])


SENSIBLE: dict[str, Way] = {
    "SGD, rate 1, clipped at 1, 30 epochs": train,
    "SGD, rate 1, 60 epochs": partial(train, epochs=60),
    "SGD, rate 0.5, 40 epochs": partial(train, rate=0.5, epochs=40),
    "SGD, rate 2, 30 epochs": partial(train, rate=2.0),
    "SGD, rate 1, H = 16, e = 8": partial(train, H=16, e=8),
    "SGD, rate 1, H = 50, e = 30": partial(train, H=50, e=30),
    "SGD, rate 1, pieces of 10, 10 rows": partial(train, T=10, N=10, epochs=15),
    "Adam 0.01, 20 epochs": partial(train, step="adam", rate=0.01, epochs=20),
    "Adam 0.02, H = 16, 20 epochs": partial(train, step="adam", rate=0.02, epochs=20, H=16, e=8),
    "Adam 0.005, 20 epochs": partial(train, step="adam", rate=0.005, epochs=20),
    "Adam 0.03, 10 epochs": partial(train, step="adam", rate=0.03, epochs=10),
    "the state starts at 0 in every piece": partial(train, slip="h reset"),
}
HARDLY_TRAINED: dict[str, Way] = {
    "SGD, rate 1, 5 epochs": partial(train, epochs=5),
    "SGD, rate 0.1, 20 epochs": partial(train, rate=0.1, epochs=20),
    "Adam 0.05, 10 epochs": partial(train, step="adam", rate=0.05, epochs=10),
    "Adam 0.003, 10 epochs": partial(train, step="adam", rate=0.003, epochs=10),
}
WRONG: dict[str, Way] = {
    name: partial(train, slip=name)
    for name in ("nothing from the next step", "recurrence transposed", "no slope", "h_t for h_(t-1)", "E frozen",
                 "targets unshifted", "uphill")
}  # fmt: skip


NEEDED = ("rnn_forward", "train_rnnlm", "perplexity")


class Solution:
    """What the measures call the reference by, for these conventions."""

    def __init__(self, homework: Homework) -> None:
        functions = homework.functions("rnnlm.py", *NEEDED)
        self.rnn_forward, self.train_rnnlm, self.perplexity = (functions[name] for name in NEEDED)


def measured(
    way: Way, seeds: int, homework: Homework, judge: ModuleType, public: ModuleType, solution: Solution
) -> tuple[Any, float]:
    """(gap closed, agreement, share, perplexity in check.py) for each seed, seconds for one."""
    rows, seconds = [], 0.0
    for seed in range(seeds):
        variant, found = homework.drawn(seed)
        language = found["language"]
        ids, V = language.test(variant.hidden_rng("band")), len(language.grammar.words)
        text, began = language.training, time.process_time()
        with np.errstate(all="ignore"):
            P = way(text, V, 1000 + seed)
            seconds += time.process_time() - began
            log_p = judge.log_chances(solution, P, ids)
            closed, model, _ = judge.gap_closed(language, log_p, ids)
            agree = judge.agreement(language, log_p, ids)
        finite = bool(np.isfinite(closed))
        share = (judge.share_of(closed, judge.GAP) * finite if finite else 0.0) / 2
        share += judge.share_of(agree, judge.AGREEMENT) / 2 * (finite and model <= judge.HOPELESS)
        rows.append((closed, agree, share, at_home(way, seed, public, solution)))
    return np.array(rows), seconds / seeds


def at_home(way: Way, seed: int, public: ModuleType, solution: Solution) -> float:
    """The perplexity in the check that students have, on its little language."""
    rng = np.random.RandomState(seed)
    with np.errstate(all="ignore"):
        P = way(public.sentences(rng, 800), 7, seed)
        texts = public.sentences(rng, 160).reshape(8, 100)
        return float(solution.perplexity(P, texts, np.zeros((8, len(P["b1"])))))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--activation", default="tanh", choices=choices(ROOT / "reference" / "hw4")["rnn_activation"])
    asked = parser.parse_args()
    homework = Homework("hw4", {"rnn_activation": asked.activation})
    judge, public = homework.tests(HIDDEN), homework.tests(PUBLIC)
    solution, relu = Solution(homework), asked.activation == "relu"
    groups = {"The solution": {"the solution": solution.train_rnnlm}, "Sensible": SENSIBLE,
              "Hardly trained": HARDLY_TRAINED, "Wrong": WRONG}  # fmt: skip
    for group, ways in groups.items():
        print(f"\n| {group} | gap closed | smallest | agreement | smallest | share of the points | worst "
              "| largest in check.py | seconds |")  # fmt: skip
        print("|---|---|---|---|---|---|---|---|---|")
        for name, way in ways.items():
            way = way if group == "The solution" else partial(way, relu=relu)
            rows, seconds = measured(way, asked.seeds, homework, judge, public, solution)
            gap, agree, share, home = rows.T
            print(f"| {name} | {gap.mean():.2f} | {gap.min():.2f} | {agree.mean():.3f} | {agree.min():.3f} "
                  f"| {100 * share.mean():.0f} % | {100 * share.min():.0f} % | {home.max():.3f} | {seconds:.2f} |",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
