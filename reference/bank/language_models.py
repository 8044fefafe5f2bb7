"""Templates on language models: the probability of a text, perplexity and sampling."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from autograder.exams import Draw, Item, Number, Slip, template
from autograder.exams.entries import Value

SENTENCES = (
    ("dogs", "chase", "small", "cats"), ("birds", "sing", "every", "morning"), ("models", "learn", "from", "text"),
    ("children", "like", "long", "stories"), ("rain", "falls", "on", "roofs"), ("nobody", "reads", "the", "manual"),
)  # fmt: skip
ENDINGS = (
    ("The cat sat on the ...", ("mat", "sofa", "roof", "floor")),
    ("She opened the ...", ("door", "window", "book", "box")),
    ("We had fish for ...", ("dinner", "lunch", "breakfast", "supper")),
    ("He came home by ...", ("bus", "train", "bike", "taxi")),
)  # fmt: skip


def power_of_two(n: Value) -> Value:
    """2^n as a probability, for a whole n; raises ValueError for another n, and for n > 0."""
    if n > 0 or n != int(n):
        raise ValueError(f"2 to the power {n} is not asked for")
    return Fraction(1, 2 ** -int(n))


def halves(exponents: Sequence[int], name: str = "p") -> dict[str, str]:
    """p1, p2 ...: the probabilities 2^-e as they are printed."""
    return {f"{name}{t + 1}": f"1/{2**e}" for t, e in enumerate(exponents)}


@template("N31-LM-CHAIN", "Probability of a sentence", topic="language models", points=3, minutes=3)
def sentence_probability(draw: Draw) -> Item:
    """The logarithm to base 2 of a sentence's probability, and the probability itself, carried forward."""
    words = draw.choice(SENTENCES)
    e = draw.shuffled([*draw.distinct(3, (1, 2, 3, 4)), draw.integer(1, 4)])
    total = sum(e)
    return Item(
        prompt=(
            "A language model gives these probabilities to the words of a sentence, each given the words before it. "
            "What is $log_2$ of the probability of the four words, and what is the probability, as a fraction?"
        ),
        given=halves(e),
        worked={f"e{t + 1}": -n for t, n in enumerate(e)},
        table=(("word", *words), ("probability", "{p1}", "{p2}", "{p3}", "{p4}")),
        entries=(
            Number("log", "$log_2 P$", -total, between=(-100, 0), slips=(
                Slip("mean", -Fraction(total, 4), 0.5, "The logarithms are summed, not averaged."),
                Slip("sign", total, 0.5, "The logarithm of a probability is not positive."),
            )),
            Number("P", "$P$", lambda log: power_of_two(log), slips=(
                Slip("sum", sum(Fraction(1, 2**n) for n in e), 0.0, "The probabilities are multiplied, not added."),
            )),
        ),
        solution=(
            "$log_2 P = {e1} {e2:+} {e3:+} {e4:+} = {log}$\n\n"
            "$P = 2^({log}) = {P}$"
        ),
    )  # fmt: skip


@template("N32-PPL", "Perplexity", topic="language models", points=4, minutes=4)
def perplexity(draw: Draw) -> Item:
    """The perplexity of a few predictions whose probabilities are powers of a half."""
    T = draw.integer(3, 5)
    e = [draw.integer(1, 5) for _ in range(T - 1)]
    e.append(draw.choice([n for n in range(1, 6) if (sum(e) + n) % T == 0]))
    e = draw.shuffled(e)
    draw.require(len(set(e)) > 1)
    mean = sum(e) // T
    return Item(
        prompt=(
            "A language model gives these probabilities to the {T} words of a text, each given the words before it. "
            "What is the perplexity of the text?"
        ),
        given={"T": T, **halves(e)},
        worked={"mean": mean, **{f"e{t + 1}": n for t, n in enumerate(e)}},
        table=(
            ("position", *(str(t + 1) for t in range(T))),
            ("probability", *(f"{{p{t + 1}}}" for t in range(T))),
        ),
        entries=(
            Number("ppl", "perplexity", 2**mean, slips=(
                Slip("no 1/T", 2 ** sum(e), 0.4, "The mean over the words is missing."),
                Slip("arithmetic mean", Fraction(sum(2**n for n in e), T), 0.3,
                     "Not the inverse probabilities are averaged, but their logarithms."),
                Slip("entropy", mean, 0.5, "This is the mean of the logarithms to base 2: 2 to this power is asked."),
            )),
        ),
        solution=(
            "The mean of $-log_2 p$ is $(" + " + ".join(f"{{e{t + 1}}}" for t in range(T)) + ") / {T} = {mean}$; the "
            "perplexity is $2^{mean} = {ppl}$."
        ),
    )  # fmt: skip


