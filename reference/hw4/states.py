"""Homework 4: states and logits of the recurrent model, right and with the slips that people make."""

import activations
import conventions
import numpy as np

from autograder.judging import slip

ACT = conventions.rnn_activation
act_of_course = activations.ACTIVATIONS[ACT]


def forward(P, ids, h0, *, b1=1.0, b2=1.0, act=act_of_course, Wh=None, carry=True, begin=1.0, late=0):
    """H:(N, T + 1, H) and logits:(N, T, V), right unless told otherwise.

    begin: what h0 is multiplied by before it enters the first step; carry: whether states go from step to step; late:
    1 where the logits are those of the state before; Wh: the matrix, "turned" or "none".
    """
    Wh = {"turned": P["Wh"].T, "none": 0 * P["Wh"], None: P["Wh"]}[Wh]
    H = [h0]
    for t in range(ids.shape[1]):
        before = begin * h0 if t == 0 or not carry else H[-1]
        H.append(act(before @ Wh.T + P["E"][ids[:, t]] @ P["We"].T + b1 * P["b1"]))
    H = np.stack(H, axis=1)
    return H, H[:, 1 - late : H.shape[1] - late] @ P["U"].T + b2 * P["b2"]


CARRIED = 0.01
"""What the state that a sequence is read on from changes in its logits at least."""


def is_carried(P, ids, h0, t):
    """Whether the state after t words shows in the logits of the words after them, in each sequence."""
    right = forward(P, ids, h0)[1][:, t:]
    wrong = [forward(P, ids[:, t:], start)[1] for start in (0 * h0, h0)]
    return all((np.abs(logits - right).max(axis=(1, 2)) > CARRIED).all() for logits in wrong)


WRONG_ACTIVATIONS = {
    "no activation": (f"{ACT} is missing", 0.4, {"act": lambda z: z}),
    **{name: (text, 0.4, {"act": act}) for name, (text, act, _) in activations.others(ACT, "h").items()},
}
WRONG = {
    "h0 ignored": ("the first step starts from zeros, not from h0", 0.5, {"begin": 0.0}),
    "no b1": ("the bias b1 is missing", 0.6, {"b1": 0.0}),
    "output bias left out": ("the bias b2 is missing", 0.6, {"b2": 0.0}),
    **WRONG_ACTIVATIONS,
    "Wh transposed": ("Wh is transposed: it maps the old state to the new one, Wh h", 0.5, {"Wh": "turned"}),
    "no recurrence": ("the state before does not enter", 0.3, {"Wh": "none"}),
    "state not carried": ("every step starts from h0; it should start from the state before", 0.4, {"carry": False}),
    "state before": ("the logits are made from the state before the word, not after it", 0.5, {"late": 1}),
}
"""name -> (sentence, share, how `forward` does it)."""
OF_LOGITS_ALONE = ("output bias left out", "state before")
CHARGED = ("h0 ignored", "no b1", "output bias left out", "Wh transposed", *WRONG_ACTIVATIONS)
"""Slips that go with the function into all that is built on it: they cost their points once."""


def wrong_states(P, ids, h0):
    """name -> (sentence, share, {"H": ..., "logits": ...}), as far as the slips change them."""
    found = {}
    for name, (text, share, how) in WRONG.items():
        if h0.any() or name not in ("h0 ignored", "no recurrence"):  # which change nothing, or what another one does
            both = dict(zip(("H", "logits"), forward(P, ids, h0, **how)))
            found[name] = (text, share, {"logits": both["logits"]} if name in OF_LOGITS_ALONE else both)
    if h0.any():
        said = "the first step starts from zeros, not from h0"
        found["h0 ignored in H"] = (said, 0.5, {"H": forward(P, ids, 0 * h0)[0]})
    return found


def softmax(Z):
    """Over the last axis."""
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def slips_of(P, ids, h0):
    """Slips of H and of the logits."""
    H, logits = forward(P, ids, h0)
    found = {
        "H": [
            slip("h0 missing", "H lacks h0: it has T + 1 states, h0 at index 0.", 0.6, H[:, 1:]),
            slip("time first", "H has the steps before the sequences; it should be (N, T + 1, H).", 0.5,
                 H.transpose(1, 0, 2)),
        ],
        "logits": [
            slip("time first", "The logits have the steps before the sequences; they should be (N, T, V).", 0.5,
                 logits.transpose(1, 0, 2)),
            slip("softmax taken", "Softmax was taken; logits are asked for.", 0.6, softmax(logits)),
            slip("logits of h0", "There are T + 1 logits for each sequence; h0 has none.", 0.6,
                 H @ P["U"].T + P["b2"]),
        ],
    }  # fmt: skip
    for name, (text, share, wrong) in wrong_states(P, ids, h0).items():
        for what, array in wrong.items():
            found[what].append(slip(name.removesuffix(" in H"), f"{what}: {text}.", share, array))
    return found
