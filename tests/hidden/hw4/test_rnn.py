"""Homework 4, rnn_forward and lm_loss in rnnlm.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, unpack, weight


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def parameters(rng):
    """Parameters with all sizes different, V = 11."""
    e, H = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    return {"E": away(rng, 11, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6, "b1": away(rng, H) * 0.7,
            "U": away(rng, 11, H), "b2": away(rng, 11)}  # fmt: skip


def sequences(rng, start=True):
    """(P, ids, h0): N = 6 or 7 sequences of T = 8 words, h0 = 0 without `start`."""
    P, N = parameters(rng), int(rng.randint(6, 8))
    return P, rng.randint(0, 11, size=(N, 8)), away(rng, N, len(P["b1"])) * 0.7 * start


# ---------------------------------------------------------------- B4


def forward(P, ids, h0, *, b1=1.0, b2=1.0, act=np.tanh, Wh=None, carry=True, begin=1.0, late=0):
    """H and logits, right unless told otherwise. begin: what h0 is multiplied by before it enters the first step."""
    Wh = P["Wh"] if Wh is None else Wh
    H = [h0]
    for t in range(ids.shape[1]):
        before = begin * h0 if t == 0 or not carry else H[-1]
        H.append(act(before @ Wh.T + P["E"][ids[:, t]] @ P["We"].T + b1 * P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1 - late : H.shape[1] - late] @ P["U"].T + b2 * P["b2"]


WRONG = {
    "h0 ignored": ("the first step starts from zeros, not from h0", 0.5, {"begin": 0.0}),
    "no b1": ("the bias b1 is missing", 0.6, {"b1": 0.0}),
    "output bias left out": ("the bias b2 is missing", 0.6, {"b2": 0.0}),
    "no tanh": ("tanh is missing", 0.4, {"act": lambda z: z}),
    "sigmoid for tanh": ("a sigmoid stands where tanh belongs", 0.4, {"act": lambda z: 1 / (1 + np.exp(-z))}),
    "relu for tanh": ("relu stands where tanh belongs", 0.4, {"act": lambda z: np.maximum(z, 0)}),
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {"Wh": "turned"}),
    "no recurrence": ("the state before does not enter", 0.3, {"Wh": "none"}),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, {"carry": False}),
    "state before": ("the logits are made from the state before the word, not after it", 0.5, {"late": 1}),
}


def turned(P, how):
    """The options with Wh filled in."""
    matrices = {"turned": P["Wh"].T, "none": 0 * P["Wh"]}
    return {name: matrices[value] if isinstance(value, str) else value for name, value in how.items()}


def slips_of(P, ids, h0):
    """Slips of H and of the logits."""
    H, logits = forward(P, ids, h0)
    found = {
        "H": [
            slip("h0 missing", "H lacks h0: it has T + 1 states, h0 at index 0.", 0.6, H[:, 1:]),
            slip("time first", "H has the steps before the sequences; it should be (N, T + 1, H).", 0.5,
                 _time_first(H)),
        ],
        "logits": [
            slip("time first", "The logits have the steps before the sequences; they should be (N, T, V).", 0.5,
                 _time_first(logits)),
            slip("softmax taken", "Softmax was taken; logits are asked for.", 0.6, _softmax(logits)),
            slip("logits of h0", "There are T + 1 logits for each sequence; h0 has none.", 0.6,
                 H @ P["U"].T + P["b2"]),
        ],
    }  # fmt: skip
    for name, (text, share, how) in WRONG.items():
        if h0.any() or name not in ("h0 ignored", "no recurrence"):  # which change nothing, or what another one does
            wrong = dict(zip(("H", "logits"), forward(P, ids, h0, **turned(P, how))))
            for what in found if name not in ("output bias left out", "state before") else ("logits",):
                found[what].append(slip(name, f"{what}: {text}.", share, wrong[what]))
    if h0.any():
        wrong = forward(P, ids, 0 * h0)[0]
        found["H"].append(slip("h0 ignored", "H: the first step starts from zeros, not from h0.", 0.5, wrong))
    return found


def _time_first(array):
    return array.transpose(1, 0, 2)


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def output(student, case, what):
    """H or the logits."""
    return dict(zip(("H", "logits"), unpack(student.rnn_forward(*case), "H", "logits")))[what]


@number("B4.4")
@weight(3)
@parts({"H from h0 = 0": 2, "logits from h0 = 0": 2, "H from another h0": 2, "logits from another h0": 2})
def test_forward(student, part, rng):
    """States and logits are right."""
    for name, start in (("h0 = 0", False), ("another h0", True)):
        case = sequences(rng, start)
        right = dict(zip(("H", "logits"), forward(*case)))
        for what, array in right.items():
            with part(f"{what} from {name}"):
                agree(output(student, case, what), array, what, hypotheses=lambda c=case, w=what: slips_of(*c)[w])


@number("B4.5")
@weight(1)
def test_forward_leaves_its_arguments(student, rng):
    """rnn_forward leaves P, ids and h0 as they are."""
    case = sequences(rng)
    require_alive(student.rnn_forward, case, sequences(rng), lambda result: unpack(result, "H", "logits")[1],
                  shape=(*case[1].shape, 11))  # fmt: skip
    unchanged(case, student.rnn_forward.observe(*case).arguments, ("P", "ids", "h0"))


# ---------------------------------------------------------------- B5


def scored(rng, N, T, V, holes):
    """(logits, targets, mask)."""
    mask = np.ones((N, T))
    if holes:
        mask = rng.permutation(np.arange(N * T) % 3 > 0).reshape(N, T).astype(float)
        mask[0, :2] = [1.0, 0.0]
    return away(rng, N, T, V) * 1.5, rng.randint(0, V, size=(N, T)), mask


def chances(case):
    """The chance of each right word: (N, T)."""
    logits, targets, _ = case
    return np.take_along_axis(_softmax(logits), targets[:, :, None], axis=2)[:, :, 0]


def logit_of_target(case):
    """The logit of each right word: (N, T)."""
    return np.take_along_axis(case[0], case[1][:, :, None], axis=2)[:, :, 0]


def loss(case):
    """The right loss."""
    return np.sum(case[2] * -np.log(chances(case))) / np.sum(case[2])


def of_sequences(case):
    """The mean over the sequences of the mean of each."""
    mask = case[2]
    return np.mean(np.sum(mask * -np.log(chances(case)), axis=1) / np.maximum(mask.sum(axis=1), 1))


def wrong_axis(case):
    """Softmax over the steps."""
    logits, targets, mask = case
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return np.sum(mask * -np.log(np.take_along_axis(p, targets[:, :, None], axis=2)[:, :, 0])) / mask.sum()


LOSSES = {
    "mask ignored": ("places with mask 0 are counted", 0.4, lambda c: -np.mean(np.log(chances(c)))),
    "over all places": ("the sum is over the places that count, but it is divided by all N T", 0.6,
                        lambda c: -np.mean(c[2] * np.log(chances(c)))),
    "mean of means": ("each sequence counts alike; each place that counts should", 0.6, of_sequences),
    "no logarithm": ("the chance of the right word was averaged, not its logarithm", 0.4,
                     lambda c: -np.sum(c[2] * chances(c)) / c[2].sum()),
    "logarithm of the mean": ("take the logarithm at each place first, then the mean", 0.4,
                              lambda c: -np.log(np.sum(c[2] * chances(c)) / c[2].sum())),
    "logits for logarithms": ("minus the logit of the right word was averaged; softmax comes first", 0.3,
                              lambda c: -np.sum(c[2] * logit_of_target(c)) / c[2].sum()),
    "entropy": ("this is the entropy of the predictions; the targets are missing", 0.2,
                lambda c: -np.sum(c[2][:, :, None] * _softmax(c[0]) * np.log(_softmax(c[0]))) / c[2].sum()),
    "all words": ("only the right word of each place counts", 0.3,
                  lambda c: -np.sum(c[2][:, :, None] * np.log(_softmax(c[0]))) / c[2].sum()),
    "wrong axis": ("softmax is over the steps; it should be over the words", 0.4, wrong_axis),
}  # fmt: skip


SMALL = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
"""Constants that people add to a chance before they take its logarithm."""


def judge_losses(student, cases):
    """Several losses at once, so that a constant factor shows."""
    got = [as_numbers(student.lm_loss(*case), "The loss") for case in cases]
    right = [loss(case) for case in cases]
    if any(value.size != 1 for value in got):
        each = all(value.size and value.shape == case[1].shape for value, case in zip(got, cases))
        reduced = each and all(np.isclose((v * c[2]).sum() / c[2].sum(), r) for v, c, r in zip(got, cases, right))
        raise Wrong("The loss should be one number: the mean over the places that count.", 0.5 * reduced, "not reduced")
    counts = {
        "places that count": np.array([case[2].sum() for case in cases]),
        "words": np.array([float(case[0].shape[2]) for case in cases]),
    }
    known = [slip(name, f"The loss is off: {text}.", share, [wrong(case) for case in cases])
             for name, (text, share, wrong) in LOSSES.items()]  # fmt: skip
    for name, axis in (("sequences", 0), ("steps", 1)):
        per = np.array([case[2].sum() / case[1].shape[axis] for case in cases])
        said = f"The loss is the sum divided by the {name}; divide by the places that count."
        known.append(slip(f"{name} for places", said, 0.7, np.array(right) * per))
    for small in SMALL:
        wrong = [-np.sum(case[2] * np.log(chances(case) + small)) / case[2].sum() for case in cases]
        known.append(slip("constant in the logarithm", f"The loss is off: a constant of {small:g} is added inside the "
                          "logarithm.", 0.95, wrong))  # fmt: skip
    agree(np.array([value.reshape(()) for value in got]), right, "The loss", hypotheses=known, counts=counts)


SHAPES = ((3, 5, 7), (4, 3, 6), (2, 7, 5))


@number("B5.4")
@weight(2)
@parts({"full mask": 1, "mask with holes": 1})
def test_loss(student, part, rng):
    """The loss is the mean over the places that count."""
    with part("full mask"):
        judge_losses(student, [scored(rng, *shape, False) for shape in SHAPES])
    with part("mask with holes"):
        judge_losses(student, [scored(rng, *shape, True) for shape in SHAPES])


@number("B5.5")
@weight(1)
@parts({"logits as large as +-1000": 2, "arguments stay as they are": 1})
def test_large_logits(student, part, rng):
    """Large logits do no harm, and logits, targets and mask stay as they are."""
    case = scored(rng, 3, 4, 6, True)
    require_alive(student.lm_loss, case, scored(rng, 3, 4, 6, True))
    with part("logits as large as +-1000"):
        logits, targets, mask = case
        large = np.where(rng.uniform(size=(3, 4, 1)) < 0.5, 1000.0, -1000.0) + 300 * logits
        log_p = large - np.logaddexp.reduce(large, axis=2, keepdims=True)
        right = -np.sum(mask * np.take_along_axis(log_p, targets[:, :, None], 2)[:, :, 0]) / mask.sum()
        agree(student.lm_loss(large, targets, mask), right, "The loss")
    with part("arguments stay as they are"):
        unchanged(case, student.lm_loss.observe(*case).arguments, ("logits", "targets", "mask"))
