"""Templates that count: the parameters of a network, the predictions of a language model, the steps of an epoch."""

from autograder.exams import Draw, Item, Number, Slip, template


@template("D14-FFNN-PARAMS", "Parameters of a feed-forward network", topic="networks", points=2, minutes=2)
def feedforward_parameters(draw: Draw) -> Item:
    """Weights and biases of two hidden layers and one output unit."""
    d, h, k = draw.integer(10, 60), draw.integer(6, 30), draw.integer(3, 12)
    draw.require(len({d, h, k}) == 3)
    weights = d * h + h * k + k
    return Item(
        prompt=(
            "A feed-forward network has {d} inputs, a first hidden layer of {h} units, a second hidden layer of {k} "
            "units and one output unit. Layers are fully connected, and every unit has a bias. How many parameters "
            "does the network have?"
        ),
        given={"d": d, "h": h, "k": k},
        entries=(
            Number("n", "parameters", weights + h + k + 1, slips=(
                Slip("no biases", weights, 0.5, "The biases are missing."),
                Slip("one bias a layer", weights + 3, 0.4, "Each unit has a bias, not each layer."),
            )),
        ),
        solution="${h} dot ({d} + 1) + {k} dot ({h} + 1) + ({k} + 1) = {n}$",
    )  # fmt: skip


@template("D15-FFLM-PARAMS", "Parameters of a window language model", topic="language models", points=3, minutes=3)
def window_parameters(draw: Draw) -> Item:
    """Size of the concatenated input, and the count that follows from it."""
    V, d, h = 1000 * draw.integer(2, 9), 10 * draw.integer(2, 8), 10 * draw.integer(3, 12)
    n = draw.integer(3, 5)
    draw.require(d != h)
    rest = V * d + h + V * h
    return Item(
        prompt=(
            "A feed-forward language model reads the {n} words before the next one: $x$ is the concatenation of their "
            "embeddings, $h = tanh(W x + b)$ has {h} units, and $hat(y) = \"softmax\"(U h)$ has no bias. The "
            "vocabulary has {V} words, and embeddings of size {d} are learnt too. What is the size of $x$, and how "
            "many parameters does the model have?"
        ),
        given={"V": V, "d": d, "h": h, "n": n},
        entries=(
            Number("size", "size of $x$", n * d, slips=(
                Slip("sum", d, 0.3, "The embeddings are concatenated, not added up."),
            )),
            Number("n_all", "parameters", lambda size: V * d + h * size + h + V * h, weight=2, slips=(
                Slip("embeddings for each place", rest + (n - 1) * V * d + h * n * d, 0.4,
                     "One table of embeddings serves all places of the window."),
                Slip("sum", rest + h * d, 0.3, "The embeddings are concatenated, not added up."),
                Slip("output bias", rest + h * n * d + V, 0.7, "The output layer has no bias here."),
            )),
        ),
        solution=(
            "size of $x$: ${n} dot {d} = {size}$\n\n"
            "embeddings, $W$, $b$ and $U$: ${V} dot {d} + {h} dot {size} + {h} + {V} dot {h} = {n_all}$"
        ),
    )  # fmt: skip


@template("D16-RNN-PARAMS", "Parameters of a recurrent language model", topic="recurrent networks", points=3, minutes=3)
def recurrent_parameters(draw: Draw) -> Item:
    """The count does not depend on how long the texts are."""
    V, d, h = 1000 * draw.integer(2, 9), 10 * draw.integer(2, 8), 10 * draw.integer(3, 12)
    T = draw.choice((10, 20, 30, 40))
    draw.require(d != h)
    cell = h * h + h * d + h
    return Item(
        prompt=(
            "A recurrent language model looks up the embedding $e_t$ of each word, of size {d}, and computes "
            "$h_t = sigma(W_h h_(t - 1) + W_e e_t + b_1)$, of size {h}, and $hat(y)_t = \"softmax\"(U h_t + b_2)$. The "
            "vocabulary has {V} words, embeddings are learnt too, $h_0$ is not. The model is trained on sentences of "
            "{T} words. How many parameters does it have?"
        ),
        given={"V": V, "d": d, "h": h, "T": T},
        entries=(
            Number("n", "parameters", V * d + cell + V * h + V, slips=(
                Slip("for each step", V * d + T * cell + V * h + V, 0.2, "All steps share the same weights."),
                Slip("no biases", V * d + h * h + h * d + V * h, 0.5, "The biases are missing."),
            )),
        ),
        solution=(
            "Embeddings, $W_h$, $W_e$, $b_1$, $U$ and $b_2$, for any number of steps:\n\n"
            "${V} dot {d} + {h} dot {h} + {h} dot {d} + {h} + {V} dot {h} + {V} = {n}$"
        ),
    )  # fmt: skip


