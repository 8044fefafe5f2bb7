"""A derivative question: declared once, then `verdict(text)` for each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from ..errors import QuestionError
from . import hints, ladder
from .compare import Comparison, compare
from .counterexample import counterexample
from .ladder import Candidate, Fit, Found
from .problem import Problem, Values
from .reader import Names, Reading, Unreadable, read
from .reader.tree import ARITY, Tree, functions_in, names_in
from .verdict import SHARES, Slip, Verdict


class Derivative:
    """A question whose answer is one formula: the derivative of `of` by `wrt`, or a `key` stated directly.

    variables: name -> domain (see `domains`). definitions: name -> text, further names an answer may use.
    indices: index letter -> dimension, for entries such as p_i. given: conditions on the variables ("y > z").
    forms: right answers in other shapes; `prove` checks them, and terms of their sums count for partial credit.
    wrong: foreseen wrong forms with their own share; they go before the general ladder.
    answer_in, functions: the only names, the only functions that a full answer uses. shares: changes to SHARES.
    reveal: tell the right value in a counter-example. seed: of the test points. Raises QuestionError for an author's
    mistake.
    """

    def __init__(
        self,
        of: str | None = None,
        wrt: str | None = None,
        variables: Mapping[str, object] | None = None,
        definitions: Mapping[str, str] | None = None,
        *,
        key: str | None = None,
        indices: Mapping[str, str] | None = None,
        given: Sequence[str] = (),
        forms: Sequence[str] = (),
        wrong: Sequence[Slip] = (),
        answer_in: Sequence[str] | None = None,
        functions: Sequence[str] | None = None,
        shares: Mapping[str, float] | None = None,
        reveal: bool = True,
        seed: int = 0,
    ) -> None:
        if (of is None) == (key is None) or (of is None) != (wrt is None):
            raise QuestionError("state either of= and wrt=, or key=.")
        self.problem = Problem(variables or {}, definitions or {}, indices or {}, given, of, wrt, key, seed)
        self.forms, self.wrong, self.reveal = tuple(forms), tuple(wrong), reveal
        self.answer_in = None if answer_in is None else tuple(answer_in)
        self.functions = None if functions is None else tuple(functions)
        self.shares = {**SHARES, **(shares or {})}
        for name in shares or {}:
            if name not in SHARES:
                raise QuestionError(f"shares: {name!r} is none of {', '.join(SHARES)}.")
        self.problem.batch(0)

    @property
    def names(self) -> Names:
        """The names that can be read in an answer."""
        return self.problem.names

    def read(self, text: str) -> Reading:
        """How the text is understood. Raises Unreadable."""
        return read(text, self.names)

    def verdict(self, text: str) -> Verdict:
        """Judge one answer; never raises for any text."""
        try:
            reading = self.read(text)
        except Unreadable as error:
            return Verdict("unreadable", 0.0, f"Your answer cannot be read: {error}")
        if reading.shape != self.problem.shape:
            return self._misshapen(reading)
        comparison = compare(self.problem, reading.tree)
        if comparison.outcome == "equal":
            return self._equal(reading)
        if comparison.outcome == "undecided":
            return Verdict(
                "undecided",
                0.0,
                "Your answer could not be decided by machine; a person will look at it.",
                None,
                reading.latex,
            )
        return self._wrong(reading, comparison)

    def _misshapen(self, reading: Reading) -> Verdict:
        kind = {True: "a number", False: "a vector"}
        reason = f"Your answer is {kind[reading.shape is None]}, the right one is {kind[self.problem.shape is None]}."
        return Verdict("different", 0.0, reason, None, reading.latex, "shape")

    def _equal(self, reading: Reading) -> Verdict:
        names = names_in(reading.tree) - set(self.answer_in or self.names.shapes) - set(self.names.indices)
        functions = functions_in(reading.tree) - set(ARITY if self.functions is None else self.functions)
        if names or functions:
            allowed = ", ".join([*(self.answer_in or ()), *(self.functions or ())])
            outside = ", ".join(sorted(names | functions))
            reason = f"Right, but it was to be written with {allowed} alone, without {outside}."
            return Verdict("equal", self.shares["forbidden-name"], reason, None, reading.latex, "forbidden-name")
        return Verdict("equal", 1.0, "Right.", None, reading.latex)

    # -- wrong answers --------------------------------------------------------------------------------------------

    def _wrong(self, reading: Reading, comparison: Comparison) -> Verdict:
        found, share = self._explained(reading.tree, comparison)
        shown = counterexample(self.problem, reading.tree, comparison.batch)
        if comparison.outcome == "undefined":
            found, share = None, 0.0
            parts = ["Your answer has no value on part of the domain."]
        else:
            parts = [f"Not right: {found.sentence}." if found else "Not right."]
        if shown is not None:
            parts.append(shown.sentence(self.reveal))
        return Verdict(comparison.outcome, share, " ".join(parts), shown, reading.latex, found.cause if found else None)

    def _explained(self, tree: Tree, comparison: Comparison) -> tuple[Found | None, float]:
        """The slip and the share that it keeps."""
        answer, batch = comparison.answer, self.problem.batch(0)
        fit = Fit(batch.key, answer, batch.usable)
        if not fit.enough:
            return None, 0.0
        for slip, values in self._listed:
            if fit.same(values):
                return Found(slip.cause, slip.sentence or "this is a common slip"), slip.share
        if fit.constant:
            return hints.constant(answer), 0.0
        if fit.equal:
            return ladder.nearly(comparison.batch), 0.0
        found = self._recognised(fit) or hints.hint(self.problem, tree)
        return found, self.shares.get(found.cause, 0.0) if found else 0.0

    def _recognised(self, fit: Fit) -> Found | None:
        return (
            ladder.proportional(fit)
            or ladder.rounded(fit)
            or self._matching(fit, self._relatives)
            or self._matching(fit, self._candidates)
            or ladder.on_one_branch(fit, self.problem.batch(0).key)
            or self._matching(fit, self._strangers)
            or ladder.opposite(fit, self._candidates)
        )

    def _matching(self, fit: Fit, candidates: Sequence[Candidate]) -> Found | None:
        return next((candidate.found for candidate in candidates if fit.matches(candidate.values)), None)

    @cached_property
    def _relatives(self) -> list[Candidate]:
        return ladder.evaluated(self.problem, hints.relatives(self.problem))

    @cached_property
    def _strangers(self) -> list[Candidate]:
        return ladder.evaluated(self.problem, hints.strangers(self.problem))

    @cached_property
    def _candidates(self) -> list[Candidate]:
        return ladder.candidates(self.problem, [self.problem.tree(form, "right form") for form in self.forms])

    @cached_property
    def _listed(self) -> list[tuple[Slip, Values]]:
        points = self.problem.batch(0).points
        return [(slip, self.problem.values(self.problem.tree(slip.text, "wrong form"), points)) for slip in self.wrong]

    def prove(self) -> list[str]:
        """What is wrong with the question, for its author: an empty list if nothing is. Needs sympy."""
        from .proof import problems  # the author's side only: sympy takes half a second to import

        return problems(self)
