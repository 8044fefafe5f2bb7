"""Wrong typed answers that fit somebody else's numbers: told to staff where chance does not explain it.

A flag never changes a score. All answers of a submission that are wrong on its own numbers and right on those of one
other student are taken together, and it is asked in how many students of such a class they would fit by chance. How
likely a fit is, is measured on many drawn variants and not reckoned, so that answers that hang together (two questions
with the same letters) count once: it is the share of variants that the answers fit, and at least the share of pairs of
variants that have the same right answers there.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.assignment import Assignment
from autograder.grade import judge
from autograder.people.personal import for_student, typed
from autograder.people.students import Member
from autograder.progress import progress
from autograder.question import Key, Question
from autograder.report import Report

EXPECTED = 0.01
"""A flag is raised where, in so many students of the class or fewer, such a fit is expected by chance."""
MEASURED = 200
"""Variants that chance is measured on; where a class is smaller, those of strangers are drawn too."""
COURSE = "the course's own variant"


@dataclass(frozen=True)
class Keys:
    """The right answers of a class.

    ids: whose, the class first, then strangers that chance is measured on. size: how many are the class. rights: by
    question, the right answer of each of them as text. questions: a question for each number and right answer.
    """

    ids: tuple[str, ...]
    size: int
    rights: Mapping[str, tuple[str, ...]]
    questions: Mapping[tuple[str, str], Question]

    @property
    def digest(self) -> str:
        """What stands for the class in the record of what a result was made from."""
        return hashlib.sha256(repr(sorted(self.ids[: self.size])).encode()).hexdigest()[:12]

    def flags(
        self, assignment: Assignment, report: Report, answers: Mapping[str, Any], members: Sequence[Member]
    ) -> Iterator[str]:
        """Sentences for staff; answers: the typed answers by key; members: whose submission it is."""
        fits = {number: self._fitting(assignment, number, answers) for number in self._wrong(report)}
        own = {member.draws or COURSE for member in members}
        for at, one in enumerate(self.ids[: self.size]):
            numbers = tuple(n for n, right in fits.items() if self.rights[n][at] in right)
            if numbers and one not in own:
                expected = self.size * self._chance(numbers, fits)
                if expected <= EXPECTED:
                    what = f"{', '.join(numbers)} {'fits' if len(numbers) == 1 else 'fit'} the numbers of {one}"
                    yield f"review: {what}; expected by chance for {expected:.2g} students of such a class"

    def _wrong(self, report: Report) -> Iterator[str]:
        for judgement in report.counting:
            number = judgement.question.number
            if number in self.rights and judgement.judged and judgement.credit.share != 1:
                yield number

    def _fitting(self, assignment: Assignment, number: str, answers: Mapping[str, Any]) -> set[str]:
        """The right answers, among all there are, that this answer would be given everything for."""
        found = set()
        for right in dict.fromkeys(self.rights[number]):
            question = self.questions[number, right]
            if judge(question, answers, Key(question, assignment.variant)).share == 1:
                found.add(right)
        return found

    def _chance(self, numbers: Sequence[str], fits: Mapping[str, set[str]]) -> float:
        """How likely it is that these answers fit one student's numbers; see the top of this file."""
        together = list(zip(*(self.rights[number] for number in numbers)))
        count = len(together)
        others = sum(all(r in fits[n] for n, r in zip(numbers, rights)) for rights in together) - 1
        same = sum(n * (n - 1) // 2 for n in Counter(together).values())
        return max(others / (count - 1), (same + 1) / (count * (count - 1) // 2 + 1))


def drawn_keys(assignment: Assignment, students: Iterable[str], least: int = MEASURED) -> Keys:
    """Draw the variants of a class and of strangers, with a progress bar; students: the ids that draws depend on."""
    ids = [COURSE, *sorted(set(students))]
    strangers = [f"stranger {n} to every course" for n in range(max(0, least - len(ids)))]
    drawn: list[dict[str, str]] = []
    questions: dict[tuple[str, str], Question] = {}
    with progress(len(ids) + len(strangers), "variants to compare with") as tell:
        for one in (*ids, *strangers):
            own = for_student(assignment, None if one == COURSE else one)
            rights = {q.number: json.dumps(q.right, sort_keys=True, default=repr) for q in typed(own)}
            for question in typed(own):
                questions.setdefault((question.number, rights[question.number]), question)
            drawn.append(rights)
            tell(one)
    by_question = {number: tuple(rights[number] for rights in drawn) for number in drawn[0]}
    return Keys((*ids, *strangers), len(ids), by_question, questions)
