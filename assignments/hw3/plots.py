"""A picture of your word vectors: `python plots.py` trains them and writes vectors.png (needs matplotlib)."""

from pathlib import Path

import numpy as np


def flattened(W):
    """W:(V, d) on the plane in which its rows, made equally long, are spread most: (V, 2)."""
    lengths = np.linalg.norm(W, axis=1, keepdims=True)
    unit = W / np.where(lengths > 0, lengths, 1.0)
    centred = unit - unit.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return centred @ axes[:2].T


def draw(words, W, path):
    """Write a picture with every word at its place; words that are alike should stand together."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 9))
    places = flattened(np.asarray(W, dtype=float))
    axes.scatter(*places.T, s=6)
    for word, place in zip(words, places):
        axes.annotate(word, place, fontsize=8)
    axes.set_title("Word vectors on the plane of their largest spread")
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    from word2vec import train_w2v

    text = Path(__file__).with_name("data") / "train.txt"
    sentences = [line.split() for line in text.read_text(encoding="utf-8").splitlines()]
    words, W, _ = train_w2v(sentences, 0)
    draw(words, W, "vectors.png")
    print("vectors.png")
