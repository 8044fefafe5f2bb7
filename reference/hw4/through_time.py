"""Homework 4: gradients of the recurrent model, right and with the slips that people make."""

import activations
import conventions
import numpy as np
import states

from autograder.judging import last_write_wins, slip

ACT = conventions.rnn_activation
BLOCKS = ("U", "b2", "Wh", "We", "b1", "E")
right_slope = activations.SLOPES[ACT]


def count_of(mask):
    """What the sum over the places that count is divided by."""
    return mask.sum() if conventions.reduction == "mean" else 1.0


def pieces_of(P, ids, targets, h0, mask, *, slope=right_slope, onehot=1.0, back=None, reach=None, through_slope=True,
              count=None, weigh=None, axis=-1, **forward):  # fmt: skip
    """What each step adds to each gradient, and dh0; right unless told otherwise.

    slope: of the activation, from its output; onehot: what the one-hot rows are multiplied by; back: the matrix that
    the gradient passes on its way to the step before; reach: over how many steps at most; through_slope: whether it
    passes the slope there; count: what the sum is divided by; weigh: the mask; axis: of the softmax; forward: how
    `states.forward` does it.
    """
    N, T = ids.shape
    H, Z = states.forward(P, ids, h0, **forward)
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    dZ = E / E.sum(axis=axis, keepdims=True) - onehot * np.eye(Z.shape[2])[targets]
    dZ = dZ * (mask if weigh is None else weigh)[:, :, None] / (count_of(mask) if count is None else count)
    back = (P["Wh"].T if forward.get("Wh") == "turned" else P["Wh"]) if back is None else back
    dH, dA = dZ @ P["U"], np.zeros((N, T, H.shape[2]))
    for end in reversed(range(T)):
        flow = dH[:, end]
        for t in reversed(range(max(0, end + 1 - (reach or T)), end + 1)):
            dA[:, t] += flow * slope(H[:, t + 1])
            flow = (flow * slope(H[:, t + 1]) if through_slope else flow) @ back
    return _pieces(P, ids, np.concatenate([forward.get("begin", 1.0) * H[:, :1], H[:, 1:]], axis=1), dZ, dA, back)


def _pieces(P, ids, H, dZ, dA, back):
    rows, X = dA @ P["We"], P["E"][ids]
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
    """Gradients and dh0, right unless told otherwise; case: (P, ids, targets, h0, mask)."""
    P, ids = case[:2]
    pieces = pieces_of(*case, **how)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, pieces["E"])
    return {name: pieces[name].sum(axis=0) for name in BLOCKS if name != "E"} | {"E": dE, "dh0": pieces["dh0"]}


FORWARD = {
    "h0 ignored": ("the forward pass starts from zeros, not from h0", 0.5, {"begin": 0.0}),
    "output bias left out": ("the forward pass leaves out b2", 0.75, {"b2": 0.0}),
    "no b1": ("the forward pass leaves out b1", 0.75, {"b1": 0.0}),
    "Wh transposed": ("the forward pass has Wh transposed", 0.5, {"Wh": "turned"}),
    "no activation": (f"the forward pass lacks {ACT}", 0.4, {"act": lambda z: z, "slope": np.ones_like}),
    **{name: (f"in the forward pass {text}", 0.4, {"act": act, "slope": slope})
       for name, (text, act, slope) in activations.others(ACT, "h").items()},
}  # fmt: skip
"""What a forward pass with a slip leads to, right from there on: name -> (sentence, share, how)."""


def wrong_ways(case):
    """name -> (sentence, share, how)."""
    P, ids, _, _, mask = case
    ways = {name: (text, 0.4, {"slope": slope}) for name, (text, slope) in activations.wrong_slopes(ACT, "h").items()}
    ways |= FORWARD
    ways["no one-hot"] = ("the target is missing: dL/dz is softmax(z) - onehot(target)", 0.4, {"onehot": 0.0})
    ways["one-hot added"] = ("the one-hot rows must be taken off, not added", 0.3, {"onehot": -1.0})
    ways["recurrence transposed"] = ("on the way back Wh is transposed: it is dz Wh in rows, Wh^T dz in columns", 0.5,
                                     {"back": P["Wh"].T})  # fmt: skip
    if not mask.all():
        ways |= _wrong_masks(mask)
    if ids.shape[1] > 1:
        ways |= _over_time(mask)
        if conventions.reduction == "mean":
            ways |= _wrong_counts(mask)
    return ways


CLEAR = 2e-3
"""What a slip changes at least: two thousand times what is taken for rounding."""
FORWARD_TOO = {"b1", "b2", "act", "begin", "Wh", "onehot", "weigh", "count", "axis"}
"""Options that reach the output layer too."""


