"""Homework 2, the public checks of B1 to B3. Read them: they say what each function must do."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, require_alive, slip, taking_array, weight
from autograder.judging.numdiff import central


def mixed(rng, *shape):
    """Numbers of both signs, none near 0."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


# ---------------------------------------------------------------- B1


@number("B1.1")
@weight(1)
def test_relu(student, rng):
    """relu is max(z, 0)."""
    z = np.concatenate([mixed(rng, 6), [-0.7, 1.9]])
    slips = [
        slip("slope for relu", "relu(z) holds its slope; max(z, 0) is asked for.", 0.3, z > 0),
        slip("absolute value", "relu(z) is the absolute value of z.", 0.3, np.abs(z)),
        slip(
            "the smaller",
            "relu(z) keeps the negative entries; max(z, 0) keeps the positive ones.",
            0.5,
            np.minimum(z, 0),
        ),
        slip("leaky", "relu(z) lets a hundredth of negative entries through.", 0.5, np.where(z > 0, z, 0.01 * z)),
    ]
    agree(student.relu(z), np.where(z > 0, z, 0), "relu(z)", hypotheses=slips)
    agree(student.relu(z.reshape(2, 4)), np.where(z > 0, z, 0).reshape(2, 4), "relu of a (2, 4) array")


@number("B1.2")
@weight(1)
def test_relu_grad(student, rng):
    """relu_grad is 1 where z > 0 and 0 where z < 0."""
    z = np.concatenate([mixed(rng, 6), [-0.7, 1.9]])
    slips = [
        slip("relu for its slope", "relu_grad(z) holds relu; its slope is 1 or 0.", 0.3, np.where(z > 0, z, 0)),
        slip("turned over", "relu_grad(z) is 1 where z < 0; it should be 1 where z > 0.", 0.5, z < 0),
        slip("slope of the absolute value", "relu_grad(z) is -1 for negative z; relu is flat there.", 0.4, np.sign(z)),
        slip("leaky", "relu_grad(z) is 0.01 for negative z; relu is flat there.", 0.5, np.where(z > 0, 1, 0.01)),
    ]
    agree(student.relu_grad(z), np.where(z > 0, 1.0, 0.0), "relu_grad(z)", hypotheses=slips)
    agree(student.relu_grad(z.reshape(2, 4)), (z > 0).reshape(2, 4), "relu_grad of a (2, 4) array")


@number("B1.3")
@weight(1)
def test_tanh_grad(student, rng):
    """tanh_grad_from_output is the slope of tanh at the z with tanh(z) = h."""
    z = mixed(rng, 8)
    h, slope = np.tanh(z), central(lambda v: np.tanh(v).sum(), z)
    slips = [
        slip("sigmoid's slope", "h(1 - h) is the slope of a sigmoid.", 0.5, h * (1 - h)),
        slip("1 - h", "The slope of tanh is not 1 - h.", 0.5, 1 - h),
        slip("1 + h^2", "The slope of tanh is not 1 + h^2: look at its sign.", 0.5, 1 + h**2),
        slip("tanh taken twice", "You get h = tanh(z); tanh was taken once more.", 0.7, 1 - np.tanh(h) ** 2),
        slip("1 / (1 - h^2)", "The slope of tanh is one over what came back.", 0.5, 1 / (1 - h**2)),
    ]
    agree(student.tanh_grad_from_output(h), slope, "tanh_grad_from_output(h)", hypotheses=slips)


# ---------------------------------------------------------------- B2


@number("B2.1")
@weight(2)
@parts({"a sum over the entries": 1, "entries that mix": 1})
def test_numerical_grad(student, part, rng):
    """numerical_grad is right on two functions."""
    x, a = mixed(rng, 4), mixed(rng, 4)
    with part("a sum over the entries"):
        found = student.numerical_grad(taking_array(lambda v: np.sum(a * v**2), (4,)), x, 1e-5)
        slips = [slip("not over 2 h", "The difference is not divided by 2 h.", 0.5, 4e-5 * a * x)]
        agree(found, 2 * a * x, "numerical_grad of sum(a x^2)", hypotheses=slips)
    with part("entries that mix"):
        f = taking_array(lambda v: np.exp(3 * np.sum(a * (v - x))), (4,))
        found = student.numerical_grad(f, x.copy(), 1e-5)
        agree(found, 3 * a, "numerical_grad of exp(3 a . (v - x)) at v = x")


@number("B2.2")
@weight(1)
def test_x_is_restored(student, rng):
    """x is as it was when numerical_grad returns."""
    f, x = taking_array(lambda v: np.sum(v**3), (3,)), mixed(rng, 3)
    require_alive(lambda v: student.numerical_grad(f, v, 1e-5), (x,), (x + 0.5,), shape=(3,))
    after = as_numbers(student.numerical_grad.observe(f, x, 1e-5).arguments[1], "x")
    if after.shape != x.shape or np.max(np.abs(after - x)) > 1e-12:
        raise Wrong("x is not as it was: put each entry back before you go on to the next.", cause="x not restored")


