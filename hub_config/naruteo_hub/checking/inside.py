"""What runs inside the closed room beside a course's solution: chance, memory, and the comparing of two answers.

It is loaded before the room is entered, and called by cells that the check adds. Only a course's own answers and their
mutants run here, never a learner's code.
"""

import contextlib
import copy
import functools
import importlib
import json
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from naruteo_hub.checking.forms import form_of
from naruteo_hub.checking.variations import variations

MODULE = "naruteo_hub.checking.inside"
MOST_CALLS = 30
MOST_PROBES = 120
PROBE_SECONDS = 1.0
ALL_PROBES_SECONDS = 6.0

MOST_LINES, MOST_LETTERS = 7, 240

Call = tuple[str, tuple[Any, ...], dict[str, Any]]
# What a call does, in a form that can be compared, and what it answers, in words.
Outcome = tuple[str, str]


class _TooSlow(BaseException):
    pass


_calls: list[Call] = []
_probes: list[tuple[Call, "Outcome"]] = []


def order(call: str) -> str:
    """Return the source of a cell that calls a function of this module."""
    return f'__import__("sys").modules["{MODULE}"].{call}'


def _shell() -> Any:
    return importlib.import_module("naruteo_hub.grading.judging.shell").Shell.instance()


def _names() -> dict[str, Any]:
    names: dict[str, Any] = _shell().user_ns
    return names


def _say(something: Any) -> None:
    """Let the check know something, as what a cell prints."""
    sys.stdout.write(json.dumps(something))


def begin(seed: int) -> None:
    """Set all chance that the course's code did not set itself, and have no tracebacks written: they take longest."""
    _shell().InteractiveTB.set_mode("Minimal")
    _set_chance(seed)


def _set_chance(seed: int) -> None:
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed)


def tell_memory() -> None:
    """Say how much memory this process has held at most, in MiB."""
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - whatever the course did to pathlib
        peak = next((line.split()[1] for line in status if line.startswith("VmHWM:")), "0")
    _say(int(peak) / 1024)


def tell_values(names: list[str]) -> None:
    """Say what some names hold, in a form that can be compared; functions and classes only by their kind."""
    found = _names()
    _say({name: form_of(found[name]) for name in names if name in found})


def record(names: list[str]) -> None:
    """Note with what some functions of the notebook are called from now on."""
    found = _names()
    for name in names:
        if callable(found.get(name)) and not isinstance(found[name], type):
            found[name] = _recorded(name, found[name])


def _recorded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        if len(_calls) < MOST_CALLS:
            with contextlib.suppress(Exception):
                _calls.append((name, copy.deepcopy(arguments), copy.deepcopy(named)))
        return function(*arguments, **named)

    return call


def prepare_probes(names: list[str]) -> None:
    """Call the present functions as the tests did and with variations, and keep what they answer. Says how many."""
    found = _names()
    for name in names:
        found[name] = getattr(found.get(name), "__wrapped__", found.get(name))
    _probes.clear()
    seen: set[str] = set()
    with _time_for_all() as over:
        for call in _candidates():
            described = str(form_of(call))
            if over() or len(_probes) >= MOST_PROBES:
                break
            if described in seen:
                continue
            seen.add(described)
            first = _outcome(found, call)
            # An input that the solution itself refuses, or answers by chance, tells nothing.
            if not first[0].startswith("raises") and _outcome(found, call)[0] == first[0]:
                _probes.append((call, first))
    _say(len(_probes))


def _candidates() -> Iterator[Call]:
    yield from _calls
    chance = random.Random(0)  # noqa: S311 - only variety is wanted
    # One variation of each call after another, so that all calls have their turn.
    waiting = [(call[0], variations(call[1], call[2], chance)) for call in _calls]
    while waiting:
        for name, varied in list(waiting):
            try:
                yield (name, *next(varied))
            except Exception:  # spent, or a value that cannot be varied
                waiting.remove((name, varied))


@contextlib.contextmanager
def _time_for_all() -> Iterator[Callable[[], bool]]:
    end = time.monotonic() + ALL_PROBES_SECONDS
    yield lambda: time.monotonic() > end


def compare_probes() -> None:
    """Say the first probe that the present functions answer otherwise than the solution did, or nothing."""
    found = _names()
    with _time_for_all() as over:
        for call, expected in _probes:
            if over():
                break
            answered = _outcome(found, call)
            if answered[0] != expected[0]:
                shown = {"call": _written(call), "solution": expected[1], "mutant": answered[1]}
                _say(shown)
                return
    _say(None)


def _outcome(found: dict[str, Any], call: Call) -> Outcome:
    name, arguments, named = call
    arguments, named = copy.deepcopy(arguments), copy.deepcopy(named)
    _set_chance(0)
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, PROBE_SECONDS)
    try:
        value = found[name](*arguments, **named)
        # What a function does to what it was given is part of what it does.
        return str(form_of((value, arguments, named))), _short(value)
    except _TooSlow:
        return "raises", "does not end"
    except Exception as fault:  # whatever an answer raises, it is its outcome
        return f"raises {type(fault).__name__}", f"raises {type(fault).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(*_: object) -> None:
    raise _TooSlow


def _written(call: Call) -> str:
    name, arguments, named = call
    parts = [_short(value) for value in arguments] + [f"{key}={_short(value)}" for key, value in named.items()]
    return f"{name}({', '.join(parts)})"


def _short(value: Any) -> str:
    if type(value).__module__.partition(".")[0] == "pandas" and hasattr(value, "shape"):
        text = value.to_string()
        if text.count("\n") < MOST_LINES and len(text) <= MOST_LETTERS:
            return f"\n{text}\n"
        return f"<{type(value).__name__} of {' × '.join(map(str, value.shape))}>"
    text = repr(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
