"""Homework 4, rnn_backward in rnnlm.py: what is judged beyond the public part."""

import functools
from collections.abc import Mapping

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    as_numbers,
    entry,
    last_write_wins,
    number,
    parts,
    require_alive,
    slip,
    unchanged,
    unpack,
    weight,
)

BLOCKS = ("U", "b2", "Wh", "We", "b1", "E")


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def parameters(rng):
    """Parameters with all sizes different, V = 19."""
    e, H = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    return {"E": away(rng, 19, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6, "b1": away(rng, H) * 0.6,
            "U": away(rng, 19, H), "b2": away(rng, 19)}  # fmt: skip


def plain(rng):
    """(P, ids, targets, h0, mask): h0 = 0, a full mask, no word twice."""
    P = parameters(rng)
    text = rng.permutation(19)[:18].reshape(3, 6)
    return P, text[:, :-1], text[:, 1:], np.zeros((3, len(P["b1"]))), np.ones((3, 5))


def demanding(rng):
    """The same with h0 not 0, holes in the mask, words repeated within a sequence and between sequences."""
    P, N, T = parameters(rng), 6, 7
    text = rng.randint(0, 13, size=(N, T + 1))
    text[:, 2], text[1:4, 5] = text[:, 0], text[0, 1]
    mask = rng.permutation(np.tile([1.0, 1.0, 0.0], N * T)[: N * T]).reshape(N, T)
    mask[:, -1], mask[:, 0] = np.arange(N) % 2, np.arange(N) % 3 > 0
    return P, text[:, :-1], text[:, 1:], away(rng, N, len(P["b1"])) * 0.6, mask


def one_step(rng):
    """T = 1, with one word twice."""
    P, ids, targets, h0, _ = demanding(rng)
    first = ids[:, :1].copy()
    first[-1] = first[0]
    return P, first, targets[:, :1], h0, np.ones((len(ids), 1))


def forward(P, ids, h0, b1=1.0, act=np.tanh, Wh=None, begin=1.0):
    """(N, T + 1, H), right unless told otherwise."""
    H = [begin * h0]
    for word in ids.T:
        H.append(act(H[-1] @ (P["Wh"] if Wh is None else Wh).T + P["E"][word] @ P["We"].T + b1 * P["b1"]))
    return np.stack(H, axis=1)


def right_slope(h):
    """The slope of tanh from its output."""
    return 1 - h**2


def pieces_of(P, ids, targets, h0, mask, *, b1=1.0, b2=1.0, act=np.tanh, begin=1.0, turned=False, slope=right_slope,
              onehot=1.0, back=None, reach=None, through_slope=True, count=None, weigh=None, axis=-1):  # fmt: skip
    """What each step adds to each gradient, and dh0; right unless told otherwise.

    back: the matrix that the gradient passes on its way to the step before; reach: over how many steps at most;
    count: what the mean is over; weigh: the mask; axis: of the softmax.
    """
    N, T = ids.shape
    H = forward(P, ids, h0, b1, act, P["Wh"].T if turned else None, begin)
    Z = H[:, 1:] @ P["U"].T + b2 * P["b2"]
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    dZ = E / E.sum(axis=axis, keepdims=True) - onehot * np.eye(Z.shape[2])[targets]
    dZ = dZ * (mask if weigh is None else weigh)[:, :, None] / (mask.sum() if count is None else count)
    back = (P["Wh"].T if turned else P["Wh"]) if back is None else back
    dH, dA = dZ @ P["U"], np.zeros((N, T, H.shape[2]))
    for end in reversed(range(T)):
        flow = dH[:, end]
        for t in reversed(range(max(0, end + 1 - (reach or T)), end + 1)):
            dA[:, t] += flow * slope(H[:, t + 1])
            flow = (flow * slope(H[:, t + 1]) if through_slope else flow) @ back
    return _pieces(P, ids, H, dZ, dA, back)


def _pieces(P, ids, H, dZ, dA, back):
    rows = dA @ P["We"]
    X = P["E"][ids]
    return {
        "U": np.einsum("ntv,nth->tvh", dZ, H[:, 1:]),
        "b2": dZ.sum(axis=0),
        "Wh": np.einsum("nth,ntk->thk", dA, H[:, :-1]),
        "We": np.einsum("nth,nte->the", dA, X),
        "b1": dA.sum(axis=0),
        "E": rows,
        "dh0": dA[:, 0] @ back,
        "H": H,
        "dA": dA,
    }


def grads_of(case, **how):
    """Gradients and dh0, right unless told otherwise."""
    P, ids = case[:2]
    pieces = pieces_of(*case, **how)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, pieces["E"])
    return {name: pieces[name].sum(axis=0) for name in BLOCKS if name != "E"} | {"E": dE, "dh0": pieces["dh0"]}


