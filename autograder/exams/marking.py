"""Mark an item: each entry is a part of the credit, with errors carried forward from the entries before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Protocol

from autograder.checks import UNANSWERED, Choice, Choices, letters, whole_number
from autograder.credit import Credit, Part, from_error, from_parts
from autograder.errors import SubmissionError
from autograder.exams.carried import Carried, Numbers, carried, exact, slip_value
from autograder.exams.entries import Choose, Entry, Expression, Item, Line, Number, Slip, shown
from autograder.exams.formula_marking import formula
from autograder.exams.plain import plain
from autograder.exams.reading import Reading, agrees, read_number
from autograder.exams.ticks import letters_typed, line_typed
from autograder.question import Key

LETTERS = "abcdefgh"
BLANKS = ("", "-", "--", "–", "—", "?", "n/a")
"""What stands in a box that was left empty."""
ALIKE = 3
"""So many boxes with the same number are no coincidence."""
ROUNDED = {2: 0.5, 3: 0.8}
"""What a right value keeps that is rounded more than was asked for, by the significant digits typed."""


class Answers(Protocol):
    """Answers by the entries' names: a mapping, or a part of a submission."""

    def get(self, name: str, /) -> Any:
        """The answer; None where there is none. Raises SubmissionError for one that cannot be read."""


@dataclass
class Marker:
    """Marks the entries of one item in order, and remembers the student's own numbers."""

    item: Item
    keys: Numbers = field(init=False)
    own: dict[str, Fraction] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.keys = {name: exact(value) for name, value in self.item.keys().items()}

    def number(self, entry: Number, answer: Any) -> Credit:
        """The credit of a number entry; raises NotANumber where none can be read."""
        reading = read_number(answer, entry.unit)
        readings = (reading, *reading.others)
        forward = carried(self.item, entry, self.own, self.keys)
        credits = [_Judged(entry, one, self.keys[entry.name], forward, self._names).credit() for one in readings]
        best = max(range(len(credits)), key=lambda i: (credits[i].share or 0.0, -i))
        self.own[entry.name] = readings[best].value
        return replace(credits[best], echo=readings[best].echo)

    def _names(self, because: Numbers) -> str:
        """The student's own entries in words: "your ∂L/∂w = 0.4"."""
        labels = {entry.name: plain_label(self.item, entry) for entry in self.item.numbers if entry.name in because}
        return " and ".join(f"your {labels[name]} = {shown(number)}" for name, number in because.items())


@dataclass(frozen=True)
class _Judged:
    """One reading of an answer, held against the key, what is carried forward, and the modelled errors."""

    entry: Number
    reading: Reading
    key: Fraction
    forward: Carried
    names: Callable[[Numbers], str]

    def credit(self) -> Credit:
        if self._near(self.key):
            return Credit(1.0)
        if self.forward.value is not None and self._near(self.forward.value):
            return self._as_carried()
        return self._flagged(self._slip() or self._rounded() or Credit(0.0, "Not right."))

    def _near(self, value: Fraction) -> bool:
        return abs(self.reading.value - value) <= exact(self.entry.within)

    def _as_carried(self) -> Credit:
        theirs = self.names(self.forward.because)
        if not self.forward.trivial:
            return Credit(1.0, f"Right for {theirs}.")
        credit = self._slip() or Credit(0.0, f"Not right; with {theirs} nothing is left to work out here.")
        return replace(credit, review=f"{self.entry.name}: right for {theirs}, where nothing is left to work out")

    def _flagged(self, credit: Credit) -> Credit:
        """The key held because their own entries lead nowhere: a person looks."""
        if not self.forward.failed:
            return credit
        why = f"{self.entry.name}: cannot be worked out from {self.names(self.forward.because)} ({self.forward.failed})"
        return replace(credit, review=why)

    def _slips(self) -> list[tuple[Slip, Fraction]]:
        """The modelled errors with what they lead to: from the right entries, and from the student's own."""
        starts = [self.forward.right]
        if self.forward.counts:
            starts.append(self.forward.earlier)
        found = [(slip, slip_value(slip, start)) for start in starts for slip in self.entry.slips]
        return [(slip, value) for slip, value in found if value is not None and value != self.key]

    def _slip(self) -> Credit | None:
        """The modelled error that lies nearest, within the tolerance; named where there is no other as near."""
        near = [(abs(self.reading.value - value), slip) for slip, value in self._slips() if self._near(value)]
        nearest = [slip for distance, slip in near if distance == min(near, key=lambda pair: pair[0])[0]]
        return _named(nearest, 1.0, "") if nearest else None

    def _rounded(self) -> Credit | None:
        """The right value, or that of one modelled error, with too few digits."""
        keeps = ROUNDED.get(min(self.reading.digits, max(ROUNDED)), 0.0)
        if not keeps or self.reading.places is None:
            return None
        exact_one = "the exact value" if not self.entry.within else f"a value to within {self.entry.within:g}"
        said = f"Rounded to {self.reading.digits} digits; {exact_one} was asked for."
        right = [self.key, *([self.forward.value] if self.forward.counts and self.forward.value is not None else [])]
        if any(self._cut(value) for value in right):
            return Credit(keeps, f"Right, but r{said[1:]}", cause="rounded")
        return _named([slip for slip, value in self._slips() if self._cut(value)], keeps, said)

    def _cut(self, value: Fraction) -> bool:
        return value.denominator > 1 and agrees(self.reading, value)


