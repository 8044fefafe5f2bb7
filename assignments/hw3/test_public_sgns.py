"""Homework 3, the public checks of B4 to B6. Read them: they say what each function must do.

The tables hold what known slips give on the examples, so that you are told which one it is.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unpack, weight

PAIRS = (
    (np.array([1.0, 2.0]), np.array([1.0, 0.5]), np.array([[-1.0, 0.0], [0.5, -0.25], [0.4, 0.3]])),
    (np.array([0.5, -1.0]), np.array([0.4, 0.8]), np.array([[0.6, -0.4], [-0.3, 0.5], [0.9, 0.2]])),
)
"""Two pairs (w, c_pos, C_neg) with three negatives each."""

# fmt: off
LOSSES = {
    "not flipped": ("the negatives are treated as positives: their products need a minus", 0.3, [2.4465986,
        3.0866688, 1.4401897]),
    "mean over negatives": ("the negatives are averaged; they are summed", 0.6, [0.9001515, 1.8205482, 0.4401897]),
    "no logarithm": ("the logarithms are missing", 0.3, [-2.3807971, -1.7809899, -1.6118557]),
    "positive alone": ("the negatives are missing", 0.3, [0.126928, 1.037488, 0.126928]),
    "negatives alone": ("the positive pair is missing", 0.3, [2.3196706, 2.3491808, 0.3132617]),
    "first negative alone": ("only the first negative counts", 0.4, [0.4401897, 2.140674, 0.4401897]),
    "last negative alone": ("only the last negative counts; are the others overwritten?", 0.4, [1.4401897,
        1.8634274, 0.4401897]),
    "target among the negatives": ("the positive context is counted among the negatives too", 0.6, [4.5735266,
        3.8241567, 2.5671177]),
    "negatives subtracted": ("the terms of the negatives are subtracted; all terms add up", 0.4, [-2.1927425,
        -1.3116929, -0.1863337]),
    "softmax": ("this is the loss of a softmax", 0.3, [0.4401897, 2.0744507, 0.0485874]),
    "mean over terms": ("the terms are averaged; they are summed", 0.6, [0.6116496, 0.8466672, 0.2200948]),
}
SAID = {
    "no -1": ("the -1 of the positive pair is missing", 0.4),
    "not flipped": ("negatives are treated as positives", 0.4),
    "complement": ("1 - sigma stands where sigma belongs", 0.4),
    "negatives' sign": ("the negatives have the wrong sign", 0.5),
    "positive's sign": ("the positive has the wrong sign", 0.5),
    "target among the negatives": ("the positive context is counted among the negatives too", 0.6),
    "slope of sigma": ("the slope of sigma was multiplied on", 0.4),
    "centre for context": ("centre and context are exchanged", 0.4),
    "negatives missing": ("the negatives are missing", 0.4),
    "positive missing": ("the positive pair is missing", 0.4),
    "last negative alone": ("only the last negative counts; = for +=?", 0.4),
    "first negative alone": ("only the first negative counts", 0.4),
    "negatives averaged": ("the negatives are averaged; they are summed", 0.6),
    "the new vectors": ("gradients are taken at vectors that have moved already", 0.6),
    "the moved vectors": ("the errors meet vectors that have moved already", 0.6),
    "positives alone": ("the rows of the negatives do not move", 0.4),
    "negatives alone": ("the rows of the positives do not move", 0.4),
}
GRADIENTS = {
    "dw": {
        "no -1": [1.1542791, 0.5347161, 0.9457121, 0.3001299],
        "not flipped": [0.2542791, -0.0152839, -0.6542879, -0.7998701],
        "complement": [-0.4926849, -0.103919, 0.1377628, -0.23318],
        "negatives' sign": [-0.3926849, -0.153919, -1.0622372, -0.53318],
        "positive's sign": [0.3926849, 0.153919, 1.0622372, 0.53318],
        "target among the negatives": [1.0350762, 0.4751147, 0.6874496, -0.2163951],
        "slope of sigma": [0.0546013, 0.0056127, 0.1311472, -0.111111],
        "centre for context": [1.3807971, 2.7615942, 0.4638488, -0.9276975],
        "negatives missing": [-0.1192029, -0.0596015, -0.2582625, -0.516525],
        "positive missing": [0.273482, 0.0943176, 0.8039747, 0.016655],
        "last negative alone": [0.1732205, 0.1597161, 0.2476963, -0.4040897],
        "first negative alone": [-0.3881443, -0.0596015, 0.1426501, -0.7838002],
        "negatives averaged": [-0.0280423, -0.0281623, 0.009729, -0.5109734],
    },
    "dc_pos": {
        "no -1": [0.8807971, 1.7615942, 0.1771718, -0.3543437],
        "positive's sign": [0.1192029, 0.2384058, 0.3228282, -0.6456563],
        "target among the negatives": [0.7615942, 1.5231883, -0.1456563, 0.2913126],
        "slope of sigma": [-0.0125155, -0.0250311, -0.073858, 0.147716],
        "centre for context": [-0.1192029, -0.0596015, -0.2582625, -0.516525],
    },
    "dC_neg": {
        "not flipped": [-0.7310586, -1.4621172, -0.5, -1.0, -0.2689414, -0.5378828, -0.1659061, 0.3318122,
            -0.3285052, 0.6570105, -0.2189117, 0.4378235],
        "complement": [0.7310586, 1.4621172, 0.5, 1.0, 0.2689414, 0.5378828, 0.1659061, -0.3318122,
            0.3285052, -0.6570105, 0.2189117, -0.4378235],
        "negatives' sign": [-0.2689414, -0.5378828, -0.5, -1.0, -0.7310586, -1.4621172, -0.3340939,
            0.6681878, -0.1714948, 0.3429895, -0.2810883, 0.5621765],
        "slope of sigma": [0.0528771, 0.1057542, 0.125, 0.25, 0.1437348, 0.2874697, 0.0740729, -0.1481458,
            0.038646, -0.0772919, 0.0691854, -0.1383708],
        "centre for context": [-0.2689414, 0.0, 0.25, -0.125, 0.2924234, 0.2193176, 0.4009127, -0.2672751,
            -0.1028969, 0.1714948, 0.5059589, 0.1124353],
    },
}
STEPS = {
    "W": {
        "no -1": [0.2290871, 0.2974855, -0.1575037, -0.7140856],
        "not flipped": [-0.1709129, -0.5025145, 0.2424963, 1.2859144],
        "complement": [-0.7740496, 1.0274937, 0.2776785, -0.115521],
        "negatives' sign": [-0.2740496, -0.2725063, 0.2776785, 0.984479],
        "positive's sign": [0.2740496, 0.2725063, -0.2776785, -0.984479],
        "target among the negatives": [-0.2433942, 0.5599751, 0.1025838, -0.1288889],
        "negatives averaged": [-0.5716971, 0.5299875, 0.2512919, 0.3855556],
        "negatives missing": [-0.4724813, 0.2624896, 0.2600874, 0.5851967],
        "positive missing": [-0.1984317, 0.5349959, -0.0175911, -0.3992823],
        "the new vectors": [-0.467661, 0.9252233, 0.4013584, -0.1402176],
        "the moved vectors": [-0.5144889, 1.0164792, 0.4860976, -0.1620874],
    },
    "C": {
        "no -1": [-0.2375104, -0.3325146, -0.244847, 0.3497815, -0.2042705, -0.2859787, -0.2140019,
            -0.2996027, -0.2261029, 0.3230041, -0.2876717, 0.4109596],
        "not flipped": [0.2624896, 0.3674854, 0.455153, -0.6502185, 0.2957295, 0.4140213, 0.2859981,
            0.4003973, 0.4738971, -0.6769959, 0.4123283, -0.5890404],
        "complement": [0.2624896, 0.3674854, 0.455153, -0.6502185, -0.2957295, -0.4140213, -0.2859981,
            -0.4003973, -0.4738971, 0.6769959, -0.4123283, 0.5890404],
        "negatives' sign": [0.2624896, 0.3674854, 0.455153, -0.6502185, 0.2042705, 0.2859787, 0.2140019,
            0.2996027, 0.2261029, -0.3230041, 0.2876717, -0.4109596],
        "positive's sign": [-0.2624896, -0.3674854, -0.455153, 0.6502185, -0.2042705, -0.2859787,
            -0.2140019, -0.2996027, -0.2261029, 0.3230041, -0.2876717, 0.4109596],
        "target among the negatives": [0.0249792, 0.0349709, 0.210306, -0.3004371, -0.2042705, -0.2859787,
            -0.2140019, -0.2996027, -0.2261029, 0.3230041, -0.2876717, 0.4109596],
        "negatives averaged": [0.2624896, 0.3674854, 0.455153, -0.6502185, -0.1021353, -0.1429894,
            -0.107001, -0.1498014, -0.1130515, 0.1615021, -0.1438358, 0.2054798],
        "the new vectors": (
            [0.0659827, 0.4406006, 0.5088431, -0.5620012, -0.0418068, -0.2791658, -0.071268, -0.4758932,
             -0.2709592, 0.2992659, -0.3516438, 0.3883795]
        ),
        "the moved vectors": (
            [0.0863819, 0.5768171, 0.5339908, -0.589776, -0.0672228, -0.4488815, -0.0704253, -0.4702661,
             -0.2652666, 0.2929786, -0.3374998, 0.3727579]
        ),
        "positives alone": [0.2624896, 0.3674854, 0.455153, -0.6502185, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            0.0],
        "negatives alone": [0.0, 0.0, 0.0, 0.0, -0.2042705, -0.2859787, -0.2140019, -0.2996027,
            -0.2261029, 0.3230041, -0.2876717, 0.4109596],
    },
}
# fmt: on

# ---------------------------------------------------------------- B4


@number("B4.1")
@weight(2)
def test_loss(student):
    """sgns_loss of three pairs; the third is the first with its first negative alone."""
    w, c, C = PAIRS[0]
    got = [as_numbers(student.sgns_loss(*case), "The loss") for case in (*PAIRS, (w, c, C[:1]))]
    if any(value.size != 1 for value in got):
        raise Wrong("The loss should be one number.", cause="shape")
    known = [slip(name, f"The loss: {text}.", share, wrong) for name, (text, share, wrong) in LOSSES.items()]
    right = [2.4465986, 3.3866688, 0.4401897]
    agree([float(value.reshape(())) for value in got], right, "The loss", hypotheses=known, tolerance=1e-5)


@number("B4.2")
@weight(1)
def test_no_negatives(student):
    """sgns_loss with no negatives: with w . c_pos = 2, 0.4 and -1 it is 0.1269280, 0.5130153 and 1.3132617."""
    pairs = [([1.0, 2.0], [1.0, 0.5]), ([0.5, -1.0], [0.4, -0.2]), ([2.0, 1.0], [-1.0, 1.0])]
    got = [as_numbers(student.sgns_loss(np.array(w), np.array(c), np.zeros((0, 2))), "The loss") for w, c in pairs]
    if any(value.size != 1 for value in got):
        raise Wrong("The loss should be one number.", cause="shape")
    known = [slip("no logarithm", "The logarithms are missing.", 0.3, [-0.8807971, -0.5986877, -0.2689414])]
    agree([float(value.reshape(())) for value in got], [0.1269280, 0.5130153, 1.3132617], "The loss",
          hypotheses=known, tolerance=1e-5)  # fmt: skip


# ---------------------------------------------------------------- B5

RIGHT = {
    "dw": [0.1542791, 0.0347161, 0.5457121, -0.4998701],
    "dc_pos": [-0.1192029, -0.2384058, -0.3228282, 0.6456563],
    "dC_neg": [0.2689414, 0.5378828, 0.5, 1.0, 0.7310586, 1.4621172, 0.3340939, -0.6681878, 0.1714948, -0.3429895,
        0.2810883, -0.5621765],
}  # fmt: skip
SHAPES = {"dw": (2,), "dc_pos": (2,), "dC_neg": (3, 2)}


@number("B5.1")
@weight(3)
@parts({"dw": 1, "dc_pos": 1, "dC_neg": 1})
def test_gradients(student, part):
    """Each gradient of two pairs."""
    results = [unpack(student.sgns_grads(*case), *RIGHT) for case in PAIRS]
    for at, (name, right) in enumerate(RIGHT.items()):
        with part(name):
            shape, want = SHAPES[name], np.reshape(right, (2, *SHAPES[name]))
            got = [as_numbers(result[at], name) for result in results]
            others = {other: np.reshape(array, (2, *SHAPES[other])) for other, array in RIGHT.items()}
            if got[0].shape != shape:
                agree(got[0], want[0], name, others={other: array[0] for other, array in others.items()})
            known = [slip(s, f"{name}: {SAID[s][0]}.", SAID[s][1], np.reshape(wrong, want.shape))
                     for s, wrong in GRADIENTS[name].items()]  # fmt: skip
            pieces = [one.reshape(shape) for one in got]
            counts = {"negatives": 3}
            agree(np.stack(pieces), want, name, hypotheses=known, others=others, counts=counts, tolerance=1e-5)


@number("B5.2")
@weight(1)
@parts({"dw": 1, "dC_neg": 1})
def test_order_of_the_negatives(student, part, rng):
    """In another order of the negatives dw stays, and the rows of dC_neg change places."""
    case, other, order = drawn(rng), drawn(rng), np.array([2, 0, 3, 1])
    one = unpack(student.sgns_grads(*case), *RIGHT)
    turned = unpack(student.sgns_grads(case[0], case[1], case[2][order]), *RIGHT)
    for name, at, shape in (("dw", 0, (3,)), ("dC_neg", 2, (4, 3))):
        with part(name):
            require_alive(student.sgns_grads, case, other, pick=_output(at), shape=shape)
            before, after = (as_numbers(result[at], name) for result in (one, turned))
            expected = before if name == "dw" else before.reshape(4, 3)[order]
            if not np.allclose(after.ravel(), expected.ravel(), rtol=1e-5, atol=1e-6):
                raise Wrong(f"{name} depends on the order of the negatives.", cause="order")


def _output(at):
    return lambda result: unpack(result, *RIGHT)[at]


def drawn(rng):
    """A pair with d = 3 and four negatives."""
    return tuple(rng.uniform(0.3, 1.3, size=n) * rng.choice([-1.0, 1.0], size=n) for n in ((3,), (3,), (4, 3)))


# ---------------------------------------------------------------- B6

W = np.array([[-0.7, 0.9], [-0.7, 1.0], [0.2, 0.3], [0.6, 0.0], [-0.5, -0.7], [-1.0, 0.6], [-0.1, -0.8]])
C = np.array([[0.9, -0.5], [-0.2, -0.5], [0.3, 0.2], [0.2, -0.6], [-0.5, -0.6], [-0.4, -0.9], [-0.8, 1.1]])
BATCH = (np.array([4, 1]), np.array([0, 5]), np.array([[6, 2], [3, 1]]), 0.5)
MOVED = {"W": [4, 1], "C": [0, 5, 6, 2, 3, 1]}
STEP = {
    "W": [-0.6709129, 0.7974855, 0.2424963, 0.1859144],
    "C": [0.2624896, 0.3674854, 0.455153, -0.6502185, -0.2042705, -0.2859787, -0.2140019, -0.2996027,
        -0.2261029, 0.3230041, -0.2876717, 0.4109596],
}  # fmt: skip
"""What the moved rows move along: (old - new) / lr."""


def reduced(total):
    """The moved rows of a table, one below the other."""
    rows = np.reshape(total, (-1, 2))
    return rows  # a batch of two pairs


@number("B6.1")
@weight(2)
@parts({"W": 1, "C": 1})
def test_step(student, part):
    """The rows of a batch of two pairs, none of them repeated, move along their gradients."""
    result = unpack(student.sgns_batch_step(W, C, *BATCH), "W2", "C2")
    for name, old, new in (("W", W, result[0]), ("C", C, result[1])):
        with part(name):
            numbers = as_numbers(new, f"{name}2")
            if numbers.shape != old.shape:
                raise Wrong(f"{name}2 has shape {numbers.shape}; it should be {old.shape}.", cause="shape")
            if np.array_equal(numbers, old):
                raise Wrong(f"{name}2 is {name}: nothing has moved.", cause="nothing moved")
            want, total = reduced(STEP[name]), np.reshape(STEP[name], (-1, 2))
            known = [slip(s, f"{name}2: {SAID[s][0]}.", SAID[s][1], reduced(wrong)) for s, wrong in STEPS[name].items()]
            said = "the mean over the batch was taken; the sum is asked for"
            known.append(slip("over pairs", f"{name}2: {said}.", 0.7, total / 2))
            moved = (old - numbers)[MOVED[name]] / BATCH[-1]
            moved = moved.astype(np.float32) if np.asarray(new).dtype == np.float32 else moved
            agree(moved, want, f"The step of {name}", hypotheses=known, tolerance=1e-5)


@number("B6.2")
@weight(1)
@parts({"W": 1, "C": 1})
def test_other_rows(student, part):
    """Rows that are not in the batch stay as they are, and the others move."""
    result = unpack(student.sgns_batch_step(W, C, *BATCH), "W2", "C2")
    for name, old, new in (("W", W, result[0]), ("C", C, result[1])):
        with part(name):
            numbers = as_numbers(new, f"{name}2")
            if numbers.shape != old.shape or not np.isfinite(numbers).all():
                raise Wrong(f"{name}2 should be finite and have the shape of {name}.")
            moved = np.abs(numbers - old).max(axis=1) > 1e-6
            if not moved[MOVED[name]].any():
                raise Wrong(f"Nothing of {name} has moved.")
            moved[MOVED[name]] = False
            if moved.any():
                raise Wrong(f"Rows of {name} that are not in the batch have moved.", cause="rest")
