"""Homework 3, B5, the gradients of a pair: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, attempt, number, parts, require_alive, slip, unchanged, unpack, weight
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def width(rng, K):
    """A size of the vectors that is not K."""
    return int(rng.permutation([n for n in (3, 4, 6, 7) if n != K])[0])


def pair(rng, K, repeated=False, d=None):
    """(w, c_pos, C_neg) with d different from K, products of moderate size and both signs among the negatives."""
    d = d or width(rng, K)
    for _ in attempts(rng):
        w, c, C = away(rng, d), away(rng, d), away(rng, K, d)
        if repeated:
            C[-1] = C[0]
        z, p = C @ w, c @ w
        both = K == 1 or (z.min() < 0 < z.max())
        apart = np.abs(np.concatenate([z, [p, z.sum() + p]]))
        if both and apart.min() > 0.15 and apart[:-1].max() < 2.5 and np.abs(np.abs(z) - abs(p)).min() > 0.1:
            return w, c, C


def distinct(slips):
    """Without those that leave what an earlier one leaves: with one negative, many slips are the same."""
    kept = []
    for one in slips:
        array = one.predict(None)
        if not any(np.shape(e) == np.shape(array) and np.allclose(e, array) for e in (k.predict(None) for k in kept)):
            kept.append(one)
    return kept


OUTPUTS = ("dw", "dc_pos", "dC_neg")


def grads(w, c, C, up=None, down=None):
    """The right gradients, or those with other errors: dL/d(w . c_pos) and dL/d(w . C_neg[k])."""
    up = sigmoid(c @ w) - 1 if up is None else up
    down = sigmoid(C @ w) if down is None else down
    return {"dw": up * c + down @ C, "dc_pos": up * w, "dC_neg": down[:, None] * w}


def wrong_errors(p, z):
    """Slips of the errors: name -> (sentence, share, up, down)."""
    s, t = sigmoid(p), sigmoid(z)
    e = np.exp(np.concatenate([[p], z]))
    soft = e / e.sum()
    return {
        "no -1": ("the -1 of the positive pair is missing: its error is sigma - 1", 0.4, s, t),
        "not flipped": ("negatives are treated as positives: their error is sigma, not sigma - 1", 0.4, s - 1, t - 1),
        "complement": ("1 - sigma stands where sigma of a negative belongs", 0.4, s - 1, 1 - t),
        "negatives' sign": ("the negatives have the wrong sign: their error is sigma", 0.5, s - 1, -t),
        "positive's sign": ("the positive has the wrong sign: its error is sigma - 1", 0.5, 1 - s, t),
        "target among the negatives": ("the positive context is counted among the negatives too", 0.6, 2 * s - 1, t),
        "slope of sigma": ("sigma (1 - sigma) is the slope of sigma; here it was multiplied on", 0.4,
                           (s - 1) * s * (1 - s), t * t * (1 - t)),
        "slope alone": ("sigma (1 - sigma) is the slope of sigma; that of its logarithm is asked for", 0.4,
                        -s * (1 - s), t * (1 - t)),
        "product for sigma": ("the product itself stands where its sigma belongs", 0.3, p - 1, z),
        "threshold": ("sigma was rounded to 0 or 1", 0.3, float(p > 0) - 1, (z > 0) * 1.0),
        "softmax": ("this is the gradient of a softmax over all products", 0.3, soft[0] - 1, soft[1:]),
        "sigmas exchanged": ("the error of the positive is that of a negative and the other way round", 0.3, s, t - 1),
        "divided by sigma": ("the logarithm's derivative was taken without that of sigma", 0.3, -1 / s, 1 / (1 - t)),
    }  # fmt: skip


def grad_slips(w, c, C):
    """Slips of each gradient of one pair that leave something different each."""
    return {name: distinct(slips) for name, slips in every_slip(w, c, C).items()}


def every_slip(w, c, C):
    """Slips of each gradient."""
    p, z = c @ w, C @ w
    up, down, K = sigmoid(p) - 1, sigmoid(z), len(C)
    right, known = grads(w, c, C), {name: [] for name in OUTPUTS}
    for name, (text, share, *errors) in wrong_errors(p, z).items():
        for output, wrong in grads(w, c, C, *errors).items():
            known[output].append(slip(name, f"{output}: {text}.", share, wrong))
    swapped = {"dw": (up + down.sum()) * w, "dc_pos": up * c, "dC_neg": down[:, None] * C}
    text = "centre and context are exchanged: the derivative of w . c by the one is the other."
    for output, wrong in swapped.items():
        known[output].append(slip("centre for context", f"{output}: {text}", 0.4, wrong))
    known["dw"] += [
        slip("negatives missing", "dw: the negatives are missing.", 0.4, up * c),
        slip("positive missing", "dw: the positive pair is missing.", 0.4, down @ C),
        slip("last negative alone", "dw: only the last negative counts; = for +=?", 0.4, up * c + down[-1] * C[-1]),
        slip("first negative alone", "dw: only the first negative counts.", 0.4, up * c + down[0] * C[0]),
        slip("overwritten", "dw: only the last negative is left; = for +=?", 0.3, down[-1] * C[-1]),
        slip("negatives averaged", "dw: the negatives are averaged; they are summed.", 0.6, up * c + down @ C / K),
        slip("target among the negatives", "dw: the positive context is counted among the negatives too.", 0.6,
             right["dw"] + sigmoid(p) * c),
        slip("one error for all", "dw: the errors were summed before they met their own negatives.", 0.3,
             up * c + down.sum() * C.sum(axis=0)),
    ]  # fmt: skip
    known["dC_neg"] += _row_slips(w, C, down)
    return known


def _row_slips(w, C, down):
    """Slips of dC_neg that mix its rows."""
    same = (C[:, None] == C[None]).all(axis=2).astype(float)
    times = same.sum(axis=1)
    last = np.array([k == max(np.flatnonzero(row)) for k, row in enumerate(same)])
    first = np.array([k == min(np.flatnonzero(row)) for k, row in enumerate(same)])
    errors = {
        "repeats added up": ("equal rows each hold their sum; every row has its own piece", 0.6, down * times),
        "repeats once": ("of equal rows only one holds its piece", 0.6, down * last),
        "repeats once, first": ("of equal rows only one holds its piece", 0.6, down * first),
    }
    known = [slip(n, f"dC_neg: {text}.", share, error[:, None] * w) for n, (text, share, error) in errors.items()]
    mean = "dC_neg: every row holds the mean error; each has its own."
    return [
        *known,
        slip("one error for all", mean, 0.3, np.full((len(C), 1), down.mean()) * w),
        slip("one error for all", mean.replace("mean", "summed"), 0.3, np.full((len(C), 1), down.sum()) * w),
    ]


def three(rng, K, repeated=False):
    """Three pairs of the same sizes: a constant factor must then be the same for all, or it is none."""
    d = width(rng, K)
    return [pair(rng, K, repeated, d) for _ in range(3)]


def judge_output(results, name, cases):
    """One gradient of each of several pairs of the same sizes."""
    got = [plain(dict(zip(OUTPUTS, unpack(result, *OUTPUTS)))[name], name) for result in results]
    right, K = [grads(*case) for case in cases], len(cases[0][2])
    counts = {"negatives": K, "terms": K + 1} if K > 1 else {}
    if any(one.shape != want[name].shape for one, want in zip(got, right)):
        agree(got[0], right[0][name], name, hypotheses=lambda: grad_slips(*cases[0])[name], counts=counts,
              others=right[0], inputs=cases[0])  # fmt: skip
        return
    if any(np.array_equal(one, argument) for one, case in zip(got, cases) for argument in case):
        raise Wrong(f"{name} is just one of the arguments.", cause="argument")
    others = {output: np.stack([want[output] for want in right]) for output in OUTPUTS}
    agree(np.stack(got), others[name], name, hypotheses=lambda: _stacked(cases, name), counts=counts, others=others)


def plain(value, name):
    """The numbers, in single precision if they came so."""
    numbers = as_numbers(value, name)
    return numbers.astype(np.float32) if np.asarray(value).dtype == np.float32 else numbers


def _stacked(cases, name):
    """The slips of several pairs at once."""
    each = zip(*(every_slip(*case)[name] for case in cases))
    stacks = [(s[0], np.stack([one.predict(None) for one in s])) for s in each]
    return distinct([slip(one.name, one.sentence, one.share, stack) for one, stack in stacks])


def each(function, cases):
    """The results of several calls."""
    return [function(*case) for case in cases]


@number("B5.3")
@weight(6)
@parts({"dw": 1, "dc_pos": 1, "dC_neg": 1})
def test_gradients(student, part, rng):
    """Each gradient is right with three to five negatives."""
    cases = three(rng, int(rng.randint(3, 6)))
    results = attempt(each, student.sgns_grads, cases)
    for name in OUTPUTS:
        with part(name):
            judge_output(results(), name, cases)


@number("B5.4")
@weight(2)
@parts({f"{name}, {many}": 1 for many in ("one negative", "many") for name in OUTPUTS})
def test_other_numbers(student, part, rng):
    """Each gradient is right with one negative and with nine."""
    for many, K in (("one negative", 1), ("many", 9)):
        cases = three(rng, K)
        results = attempt(each, student.sgns_grads, cases)
        for name in OUTPUTS:
            with part(f"{name}, {many}"):
                judge_output(results(), name, cases)


@number("B5.5")
@weight(1)
@parts({"dw": 1, "dC_neg": 1})
def test_repeated_negative(student, part, rng):
    """A negative that is drawn twice counts twice in dw, and each of its rows has its own piece."""
    cases = three(rng, 4, repeated=True)
    results = attempt(each, student.sgns_grads, cases)
    for name in ("dw", "dC_neg"):
        with part(name):
            judge_output(results(), name, cases)


@number("B5.6")
@weight(1)
def test_gradients_leave_their_arguments(student, rng):
    """sgns_grads leaves its arguments as they are."""
    case, other = pair(rng, 3), pair(rng, 3)
    require_alive(student.sgns_grads, case, other, lambda result: unpack(result, *OUTPUTS)[0], shape=case[0].shape)
    unchanged(case, student.sgns_grads.observe(*case).arguments, ("w", "c_pos", "C_neg"))
