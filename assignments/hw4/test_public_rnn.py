"""Homework 4, the public checks of B4 and B5. Read them: they say what each function must do.

The right numbers were computed for one small model, and so were those that common slips give.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import (
    agree,
    as_numbers,
    number,
    parts,
    require_alive,
    slip,
    unpack,
    weight,
)

# the small model: V = 5, e = 3, H = 2; one sequence of T = 4 words
P = {
    "E": np.array([[0.7, -0.9, -0.8], [-0.9, -1.2, 1.2], [0.4, -1.1, -0.6], [-0.4, 0.7, 0.8], [1.3, -0.7, -0.3]]),
    "We": np.array([[0.6, 0.3, -0.4], [-0.8, -0.6, -0.7]]),
    "Wh": np.array([[0.5, -0.8], [0.4, 0.6]]),
    "b1": np.array([0.3, -0.2]),
    "U": np.array([[0.5, 0.9], [1.1, -1.1], [0.5, 1.2], [0.4, -1.1], [-1.2, 1.0]]),
    "b2": np.array([0.6, 0.9, 0.6, -0.7, -0.9]),
}  # fmt: skip
IDS = np.array([[0, 3, 1, 4]])
ZERO, START = np.zeros((1, 2)), np.array([[0.5, -0.4]])
H_FROM_ZERO = [[[0.0, 0.0], [0.64692945, 0.32747739], [0.0114823, -0.38399889], [-0.64521649, 0.17245284],
    [0.48494487, -0.64378719]]]  # fmt: skip
LOGITS_FROM_ZERO = [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [0.26014215, 1.33502931,
    0.14494249, -0.2730083, -1.29777765], [0.43259931, 0.00056374, 0.48433516, -1.14778472, 0.04671262], [0.26306396,
    2.14160526, 0.06992781, 0.20214385, -2.12572103]]]  # fmt: skip
H_FROM_START = [[[0.5, -0.4], [0.87167225, 0.29131261], [0.15160817, -0.32438812], [-0.63196764, 0.25990861],
    [0.43503413, -0.60869264]]]  # fmt: skip
LOGITS_FROM_START = [[[1.29801747, 1.5383956, 1.38541126, -0.67177497, -1.65469408], [0.38385478, 1.42359592,
    0.28653834, -0.2825298, -1.40631793], [0.51793393, -0.08106388, 0.59590652, -1.23868653, 0.11826978], [0.26969368,
    2.04809945, 0.08708589, 0.14357556, -2.03073359]]]  # fmt: skip
STATE_SLIPS = {
    "h0 ignored": ("the first step starts from zeros, not from h0", 0.5, {
        "H": [[[0.5, -0.4], [0.64692945, 0.32747739], [0.0114823, -0.38399889], [-0.64521649, 0.17245284],
            [0.48494487, -0.64378719]]],
        "logits": [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [0.26014215, 1.33502931,
            0.14494249, -0.2730083, -1.29777765], [0.43259931, 0.00056374, 0.48433516, -1.14778472, 0.04671262],
            [0.26306396, 2.14160526, 0.06992781, 0.20214385, -2.12572103]]],
    }),
    "output bias left out": ("the bias b2 is missing", 0.6, {
        "logits": [[[0.69801747, 0.6383956, 0.78541126, 0.02822503, -0.75469408], [-0.21614522, 0.52359592,
            -0.31346166, 0.4174702, -0.50631793], [-0.08206607, -0.98106388, -0.00409348, -0.53868653, 1.01826978],
            [-0.33030632, 1.14809945, -0.51291411, 0.84357556, -1.13073359]]],
    }),
    "no b1": ("the bias b1 is missing", 0.6, {
        "H": [[[0.5, -0.4], [0.77788807, 0.46211716], [-0.31919425, -0.07145251], [-0.90192322, 0.40486223],
            [-0.08464834, -0.4837374]]],
        "logits": [[[1.40484947, 1.247348, 1.54348462, -0.89717365, -1.37134852], [0.37609562, 0.62748408, 0.35465987,
            -0.74907994, -0.58841941], [0.5134144, -0.537464, 0.63487307, -1.50611774, 0.58717009], [0.12231217,
            1.33899796, -0.02280905, -0.2017482, -1.28215939]]],
    }),
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {
        "H": [[[0.5, -0.4], [0.69625767, -0.29131261], [0.17963335, -0.9204239], [-0.87601049, -0.28761206],
            [0.41111306, -0.08157716]]],
        "logits": [[[0.68594749, 1.98632731, 0.5985537, -0.10105306, -2.02682182], [-0.13856483, 2.11006298,
            -0.414692, 0.38431963, -2.03598392], [-0.0968561, 0.25276173, -0.18313972, -0.73403093, -0.13639947],
            [0.73213709, 1.44195924, 0.70766394, -0.4458199, -1.47491283]]],
    }),
    "no tanh": ("tanh is missing", 0.4, {
        "H": [[[0.5, -0.4], [1.34, 0.3], [0.38, -0.144], [-0.7748, 0.4656], [0.23012, -0.64056]]],
        "logits": [[[1.54, 2.044, 1.63, -0.494, -2.208], [0.6604, 1.4764, 0.6172, -0.3896, -1.5], [0.63164, -0.46444,
            0.77132, -1.52208, 0.49536], [0.138556, 1.857748, -0.053612, 0.096664, -1.816704]]],
    }),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, {
        "H": [[[0.5, -0.4], [0.87167225, 0.29131261], [0.47770001, -0.71629787], [-0.4699452, 0.34521403],
            [0.91542046, -0.57166997]]],
        "logits": [[[1.29801747, 1.5383956, 1.38541126, -0.67177497, -1.65469408], [0.19418192, 2.21339767,
            -0.02070744, 0.27900766, -2.18953788], [0.67572003, 0.00332484, 0.77928424, -1.26771352, 0.00914827],
            [0.54320726, 2.53579946, 0.37170627, 0.29500515, -2.57017451]]],
    }),
    "no recurrence": ("the state before does not enter", 0.3, {
        "H": [[[0.5, -0.4], [0.64692945, 0.32747739], [-0.04995837, -0.69625767], [-0.7931991, 0.37994896],
            [0.75736232, -0.5441271]]],
        "logits": [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [-0.05161109, 1.61092923,
            -0.26048839, 0.04590009, -1.53630762], [0.54535452, -0.39046287, 0.65933921, -1.4352235, 0.43178788],
            [0.48896677, 2.33163837, 0.32572864, 0.20148474, -2.35296189]]],
    }),
    "h0 ignored in H": ("the first step starts from zeros, not from h0", 0.5, {"H": [[[0.0, 0.0], [0.64692945,
        0.32747739], [0.0114823, -0.38399889], [-0.64521649, 0.17245284], [0.48494487, -0.64378719]]]}),
}  # fmt: skip
STATE_SLIPS_ZERO = {
    "output bias left out": ("the bias b2 is missing", 0.6, {
        "logits": [[[0.61819438, 0.35139726, 0.7164376, -0.10145335, -0.44883795], [-0.33985785, 0.43502931,
            -0.45505751, 0.4269917, -0.39777765], [-0.16740069, -0.89943626, -0.11566484, -0.44778472, 0.94671262],
            [-0.33693604, 1.24160526, -0.53007219, 0.90214385, -1.22572103]]],
    }),
    "no b1": ("the bias b1 is missing", 0.6, {
        "H": [[[0.0, 0.0], [0.43819931, 0.49298797], [-0.48177307, -0.1867113], [-0.89986654, 0.28697256], [0.0104883,
            -0.53545591]]],
        "logits": [[[1.26278883, 0.83973248, 1.41068522, -1.06700704, -0.93285121], [0.1910733, 0.57543205,
            0.13505991, -0.6873268, -0.50858361], [0.40834204, -0.40552301, 0.49443381, -1.37561643, 0.46681241],
            [0.12333383, 1.50053863, -0.03730294, -0.10680318, -1.44804187]]],
    }),
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {
        "H": [[[0.0, 0.0], [0.64692945, 0.32747739], [0.38375495, -0.82778466], [-0.83942878, -0.38308883],
            [0.39444238, -0.16673876]]],
        "logits": [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [0.04687128, 2.23269357,
            -0.20146411, 0.3640651, -2.18829059], [-0.16449433, 0.39802605, -0.27942098, -0.6143738, -0.27577429],
            [0.64715631, 1.51729925, 0.59713468, -0.35881041, -1.54006961]]],
    }),
    "no tanh": ("tanh is missing", 0.4, {
        "H": [[[0.0, 0.0], [0.77, 0.34], [0.063, -0.348], [-0.7701, 0.2164], [0.43183, -0.7882]]],
        "logits": [[[1.291, 1.373, 1.393, -0.766, -1.484], [0.3183, 1.3521, 0.2139, -0.292, -1.3236], [0.40971,
            -0.18515, 0.47463, -1.24608, 0.24052], [0.106535, 2.242033, -0.129925, 0.339752, -2.206396]]],
    }),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, {
        "H": [[[0.0, 0.0], [0.64692945, 0.32747739], [-0.04995837, -0.69625767], [-0.7931991, 0.37994896],
            [0.75736232, -0.5441271]]],
        "logits": [[[1.21819438, 1.25139726, 1.3164376, -0.80145335, -1.34883795], [-0.05161109, 1.61092923,
            -0.26048839, 0.04590009, -1.53630762], [0.54535452, -0.39046287, 0.65933921, -1.4352235, 0.43178788],
            [0.48896677, 2.33163837, 0.32572864, 0.20148474, -2.35296189]]],
    }),
}  # fmt: skip


def slips_of(known, what, said):
    """The slips that change one output: from name -> (sentence, share, {output: wrong array})."""
    return [slip(name, f"{said}: {text}.", share, wrong[what]) for name, (text, share, wrong) in known.items()
            if what in wrong]  # fmt: skip


# ---------------------------------------------------------------- B4


def states(student, h0):
    """H and the logits."""
    return dict(zip(("H", "logits"), unpack(student.rnn_forward(P, IDS, h0), "H", "logits")))


@number("B4.1")
@weight(1.5)
@parts({"H": 1, "logits": 1})
def test_from_zero(student, part):
    """States and logits of the small model from h0 = 0."""
    for name, right in (("H", H_FROM_ZERO), ("logits", LOGITS_FROM_ZERO)):
        with part(name):
            agree(states(student, ZERO)[name], right, name, hypotheses=slips_of(STATE_SLIPS_ZERO, name, name))


@number("B4.2")
@weight(1)
@parts({"H": 1, "logits": 1})
def test_from_another_state(student, part):
    """States and logits of the small model from another h0."""
    for name, right in (("H", H_FROM_START), ("logits", LOGITS_FROM_START)):
        with part(name):
            agree(states(student, START)[name], right, name, hypotheses=slips_of(STATE_SLIPS, name, name))


@number("B4.3")
@weight(1.5)
def test_split(student, rng):
    """A sequence read in two parts, the second from the state that the first ends in, gives the same."""
    ids, h0 = rng.randint(0, 5, size=(3, 7)), rng.uniform(-0.8, 0.8, size=(3, 2))
    require_alive(student.rnn_forward, (P, ids, h0), (P, ids[:, ::-1], -h0), lambda r: unpack(r, "H", "logits")[1],
                  shape=(3, 7, 5))  # fmt: skip
    H, logits = (as_numbers(a, "The result") for a in unpack(student.rnn_forward(P, ids, h0), "H", "logits"))
    if H.shape != (3, 8, 2) or logits.shape != (3, 7, 5):
        raise Wrong("H should have the shape (N, T + 1, H), the logits (N, T, V).", cause="shape")
    first = as_numbers(unpack(student.rnn_forward(P, ids[:, :4], h0), "H", "logits")[0], "H")
    second = as_numbers(unpack(student.rnn_forward(P, ids[:, 4:], first[:, -1]), "H", "logits")[1], "logits")
    if second.shape != (3, 3, 5) or not np.allclose(second, logits[:, 4:], rtol=1e-5, atol=1e-7):
        raise Wrong(
            "Read in two parts, the sequences get other logits: does the second part start from h0?", cause="split"
        )


# ---------------------------------------------------------------- B5

CHANCES = np.array([[[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25], [0.6, 0.1, 0.3]],
                    [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.2, 0.6], [0.05, 0.9, 0.05]]])  # fmt: skip
"""softmax of the logits: two sequences, four places, three words."""
SCORED = np.log(CHANCES) + np.array([[[1.0], [-2.0], [0.5], [3.0]], [[0.0], [1.5], [-1.0], [2.0]]])
NEXT = np.array([[0, 2, 0, 1], [1, 0, 2, 2]])
RIGHT = np.array([[0.5, 0.8, 0.25, 0.1], [0.2, 0.3, 0.6, 0.05]])
"""The chances of the words in NEXT."""


def judge_losses(student, masks):
    """The losses under several masks together, so that a constant factor shows."""
    got = [as_numbers(student.lm_loss(SCORED, NEXT, mask), "The loss") for mask in masks]
    nats = -np.log(RIGHT)
    if any(loss.size != 1 for loss in got):
        each = all(
            loss.shape == (2, 4) and np.isclose(loss[m > 0].mean(), nats[m > 0].mean()) for loss, m in zip(got, masks)
        )
        raise Wrong("The loss should be one number: the mean over the places that count.", 0.5 * each, "not reduced")
    right = [nats[mask > 0].mean() for mask in masks]
    known = [
        slip("mask ignored", "Places with mask 0 are counted.", 0.4, [nats.mean() for _ in masks]),
        slip("over all places", "The sum is right, but it is divided by all places, not by those that count.", 0.6,
             [nats[mask > 0].sum() / 8 for mask in masks]),
        slip("sequences for places", "Divide by the places that count, not by the sequences.", 0.7,
             [nats[mask > 0].sum() / 2 for mask in masks]),
        slip("no logarithm", "The chance of the right word was averaged, not its logarithm.", 0.4,
             [-RIGHT[mask > 0].mean() for mask in masks]),
        slip("logarithm of the mean", "Take the logarithm at each place first, then the mean.", 0.4,
             [-np.log(RIGHT[mask > 0].mean()) for mask in masks]),
    ]  # fmt: skip
    known += [
        slip("constant in the logarithm", f"A constant of {small:g} is added inside the logarithm.", 0.95,
             [-np.log(RIGHT + small)[mask > 0].mean() for mask in masks])
        for small in (1e-3, 1e-4, 1e-5, 1e-6)
    ]  # fmt: skip
    counts = {"places that count": np.array([mask.sum() for mask in masks]), "words": 3.0}
    agree(np.array([loss.reshape(()) for loss in got]), right, "The loss", hypotheses=known, counts=counts)


@number("B5.1")
@weight(1)
def test_loss(student):
    """The loss is right where every place counts."""
    full = np.ones((2, 4))
    got = as_numbers(student.lm_loss(SCORED, NEXT, full), "The loss")
    nats = -np.log(RIGHT)
    if got.shape == (2, 4) and np.allclose(got, nats):
        raise Wrong("The loss should be one number: the mean over the places that count.", 0.5, "not reduced")
    known = [
        slip("no logarithm", "The chance of the right word was averaged, not its logarithm.", 0.4, -RIGHT.mean()),
        slip(
            "logarithm of the mean",
            "Take the logarithm at each place first, then the mean.",
            0.4,
            -np.log(RIGHT.mean()),
        ),
        slip("steps for places", "Divide by all places that count, not by the steps alone.", 0.7, nats.sum() / 4),
        slip("sequences for places", "Divide by all places that count, not by the sequences.", 0.7, nats.sum() / 2),
    ]
    known += [slip("constant in the logarithm", f"A constant of {small:g} is added inside the logarithm.", 0.95,
                   -np.log(RIGHT + small).mean()) for small in (1e-3, 1e-4, 1e-5, 1e-6)]  # fmt: skip
    agree(got, nats.mean(), "The loss", hypotheses=known, counts={"places that count": 8})


@number("B5.2")
@weight(1)
def test_mask(student):
    """The loss is right under masks with holes."""
    judge_losses(student, [np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]),
                           np.array([[0.0, 0.0, 1.0, 0.0], [1.0, 1.0, 0.0, 0.0]])])  # fmt: skip


@number("B5.3")
@weight(1)
def test_uniform(student):
    """Equal logits give ln V, whatever the targets and the mask."""
    mask = np.array([[1.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    require_alive(student.lm_loss, (SCORED, NEXT, mask), (-SCORED, NEXT, mask), shape=())
    for V, level in ((3, 0.0), (7, 2.5)):
        agree(student.lm_loss(np.full((2, 4, V), level), NEXT, mask), np.log(V), f"The loss of {V} equal logits")