SLOPES = {
    "no tanh'": ("the slope of tanh is missing", np.ones_like),
    "sigmoid's slope": ("h(1 - h) is the slope of a sigmoid; that of tanh is 1 - h^2", lambda h: h * (1 - h)),
    "1 - h": ("the slope of tanh is 1 - h^2, not 1 - h", lambda h: 1 - h),
    "tanh taken twice": ("h is tanh(z) already; tanh was taken once more", lambda h: 1 - np.tanh(h) ** 2),
    "1 / (1 - h^2)": ("the slope of tanh is 1 - h^2, not one over it", lambda h: 1 / (1 - h**2)),
}
FORWARD = {
    "h0 ignored": ("the forward pass starts from zeros, not from h0", 0.5, {"begin": 0.0}),
    "output bias left out": ("the forward pass leaves out b2", 0.75, {"b2": 0.0}),
    "no b1": ("the forward pass leaves out b1", 0.75, {"b1": 0.0}),
    "Wh transposed": ("the forward pass has Wh transposed", 0.5, {"turned": True}),
    "no tanh": ("the forward pass lacks tanh", 0.4, {"act": lambda z: z, "slope": np.ones_like}),
}


def wrong_ways(case):
    """name -> (sentence, share, how)."""
    P, ids, _, _, mask = case
    T = ids.shape[1]
    ways = {name: (text, 0.4, {"slope": slope}) for name, (text, slope) in SLOPES.items()} | FORWARD
    ways["no one-hot"] = ("the target is missing: dL/dz is softmax(z) - onehot(target)", 0.4, {"onehot": 0.0})
    ways["one-hot added"] = ("the one-hot rows must be taken off, not added", 0.3, {"onehot": -1.0})
    if not mask.all():
        ways["mask ignored"] = (
            "places with mask 0 are counted",
            0.4,
            {"weigh": np.ones_like(mask), "count": mask.size},
        )
        ways["mask ignored but counted"] = ("places with mask 0 enter; the mask is in the division alone", 0.4,
                                            {"weigh": np.ones_like(mask)})  # fmt: skip
        ways["over all places"] = (
            "it is divided by all N T places, not by those that count",
            0.6,
            {"count": mask.size},
        )
    ways["recurrence transposed"] = ("on the way back Wh is transposed: it is dz Wh in rows, Wh^T dz in columns", 0.5,
                                     {"back": P["Wh"].T})  # fmt: skip
    if T > 1:
        ways |= _wrong_counts(mask)
        ways["softmax over the steps"] = ("softmax is over the steps; it should be over the words", 0.4, {"axis": 1})
        ways["nothing from the next step"] = ("no gradient comes back from the next step", 0.4, {"reach": 1})
        ways["last prediction only"] = (
            "only the last place sends a gradient back through time",
            0.3,
            {"weigh": _last(mask)},
        )
        ways["no slope between steps"] = ("on the way from step to step the slope of tanh is missing", 0.4,
                                          {"through_slope": False})  # fmt: skip
        for steps in range(2, T):
            ways[f"truncated after {steps} steps"] = (
                f"the gradient goes back {steps} steps only",
                0.6,
                {"reach": steps},
            )
    return ways


