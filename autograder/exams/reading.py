"""Read a number as a person means it: fractions, decimals with point or comma, thousands, percent, powers, units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from autograder.errors import SubmissionError
from autograder.exams.entries import shown
from autograder.plain_text import one_line

LONGEST = 120
MOST_POWER = 60
DEPTH = 3
"""How many signs and brackets may stand around a number."""
WORDS = ("parameter", "weight", "word", "token", "example", "update", "step", "pair", "unit", "nat", "bit", "logit",
         "prediction", "number", "total", "entry")  # fmt: skip
"""What may stand behind a number without changing it, with or without an s."""
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
SIGNS = str.maketrans({**dict.fromkeys("−–—‐‑‒", "-"), **dict.fromkeys("⁄∕÷", "/"), **dict.fromkeys("×·⋅∙", "*"),
                       **dict.fromkeys("’ʼ`´", "'")})  # fmt: skip
APART = re.compile(r"[=≈≃≅~→]|->")
ABOUT = re.compile(r"^(?:approximately|approx\.?|about|ca\.?|circa)\s+", re.IGNORECASE)
WHOLE_AND_PART = re.compile(r"([0-9]+)(?: +| *\+ *)([0-9]+) */ *([0-9]+)")
POWER = re.compile(r"(?:(?P<times>[0-9.,]+) *[*x] *)?(?P<base>[0-9.]+) *(?:\^|\*\*) *[({]?(?P<power>[+-]?[0-9]+)[)}]?")
SCIENTIFIC = re.compile(r"(?P<mantissa>[0-9.,]+)[eE](?P<power>[+-]?[0-9]+)")
NAME = re.compile(r"[^0-9=]{1,20}")
"""What may stand behind the last equals sign instead of a number: "0.4 = dw"."""
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"[0-9]{{1,2}}[-./ ]+{MONTH}\.?|{MONTH}[-./ ]+[0-9]{{1,2}}"
    r"|[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{2,4}(?:[ T][0-9:.]+)?",
    re.IGNORECASE,
)
"""What spreadsheets make of 1/2: "2-Jan", "Jan-02", "01/02/2027", "2027-01-02 00:00:00"."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
PERCENT = re.compile(r" *(?:percent|per cent|pct)$", re.IGNORECASE)
LATEX_FRACTION = re.compile(r"\\[dt]?frac *(?:\{([^{}]+)\}|([0-9])) *(?:\{([^{}]+)\}|([0-9]))")
LATEX = (
    (r"\\(?:left|right|displaystyle)\b|\\[()]|\$", ""), (r"\\(?:cdot|times)\b", "*"),
    (r"\\(?:approx|simeq|sim)\b", "≈"), (r"\\%", "%"), (r"\{([.,])\}", r"\1"), (r"\\[,;:! ]", " "),
)  # fmt: skip
"""What stands for what in a formula that was copied from LaTeX."""
EXAMPLES = "write it like 0.25, -1/4, 1 1/2 or 2e-3"


class NotANumber(SubmissionError):
    """What stands in the box is no number; the text says so to the student."""


@dataclass(frozen=True)
class Reading:
    """A number that was read.

    places: how many decimals were typed; None for a fraction, a power and what else is typed exactly. digits: how many
    significant ones. how: what was decided in reading it, if anything. others: what the form could also mean.
    """

    value: Fraction
    places: int | None = None
    digits: int = 0
    how: str = ""
    others: tuple[Reading, ...] = ()

    @property
    def echo(self) -> str:
        """ "Read as 0.25." and what was decided."""
        about = f", about {float(self.value):.4g}" if "/" in shown(self.value) else ""
        about = about.replace("-", "\N{MINUS SIGN}")
        return f"Read as {shown(self.value)}{about}{f' ({self.how})' if self.how else ''}."