@template("D17-LSTM-PARAMS", "Parameters of an LSTM cell", topic="LSTM", points=2, minutes=2)
def lstm_parameters(draw: Draw) -> Item:
    """Three gates and the candidate, each with weights for the state and the input, and a bias."""
    h, x = draw.integer(5, 40), draw.integer(3, 30)
    draw.require(h != x)
    return Item(
        prompt=(
            "An LSTM cell has a state of size {h} and inputs of size {x}. Forget gate, input gate, output gate and "
            "candidate each have a matrix for $[h_(t - 1), x_t]$ and a bias. How many parameters does the cell have?"
        ),
        given={"h": h, "x": x},
        entries=(
            Number("n", "parameters", 4 * (h * (h + x) + h), slips=(
                Slip("three", 3 * (h * (h + x) + h), 0.4, "The candidate has weights and a bias too: four, not three."),
                Slip("no biases", 4 * h * (h + x), 0.6, "The biases are missing."),
                Slip("size of the biases", 4 * (h * (h + x) + x), 0.4, "A bias has the size of the state."),
            )),
        ),
        solution="$4 dot ({h} dot ({h} + {x}) + {h}) = {n}$",
    )  # fmt: skip


@template("D18-SOFTMAX-PARAMS", "Parameters of softmax regression", topic="softmax", points=2, minutes=1)
def softmax_parameters(draw: Draw) -> Item:
    """A row of weights and a bias for each class."""
    d, K = draw.integer(6, 60), draw.integer(3, 9)
    draw.require(d != K)
    return Item(
        prompt=(
            "A softmax regression $hat(y) = \"softmax\"(W x + b)$ sorts texts with {d} features into {K} classes. How "
            "many parameters does it have?"
        ),
        given={"d": d, "K": K},
        entries=(
            Number("n", "parameters", d * K + K, slips=(
                Slip("one bias", d * K + 1, 0.5, "Each class has a bias of its own: one for all would cancel."),
                Slip("no bias", d * K, 0.5, "The biases are missing."),
            )),
        ),
        solution="${K} dot {d} + {K} = {n}$",
    )  # fmt: skip


@template("D19-W2V-COUNT", "Parameters and pairs of word2vec", topic="word2vec", points=3, minutes=3)
def word2vec_counts(draw: Draw) -> Item:
    """Two matrices, and the pairs of a text, in which the ends have fewer neighbours."""
    V, d = 1000 * draw.integer(2, 9), 10 * draw.integer(3, 12)
    n, L = draw.integer(8, 20), draw.integer(2, 3)
    return Item(
        prompt=(
            "Skip-gram with negative sampling is trained with vectors of size {d} for {V} words, as centre and as "
            "context. How many parameters does it have? How many pairs of centre and context does a text of {n} words "
            "give, if up to {L} words on each side of the centre count as context?"
        ),
        given={"V": V, "d": d, "n": n, "L": L},
        entries=(
            Number("params", "parameters", 2 * V * d, slips=(
                Slip("one matrix", V * d, 0.5, "Words have two vectors: as centre and as context."),
            )),
            Number("pairs", "pairs", 2 * n * L - L * (L + 1), slips=(
                Slip("no ends", 2 * n * L, 0.5, "The words at both ends have fewer neighbours."),
            )),
        ),
        solution=(
            "parameters: $2 dot {V} dot {d} = {params}$\n\n"
            "pairs: at the distances 1 to {L} there are ${n} - 1$ to ${n} - {L}$ pairs of places, each counted from "
            "both sides: $2 dot {n} dot {L} - {L} dot ({L} + 1) = {pairs}$"
        ),
    )  # fmt: skip


