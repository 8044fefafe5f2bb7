"""Plots for students: the learning curve against the entropy floor. Needs matplotlib; nothing here is judged."""

import numpy as np


def learning_curve(perplexities, floor, pairs, file="learning_curve.png"):
    """Draw a model's perplexity after each epoch.

    perplexities: one number an epoch, on text that the model is not trained on. floor: the perplexity of the true
    chances (it stands in the text of question C). pairs: that of counted pairs of words. file: where to save
    the picture.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    epochs = np.arange(1, len(perplexities) + 1)
    axes.plot(epochs, perplexities, marker=".", label="your model")
    axes.axhline(pairs, linestyle="--", color="grey", label="pairs of words")
    axes.axhline(floor, linestyle=":", color="black", label="true chances: nobody gets below")
    axes.set(xlabel="epoch", ylabel="perplexity", yscale="log")
    axes.legend()
    figure.tight_layout()
    figure.savefig(file)
    plt.close(figure)


if __name__ == "__main__":
    print("In your training, keep the perplexity after each epoch and call plots.learning_curve(perplexities, floor,")
    print("pairs); the text of question C has the other two numbers. It writes learning_curve.png.")
