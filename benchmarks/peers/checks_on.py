"""The 24 checks on the functions of a notebook."""

import sys
import types


def checks_on(names):
    """The module of checks, with these names as the submission `hw`."""
    hw = types.ModuleType("hw")
    vars(hw).update(names)
    sys.modules["hw"] = hw
    import test_hw

    test_hw.hw = hw
    return test_hw