@number("B2.3")
@weight(1)
@parts({"0-d": 1, "2-d": 1})
def test_other_shapes(student, part, rng):
    """numerical_grad takes 0-d and 2-d arrays and keeps their shape."""
    with part("0-d"):
        x = np.array(rng.uniform(0.5, 1.5))
        found = student.numerical_grad(taking_array(lambda v: v**3, ()), x, 1e-5)
        agree(found, 3 * x**2, "The gradient by a 0-d x")
    with part("2-d"):
        x = mixed(rng, 3, 2)
        f = taking_array(lambda v: np.sum(v**2) + v[0, 1] * v[2, 0], (3, 2))
        found = student.numerical_grad(f, x, 1e-5)
        right = 2 * x
        right[0, 1] += x[2, 0]
        right[2, 0] += x[0, 1]
        agree(found, right, "The gradient by a (3, 2) x")


# ---------------------------------------------------------------- B3


def derivatives(result, names):
    """The numbers under these names."""
    found = [as_numbers(entry(result, name), f"The derivative by {name}") for name in names]
    if any(value.size != 1 for value in found):
        raise Wrong("Each derivative should be one number.")
    return [float(value.reshape(())) for value in found]


@number("B3.1")
@weight(2)
def test_graph_of_one_path(student, rng):
    """L = c e with e = a + d and d = 2 b: all derivatives."""
    nodes = [
        ("a", "input", ()),
        ("b", "input", ()),
        ("c", "input", ()),
        ("two", "input", ()),
        ("d", "mul", ("two", "b")),
        ("e", "add", ("a", "d")),
        ("L", "mul", ("c", "e")),
    ]
    a, b, c = (float(v) for v in rng.uniform(1.2, 3.0, size=3) * [1, 1, -1])
    values = {"a": a, "b": b, "c": c, "two": 2.0, "d": 2 * b, "e": a + 2 * b, "L": c * (a + 2 * b)}
    right = {"L": 1.0, "e": c, "c": a + 2 * b, "d": c, "a": c, "b": 2 * c, "two": b * c}
    got = derivatives(student.graph_backward(nodes, values, "L"), right)
    e = a + 2 * b
    own = {"L": 1.0, "e": e, "c": c, "d": e, "a": e, "b": e * b, "two": e * 2}
    seed = [c * e * value for value in right.values()]
    slips = [
        slip("own factor", "A product passes each factor the other one, not its own.", 0.4, list(own.values())),
        slip("value of out", "The backward pass starts with the value of L; dL / dL is 1.", 0.7, seed),
    ]
    agree(got, list(right.values()), "dL/d(L, e, c, d, a, b, two)", hypotheses=slips)


PATHS = "y reaches f through a and through b: its derivative is the sum over both, here it is one of them."
SAID = {
    "first path only": (PATHS, 0.4),
    "last path only": (PATHS, 0.4),
    "the smaller arm": ("max passes its gradient to the larger parent, here the smaller one gets it.", 0.5),
    "both arms": ("max passes its gradient to the larger parent alone, here both get it.", 0.5),
    "own factor": ("A product passes each factor the other one, not its own.", 0.4),
    "no factor": ("A product passes each factor the other one, not 1.", 0.4),
    "value of max": ("max passes its gradient on as it is, here it is multiplied by the value.", 0.5),
    "value of out": ("The backward pass starts with the value of f; df / df is 1.", 0.7),
}
WRONG = {  # what such slips give for x, y, z, a, b, f
    "first path only": (2.0, 3.0, 0.0, 2.0, 3.0, 1.0),
    "last path only": (2.0, 2.0, 0.0, 2.0, 3.0, 1.0),
    "the smaller arm": (2.0, 2.0, 3.0, 2.0, 3.0, 1.0),
    "both arms": (2.0, 5.0, 3.0, 2.0, 3.0, 1.0),
    "own factor": (3.0, 5.0, 0.0, 3.0, 2.0, 1.0),
    "no factor": (1.0, 2.0, 0.0, 1.0, 1.0, 1.0),
    "value of max": (2.0, 8.0, 0.0, 2.0, 3.0, 1.0),
    "value of out": (12.0, 30.0, 0.0, 12.0, 18.0, 6.0),
}


@number("B3.2")
@weight(2)
@parts({"one path": 1, "y by two paths": 1})
def test_graph_of_two_paths(student, part):
    """f = (x + y) max(y, z) at x = 1, y = 2, z = 0: df/dx = 2, df/dy = 5, df/dz = 0."""
    nodes = [
        ("x", "input", ()),
        ("y", "input", ()),
        ("z", "input", ()),
        ("a", "add", ("x", "y")),
        ("b", "max", ("y", "z")),
        ("f", "mul", ("a", "b")),
    ]
    values = {"x": 1.0, "y": 2.0, "z": 0.0, "a": 3.0, "b": 2.0, "f": 6.0}
    found = derivatives(student.graph_backward(nodes, values, "f"), "xyzabf")
    right = dict(zip("xyzabf", [2.0, 5.0, 0.0, 2.0, 3.0, 1.0]))
    for name, asked in (("one path", "xzab"), ("y by two paths", "yf")):
        with part(name):
            got = [found["xyzabf".index(node)] for node in asked]
            agree(got, [right[node] for node in asked], f"df/d({', '.join(asked)})", hypotheses=_known(found, asked))


def _known(found, asked):
    """The slips that explain the other derivatives too, cut to those asked for."""
    places = ["xyzabf".index(node) for node in asked]
    others = [i for i in range(6) if i not in places]
    return [
        slip(name, *SAID[name], [wrong[i] for i in places])
        for name, wrong in WRONG.items()
        if np.allclose([found[i] for i in others], [wrong[i] for i in others])
    ]