def shows(case, ways):
    """Whether each of these ways changes every output that it reaches: a unit of relu that is off may hide it."""
    right, T, pieces = grads_of(case), case[1].shape[1], pieces_of(*case)
    for how in ways:
        reached = {"dh0"} if T == 1 and set(how) == {"back"} else {*right} - {"U", "b2"}
        reached |= {"U", "b2"} if set(how) & FORWARD_TOO else set()
        reached -= {"Wh"} if how.get("reach") == T - 1 and not case[3].any() else set()  # all that is lost meets h0
        wrong = grads_of(case, **how)
        least = CLEAR if how.get("reach", 1) < 3 else CLEAR / 20  # what comes from far back is small
        if not all(np.max(np.abs(wrong[name] - right[name])) > least for name in reached):
            return False
        if "slope" in how and not all(wrong[name].any() for name in reached):  # zeros alone count as no attempt
            return False
    ends = all(np.abs(pieces[name][at]).max() > 1e-3 for name in ("We", "b1") for at in (0, -1))
    return ends and (T > 1 or bool((np.abs(pieces["E"]).max(axis=2) > 1e-3).all()))  # of a repeated word too


def _wrong_masks(mask):
    full, said = np.ones_like(mask), "places with mask 0 are counted"
    if conventions.reduction == "sum":
        return {"mask ignored": (said, 0.4, {"weigh": full})}
    in_the_count = "places with mask 0 enter; the mask is in the division alone"
    all_places = "it is divided by all N T places, not by those that count"
    return {
        "mask ignored": (said, 0.4, {"weigh": full, "count": mask.size}),
        "mask ignored but counted": (in_the_count, 0.4, {"weigh": full}),
        "over all places": (all_places, 0.6, {"count": mask.size}),
    }


def _over_time(mask):
    """Slips that one step alone does not show."""
    last = np.zeros_like(mask)
    last[:, -1] = mask[:, -1]
    ways = {
        "softmax over the steps": ("softmax is over the steps; it should be over the words", 0.4, {"axis": 1}),
        "nothing from the next step": ("no gradient comes back from the next step", 0.4, {"reach": 1}),
        "last prediction only": ("only the last place sends a gradient back through time", 0.3, {"weigh": last}),
        "no slope between steps": (f"on the way from step to step the slope of {ACT} is missing", 0.4,
                                   {"through_slope": False}),
    }  # fmt: skip
    for steps in range(2, mask.shape[1]):
        said = f"the gradient goes back {steps} steps only"
        ways[f"truncated after {steps} steps"] = (said, 0.6, {"reach": steps})
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


def slips_of(case):
    """Slips of each gradient and of dh0."""
    P, ids, _, h0, mask = case
    found = {name: [] for name in (*BLOCKS, "dh0")}
    for name, (text, share, how) in wrong_ways(case).items():
        _add(found, name, text, share, grads_of(case, **how))
    text = "the targets are the words that are fed; they should be the ones after them"
    _add(found, "targets unshifted", text, 0.5, grads_of((P, ids, ids, h0, mask)))
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
    found["dh0"] += [
        slip("before Wh", "dh0 is the gradient before the first step; go on through Wh.", 0.5, pieces["dA"][:, 0]),
        slip("summed over sequences", "dh0 has a row for each sequence.", 0.5, pieces["dh0"].sum(axis=0)),
    ]
    return found


def _add(found, name, text, share, grads):
    """The slip for every output."""
    for block, array in grads.items():
        found[block].append(slip(name, f"{block if block == 'dh0' else 'd' + block}: {text}.", share, array))


REPEATS = "dE: where a word is repeated only one piece was kept; they add up (np.add.at)."


def _embedding_slips(P, ids, rows):
    V, e = P["E"].shape
    by_step, by_sequence, first, alone = (np.zeros_like(P["E"]) for _ in range(4))
    for t in range(ids.shape[1]):
        by_step[ids[:, t]] += rows[:, t]
    for n in range(len(ids)):
        by_sequence[ids[n]] += rows[n]
    np.add.at(first, ids[:, 0], rows[:, 0])
    alone[ids[:, 0]] += rows[:, 0]
    said = "dE: holds the first step alone; the steps add up (+=)."
    over_time = [slip("assigned over time", said, 0.4, wrong) for wrong in (first, alone)] if ids.shape[1] > 1 else []
    by_time, turned = rows.transpose(1, 0, 2), ids[:, ::-1]
    last = [(ids, rows), (turned, rows[:, ::-1]), (ids.T, by_time), (ids.T[::-1], by_time[::-1])]
    return [
        *over_time,
        *(last_write_wins("dE", words.ravel(), some.reshape(-1, e), V) for words, some in last),
        slip("last write wins", REPEATS, 0.4, by_step), slip("last write wins", REPEATS, 0.4, by_sequence),
    ]  # fmt: skip


def _state_slips(dA, H):
    wrapped, ignored = H[:, :-1].copy(), H[:, :-1].copy()
    wrapped[:, 0], ignored[:, 0] = H[:, -1], 0.0
    said = {
        "last state wraps round": ("at the first step the last state stands in place of h0 (index -1)", 0.7, wrapped),
        "h0 missing from dWh": ("at the first step the state before is h0, not zero", 0.7, ignored),
    }
    if H.shape[1] > 2:  # with one step the last state is the one after it
        text = "it is built from the states after each step; what goes into Wh is the one before"
        said["h_t for h_(t-1)"] = (text, 0.5, H[:, 1:])
    return [slip(name, f"dWh: {text}.", share, np.einsum("nth,ntk->hk", dA, states))
            for name, (text, share, states) in said.items()]  # fmt: skip
