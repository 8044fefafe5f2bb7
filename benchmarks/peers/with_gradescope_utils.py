"""Checks as gradescope-utils runs them: python with_gradescope_utils.py SUBMISSION RESULTS.json CHECKS"""

import importlib
import sys
import unittest

from gradescope_utils.autograder_utils.decorators import number, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

sys.path.insert(0, sys.argv[1])
CHECKS = [(name, check) for name, check in vars(importlib.import_module(sys.argv[3])).items() if name[:5] == "test_"]


def method(place, check):
    @weight(1)
    @number(str(place))
    def run(self):
        check()

    run.__doc__ = check.__name__
    return run


Checks = type("Checks", (unittest.TestCase,), {name: method(at, check) for at, (name, check) in enumerate(CHECKS, 1)})

with open(sys.argv[2], "w") as stream:
    JSONTestRunner(visibility="visible", stream=stream).run(unittest.defaultTestLoader.loadTestsFromTestCase(Checks))