def _wrong_counts(mask):
    """The mean taken over something else."""
    N, T = mask.shape
    said = "it is divided by the {}, not by the places that count"
    return {
        "sequences for places": (said.format("sequences"), 0.7, {"count": N}),
        "steps for places": (said.format("steps"), 0.7, {"count": T}),
        "over steps": ("it is divided by the number of steps once more", 0.7, {"count": mask.sum() * T}),
        "over sequences": ("it is divided by the number of sequences once more", 0.7, {"count": mask.sum() * N}),
    }


def _last(mask):
    only = np.zeros_like(mask)
    only[:, -1] = mask[:, -1]
    return only


def slips_of(case):
    """Slips of each gradient and of dh0."""
    P, ids, _, h0, mask = case
    found = {name: [] for name in (*BLOCKS, "dh0")}
    for name, (text, share, how) in wrong_ways(case).items():
        add(found, name, text, share, grads_of(case, **how))
    text = "the targets are the words that are fed; they should be the ones after them"
    add(found, "targets unshifted", text, 0.5, grads_of((P, ids, ids, h0, mask)))
    pieces = pieces_of(*case)
    if ids.shape[1] > 1:
        for name in BLOCKS[:-1]:
            for at, which in ((0, "first"), (-1, "last")):
                said = f"d{name}: holds the {which} step alone; the steps add up (+=)."
                found[name].append(slip("assigned over time", said, 0.4, pieces[name][at]))
    found["E"] += _embedding_slips(P, ids, pieces["E"])
    found["Wh"] += _state_slips(pieces["dA"], pieces["H"])
    found["We"].append(slip("We on the way", "dWe is built from the states; what goes into We is the embedding.", 0.4,
                            np.einsum("nth,ntk->hk", pieces["dA"], pieces["H"][:, :-1])))  # fmt: skip
    found["dh0"].append(slip("before Wh", "dh0 is the gradient before the first step; go on through Wh.", 0.5,
                             pieces["dA"][:, 0]))  # fmt: skip
    found["dh0"].append(
        slip("summed over sequences", "dh0 has a row for each sequence.", 0.5, pieces["dh0"].sum(axis=0))
    )
    return found


def add(found, name, text, share, grads):
    """The slip for every output."""
    for block, array in grads.items():
        found[block].append(slip(name, f"{block if block == 'dh0' else 'd' + block}: {text}.", share, array))


REPEATS = "dE: where a word is repeated only one piece was kept; they add up (np.add.at)."


def _embedding_slips(P, ids, rows):
    by_step, by_sequence, first = (np.zeros_like(P["E"]) for _ in range(3))
    for t in range(ids.shape[1]):
        by_step[ids[:, t]] += rows[:, t]
    for n in range(len(ids)):
        by_sequence[ids[n]] += rows[n]
    backwards = last_write_wins("dE", ids[:, ::-1].ravel(), rows[:, ::-1].reshape(-1, rows.shape[2]), len(P["E"]))
    by_time = last_write_wins("dE", ids.T.ravel(), rows.transpose(1, 0, 2).reshape(-1, rows.shape[2]), len(P["E"]))
    in_turn = last_write_wins("dE", ids.T[::-1].ravel(), rows.transpose(1, 0, 2)[::-1].reshape(-1, rows.shape[2]),
                              len(P["E"]))  # fmt: skip
    np.add.at(first, ids[:, 0], rows[:, 0])
    alone = np.zeros_like(P["E"])
    alone[ids[:, 0]] += rows[:, 0]
    said = "dE: holds the first step alone; the steps add up (+=)."
    over_time = [slip("assigned over time", said, 0.4, wrong) for wrong in (first, alone)] if ids.shape[1] > 1 else []
    return [
        *over_time,
        last_write_wins("dE", ids.ravel(), rows.reshape(-1, rows.shape[2]), len(P["E"])), backwards, by_time, in_turn,
        slip("last write wins", REPEATS, 0.4, by_step), slip("last write wins", REPEATS, 0.4, by_sequence),
    ]  # fmt: skip


