"""Which refusals a function of the domain can give: read from its code, so no list has to be kept.

A function can refuse with every code that it names, and with all that the functions it names can.
"""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from hejie.domain.refusals import RefusalCode


@cache
def refusals_of(function: Callable[..., Any]) -> tuple[RefusalCode, ...]:
    """The codes in their own order."""
    found = {code for one in _reached(function) for code in _named_codes(one)}
    return tuple(code for code in RefusalCode if code in found)


def _reached(function: Callable[..., Any]) -> set[FunctionType]:
    reached: set[FunctionType] = set()
    waiting = [function]
    while waiting:
        one = inspect.unwrap(waiting.pop())
        if isinstance(one, FunctionType) and one not in reached:
            reached.add(one)
            waiting += _named_functions(one)
    return reached


def _named_functions(function: FunctionType) -> Iterator[FunctionType]:
    names = _names(function.__code__)
    for name in names:
        value = function.__globals__.get(name)
        holders = [value]
        if isinstance(value, ModuleType) and value.__name__.startswith("hejie.domain"):
            holders = [getattr(value, other, None) for other in names]
        for found in holders:
            if isinstance(found, FunctionType) and found.__module__.startswith("hejie.domain"):
                yield found


def _named_codes(function: FunctionType) -> Iterator[RefusalCode]:
    names = _names(function.__code__)
    if "RefusalCode" in names:
        yield from (RefusalCode[name] for name in names if name in RefusalCode.__members__)


def _names(code: CodeType) -> tuple[str, ...]:
    inner = (name for const in code.co_consts if isinstance(const, CodeType) for name in _names(const))
    return (*code.co_names, *inner)
