"""Forty digits by the standard library's decimal: what `precise` asks of mpmath, for a laptop that has only numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import MAX_EMAX, MIN_EMIN, Decimal, getcontext, localcontext

GUARD = 20
"""Digits more than are asked for: what cancellation in tanh and the series lose."""
mpf = Decimal


@contextmanager
def workdps(digits: int) -> Iterator[None]:
    """Work with so many digits in the block."""
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = digits + GUARD, MAX_EMAX, MIN_EMIN
        yield


class Functions:
    """The functions of mpmath's `mp` that are needed. Those that have no real value somewhere give None there."""

    mpf = Decimal

    @property
    def pi(self) -> Decimal:
        """Machin's formula."""
        return 4 * (4 * _atan_series(Decimal(1) / 5) - _atan_series(Decimal(1) / 239))

    @property
    def e(self) -> Decimal:
        """The base of the natural logarithm."""
        return Decimal(1).exp()

    def __getattr__(self, name: str) -> Callable[[Decimal], Decimal | None]:
        """A function of one number by its name; raises AttributeError for one that is not here."""
        try:
            return _FUNCTIONS[name]
        except KeyError:
            raise AttributeError(name) from None


mp = Functions()


def _sinh(x: Decimal) -> Decimal:
    return (x.exp() - (-x).exp()) / 2


def _cosh(x: Decimal) -> Decimal:
    return (x.exp() + (-x).exp()) / 2


def _tanh(x: Decimal) -> Decimal:
    if abs(x) > getcontext().prec * 3:
        return _sign(x)
    return _sinh(x) / _cosh(x)


def _sign(x: Decimal) -> Decimal:
    return Decimal((x > 0) - (x < 0))


def _sin(x: Decimal) -> Decimal:
    x = x % (2 * mp.pi)
    return _series(x, lambda term, n: -term * x * x / ((2 * n) * (2 * n + 1)))


def _cos(x: Decimal) -> Decimal:
    x = x % (2 * mp.pi)
    return _series(Decimal(1), lambda term, n: -term * x * x / ((2 * n - 1) * (2 * n)))


def _atan(x: Decimal) -> Decimal:
    if abs(x) > 1:
        return _sign(x) * mp.pi / 2 - _atan(1 / x)
    halved = x / (1 + (1 + x * x).sqrt())  # below tan(pi/8), where the series ends soon
    return 2 * _atan_series(halved)


def _atan_series(x: Decimal) -> Decimal:
    return _series(x, lambda term, n: -term * x * x * (2 * n - 1) / (2 * n + 1))


def _asin(x: Decimal) -> Decimal | None:
    if abs(x) == 1:
        return x * mp.pi / 2
    return _atan(x / (1 - x * x).sqrt()) if abs(x) < 1 else None


def _acos(x: Decimal) -> Decimal | None:
    found = _asin(x)
    return None if found is None else mp.pi / 2 - found


def _erf(x: Decimal) -> Decimal:
    if abs(x) > getcontext().prec:
        return _sign(x)
    with localcontext() as context:
        context.prec += int(x * x)  # the terms grow to e^(x^2) before they fall
        return _series(x, lambda term, n: -term * x * x * (2 * n - 1) / (n * (2 * n + 1))) * 2 / mp.pi.sqrt()


def _series(first: Decimal, following: Callable[[Decimal, int], Decimal]) -> Decimal:
    """The sum of a series whose terms end up falling; following: the term after this one, with its number from 1."""
    total, term, n = first, first, 0
    smallest = Decimal(10) ** -getcontext().prec
    while term and (n < 3 or abs(term) > smallest):
        n += 1
        term = following(term, n)
        total += term
    return total


_FUNCTIONS: dict[str, Callable[[Decimal], Decimal | None]] = {
    "isfinite": lambda x: Decimal(Decimal(x).is_finite()),
    "exp": lambda x: x.exp(),
    "log": lambda x: x.ln(),
    "log1p": lambda x: (1 + x).ln(),
    "sqrt": lambda x: x.sqrt(),
    "sign": _sign,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "sech": lambda x: 1 / _cosh(x),
    "csch": lambda x: 1 / _sinh(x),
    "coth": lambda x: 1 / _tanh(x),
    "sin": _sin,
    "cos": _cos,
    "tan": lambda x: _sin(x) / _cos(x),
    "sec": lambda x: 1 / _cos(x),
    "csc": lambda x: 1 / _sin(x),
    "cot": lambda x: _cos(x) / _sin(x),
    "atan": _atan,
    "asin": _asin,
    "acos": _acos,
    "asinh": lambda x: _sign(x) * (abs(x) + (x * x + 1).sqrt()).ln(),
    "acosh": lambda x: (x + (x * x - 1).sqrt()).ln() if x >= 1 else None,
    "atanh": lambda x: ((1 + x) / (1 - x)).ln() / 2 if abs(x) < 1 else None,
    "erf": _erf,
}
