"""Questions from derivations: part A of a homework, as an assignment's questions.py declares it."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.checks import Formula, Formulas
from autograder.derivatives import Derivation
from autograder.errors import QuestionError
from autograder.question import Question

HOW_TO_TYPE = (
    "Type it as plain text (entries are x_j) or LaTeX; `check.py` tells whether it can be read, and how it was read. "
    "A sign that is wrong everywhere, or a constant factor, keeps half of the points; some near misses keep a part."
)


def formula_questions(derivations: Iterable[Derivation]) -> list[Question]:
    """A question for each derivation; its answers are `A1`, or `A5_same` and `A5_other` where it has several.

    Raises QuestionError for a formula without a listed right form: the author's check needs one.
    """
    return [_question(derivation) for derivation in derivations]


def _question(derivation: Derivation) -> Question:
    names = {name: f"{derivation.number}_{name}" if name else derivation.number for name in derivation.formulas}
    by_answer = {names[name]: formula for name, formula in derivation.formulas.items()}
    without = [answer for answer, formula in by_answer.items() if not formula.forms]
    if without:
        raise QuestionError(f"{without[0]}: list a right form of the formula")
    right = {answer: formula.forms[0] for answer, formula in by_answer.items()}
    alone = next(iter(by_answer)) if len(by_answer) == 1 else None
    return Question(
        derivation.number,
        derivation.title,
        derivation.points,
        tuple(f"answers.{answer}" for answer in by_answer),
        Formula(by_answer[alone]) if alone else Formulas(by_answer),
        prompt=derivation.prompt,
        checked=HOW_TO_TYPE,
        blank="\n".join(f'{answer} = ""' for answer in by_answer),
        right=right[alone] if alone else right,
        names_known=derivation.public(),
    )
