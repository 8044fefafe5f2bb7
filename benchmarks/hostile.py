"""One hostile submission in eight: does anybody else lose anything, and what does each cost?

    python benchmarks/hostile.py [submissions]     # 500; a few minutes, because some of them run into their deadlines

Every planted attack of tests/autograder/attacks without arguments stands in for a function of a submission. They are
shuffled among honest ones, and the class is graded with them and without.
"""

from __future__ import annotations

import ast
import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOT, SIX = HERE.parent, HERE / "six"
ATTACKS = ROOT / "tests" / "autograder" / "attacks"
ATTACKED = ("mlp_backprop", "neg_sampling_loss_grad", "lr_loss_grad", "rnn_lm_loss")
"""One function of the six each, none that the others call."""
DEADLINE, MORE = 8.0, 4.0
"""A call's limit, and what else an attack may cost: looking how fast the machine is, starting another worker."""


def attacks(names: tuple[str, ...] = ("crashing", "lying", "reaching")) -> Iterator[tuple[str, str]]:
    """(name, source of its file) of every planted attack without arguments."""
    for name in names:
        source = (ATTACKS / f"{name}.py").read_text()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and not node.args.args and not node.name.startswith("_"):
                yield node.name, source


def hostile(function: str, honest: str) -> Iterator[tuple[str, str]]:
    """(name, source): an honest submission in which an attack stands in for the function, whatever its arguments."""
    for name, source in attacks():
        yield name, f"{source}\n\n{honest}\n\ndef {function}(*arguments, **more):\n    return {name}()\n"


def write_class(folder: Path, count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """Write the class; the names of the honest submissions and of the hostile ones."""
    sys.path.insert(0, str(HERE))
    from mistakes_found import candidates

    from autograder.assignment import load
    from autograder.course import Course

    found = [(n, s) for n, s in candidates(load(Course.at(SIX), "six")) if n.startswith("planted") or "unchanged" in n]
    honest = found[0][1]
    bad = [one for at, function in enumerate(ATTACKED) for one in list(hostile(function, honest))[at :: len(ATTACKED)]]
    everyone = [*bad, *(found[at % len(found)] for at in range(count - len(bad)))]
    places = list(range(count))
    random.Random(seed).shuffle(places)
    names: tuple[list[str], list[str]] = ([], [])
    for at, (place, (_, source)) in enumerate(zip(places, everyone)):
        name = f"s{place:04d}"
        (folder / name).mkdir(parents=True)
        (folder / name / "hw.py").write_text(source)
        names[at < len(bad)].append(name)
    return names


def graded(folder: Path, out: Path) -> tuple[dict[str, dict[str, str]], float]:
    """The rows of the gradebook by submission, and the seconds that it took."""
    began = time.perf_counter()
    words = ["grade-all", "six", str(folder), "--course", str(SIX), "--out", str(out)]
    subprocess.run([sys.executable, "-m", "autograder", *words], stdout=subprocess.DEVNULL, check=False, cwd=ROOT)
    seconds = time.perf_counter() - began
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}, seconds


def workers() -> set[str]:
    """Processes of the private users, of other graders too."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if 58000 <= path.stat().st_uid < 58500:
                found.add(path.name)
        except OSError:
            continue
    return found


def differences(alone: dict[str, dict[str, str]], together: dict[str, dict[str, str]]) -> list[str]:
    """The honest submissions whose row is another one, times aside."""
    return [name for name, row in alone.items()
            if any(row[key] != together[name][key] for key in row if key not in ("seconds",))]  # fmt: skip


def _lives_on(pid: str) -> bool:
    """Whether a process is still there after longer than any call of another grader on this machine may take."""
    end = time.monotonic() + 3 * DEADLINE
    while time.monotonic() < end and Path(f"/proc/{pid}").exists():
        time.sleep(0.1)
    return Path(f"/proc/{pid}").exists()


def over(staff: dict) -> float:
    """Seconds beyond what an attack may cost.

    Limits grow where the machine turns out to be busy. What had stopped itself goes on when that has been found out,
    and a second call may use up the longer limit.
    """
    slower = max([0.0, *staff["time limits scaled by"].values()])
    return float(staff["seconds"]) - (DEADLINE * (1 + slower) + MORE)


def main(count: int = 500) -> int:
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        honest, bad = write_class(folder / "all", count)
        for name in honest:
            shutil.copytree(folder / "all" / name, folder / "honest" / name)
        alone, seconds_alone = graded(folder / "honest", folder / "out-honest")
        before = workers()
        together, seconds = graded(folder / "all", folder / "out-all")
        staff = {name: json.loads((folder / "out-all" / name / "staff.json").read_text()) for name in bad}
    left = {pid for pid in workers() - before if _lives_on(pid)}
    costs = sorted((float(one["seconds"]), name) for name, one in staff.items())
    changed = differences(alone, together)
    print(f"{len(honest)} honest and {len(bad)} hostile submissions")
    print(f"honest ones whose marks changed: {len(changed)} {changed[:5]}")
    print(f"seconds without them {seconds_alone:.1f}, with them {seconds:.1f}")
    print(f"a hostile one costs {costs[len(costs) // 2][0]:.2f} s in the middle, {costs[-1][0]:.2f} s at most")
    slower = [factor for one in staff.values() for factor in one["time limits scaled by"].values()]
    print(f"limits that grew because the machine was busy: {len(slower)}, up to {max(slower, default=1.0):.1f} times")
    late = [name for name, one in staff.items() if over(one) > 0]
    print(f"hostile ones that cost more than their own limit: {len(late)}")
    full = [name for name in bad if float(together[name]["score"]) > 20]
    print(f"hostile ones with more than their honest functions earn: {len(full)}")
    print(f"processes left behind: {len(left)}")
    return int(bool(changed or full or left or late))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
