"""What your language model has learned: `python check.py --plots` trains it and writes three files.

    learning_curve.png    perplexity on words that were held back, by the number of words trained on
    learning_curve.txt    the same numbers as a table
    sentences.txt         sentences that your model writes

The picture needs matplotlib, the texts do not. Your train_rnnlm, perplexity and generate are used. Nothing here is
judged.
"""

import sys
import traceback
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DATA = HERE / "data"
HELD_BACK = 2000
"""Words at the end of the text that no model here is trained on."""
PARTS = (8, 4, 2, 1)
"""One model for each: it is trained on one over this number of what is not held back."""


def text_and_words():
    """The ids of data/train.txt, and the word of each id."""
    words = (DATA / "words.txt").read_text(encoding="utf-8").split()
    number = {word: i for i, word in enumerate(words)}
    return np.array([number[word] for word in (DATA / "train.txt").read_text(encoding="utf-8").split()]), words


def pairs_perplexity(train, ids, V):
    """What counted pairs of words give on ids, 0.1 added to each count."""
    counts = np.full((V, V), 0.1)
    np.add.at(counts, (train[:-1], train[1:]), 1.0)
    chances = counts / counts.sum(axis=1, keepdims=True)
    return float(np.exp(-np.mean(np.log(chances[ids[:-1], ids[1:]]))))


def learning_curve(train_rnnlm, perplexity, ids, V):
    """(rows, the last model): a row is (words trained on, perplexity of the model, perplexity of pairs of words)."""
    train, held_back = ids[:-HELD_BACK], ids[-HELD_BACK:]
    rows = []
    for part in PARTS:
        some = train[: len(train) // part]
        print(f"  training on {len(some)} words ...", flush=True)
        P = train_rnnlm(some.copy(), V, 0)
        mine = float(perplexity(P, held_back[None, :], np.zeros((1, len(P["b1"])))))
        rows.append((len(some), mine, pairs_perplexity(some, held_back, V)))
    return rows, P


def curve_text(rows, floor):
    """The curve as a table."""
    lines = [f"{size:13d} {mine:12.3f} {pairs:14.3f}" for size, mine, pairs in rows]
    head = f"Perplexity on the last {HELD_BACK} words of data/train.txt, which were held back.\n"
    end = f"\nThe true chances give {floor:.3f} on these words: no model can be expected to get below."
    return "\n".join([head, "words trained on, your model, pairs of words", *lines, end]) + "\n"


def draw_curve(rows, floor, path):
    """The curve as a picture; False where matplotlib is missing."""
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    sizes, mine, pairs = zip(*rows)
    figure, axes = plt.subplots(figsize=(7, 4.5))
    axes.plot(sizes, mine, marker="o", color="black", label="your model")
    axes.plot(sizes, pairs, marker="s", linestyle="--", color="grey", label="counted pairs of words")
    axes.axhline(floor, linestyle=":", color="black", label=f"true chances: {floor:.3f}")
    axes.set(xlabel="words trained on", xscale="log", xticks=sizes, xticklabels=[str(size) for size in sizes])
    axes.minorticks_off()
    axes.set(ylabel="perplexity", title=f"Perplexity on {HELD_BACK} words that were held back")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return True


def sentences(generate, P, words):
    """What the model writes after a full stop: drawn as it predicts, drawn more carefully, and greedily."""
    u, lines = np.random.RandomState(0).uniform(size=60), []
    for title, temperature, greedy in (("temperature 1", 1.0, False), ("temperature 0.5", 0.5, False),
                                       ("the likeliest word each time", 1.0, True)):  # fmt: skip
        ids = generate(P, np.zeros(len(P["b1"])), words.index("."), len(u), u.copy(), temperature, greedy)
        text = " ".join(words[int(i)] for i in ids).replace(" . ", " .\n    ")  # the last may be cut off
        lines.append(f"{title}:\n\n    {text}\n")
    return "\n".join(lines)


def main():
    """Train, write the three files, and say where."""
    try:
        from rnnlm import generate, perplexity, train_rnnlm

        ids, words = text_and_words()
        floor = float((DATA / "floor.txt").read_text(encoding="utf-8"))
        rows, P = learning_curve(train_rnnlm, perplexity, ids, len(words))
        Path("learning_curve.txt").write_text(curve_text(rows, floor), encoding="utf-8")
        print(curve_text(rows, floor))
        drawn = draw_curve(rows, floor, "learning_curve.png")
        written = sentences(generate, P, words)
        Path("sentences.txt").write_text(written, encoding="utf-8")
        print(written)
    except Exception as error:
        return stopped(error)
    print("Written: learning_curve.txt, sentences.txt" + (", learning_curve.png." if drawn else "."))
    if not drawn:
        print(f"No picture: matplotlib is missing. Type:  {sys.executable} -m pip install matplotlib")
    return 0


def stopped(error):
    """Say where your code stopped."""
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if Path(frame.filename).parent == HERE and frame.filename != __file__]
    where = f"{Path(here[-1].filename).name}, line {here[-1].lineno}" if here else "your rnnlm.py"
    if isinstance(error, NotImplementedError):
        print(f"Not written yet: {where}. The plots need train_rnnlm, perplexity and generate.")
    else:
        print(f"Stopped at {where}: {type(error).__name__}: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