def _state_slips(dA, H):
    wrapped, ignored = H[:, :-1].copy(), H[:, :-1].copy()
    wrapped[:, 0], ignored[:, 0] = H[:, -1], 0.0
    said = {
        "last state wraps round": ("at the first step the last state stands in place of h0 (index -1)", 0.7, wrapped),
        "h0 missing from dWh": ("at the first step the state before is h0, not zero", 0.7, ignored),
        "h_t for h_(t-1)": (
            "it is built from the states after each step; what goes into Wh is the one before",
            0.5,
            H[:, 1:],
        ),
    }
    if H.shape[1] == 2:  # with one step the last state is the one after it
        del said["h_t for h_(t-1)"]
    return [slip(name, f"dWh: {text}.", share, np.einsum("nth,ntk->hk", dA, states))
            for name, (text, share, states) in said.items()]  # fmt: skip


class OwnForward:
    """The slips that the student's rnn_forward shows on a case, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, self._case = student, case

    def __contains__(self, name):
        if name not in FORWARD:
            return False
        P, ids, _, h0, _ = self._case
        how = FORWARD[name][2]
        H = forward(P, ids, h0, how.get("b1", 1.0), how.get("act", np.tanh), P["Wh"].T if "turned" in how else None,
                    how.get("begin", 1.0))  # fmt: skip
        wrong = H[:, 1:] @ P["U"].T + how.get("b2", 1.0) * P["b2"]
        try:
            got = as_numbers(unpack(self._student.rnn_forward(P, ids, h0), "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and bool(np.allclose(got, wrong, rtol=1e-5, atol=1e-7))


def attempt(function, case):
    """Gradients and dh0 by name, or the error of the call, for every part that asks."""
    try:
        grads, dh0 = pair(function(*case))
    except (SubmissionError, Wrong) as error:
        kept = error

        def again(name):
            raise kept

        return again
    return lambda name: dh0 if name == "dh0" else entry(grads, name, "The dict of gradients")


def pair(result):
    """Gradients and dh0; a dict of gradients alone is one without dh0."""
    return (result, None) if isinstance(result, Mapping) else unpack(result, "grads", "dh0")


def judge(student, part, case, label, names=(*BLOCKS, "dh0")):
    """Each output in a part of its own."""
    right, slips = grads_of(case), functools.cache(lambda: slips_of(case))
    counts = {"places that count": float(case[4].sum()), "words": float(len(case[0]["b2"]))}
    others = {f"d{name}": array for name, array in right.items() if name != "dh0"}
    got, own = attempt(student.rnn_backward, case), OwnForward(student, case)
    for name in names:
        with part(f"{name}{label}"):
            agree(got(name), right[name], "dh0" if name == "dh0" else f"d{name}", hypotheses=lambda n=name: slips()[n],
                  counts=counts, others=others, forgiven=own)  # fmt: skip


SHARES = {"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1}


@number("B6.4")
@weight(10)
@parts(
    {f"{name}{label}": share * part for label, part in ((", plain", 0.5), ("", 0.5)) for name, share in SHARES.items()}
)
def test_gradients(student, part, rng):
    """Each gradient is right: plain with h0 = 0, a full mask and no word twice, and with all of these otherwise."""
    judge(student, part, plain(rng), ", plain")
    judge(student, part, demanding(rng), "")


@number("B6.5")
@weight(1)
@parts({name: share for name, share in SHARES.items()})
def test_one_step(student, part, rng):
    """Each gradient is right for sequences of one word."""
    judge(student, part, one_step(rng), "")


@number("B6.6")
@weight(1)
def test_backward_leaves_its_arguments(student, rng):
    """rnn_backward leaves its arguments as they are."""
    case = demanding(rng)
    require_alive(student.rnn_backward, case, demanding(rng), lambda r: entry(pair(r)[0], "Wh"),
                  shape=case[0]["Wh"].shape)  # fmt: skip
    unchanged(case, student.rnn_backward.observe(*case).arguments, ("P", "ids", "targets", "h0", "mask"))
