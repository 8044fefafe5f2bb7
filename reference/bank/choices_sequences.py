"""Multiple choice on language models and recurrent networks."""

import numpy as np

from autograder.exams import Draw, Item, template
from autograder.exams.options import choice_item


@template("M09-SHARED", "What is shared over time", topic="recurrent networks", points=2, minutes=2)
def shared(draw: Draw) -> Item:
    """All weights are shared over the steps; states, inputs and predictions are not."""
    h, e, u = draw.choice((("W_h", "W_e", "U"), ("U", "W", "V"), ("W_h", "W_1", "W_2")))
    right = [
        f"the recurrent weights ${h}$", f"the input weights ${e}$", f"the output weights ${u}$", "the bias $b$",
        "the table of word vectors $E$",
    ]  # fmt: skip
    wrong = [
        "the hidden state $h_t$", "the input $x_t$", "the prediction $hat(y)_t$", "the loss of a step",
        "the gradient of the loss with respect to $h_t$", "the target word of a step",
        f"the product ${h} h_(t-1)$",
    ]  # fmt: skip
    prompt = (
        f"A recurrent language model has $h_t = tanh({h} h_(t-1) + {e} E x_t + b)$ and "
        f"$hat(y)_t = \"softmax\"({u} h_t)$. Which of these are the same at every step?"
    )
    why = "All parameters are shared over the steps; what they compute is not."
    return choice_item(draw, prompt, right, wrong, why, many=True)


SENTENCES = (
    ("the", "cat", "sat", "on", "the", "mat"), ("we", "read", "the", "long", "book", "again"),
    ("she", "sold", "the", "old", "red", "car"), ("they", "sing", "an", "old", "song", "today"),
    ("birds", "fly", "over", "the", "green", "hill"), ("he", "wrote", "her", "a", "short", "note"),
)  # fmt: skip


@template("M10-TEACHER", "The input of a step", topic="language models", points=2, minutes=2)
def teacher_forcing(draw: Draw) -> Item:
    """Under teacher forcing the right word is fed, in generation the model's own."""
    words = draw.choice(SENTENCES)
    t = draw.integer(2, 4)
    likely, drawn = draw.distinct(2, [word for word in ("dog", "house", "blue", "ran", "his") if word not in words])
    read, stands = f'“{" ".join(words[:t])}”', words[t]
    mode = draw.choice(("forced", "sampled", "greedy"))
    story = {
        "forced": f'trained with teacher forcing on “{" ".join(words)}”. It has read {read} and gives “{likely}” the '
        "largest probability.",
        "sampled": f'used to generate text. It has read {read}, gives “{likely}” the largest probability, and '
        f'“{drawn}” is drawn from its prediction.',
        "greedy": f'used to generate text greedily. It has read {read} and gives “{likely}” the largest probability; '
        f'in the text that it was trained on, “{stands}” came next.',
    }[mode]
    right = {"forced": stands, "sampled": drawn, "greedy": likely}[mode]
    others = [likely, stands, drawn, words[t - 1], words[0], *words[t + 1 :]]
    wrong = [f'“{word}”' for word in dict.fromkeys(others) if word != right]
    prompt = f"A recurrent language model is {story} Which word does it read next?"
    why = (
        "Teacher forcing feeds the word that really stands there, whatever was predicted." if mode == "forced"
        else "In generation the word that the model itself has chosen is fed back."
    )  # fmt: skip
    return choice_item(draw, prompt, [f'“{right}”'], wrong, why)


@template("M11-BIDIRECTIONAL", "Reading in both directions", topic="recurrent networks", points=3, minutes=3)
def bidirectional(draw: Draw) -> Item:
    """A bidirectional network sees the word it should predict; its output has twice the size."""
    h = draw.integer(10, 90)
    right = [
        "Its output at each word has the size ${twice}$.",
        "It cannot be the left-to-right language model: it has read the word that it should predict.",
        "It consists of two networks that read in one direction each.",
        "It suits tagging, where the whole sentence is known.",
    ]
    wrong = [
        "Its output at each word has the size ${h}$.",
        "Its output at each word has the size ${square}$.",
        "It is a better left-to-right language model, because it knows the words on both sides.",
        "Both directions must use the same weights.",
        "It can generate text word by word from left to right.",
        "The two directions exchange their hidden states at each step.",
        "It halves the number of parameters.",
    ]
    prompt = (
        "A bidirectional RNN has a hidden state of size ${h}$ in each direction; its output at each word is the "
        "concatenation of the two. Which statements are true?"
    )
    why = "Two one-way networks are concatenated; the backward one has seen the words that a language model predicts."
    given = {"h": h, "twice": 2 * h, "square": h * h}
    return choice_item(draw, prompt, right, wrong, why, many=True, given=given)


