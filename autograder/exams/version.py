"""The code of a version: short, on each page; a slip in one of its characters, or two that changed places, is found."""

from __future__ import annotations

import hashlib
import hmac
import json

from autograder.errors import UsageError
from autograder.plain_text import one_line
from autograder.variant import Variant

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""A prime number of characters, so that the check finds every single slip; none that are taken for each other."""
LENGTH = 6


def version_code(variant: Variant) -> str:
    """The code of a version, "K7Q-XMP": it follows from the exam, the seed and the student, and needs the key."""
    message = json.dumps(["version", variant.assignment, variant.seed, variant.student]).encode()
    number = int.from_bytes(hmac.new(variant.key, message, hashlib.sha256).digest(), "big")
    values = [number // len(ALPHABET) ** place % len(ALPHABET) for place in range(LENGTH - 1)]
    rest = -sum(weight * value for weight, value in enumerate(values, 1))
    values.append(rest * pow(LENGTH, -1, len(ALPHABET)) % len(ALPHABET))
    return _grouped("".join(ALPHABET[value] for value in values))


def read_code(text: str) -> str:
    """A typed code in its one form; raises UsageError for one that no paper bears."""
    letters = _letters(text)
    values = [ALPHABET.find(letter) for letter in letters]
    sound = len(values) == LENGTH and min(values) >= 0
    if not sound or sum(weight * value for weight, value in enumerate(values, 1)) % len(ALPHABET):
        raise UsageError(f"{one_line(text, 40)!r} is not the code of a paper; a character of it is mistyped.")
    return _grouped(letters)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _grouped(letters: str) -> str:
    return f"{letters[:3]}-{letters[3:]}"
