"""What the training questions give for sensible and for wrong solutions, over variants and starts together.

    python benchmarks/bands.py [hw1] [hw2] [hw3] [--seeds 20]

Every seed is a variant of its own (other words, other texts, another hidden test set) and another seed for the
training. Printed for each solution: mean, deviation and smallest accuracy, and the share of the question's hidden
points for it on average and in the worst of the seeds. docs/bands.md keeps the tables.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bands_reviews
import bands_texts
import bands_vectors
import numpy as np

from autograder.assignment import questions_module
from autograder.judging.local import load_functions
from autograder.variant import Variant

ROOT = Path(__file__).resolve().parent.parent
Case = tuple[list[str], Any, list[str], Any, tuple[float, float]]
"""(training texts, labels, hidden texts, their labels, (what earns nothing, what earns everything))."""


def reviews(seed: int) -> Case:
    """Homework 1: the band follows the solution's own accuracy."""
    drawn = questions_module(ROOT / "reference" / "hw1").draw(Variant("hw1", f"band {seed}"))["reviews"]
    return (*drawn.training, *drawn.test, drawn.band)


def xor_texts(seed: int) -> Case:
    """Homework 2: the band is fixed; it stands in the hidden tests."""
    variant = Variant("hw2", f"band {seed}")
    drawn = questions_module(ROOT / "reference" / "hw2").draw(variant)["texts"]
    docs, labels = drawn.training()
    texts, right = drawn.test(variant.hidden_rng("band"))
    tests = _module(ROOT / "tests" / "hidden" / "hw2" / "test_dan.py")
    return docs, np.array(labels), texts, np.array(right), (tests.FLOOR, tests.FULL)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bands_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def solution(assignment: str, file: str, train: str, predict: str) -> Callable[[bands_reviews.Data], Any]:
    """The reference solution."""
    functions = load_functions(ROOT / "reference" / assignment, {train: file, predict: file})

    def found(data: bands_reviews.Data) -> Any:
        docs, y, texts, seed = data
        return np.asarray(functions[predict](functions[train](docs, y, seed), texts)) == 1

    return found


def groups(ways: ModuleType, reference: Callable[..., Any]) -> Iterator[tuple[str, dict[str, Callable[..., Any]]]]:
    yield "The solution", {"the solution": reference}
    yield "Sensible", ways.SENSIBLE
    yield "Hardly trained", ways.HARDLY_TRAINED
    yield "Wrong", ways.WRONG


def measured(way: Callable[..., Any], cases: list[Case]) -> tuple[Any, Any, float]:
    """(accuracy for each case, share of the points, seconds for one)."""
    began = time.perf_counter()
    accuracy, share = [], []
    for seed, (docs, y, texts, right, (floor, full)) in enumerate(cases):
        with np.errstate(all="ignore"):
            accuracy.append(np.mean(way((docs, y, texts, 1000 + seed)) == (right == 1)))
        share.append(np.clip((accuracy[-1] - floor) / (full - floor), 0, 1))
    return np.array(accuracy), np.array(share), (time.perf_counter() - began) / len(cases)


def table(title: str, cases: list[Case], ways: ModuleType, reference: Callable[..., Any]) -> None:
    floors, fulls = zip(*(case[-1] for case in cases))
    band = f"nothing at {floors[0]:.2f}, everything at {min(fulls):.3f}"
    print(f"\n## {title}\n\n{len(cases)} variants; {band}{f' to {max(fulls):.3f}' if max(fulls) > min(fulls) else ''}.")
    for group, members in groups(ways, reference):
        print(f"\n| {group} | accuracy | sd | smallest | share of the points | worst | seconds |")
        print("|---|---|---|---|---|---|---|")
        for name, way in members.items():
            a, share, seconds = measured(way, cases)
            print(f"| {name} | {a.mean():.3f} | {a.std():.3f} | {a.min():.3f} | {100 * share.mean():.0f} % "
                  f"| {100 * share.min():.0f} % | {seconds:.2f} |", flush=True)  # fmt: skip


def vectors(seeds: int) -> None:
    """Homework 3: two numbers, each for half of the points; both bands stand in the hidden tests."""
    tests = _module(ROOT / "tests" / "hidden" / "hw3" / "test_training.py")
    cases = [topics(seed, tests) for seed in range(seeds)]
    print(f"\n## Homework 3: topics\n\n{seeds} variants; purity: nothing at {tests.PURITY[0]}, everything at "
          f"{tests.PURITY[1]}; loss: nothing at {tests.LOSS[0]}, everything at {tests.LOSS[1]}.")  # fmt: skip
    train = load_functions(ROOT / "reference" / "hw3", {"train_w2v": "word2vec.py"})["train_w2v"]
    for group, members in groups(bands_vectors, lambda data: train(*data)):
        print(f"\n| {group} | purity | smallest | loss | sd | largest | share of the points | worst | seconds |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, way in members.items():
            began = time.perf_counter()
            with np.errstate(all="ignore"):
                found = np.array([judged(way((c[0], 1000 + i)), c, tests) for i, c in enumerate(cases)])
            (p, loss, share), took = found.T, (time.perf_counter() - began) / seeds
            print(f"| {name} | {p.mean():.3f} | {p.min():.3f} | {loss.mean():.3f} | {loss.std():.3f} "
                  f"| {loss.max():.3f} | {100 * share.mean():.0f} % | {100 * share.min():.0f} % "
                  f"| {took:.2f} |", flush=True)  # fmt: skip


def topics(seed: int, tests: ModuleType) -> tuple[Any, ...]:
    """(sentences, known words, their topics, pairs of other sentences, their negatives)."""
    variant = Variant("hw3", f"band {seed}")
    drawn = questions_module(ROOT / "reference" / "hw3").draw(variant)["sentences"]
    sentences, rng = drawn.training(), variant.hidden_rng("band")
    known = sorted({word for sentence in sentences for word in sentence})
    number = {word: i for i, word in enumerate(known)}
    counts = np.bincount([number[word] for sentence in sentences for word in sentence])
    labels = [drawn.topics().get(word, "") for word in known]
    return sentences, known, labels, *tests.sampled(rng, drawn.test(rng), number, counts)


def judged(trained: Any, case: tuple[Any, ...], tests: ModuleType) -> tuple[float, float, float]:
    """(purity, loss, share of the points)."""
    _, known, labels, sample, negatives = case
    try:
        W, C = tests.vectors(trained, known)
    except tests.Wrong:  # not finite
        return 0.0, np.inf, 0.0
    p, loss = tests.purity(W, labels), tests.mean_loss(W, C, sample, negatives)
    return p, loss, (tests.share(p, tests.PURITY) + tests.share(loss, tests.LOSS)) / 2


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("assignments", nargs="*", default=["hw1", "hw2", "hw3"])
    parser.add_argument("--seeds", type=int, default=20)
    arguments = parser.parse_args()
    if "hw1" in arguments.assignments:
        known = solution("hw1", "sentiment.py", "train_sentiment", "predict")
        table("Homework 1: reviews", [reviews(s) for s in range(arguments.seeds)], bands_reviews, known)
    if "hw2" in arguments.assignments:
        known = solution("hw2", "dan.py", "train_dan", "predict_dan")
        table("Homework 2: cold or beach", [xor_texts(s) for s in range(arguments.seeds)], bands_texts, known)
    if "hw3" in arguments.assignments:
        vectors(arguments.seeds)


if __name__ == "__main__":
    main()