def read_number(answer: Any, unit: str = "") -> Reading:
    """The number in an answer (text, int or float); raises NotANumber with a sentence for the student.

    Where several numbers are joined by an equals sign, those that agree are one ("2/3 = 0.67": the exact one is
    taken); where they do not, the last is what the calculation came to.
    """
    if isinstance(answer, bool) or not isinstance(answer, (str, int, float)):
        raise NotANumber(f"One number is asked for; {EXAMPLES}.")
    text = _plain(str(answer)[: LONGEST + 1])
    if len(text) > LONGEST:
        raise NotANumber(f"This is too long for a number; {EXAMPLES}.")
    pieces = [ABOUT.sub("", piece.strip()) for piece in APART.split(text)]
    found = [read for read in (_piece(piece, unit) for piece in pieces) if read is not None]
    if not found or (_piece(pieces[-1], unit) is None and not NAME.fullmatch(pieces[-1])):
        raise NotANumber(f"{one_line(str(answer), 60)!r} cannot be read as a number; {_hint(text)}.")
    return _one_of(found)


def _hint(text: str) -> str:
    if DATE.fullmatch(text):
        return "has a spreadsheet made a date of a fraction? Set the column to text and type it again"
    return EXAMPLES


def _one_of(found: Sequence[Reading]) -> Reading:
    last = found[-1]
    exact = [one for one in found if one.places is None and agrees(last, one.value)]
    if exact:
        return exact[-1]
    if any(one.value != last.value and not agrees(one, last.value) for one in found):
        return replace(last, how="; ".join(filter(None, (last.how, "the last of the numbers"))))
    return last


def agrees(reading: Reading, exact: Fraction) -> bool:
    """Whether the typed decimals are those of this value, rounded or cut off."""
    if reading.places is None:
        return reading.value == exact
    scale = Fraction(10**reading.places)
    scaled, typed = exact * scale, reading.value * scale
    return abs(scaled - typed) <= Fraction(1, 2) or typed == int(scaled)


def _plain(text: str) -> str:
    """One form of each sign; superscripts as powers, ½ as 1/2 with a space before it; no quotes around it."""
    text = _without_latex(text.translate(INVISIBLE)) if set(text) & {"\\", "$", "{"} else text.translate(INVISIBLE)
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda found: "^" + found[0].translate(SUPERSCRIPTS), text)
    text = "".join(f" {c}" if unicodedata.decomposition(c).startswith("<fraction>") else c for c in text)
    return " ".join(unicodedata.normalize("NFKC", text).translate(SIGNS).split()).strip(" ;'\"")


def _without_latex(text: str) -> str:
    """Fractions with a slash, and the signs that a person types."""
    text = re.sub(r"\^ *\{ *([-+]?[0-9]+) *\}", r"^\1", text.replace(2 * "\\", "\\"))
    text = LATEX_FRACTION.sub(lambda found: "({})/({})".format(*(part for part in found.groups() if part)), text)
    for pattern, sign in LATEX:
        text = re.sub(pattern, sign, text)
    return text


def _piece(text: str, unit: str) -> Reading | None:
    """The number in one piece, with its unit, or None."""
    text = PERCENT.sub("%", _without_unit(text, unit))
    if text.endswith("%"):
        read = _signed(text[:-1].strip())
        return read if unit == "%" or read is None else _percent(read)
    return _signed(text)


def _without_unit(text: str, unit: str) -> str:
    if text[-1:].isdigit():
        return text
    words = [re.escape(word.rstrip("s")) for word in (*WORDS, unit) if word and word != "%"]
    return re.sub(rf"(?<=[0-9.) ])(?:{'|'.join(words)})s?\.?$", "", text, flags=re.IGNORECASE).strip()


def _percent(read: Reading) -> Reading:
    places = None if read.places is None else read.places + 2
    how = "; ".join(filter(None, (read.how, "percent")))
    return Reading(read.value / 100, places, read.digits, how, tuple(map(_percent, read.others)))


def _signed(text: str, depth: int = 0) -> Reading | None:
    """A number with its sign, perhaps in brackets."""
    if text[:1] in ("+", "-") and depth < DEPTH:
        read = _signed(text[1:].strip(), depth + 1) if text[1:2] not in ("+", "-") else None
        return _negative(read) if read and text[0] == "-" else read
    if text[:1] == "(" and text.find(")") == len(text) - 1 > 0 and depth < DEPTH:
        return _signed(text[1:-1].strip(), depth + 1)
    return _unsigned(text)


def _negative(read: Reading) -> Reading:
    return replace(read, value=-read.value, others=tuple(map(_negative, read.others)))


