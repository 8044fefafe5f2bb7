"""The 24 checks as check50 runs them."""

import importlib.util
import sys
from pathlib import Path

import check50

NAMES = [line.split("(")[0][4:] for line in (Path(__file__).parents[1] / "test_hw.py").read_text().splitlines()
         if line.startswith("def test_")]  # fmt: skip


@check50.check()
def exists():
    """hw.py is there"""
    check50.exists("hw.py")


def _made(name):
    def run():
        sys.path.insert(0, str(Path.cwd()))
        spec = importlib.util.spec_from_file_location("test_hw", Path(__file__).parents[1] / "test_hw.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        try:
            getattr(module, name)()
        except Exception as error:
            raise check50.Failure(str(error)[:100]) from error

    run.__name__ = name
    run.__doc__ = name
    return check50.check(exists)(run)


for _name in NAMES:
    globals()[_name] = _made(_name)