def _named(slips: Sequence[Slip], keeps: float, said: str) -> Credit | None:
    """The credit of the slips that fit equally well: the largest share, and a name only where one alone fits."""
    if not slips:
        return None
    share = max(slip.share for slip in slips) * keeps
    if len({slip.name for slip in slips}) > 1:
        return Credit(share, said or "Not right.")
    return Credit(
        share, " ".join(filter(None, (plain(slips[0].sentence) or f"{slips[0].name}.", said))), cause=slips[0].name
    )


def mark(item: Item, answers: Answers, key: Key) -> Credit:
    """The credit of an item. answers: by the entries' names, what is missing left out.

    Right is what lies within the tolerance of the key, or of the value that the student's own earlier entries lead to.
    A modelled error, from either, keeps its share. Never raises for an answer.
    """
    marker = Marker(item)
    credits = [_credit(marker, entry, answers, key) for entry in item.entries]
    if _one_number_everywhere(marker, dict(zip((entry.name for entry in item.entries), credits))):
        credits = [_guessed(one, marker, entry) for entry, one in zip(item.entries, credits)]
    parts = zip(item.entries, credits)
    return from_parts([Part(plain_label(item, entry), entry.weight, credit) for entry, credit in parts])


def _one_number_everywhere(marker: Marker, credits: Mapping[str, Credit]) -> bool:
    """Whether one and the same number stands in all boxes that were filled: three at least, and more than half of
    them; and in one of them it is neither right nor a modelled mistake. It would be right somewhere by chance, or for
    itself."""
    filled = marker.own
    many = len(filled) >= ALIKE and 2 * len(filled) > len(marker.item.numbers) and len(set(filled.values())) == 1
    return many and any(not credits[name].share for name in filled)


def _guessed(credit: Credit, marker: Marker, entry: Entry) -> Credit:
    """What stands in every box earns nothing in any; where it would have, a person is told."""
    if entry.name not in marker.own or not credit.share:
        return credit
    number = shown(marker.own[entry.name])
    said = f"Nothing is earned: {number} stands in every box."
    return replace(credit, share=0.0, feedback=said, cause=None, review=f"{entry.name}: {number} stands in every box")


def _credit(marker: Marker, entry: Entry, answers: Answers, key: Key) -> Credit:
    try:
        answer = answers.get(entry.name)
        if is_blank(answer):
            raise SubmissionError(UNANSWERED)
        if isinstance(entry, Number):
            return marker.number(entry, answer)
        return _other(marker.item, entry, answer, key)
    except SubmissionError as error:
        credit = from_error(error) or Credit(0.0, str(error))
        return credit if str(error) == UNANSWERED else replace(credit, review=f"{entry.name}: {error}")


def _other(item: Item, entry: Expression | Choose | Line, answer: Any, key: Key) -> Credit:
    if isinstance(entry, Expression):
        return formula(entry, answer, key)
    if isinstance(entry, Line):
        line = whole_number(line_typed(answer))
        right = Credit(1.0) if line == entry.key else Credit(0.0, "Another line is meant.")
        return replace(right, echo=f"Read as line {line}.")
    answer = letters_typed(answer)
    options = dict(zip(LETTERS, entry.options))
    wanted = [LETTERS[index] for index in sorted(entry.right)]
    many, why = entry.many, plain(item.text(entry.why))
    check = Choices(options, frozenset(wanted), why) if many else Choice(options, wanted[0], why)
    chosen = ", ".join(sorted(letters(answer, options))) or "none"
    return replace(check(answer, key), echo=f"Read as {chosen}.")


def is_blank(answer: Any) -> bool:
    """Whether a box was left empty, or crossed out."""
    return answer is None or answer == [] or (isinstance(answer, str) and answer.strip().lower() in BLANKS)


def plain_label(item: Item, entry: Entry) -> str:
    """An entry's label as plain text, its name where there is none."""
    return plain(item.text(entry.label)).strip().rstrip(".") or entry.name
