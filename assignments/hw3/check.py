#!/usr/bin/env python3
"""Check your homework on this machine, or make the file to upload.

    python check.py            run the public checks on the files in this folder
    python check.py B3         only those of question B3
    python check.py --zip      make the upload: only the files that are asked for
    python check.py --plots    draw what your code has learned, where the homework has pictures

The public checks are a part of what is graded: same numbers, same names, same points. It needs Python 3.10 or
newer, numpy and pytest (python -m pip install numpy pytest).
"""

import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(words):
    """Run what the words ask for; returns the exit status."""
    if any(word in ("-h", "--help") for word in words):
        print(__doc__)
        return 0
    if sys.version_info < (3, 10):
        print("check.py needs Python 3.10 or newer; this is Python %d.%d." % sys.version_info[:2])
        return 2
    facts = json.loads((HERE / "handout.json").read_text(encoding="utf-8"))
    if "--zip" in words:
        return make_zip(facts)
    if "--plots" in words:
        return draw_plots()
    return check(facts, words)


def make_zip(facts):
    """Put the files that are asked for, and your own .py files beside them, into one zip."""
    import zipfile

    ours = {"check.py", "plots.py", *(path.name for path in HERE.glob("test_*.py"))}
    extra = sorted(path.name for path in HERE.glob("*.py") if path.name not in ours | set(facts["files"]))
    there = [name for name in facts["files"] if (HERE / name).is_file()]
    target = HERE / (facts["assignment"] + "-upload.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as upload:
        for name in there + extra:
            upload.write(HERE / name, name)
    print("wrote", target.name, "with", ", ".join(there + extra) or "nothing")
    for name in facts["files"]:
        if name not in there:
            print("  missing:", name, "- its questions will get nothing")
    return 0


def draw_plots():
    """Run plots.py, which draws pictures of what your code gives."""
    import subprocess

    if not (HERE / "plots.py").is_file():
        print("This homework has no pictures.")
        return 0
    return subprocess.call([sys.executable, str(HERE / "plots.py")], cwd=str(HERE))


def check(facts, words):
    """Run the public tests and print what came of them."""
    sys.path.insert(0, str(HERE))
    try:
        from autograder.judging.at_home import run_public
    except ImportError as error:
        if error.name not in ("numpy", "pytest"):
            raise
        print(f"{error.name} is missing. Type:  {sys.executable} -m pip install numpy pytest")
        return 2
    return run_public(HERE, facts, words)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader of our output has seen enough
        os._exit(1)
