#!/usr/bin/env python3
"""Mark a practice exam on this machine, as the real one is marked.

    python mark.py             mark everything that you have answered in answers.toml
    python mark.py Q3 Q7       only these questions

Print paper.pdf or read it on the screen, write your answers into answers.toml, and look at solutions.pdf when you
are done. It needs Python 3.10 or newer and numpy (python -m pip install numpy).
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(words):
    """Mark what the words ask for; returns the exit status."""
    if any(word in ("-h", "--help") for word in words):
        print(__doc__)
        return 0
    if sys.version_info < (3, 10):
        print("mark.py needs Python 3.10 or newer; this is Python %d.%d." % sys.version_info[:2])
        return 2
    sys.path.insert(0, str(HERE))
    try:
        from autograder.exams.at_home import run
    except ImportError as error:
        if error.name != "numpy":
            raise
        print(f"numpy is missing. Type:  {sys.executable} -m pip install numpy")
        return 2
    return run(HERE, words)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader of our output has seen enough
        os._exit(1)
