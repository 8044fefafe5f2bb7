"""Multiple choice on activations, backpropagation, pooling, dropout and optimisers."""

from fractions import Fraction

import numpy as np

from autograder.exams import Draw, Item, template
from autograder.exams.options import choice_item, sorted_out


@template("M05-SATURATION", "Where the sigmoid is flat", topic="activations", points=2, minutes=2)
def saturation(draw: Draw) -> Item:
    """The slope is smallest where z is largest in size; a small negative z is the lecture's slip."""
    sizes = draw.distinct(3, [Fraction(1, 100), Fraction(1, 10), Fraction(1, 2), 1, Fraction(3, 2), 2])
    far = draw.choice((5, 6, 7, 8, 9, 10)) * draw.sign()
    near = [size * draw.sign() for size in sizes]
    smallest = draw.choice((True, False))
    values = [far, *near]

    def slope(z):
        return 1 / (2 + np.exp(float(z)) + np.exp(-float(z)))

    best = (min if smallest else max)(values, key=slope)
    texts = {z: f"$z = {_signed(z)}$" for z in values}

    def prove():
        by_slope = sorted(values, key=slope)
        return [] if slope(by_slope[0]) < slope(by_slope[1]) < slope(by_slope[3]) else ["two slopes are alike"]

    draw.require(len({abs(z) for z in values}) == 4)
    return choice_item(
        draw, f"For which $z$ is the slope $sigma'(z)$ of the sigmoid {'smallest' if smallest else 'largest'}?",
        [texts[best]], [texts[z] for z in values if z != best],
        "The slope falls with the size of z on both sides of 0, where it is 1/4.", prove=prove,
    )  # fmt: skip


def _signed(value) -> str:
    text = f"{float(value):g}"
    return text.replace("-", "\N{MINUS SIGN}")


@template("M06-DEAD", "A dead ReLU unit", topic="activations", points=3, minutes=3)
def dead_unit(draw: Draw) -> Item:
    """Dead is a unit whose z is negative on all the data, not on one example."""
    unit = draw.choice(("unit", "neuron", "hidden unit"))
    data = draw.choice(("training examples", "reviews of the training set", "sentences of the training set"))
    right = [
        f"Its $z$ is negative for all {data}.",
        f"Its output is 0 for all {data}.",
        f"Its incoming weights get the gradient 0 from all {data}.",
        f"The loss would be the same for all {data} if its outgoing weights were others.",
    ]
    wrong = [
        f"Its $z$ is negative for one of the {data} and positive for the others.",
        "Its output is large for every example.",
        "Its incoming weights were all 0 before the first step.",
        "Its $z$ is positive for every example.",
        "Its slope is small because $z$ is large.",
        f"Its output is the same positive number for all {data}.",
        "Its bias is 0.",
    ]
    prompt = f"A ReLU {unit} has died in training; its incoming weights are not 0. Which statements must be true?"
    why = "Dead means z < 0 on all the data: output and gradient are 0 there, so that no step moves its weights again."
    return choice_item(draw, prompt, right, wrong, why, many=True)


@template("M07-SHAPES", "A gradient as a matrix product", topic="backpropagation", points=3, minutes=3)
def matrix_expression(draw: Draw) -> Item:
    """Which product has the shape and the value of dL/dW2 for a batch."""
    n, h, k = draw.distinct(3, range(3, 12))
    loss = draw.choice(("mean", "sum"))
    scale = f"1/{n} " if loss == "mean" else ""

    def formula(left: str, right: str, rows: int, columns: int) -> str:
        return f"${scale}{left} {right}$, of shape ${rows} times {columns}$"

    options = {
        formula("D^top", "A", k, h): lambda D, A, W: D.T @ A,
        formula("A^top", "D", h, k): lambda D, A, W: A.T @ D,
        formula("D", "W_2", n, h): lambda D, A, W: D @ W,
        formula("A", "W_2^top", n, k): lambda D, A, W: A @ W.T,
        formula("W_2^top", "D^top", h, n): lambda D, A, W: W.T @ D.T,
        formula("D", "D^top", n, n): lambda D, A, W: D @ D.T,
        formula("A", "A^top", n, n): lambda D, A, W: A @ A.T,
    }
    right, wrong = sorted_out(
        options,
        lambda D, A, W: np.einsum("nk,nh->kh", D, A),
        lambda rng: (rng.normal(size=(n, k)), rng.normal(size=(n, h)), rng.normal(size=(k, h))),
    )
    prompt = (
        f"A layer $Z = A W_2^top$ gets a batch of {n} examples: $A$ has the shape ${n} times {h}$ and $W_2$ the shape "
        f"${k} times {h}$. The loss is the {loss} over the examples, and row $i$ of $D$, of shape ${n} times {k}$, is "
        "the gradient of example $i$'s own loss with respect to its row of $Z$. Which is the gradient with respect to "
        "$W_2$?"
    )
    why = f"It has the shape of $W_2$, ${k} times {h}$, and adds up $d_i a_i^top$ over the examples."
    return choice_item(draw, prompt, right, wrong, why)