@template("T40-SAMPLE", "The next word", topic="generation", points=2, minutes=2)
def next_word(draw: Draw) -> Item:
    """The word that is sampled with a given uniform number, and the greedy one."""
    text, words = draw.choice(ENDINGS)
    all_four = [(a, b, c, 10 - a - b - c) for a, b, c in product(range(1, 8), repeat=3) if a + b + c < 10]
    p = draw.choice([four for four in all_four if four.count(max(four)) == 1])
    greedy = p.index(max(p)) + 1
    sums = [10 * sum(p[: n + 1]) for n in range(4)]
    sampled = draw.integer(1, 4, without=(greedy,))
    u = draw.integer(sums[sampled - 1] - 10 * p[sampled - 1] + 3, sums[sampled - 1] - 3)
    return Item(
        prompt=(
            "A language model gives the probabilities below to the next word of “" + text + "”. A word is sampled with "
            "the random number $u = {u}$: the first word, in the order of the table, at which the sum of the "
            "probabilities exceeds $u$. What is the number of the sampled word, and what is the number of the word "
            "that greedy decoding takes?"
        ),
        given={"u": Fraction(u, 100), **{f"p{n + 1}": Fraction(one, 10) for n, one in enumerate(p)}},
        worked={f"c{n + 1}": Fraction(edge, 100) for n, edge in enumerate(sums)},
        table=(
            ("number", "1", "2", "3", "4"), ("word", *words), ("probability", "{p1}", "{p2}", "{p3}", "{p4}"),
        ),
        entries=(
            Number("sampled", "sampled word", sampled, slips=(
                Slip("greedy", greedy, 0.0, "This is the most likely word, not the sampled one."),
            )),
            Number("greedy", "greedy word", greedy, slips=(
                Slip("sampled", sampled, 0.0, "Greedy decoding takes the most likely word."),
            )),
        ),
        solution=(
            "The sums of the probabilities are {c1}, {c2}, {c3} and {c4}; the first above {u} is that of word "
            "{sampled}. The largest probability is that of word {greedy}."
        ),
    )  # fmt: skip


@template("T41-SEQ-PROB", "Two generated texts", topic="generation", points=3, minutes=3)
def two_texts(draw: Draw) -> Item:
    """The probability of a generated text, and how many times as likely it is as another; carried forward."""
    a, b = sorted(([draw.integer(1, 4) for _ in "xyz"] for _ in "ab"), key=sum)
    draw.require(sum(a) < sum(b))
    other = Fraction(1, 2 ** sum(b))
    return Item(
        prompt=(
            "A language model generates texts of three words. The table has the probability of each word of text A and "
            "of text B, given the words before it. What is the probability of text A, as a fraction? How many times as "
            "likely as text B is it?"
        ),
        given={**halves(a, "a"), **halves(b, "b")},
        worked={"other": other},
        table=(
            ("", "word 1", "word 2", "word 3"), ("text A", "{a1}", "{a2}", "{a3}"), ("text B", "{b1}", "{b2}", "{b3}"),
        ),
        entries=(
            Number("P", "$P(A)$", Fraction(1, 2 ** sum(a)), between=(0, 1), slips=(
                Slip("sum", sum(Fraction(1, 2**n) for n in a), 0.0, "The probabilities are multiplied, not added."),
            )),
            Number("ratio", "$P(A) / P(B)$", lambda P: P / other, slips=(
                Slip("inverse", lambda P: other / P, 0.5, "This is how many times as likely B is as A."),
            )),
        ),
        solution=(
            "$P(A) = {a1} dot {a2} dot {a3} = {P}$ and $P(B) = {b1} dot {b2} dot {b3} = {other}$, so "
            "$P(A) / P(B) = {ratio}$."
        ),
        pattern="A is more likely",
    )  # fmt: skip
