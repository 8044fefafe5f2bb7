"""`from numpy import *` brings modules along that need more of the standard library; it must work at every level."""

from __future__ import annotations

import pytest
from confined_tools import LAYERS, start_at

FORMS = ("from numpy import *", "from  numpy  import  *", "from numpy import\\\n    *")


@pytest.mark.parametrize("level", list(LAYERS))
@pytest.mark.parametrize("form", FORMS)
def test_everything_of_numpy_can_be_imported(level, form):
    source = f"{form}\n\n\ndef total(x):\n    return sum(exp(x))\n".encode()
    with start_at(level) as clean, clean.worker({"work.py": source}) as worker:
        assert worker.call("work", "total", ([0.0, 0.0],)).value == 2.0