def _unsigned(text: str) -> Reading | None:
    mixed = WHOLE_AND_PART.fullmatch(text)
    if mixed:
        whole, top, bottom = map(int, mixed.groups())
        return Reading(whole + Fraction(top, bottom)) if top < bottom else None
    if text.count("/") == 1:
        return _quotient(*text.split("/"))
    return _power(text) or _scientific(text) or _decimal(text)


def _quotient(top: str, bottom: str) -> Reading | None:
    over, under = (_signed(side.strip()) for side in (top, bottom))
    if over is None or under is None or under.value == 0:
        return None
    return Reading(over.value / under.value)


def _power(text: str) -> Reading | None:
    found = POWER.fullmatch(text)
    times = _decimal(found["times"] or "1") if found else None
    base = _decimal(found["base"]) if found else None
    if not found or times is None or base is None or abs(int(found["power"][:9])) > MOST_POWER or base.value == 0:
        return None
    power = int(found["power"])
    if base.value == 10 and found["times"] and times.places is not None:
        return _moved(times, power)
    return Reading(times.value * base.value**power)


def _scientific(text: str) -> Reading | None:
    found = SCIENTIFIC.fullmatch(text)
    mantissa = _decimal(found["mantissa"]) if found else None
    if not found or mantissa is None or abs(int(found["power"][:9])) > MOST_POWER:
        return None
    return _moved(mantissa, int(found["power"]))


def _moved(read: Reading, power: int) -> Reading:
    """The decimal point moved; a typed power of ten keeps the digits that were typed."""
    return Reading(read.value * Fraction(10) ** power, max(0, (read.places or 0) - power), read.digits)


def _decimal(text: str) -> Reading | None:
    """Digits with a decimal point or comma and separators of thousands."""
    recurring = text.endswith("...")
    text = text.rstrip(".") if recurring else re.sub(r"(?<=[0-9])[.,]$", "", text)
    grouped = re.fullmatch(r"[0-9]{1,3}(?:([ '_])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]*)?", text)
    digits = re.sub("[ '_]", "", text) if grouped else text
    if not re.fullmatch(r"[0-9.,]*[0-9][0-9.,]*", digits):
        return None
    found = _separated(digits)
    return _recurring(found) if found and recurring else found


def _separated(digits: str) -> Reading | None:
    """What points and commas mean is decided by their form alone.

    Two kinds: the last is the decimal one. One kind, several times: thousands. A single comma before just three digits
    parts thousands ("1,234"), unless a 0 stands before it ("0,234"); any other single one, and a point, is decimal.
    """
    marks = [mark for mark in digits if mark in ".,"]
    thousands = r"[1-9][0-9]{0,2}(?:%s[0-9]{3})+"
    if not marks:
        return _of(digits, "")
    if len(set(marks)) == 2:
        head, _, tail = digits.rpartition(marks[-1])
        return _of(_joined(head), tail) if re.fullmatch(thousands % re.escape(marks[0]), head) else None
    groups = re.fullmatch(thousands % re.escape(marks[0]), digits)
    if len(marks) > 1:
        return _of(_joined(digits), "", "parted in thousands") if groups else None
    head, _, tail = digits.partition(marks[0])
    decimal = _of(head, tail, "the comma as a decimal point" if marks[0] == "," else "")
    if not groups:
        return decimal
    whole = _of(_joined(digits), "", "parted in thousands")
    first, other = (whole, decimal) if marks[0] == "," else (decimal, whole)
    return replace(first, others=(other,))


def _joined(digits: str) -> str:
    return digits.replace(",", "").replace(".", "")


def _of(whole: str, decimals: str, how: str = "") -> Reading:
    digits = whole + decimals
    return Reading(Fraction(int(digits or "0"), 10 ** len(decimals)), len(decimals), len(digits.lstrip("0")), how)


def _recurring(read: Reading) -> Reading:
    """Dots behind a decimal whose last digit stands twice: that digit goes on for ever."""
    places = read.places or 0
    last = read.value.numerator * (10**places // read.value.denominator) % 100 if places > 1 else 1
    if last % 11:
        return read
    return Reading(read.value + Fraction(last % 10, 9 * 10**places), how="the last digit goes on for ever")