@template("M13-GATES", "The gates of an LSTM", topic="LSTM", points=2, minutes=2)
def gates(draw: Draw) -> Item:
    """What the cell state becomes for extreme gates; gates are numbers between 0 and 1."""
    f, i = draw.choice(((1, 0), (0, 1), (1, 1), (0, 0)))
    c, g = draw.choice(("C", "c")), draw.choice(("g", "tilde(C)", "hat(C)"))
    old, new = f"{c}_(t-1)", f"{g}_t"
    states = {
        (1, 0): f"${old}$", (0, 1): f"${new}$", (1, 1): f"${old} + {new}$", (0, 0): "$0$",
    }  # fmt: skip
    wrong = [text for gate, text in states.items() if gate != (f, i)]
    wrong += [f"${old} dot.o {new}$", f"$tanh({old})$", f"$({old} + {new}) / 2$", f"${old} - {new}$"]

    def prove():
        rng = np.random.RandomState(0)
        before, candidate = rng.normal(size=2)
        values = {(1, 0): before, (0, 1): candidate, (1, 1): before + candidate, (0, 0): 0.0}
        return [] if np.isclose(values[f, i], f * before + i * candidate) else ["the stated option is not right"]

    prompt = (
        f"In an LSTM cell all entries of the forget gate are very near to ${{f}}$, and all of the input gate very near "
        f"to ${{i}}$; the candidate is ${new}$. What is the cell state ${c}_t$, very nearly?"
    )
    why = f"${c}_t = f_t dot.o {old} + i_t dot.o {new}$."
    return choice_item(draw, prompt, [states[f, i]], wrong, why, given={"f": f, "i": i}, prove=prove)


@template("M17-PERPLEXITY", "Comparing perplexities", topic="language models", points=3, minutes=3)
def perplexities(draw: Draw) -> Item:
    """Lower is better; the uniform model's perplexity is the size of the vocabulary."""
    size = draw.choice((500, 1000, 5000, 8000, 20000))
    a, b = draw.distinct(2, [40, 60, 80, 100, 120, 141, 160, 200])
    better, worse = ("A", "B") if a < b else ("B", "A")
    right = [
        f"Model {better} is the better one on this text.",
        "The model that gives every word the same probability has the perplexity ${V}$.",
        "A model that gives every right word the probability 1 has the perplexity 1.",
        f"The mean cross-entropy of model {worse} is the larger one.",
        f"Model {better} gives the whole text the larger probability.",
    ]
    wrong = [
        f"Model {worse} is the better one on this text.",
        "The model that gives every word the same probability has the perplexity 1.",
        "A model that gives every right word the probability 1 has the perplexity 0.",
        f"Model {better} gives the right word the larger probability at every single step.",
        "The model that gives every word the same probability has the perplexity $ln {V}$.",
        f"Model {better} is also the better one on every other text.",
        "No model can have a perplexity above ${V}$.",
    ]
    prompt = (
        "Two language models over a vocabulary of ${V}$ words are compared on one text: model A has the perplexity "
        "${a}$, model B ${b}$. Which statements must be true?"
    )
    why = "Perplexity is exp of the mean cross-entropy: lower is better, 1 is perfect, and the uniform model has V."
    return choice_item(draw, prompt, right, wrong, why, many=True, given={"V": size, "a": a, "b": b})


@template("M18-WINDOW", "The words that a window sees", topic="language models", points=2, minutes=2)
def window(draw: Draw) -> Item:
    """A window language model of n words conditions on the n words before, and nothing else."""
    n, t = draw.integer(3, 5), draw.integer(8, 14)

    def words(first: int, last: int) -> str:
        return f"$w_{first}$ to $w_({last})$".replace("w_(", "w_(")

    right = words(t - n, t - 1)
    wrong = [
        words(t - n + 1, t), words(t - n - 1, t - 1), words(t - n + 1, t - 1), words(1, t - 1), words(t - n, t),
        words(t + 1, t + n), words(t - n - 1, t - 2),
    ]  # fmt: skip
    wrong = [text for text in dict.fromkeys(wrong) if text != right]

    def prove():
        ids = list(range(1, t + 1))
        seen = ids[t - 1 - n : t - 1]
        return [] if (seen[0], seen[-1], len(seen)) == (t - n, t - 1, n) else ["the stated window is not right"]

    prompt = (
        f"A feed-forward language model reads the ${{n}}$ words before the one that it predicts. On which words does "
        f"its prediction of $w_({t})$ depend?"
    )
    return choice_item(draw, prompt, [right], wrong, "The n words just before it, and never the word itself.",
                       given={"n": n}, prove=prove)  # fmt: skip
