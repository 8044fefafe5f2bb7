"""What the training questions give for sensible and for wrong solutions, over variants and starts together.

    python benchmarks/bands.py [hw1] [hw2] [hw3] [--seeds 20] [--activation tanh] [--reduction mean]

Every seed is a variant of its own (other words, other texts, another hidden test set) and another seed for the
training. Printed for each solution: mean, deviation and smallest accuracy, and the share of the question's hidden
points for it on average and in the worst of the seeds. Course conventions are the default's but for those given: the
activation is that of homework 2, the reduction that of homework 2 or 3. docs/bands.md keeps the tables.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import bands_reviews
import bands_texts
import bands_vectors
import numpy as np
from bands_variants import Homework

Case = tuple[list[str], Any, list[str], Any, tuple[float, float]]
"""(training texts, labels, hidden texts, their labels, (what earns nothing, what earns everything))."""


def reviews(hw1: Homework, seed: int) -> Case:
    """Homework 1: the band follows the solution's own accuracy."""
    drawn = hw1.drawn(seed)[1]["reviews"]
    return (*drawn.training, *drawn.test, drawn.band)


def xor_texts(hw2: Homework, seed: int) -> Case:
    """Homework 2: the band is fixed; it stands in the hidden tests."""
    variant, drawn = hw2.drawn(seed)
    docs, labels = drawn["texts"].training()
    texts, right = drawn["texts"].test(variant.hidden_rng("band"))
    tests = hw2.tests("tests/hidden/hw2/test_training.py")
    return docs, np.array(labels), texts, np.array(right), (tests.FLOOR, tests.FULL)


def solution(homework: Homework, file: str, train: str, predict: str) -> Callable[..., Any]:
    """The reference solution."""
    functions = homework.functions(file, train, predict)

    def found(data: bands_reviews.Data) -> Any:
        docs, y, texts, seed = data
        return np.asarray(functions[predict](functions[train](docs, y, seed), texts)) == 1

    return found


def groups(
    ways: ModuleType, reference: Callable[..., Any], course: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Callable[..., Any]]]]:
    """The solution, and the ways of a module with what the course's conventions say."""
    yield "The solution", {"the solution": reference}
    for title, members in (
        ("Sensible", ways.SENSIBLE), ("Hardly trained", ways.HARDLY_TRAINED), ("Wrong", ways.WRONG)
    ):  # fmt: skip
        yield title, {name: partial(way, **course) for name, way in members.items()}


def measured(way: Callable[..., Any], cases: list[Case]) -> tuple[Any, Any, float]:
    """(accuracy for each case, share of the points, seconds for one)."""
    began = time.perf_counter()
    accuracy, share = [], []
    for seed, (docs, y, texts, right, (floor, full)) in enumerate(cases):
        with np.errstate(all="ignore"):
            accuracy.append(np.mean(way((docs, y, texts, 1000 + seed)) == (right == 1)))
        share.append(np.clip((accuracy[-1] - floor) / (full - floor), 0, 1))
    return np.array(accuracy), np.array(share), (time.perf_counter() - began) / len(cases)


def table(title: str, cases: list[Case], grouped: Iterator[tuple[str, dict[str, Callable[..., Any]]]]) -> None:
    floors, fulls = zip(*(case[-1] for case in cases))
    band = f"nothing at {floors[0]:.2f}, everything at {min(fulls):.3f}"
    print(f"\n## {title}\n\n{len(cases)} variants; {band}{f' to {max(fulls):.3f}' if max(fulls) > min(fulls) else ''}.")
    for group, members in grouped:
        print(f"\n| {group} | accuracy | sd | smallest | share of the points | worst | seconds |")
        print("|---|---|---|---|---|---|---|")
        for name, way in members.items():
            a, share, seconds = measured(way, cases)
            print(f"| {name} | {a.mean():.3f} | {a.std():.3f} | {a.min():.3f} | {100 * share.mean():.0f} % "
                  f"| {100 * share.min():.0f} % | {seconds:.2f} |", flush=True)  # fmt: skip


def vectors(hw3: Homework, seeds: int) -> None:
    """Homework 3: two numbers, each for half of the points; both bands stand in the hidden tests."""
    tests = hw3.tests("tests/hidden/hw3/test_training.py")
    cases = [topics(hw3, seed, tests) for seed in range(seeds)]
    print(f"\n## Homework 3: topics\n\n{seeds} variants; purity: nothing at {tests.PURITY[0]}, everything at "
          f"{tests.PURITY[1]}; loss: nothing at {tests.LOSS[0]}, everything at {tests.LOSS[1]}.")  # fmt: skip
    train, course = hw3.functions("word2vec.py", "train_w2v")["train_w2v"], {"means": hw3.values["reduction"] == "mean"}
    for group, members in groups(bands_vectors, lambda data: train(*data), course):
        print(f"\n| {group} | purity | smallest | loss | sd | largest | share of the points | worst | seconds |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, way in members.items():
            began = time.perf_counter()
            with np.errstate(all="ignore"):
                found = np.array([judged(way((c[0], 1000 + i)), c, tests) for i, c in enumerate(cases)])
            (p, loss, share), took = found.T, (time.perf_counter() - began) / seeds
            shown = " | ".join(f"{x:.3f}" if x < 1000 else "huge" for x in (loss.mean(), loss.std(), loss.max()))
            print(f"| {name} | {p.mean():.3f} | {p.min():.3f} | {shown} | {100 * share.mean():.0f} % "
                  f"| {100 * share.min():.0f} % | {took:.2f} |", flush=True)  # fmt: skip


def topics(hw3: Homework, seed: int, tests: ModuleType) -> tuple[Any, ...]:
    """(sentences, known words, their topics, pairs of other sentences, their negatives)."""
    variant, everything = hw3.drawn(seed)
    drawn = everything["sentences"]
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


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("assignments", nargs="*", default=["hw1", "hw2", "hw3"])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--activation", choices=("tanh", "relu", "sigmoid"), default="tanh")
    parser.add_argument("--reduction", choices=("mean", "sum"), help="by default that of the default variant")
    return parser.parse_args()


def main() -> None:
    arguments = asked()
    chosen = {"dan_activation": arguments.activation} | (
        {"reduction": arguments.reduction} if arguments.reduction else {}
    )
    for name in arguments.assignments:
        homework, seeds = Homework(name, chosen), range(arguments.seeds)
        if name == "hw1":
            known = solution(homework, "sentiment.py", "train_sentiment", "predict")
            cases = [reviews(homework, seed) for seed in seeds]
            table("Homework 1: reviews", cases, groups(bands_reviews, known, {}))
        if name == "hw2":
            known = solution(homework, "dan.py", "train_dan", "predict_dan")
            cases = [xor_texts(homework, seed) for seed in seeds]
            course = {"activation": arguments.activation, "sums": homework.values["reduction"] == "sum"}
            title = f"Homework 2: cold or beach, {arguments.activation}, {homework.values['reduction']}"
            table(title, cases, groups(bands_texts, known, course))
        if name == "hw3":
            vectors(homework, arguments.seeds)


if __name__ == "__main__":
    main()
