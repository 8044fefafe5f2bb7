"""Homework 2, the public checks of B4 to B7 and C. Read them: they say what each function must do.

The numbers of the larger examples are in public_numbers.json: what goes in, what must come out, and what comes out with
a mistake that is often made. Your own `numerical_grad` of B2 tells you whether a gradient is that of a loss.
"""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import OwnSlip, agree, as_numbers, entry, number, parts, require_alive, slip, unpack, weight


def mixed(rng, *shape):
    """Numbers of both signs, none near 0."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def arrays(value):
    """A case of public_numbers.json with arrays in the place of its lists."""
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def known_slips(case, name, what):
    """What mistakes that are often made give for this output."""
    return [
        slip(title, f"{what}: {one['said']}.", one["share"], one["grads"][name])
        for title, one in case["slips"].items()
        if name in one["grads"]
    ]


def check_gradient(grads, case, name, counts, forgiven=()):
    """One gradient against its numbers."""
    others = {f"d{other}": values for other, values in case["grads"].items()}
    got, known = entry(grads, name, "The dict of gradients"), known_slips(case, name, f"d{name}")
    agree(got, case["grads"][name], f"d{name}", hypotheses=known, counts=counts, others=others, forgiven=forgiven,
          reduction="mean")  # fmt: skip


# ---------------------------------------------------------------- B4, B5


def small_mlp(rng):
    """A network with d = 3 and H = 4, and five examples."""
    P = {"W1": mixed(rng, 4, 3), "b1": mixed(rng, 4), "w2": mixed(rng, 4), "b2": float(mixed(rng))}
    return P, mixed(rng, 5, 3)


@number("B4.1")
@weight(2)
@parts({"Z1": 1, "A1": 1, "z2": 1, "p": 1})
def test_forward_by_hand(student, part):
    """The network of the docstring with two examples: every number of the cache."""
    P = {"W1": np.array([[1.0, -1.0], [2.0, 0.5]]), "b1": np.array([0.5, -4.0]), "w2": np.array([2.0, 3.0]), "b2": -3.0}
    cache = student.mlp2_forward(P, np.array([[2.0, 1.0], [0.0, 2.0], [1.0, 0.0]]))
    right = {
        "Z1": [[1.5, 0.5], [-1.5, -3.0], [1.5, -2.0]],
        "A1": [[1.5, 0.5], [0.0, 0.0], [1.5, 0.0]],
        "z2": [1.5, -3.0, 0.0],
        "p": [1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(3.0)), 0.5],
    }
    for name, values in right.items():
        with part(name):
            agree(entry(cache, name, "The cache"), values, name)


@number("B4.2")
@weight(1)
def test_rows_do_not_mix(student, rng):
    """Each example gives the same alone as within a batch."""
    (P, X), (Q, Y) = small_mlp(rng), small_mlp(rng)
    require_alive(student.mlp2_forward, (P, X), (Q, Y), lambda cache: entry(cache, "p", "The cache"), shape=(5,))
    alone = [as_numbers(entry(student.mlp2_forward(P, X[i : i + 1]), "p"), "p").ravel() for i in range(5)]
    agree(
        np.concatenate(alone),
        as_numbers(entry(student.mlp2_forward(P, X), "p"), "p").ravel(),
        "p of the examples one by one",
    )


@number("B5.1")
@weight(4)
@parts({"w2": 2, "b2": 1, "W1": 4, "b1": 1})
def test_mlp_gradients(student, part, public):
    """Each gradient is the derivative of the mean binary cross-entropy."""
    case = arrays(public["mlp"])
    z = case["cache"]["Z1"]
    of_relu = {"relu for its slope": np.where(z > 0, z, 0), "slope turned over": z < 0,
               "leaky slope": np.where(z > 0, 1, 0.01)}  # fmt: skip
    own_slope = OwnSlip(student, "relu_grad", (z,), of_relu)  # B1 has charged it
    grads = student.mlp2_backward(case["P"], case["cache"], case["y"])
    for name in case["grads"]:
        with part(name):
            check_gradient(grads, case, name, {"examples": 5, "hidden units": 4, "features": 3}, own_slope)


# ---------------------------------------------------------------- B6


@number("B6.1")
@weight(2)
@parts({"W1": 1, "b1": 1, "W2": 1, "b2": 1, "w": 1, "b": 1})
def test_tanh3_gradients(student, part, public):
    """Each gradient of the net with two tanh layers is the derivative of the mean binary cross-entropy."""
    case, h = arrays(public["tanh3"]), np.array([-0.7, 0.3, 0.9])
    of_tanh = {"sigmoid's slope": h * (1 - h), "1 - h": 1 - h, "1 + h^2": 1 + h**2,
               "tanh taken twice": 1 - np.tanh(h) ** 2, "1 / (1 - h^2)": 1 / (1 - h**2)}  # fmt: skip
    own_slope = OwnSlip(student, "tanh_grad_from_output", (h,), of_tanh)  # B1 has charged it
    grads = student.tanh3_grads(case["P"], case["X"], case["y"])
    for name in case["grads"]:
        with part(name):
            check_gradient(grads, case, name, {"examples": 5, "features": 3}, own_slope)


# ---------------------------------------------------------------- B7


def loss_and_grads(student, case):
    """What dan_loss_grads gives for a case: four texts of three different words each, without pads."""
    return unpack(student.dan_loss_grads(case["P"], case["ids"], case["mask"], case["y"]), "loss", "grads")


@number("B7.1")
@weight(1)
def test_dan_loss(student, public):
    """The loss is right where there are no pads."""
    cases = [arrays(case) for case in public["dan"]]
    got = [as_numbers(loss_and_grads(student, case)[0], "The loss") for case in cases]
    if any(loss.size != 1 for loss in got):
        raise Wrong("The loss should be one number: the mean over the texts.", cause="shape")
    each = zip(*(known_slips(case, "loss", "The loss") for case in cases))
    known = [slip(s[0].name, s[0].sentence, s[0].share, [float(one.predict(0.0)) for one in s]) for s in each]
    got, right = [float(loss.reshape(())) for loss in got], [case["loss"] for case in cases]
    agree(got, right, "The loss", hypotheses=known, counts={"texts": 4, "classes": 3}, tolerance=1e-5,
          reduction="mean")  # fmt: skip


@number("B7.2")
@weight(1.5)
@parts({"U": 1, "c": 1, "W": 1, "b": 1})
def test_dan_layers(student, part, public):
    """The gradients of U, c, W and b are the derivatives of the loss."""
    case = arrays(public["dan"][0])
    _, grads = loss_and_grads(student, case)
    for name in ("U", "c", "W", "b"):
        with part(name):
            check_gradient(grads, case, name, {"texts": 4, "classes": 3})


@number("B7.3")
@weight(0.5)
def test_dan_embeddings(student, public):
    """The gradient of E is the derivative of the loss where no word is repeated."""
    case = arrays(public["dan"][0])
    check_gradient(loss_and_grads(student, case)[1], case, "E", {"texts": 4, "words": 3})


# ---------------------------------------------------------------- C


@number("C.1")
@weight(4)
@parts({"accuracy": 6, "same seed, same labels": 1, "unknown words": 1})
def test_training(student, part, rng):
    """train_dan learns made-up texts in which one of two words, but not both, makes a text positive."""
    docs, y = xor_texts(rng, 800)
    model = student.train_dan.keep(docs, y, 7)
    texts, right = xor_texts(rng, 400)
    labels = labels_of(student, model, texts)
    accuracy = float(np.mean(labels == right))
    share = min(1.0, max(0.0, (accuracy - 0.55) / (0.86 - 0.55)))
    with part("accuracy"):
        if len(set(labels.tolist())) == 1:
            raise Wrong("predict_dan gives every text the same label.", cause="one label for all")
        if share < 1:
            raise Wrong(f"Accuracy {accuracy:.3f} on new texts; 0.55 earns nothing, 0.86 everything.", share)
    if share < 0.5:
        raise Wrong("Counted only when at least half of the points for accuracy are there.")
    with part("same seed, same labels"):
        once, again = (student.train_dan.keep(docs[:120], y[:120], 11) for _ in range(2))  # few texts, to be quick
        if not np.array_equal(labels_of(student, once, texts), labels_of(student, again, texts)):
            raise Wrong("The same seed gives another model; take all random numbers from it.", cause="seed unused")
    with part("unknown words"):
        unknown_words(student, model, texts[:100])


def unknown_words(student, model, texts):
    """Words that were in no training text change no label, and a text of such words alone has one too."""
    labels_of(student, model, ["zebra", "quokka zebra xylophone", texts[0]])
    longer = [f"quokka {text} zebra xylophone" for text in texts]
    if not np.array_equal(labels_of(student, model, texts), labels_of(student, model, longer)):
        raise Wrong("Words that the model has not seen change labels; leave them out.", 0.5, "unknown words count")


def labels_of(student, model, texts):
    """What predict_dan gives: a 0 or 1 for each text."""
    labels = as_numbers(student.predict_dan(model, texts), "The labels").ravel()
    if labels.shape != (len(texts),) or not np.isin(labels, (0, 1)).all():
        raise Wrong("predict_dan should give a label 0 or 1 for each text.")
    return labels


def xor_texts(rng, size):
    """Texts with or without "ice" and "sand", as often each way, and their labels."""
    docs = []
    for i in range(size):
        words = [f"word{k}" for k in rng.randint(12, size=rng.randint(2, 6))]
        words += ["ice"] * (i % 2) + ["sand"] * (i // 2 % 2)
        docs.append(" ".join(str(word) for word in rng.permutation(words)))
    order = rng.permutation(size)
    return [docs[i] for i in order], np.array([int(i % 2 != i // 2 % 2) for i in order])
