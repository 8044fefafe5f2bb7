"""Whatever a student's code calls our functions with, the error is a sentence for the student."""

import numpy as np
import pytest

from autograder.errors import Wrong
from autograder.judging import taking_array

F = taking_array(lambda v: np.sum(v**2), (2, 3))
X = np.arange(6.0).reshape(2, 3)


COSTUMES = [X, X.tolist(), X.astype(np.float32), np.asmatrix(X), X.astype(int), X[None], X[:, :, None]]


@pytest.mark.parametrize("x", COSTUMES)
def test_arrays_of_the_shape_are_taken(x):
    assert F(x) == 55.0
    assert type(F(x)) is float


BAD = {
    "flat": (X.ravel(),),
    "nothing": (None,),
    "text": ("x",),
    "ragged": ([[1.0], [1.0, 2.0]],),
    "complex": (X * 1j,),
    "not finite": (X * np.nan,),
    "two arguments": (X, X),
    "none": (),
}


@pytest.mark.parametrize("args", BAD.values(), ids=BAD)
def test_anything_else_is_the_students_mistake(args):
    with pytest.raises(Wrong) as caught:
        F(*args)
    assert caught.value.share == 0


def test_keywords_are_not_taken():
    with pytest.raises(Wrong, match="one argument"):
        F(x=X)
