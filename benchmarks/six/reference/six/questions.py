"""Six functions in one file, four points each."""

from autograder.checks import HiddenTests
from autograder.question import Question

TITLE = "Six functions"
ASKED = {
    "sigmoid": "the logistic function",
    "softmax": "the softmax over the last axis",
    "lr_loss_grad": "logistic regression with a penalty",
    "mlp_backprop": "a network with one hidden layer",
    "neg_sampling_loss_grad": "negative sampling",
    "rnn_lm_loss": "the loss of a recurrent language model",
}


def questions(variant, drawn):
    """One question for each function."""
    return [
        Question(f"B{number}", title, 4, (f"hw.{name}",), HiddenTests())
        for number, (name, title) in enumerate(ASKED.items(), 1)
    ]