@template("D20-BIRNN", "Size and parameters of a bidirectional RNN", topic="recurrent networks", points=3, minutes=3)
def bidirectional_counts(draw: Draw) -> Item:
    """Two recurrent networks, whose states are concatenated for the classifier."""
    x, h, K = draw.integer(5, 30), draw.integer(5, 30), draw.integer(3, 9)
    draw.require(len({x, h, K}) == 3)
    cell = h * (h + x) + h
    return Item(
        prompt=(
            "A bidirectional RNN reads inputs $e_t$ of size {x}. Each direction has weights of its own and computes "
            "$h_t = tanh(W_h h_(t - 1) + W_e e_t + b_1)$, of size {h}. At each step the states of the two directions "
            "are concatenated, and a softmax layer with bias sorts them into {K} classes. What is the size of the "
            "softmax layer's input, and how many parameters does the whole network have?"
        ),
        given={"x": x, "h": h, "K": K},
        entries=(
            Number("size", "size of the input", 2 * h, slips=(
                Slip("not concatenated", h, 0.4, "The states of both directions are concatenated."),
            )),
            Number("n", "parameters", lambda size: 2 * cell + K * size + K, weight=2, slips=(
                Slip("not concatenated", 2 * cell + K * h + K, 0.4, "The states of both directions are concatenated."),
                Slip("shared", cell + 2 * K * h + K, 0.4, "Each direction has weights of its own."),
            )),
        ),
        solution=(
            "size: $2 dot {h} = {size}$\n\n"
            "parameters: $2 dot ({h} dot ({h} + {x}) + {h}) + {K} dot {size} + {K} = {n}$"
        ),
    )  # fmt: skip


@template("D42-SHIFT", "Predictions of a batch", topic="language models", points=2, minutes=2)
def shifted_predictions(draw: Draw) -> Item:
    """A language model predicts all but the first token, each with a score for every word."""
    T, B, V = draw.integer(5, 12), draw.integer(4, 32), 100 * draw.integer(2, 9)
    return Item(
        prompt=(
            "A recurrent language model with a vocabulary of {V} words is trained on a batch of {B} sequences of {T} "
            "tokens each, from a start token to an end token. At each step it reads a token and predicts the next one "
            "of the sequence. How many predictions enter the loss, and how many scores (logits) are computed for them?"
        ),
        given={"T": T, "B": B, "V": V},
        entries=(
            Number("preds", "predictions", B * (T - 1), weight=2, slips=(
                Slip("all tokens", B * T, 0.5, "The first token of a sequence is not predicted."),
            )),
            Number("logits", "scores", lambda preds: preds * V, slips=(
                Slip("all tokens", B * T * V, 0.5, "The first token of a sequence is not predicted."),
            )),
        ),
        solution="predictions: ${B} dot ({T} - 1) = {preds}$\n\nscores: ${preds} dot {V} = {logits}$",
    )  # fmt: skip


@template("D43-MINIBATCH-COUNT", "Steps of minibatch training", topic="gradient descent", points=2, minutes=2)
def minibatch_count(draw: Draw) -> Item:
    """Updates of several epochs, the last batch of each being short."""
    m, whole, E = 8 * draw.integer(2, 8), draw.integer(4, 12), draw.integer(2, 6)
    last = draw.integer(3, m - 2)
    N = m * whole + last
    return Item(
        prompt=(
            "{N} examples are cut into minibatches of {m}; what is left over makes a last, smaller batch. How many "
            "updates are made in {E} epochs, and how many examples are in the last batch of an epoch?"
        ),
        given={"N": N, "m": m, "E": E},
        worked={"whole": whole, "each": whole + 1},
        entries=(
            Number("updates", "updates", E * (whole + 1), slips=(
                Slip("last batch dropped", E * whole, 0.5, "The last, smaller batch gives an update too."),
                Slip("one epoch", whole + 1, 0.6, "This is the number for one epoch."),
            )),
            Number("last", "last batch", last, slips=(
                Slip("full", m, 0.0, "The last batch is smaller than the others."),
            )),
        ),
        solution=(
            "${N} = {whole} dot {m} + {last}$: an epoch has {whole} full batches and one of {last}. "
            "${E} dot {each} = {updates}$ updates."
        ),
    )  # fmt: skip