@template("M12-EMBEDDINGS", "Word vectors that came from elsewhere", topic="word vectors", points=3, minutes=3)
def embeddings(draw: Draw) -> Item:
    """Freeze with few examples, fine-tune with many, random only without anything better."""
    few, many = draw.choice((100, 200, 300, 500)), draw.choice((2, 3, 5, 8))
    small = draw.choice((True, False))
    task = draw.choice(("reviews", "questions", "news", "tweets", "e-mails"))
    right = (
        ["Keep them frozen: few examples would overfit the many numbers of the table.",
         "Keep them frozen, so that words not seen in training stay comparable with those that were."]
        if small else
        ["Fine-tune them: there is enough data to fit them to the task.",
         "Start from them and train them on: so many examples can improve them for this task."]
    )  # fmt: skip
    wrong = (
        ["Start from random vectors and train them: that is always at least as good.",
         "Fine-tune them with a large learning rate: few examples need large steps."]
        if small else
        ["Start from random vectors and freeze them.", "Keep only the vectors of words that do not come in training."]
    )  # fmt: skip
    wrong += [
        "Set all vectors to 0 and train them.", "Use one-hot vectors: they hold the same information.",
        "Freeze the classifier and train nothing.", "Train the vectors on the test set first.",
        "Shuffle the rows of the table, so that the model cannot rely on them.",
    ]  # fmt: skip
    size = f"{few} labelled examples" if small else f"{many} million labelled examples"
    prompt = f"You classify {task} with {size}, and have good word vectors from a large corpus. What do you try first?"
    why = "Training the vectors pays with much data; with little they overfit, and drift away from unseen words."
    return choice_item(draw, prompt, right, wrong, why)


@template("M14-LENGTHS", "Texts of different lengths", topic="pooling", points=3, minutes=3)
def lengths(draw: Draw) -> Item:
    """What padding, truncating, mean and maximum do to a text's length and order."""
    short, long = draw.integer(2, 5), draw.integer(20, 60)
    cut = draw.integer(8, 15)
    right = [
        "The mean of the word vectors has the same size for both, and forgets the order of the words.",
        "The element-wise maximum has the same size for both, and forgets how often a word comes.",
        "Padding the short text keeps every word of both, if the pads are left out of the mean.",
        f"Truncating to {cut} words loses all that the long text says after them.",
    ]
    wrong = [
        "The mean of the word vectors keeps the order of the words.",
        "The element-wise maximum is always one of the word vectors.",
        "Concatenating the word vectors gives both texts inputs of the same size.",
        "Pads that are counted in the mean leave the short text's vector as it is.",
        f"Truncating to {cut} words changes the short text.",
        "The sum of the word vectors does not depend on the length of the text.",
        "The element-wise maximum depends on the order of the words.",
    ]
    prompt = (
        f"A classifier with an input of fixed size must read texts of {short} and of {long} words. Which statements "
        "are true?"
    )
    why = "Pooling gives one size and loses the order; pads must not count; truncating loses the end of long texts."
    return choice_item(draw, prompt, right, wrong, why, many=True)


@template("M15-DROPOUT", "Dropout at training and at test", topic="regularisation", points=3, minutes=3)
def dropout(draw: Draw) -> Item:
    """Inverted dropout: zero and scale in training, nothing at test."""
    p = draw.choice([Fraction(1, 10), Fraction(1, 5), Fraction(1, 4), Fraction(2, 5), Fraction(3, 4)])
    right = [
        "In training each unit is set to 0 with probability ${p}$.",
        "In training the units that stay are divided by ${q}$.",
        "At test every unit is used, as it is.",
        "In training another set of units is dropped for each example.",
        "The expected value of a unit is the same in training and at test.",
    ]
    wrong = [
        "At test each unit is set to 0 with probability ${p}$.",
        "In training the units that stay are multiplied by ${q}$.",
        "In training the units that stay are divided by ${p}$.",
        "At test every unit is multiplied by ${q}$.",
        "The same units are dropped throughout the training.",
        "Dropped units are taken out of the network for good.",
        "A dropped unit still gets a gradient from that example.",
    ]
    where = draw.choice(("a hidden layer", "the hidden layer of a text classifier", "a layer of 200 units"))
    prompt = f"Inverted dropout with dropping probability $p = {{p}}$ is used on {where}. Which statements are true?"
    why = "In training units are zeroed with probability p and the others divided by 1 - p; at test nothing is changed."
    return choice_item(draw, prompt, right, wrong, why, many=True, given={"p": p, "q": 1 - p})


@template("M16-OPTIMISERS", "What an optimiser remembers", topic="optimisers", points=2, minutes=2)
def optimisers(draw: Draw) -> Item:
    """Adagrad sums squared gradients, RMSprop averages them, momentum averages gradients, Adam does both."""
    facts = {
        "Adagrad": "It divides by the root of the sum of all squared gradients so far.",
        "RMSprop": "It divides by the root of a running average of squared gradients, and has no momentum.",
        "momentum": "It adds a decaying sum of earlier gradients and divides by nothing.",
        "Adam": "It corrects two running averages, of gradients and of their squares, for their start at 0.",
        "plain gradient descent": "It uses the current gradient alone.",
    }
    others = [
        "It divides by the sum of the gradients so far, without squares or root.",
        "It draws the learning rate anew at random in each step.",
        "It multiplies by the root of the sum of all squared gradients so far.",
        "It needs the second derivatives of the loss.",
    ]
    name = draw.choice(list(facts))
    wrong = [fact for other, fact in facts.items() if other != name] + others
    return choice_item(
        draw, f"Which statement describes {name}?", [facts[name]], wrong,
        "Adagrad sums squares, RMSprop averages them, momentum adds up gradients, Adam averages and corrects both.",
    )  # fmt: skip
