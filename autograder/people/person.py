"""Who somebody is, as a platform says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who submitted; sid is the number that the school gives. Empty where it is not known."""

    name: str
    sid: str = ""
    email: str = ""
