"""Measure the judging of derivative answers on a file of labelled pairs.

    python benchmarks/derivatives.py PAIRS.jsonl [--seeds 60]

Each line is an object: id ("question.number"), f and wrt (or ref, a key stated directly), vars, defs, student,
expected (1 right, 0 wrong). Printed: wrong ones accepted and right ones rejected over the seeds, counter-examples and
named causes for the wrong ones, how often answers of *other* questions earn something, and times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.derivatives import Derivative, Verdict

Row = dict[str, Any]


def question(row: Row, seed: int = 0) -> Derivative:
    key = None if row["f"] else row["ref"]
    return Derivative(row["f"], row["wrt"], row["vars"], row["defs"], key=key, seed=seed)


def name_of(row: Row) -> str:
    return str(row["id"]).split(".")[0]


def questions(rows: Iterable[Row], seed: int) -> dict[str, Derivative]:
    first = {}
    for row in rows:
        first.setdefault(name_of(row), row)
    return {name: question(row, seed) for name, row in first.items()}


def over_seeds(rows: list[Row], seeds: int) -> Iterator[tuple[int, Row, Verdict]]:
    for seed in range(seeds):
        asked = questions(rows, seed)
        for row in rows:
            yield seed, row, asked[name_of(row)].verdict(row["student"])


def judge(rows: list[Row], seeds: int) -> None:
    wrong = [0, 0, 0]
    for seed, row, verdict in over_seeds(rows, seeds):
        full = verdict.outcome == "equal"
        if full != bool(row["expected"]):
            print(f"seed {seed}  {row['id']}  {row['student']!r}: {verdict.outcome}, {verdict.reason}")
            wrong[2 if verdict.outcome in ("undecided", "unreadable") else 0 if full else 1] += 1
    print(f"{len(rows)} pairs, {seeds} seeds: {wrong[0]} wrong accepted, {wrong[1]} right rejected, {wrong[2]} open")


def explain(rows: list[Row]) -> None:
    near = [(row, verdict) for _, row, verdict in over_seeds(rows, 1) if not row["expected"]]
    shown = sum(verdict.counterexample is not None for _, verdict in near)
    named = sum(verdict.cause is not None for _, verdict in near)
    print(f"{len(near)} wrong: {shown} with a counter-example, {named} with a cause ({named / len(near):.1%})")
    for row, verdict in near:
        if verdict.cause is None or verdict.counterexample is None:
            print(f"    {row['id']}  {row['student']!r}")


def exchange(rows: list[Row]) -> None:
    """Answers of other questions; those that happen to be right for this one are counted apart."""
    readable = right = earned = 0
    for name, asked in questions(rows, 0).items():
        for row in rows:
            verdict = asked.verdict(row["student"]) if name_of(row) != name else None
            if verdict is None or verdict.outcome == "unreadable":
                continue
            readable += 1
            right += verdict.outcome == "equal"
            earned += verdict.outcome != "equal" and verdict.share > 0
    others = readable - right
    print(
        f"answers of other questions: {readable} readable, {right} of them right here too; "
        f"of the {others} others {earned} earn something ({earned / max(others, 1):.1%})"
    )


def speed(rows: list[Row]) -> None:
    asked = questions(rows, 0)
    for row in rows:
        asked[name_of(row)].verdict(row["student"])
    times = []
    for row in rows:
        start = time.perf_counter()
        asked[name_of(row)].verdict(row["student"])
        times.append(1000 * (time.perf_counter() - start))
    print(f"warm: median {statistics.median(times):.2f} ms, worst {max(times):.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--seeds", type=int, default=60)
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.pairs.read_text(encoding="utf-8").splitlines() if line.strip()]
    explain(rows)
    exchange(rows)
    speed(rows)
    judge(rows, options.seeds)


if __name__ == "__main__":
    main()
