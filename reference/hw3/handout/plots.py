"""What your word vectors have learned: `python check.py --plots` trains them and writes two files.

    vectors.png       every word at its place, on the plane on which the vectors are spread most
    neighbours.txt    the three nearest words of each word

The picture needs matplotlib, the text does not. Your train_w2v and nearest are used. Nothing here is judged.
"""

import sys
import traceback
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def flattened(W):
    """W:(V, d) on the plane in which its rows, made equally long, are spread most: (V, 2)."""
    lengths = np.linalg.norm(W, axis=1, keepdims=True)
    unit = W / np.where(lengths > 0, lengths, 1.0)
    centred = unit - unit.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return centred @ axes[:2].T


def draw(words, W, path):
    """Write a picture with every word at its place; words that are alike should stand together.

    Returns False where matplotlib is missing.
    """
    try:
        import matplotlib
    except ImportError:
        return False
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(10, 10))
    places = flattened(W)
    axes.scatter(*places.T, s=6, color="black")
    for word, place in zip(words, places):
        axes.annotate(word, place, xytext=(3, 2), textcoords="offset points", fontsize=8)
    axes.set_title("Word vectors on the plane of their largest spread")
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return True


def neighbours(words, W, nearest):
    """The three nearest words of each word, a line each."""
    near = {word: [words[int(row)] for row in nearest(W.copy(), i, 3)] for i, word in enumerate(words)}
    return "".join(f"{word:13} {' '.join(near[word])}\n" for word in sorted(near))


def main():
    """Train, write the files, and say where."""
    try:
        from word2vec import nearest, train_w2v

        text = (HERE / "data" / "train.txt").read_text(encoding="utf-8")
        words, W, _ = train_w2v([line.split() for line in text.splitlines()], 0)
        words, W = list(words), np.asarray(W, dtype=float)
        drawn = draw(words, W, "vectors.png")
        Path("neighbours.txt").write_text(neighbours(words, W, nearest), encoding="utf-8")
    except Exception as error:
        return stopped(error)
    print("Written: neighbours.txt" + (", vectors.png." if drawn else "."))
    if not drawn:
        print(f"No picture: matplotlib is missing. Type:  {sys.executable} -m pip install matplotlib")
    return 0


def stopped(error):
    """Say where your code stopped."""
    frames = traceback.extract_tb(error.__traceback__)
    here = [frame for frame in frames if Path(frame.filename).parent == HERE and frame.filename != __file__]
    where = f"{Path(here[-1].filename).name}, line {here[-1].lineno}" if here else "your word2vec.py"
    if isinstance(error, NotImplementedError):
        print(f"Not written yet: {where}. The plots need train_w2v and nearest.")
    else:
        print(f"Stopped at {where}: {type(error).__name__}: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
