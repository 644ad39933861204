"""S17: no text makes a pattern or a check think for long. Every pattern of the service is found by
walking, not by a list: in modules, in the sources, in addresses, forms and models."""

import ast
import importlib
import inspect
import pkgutil
import random
import re
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import django.forms
import pytest
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import get_resolver

import claims
import regencies
from tests.faults.counts import FULL, say
from tests.security.odd import ODD

SHORT, LONG, ADDRESS = 5_000, 100_000, 4_094
# Twenty times as long takes a linear one twenty times as much, a square one four hundred times.
# The plan's limit is the clock alone; in the ordinary run, beside others, the ratio must speak too.
MOST_TIMES, MOST_SECONDS = 60, 0.05
# So short that even a square one would be done with the long text in time.
SURELY = 0.00002
SEEDS = (
    "a", "0", " ", "-", "\n", "9", ".", ",", "/", "_", "aA", "A", "a ", "0 ", "0-", "0.", "1,",
    "a-", "a.", "a/", "=+", "<a", "((", "%0", "\t", "\u00e9", "\u0661", "a\n", "  \n", "160205",
)  # fmt: skip
SEED = 20261121
ENDS = ("", "!", "\n!", "\0")


def modules():
    for package in (claims, regencies):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in found.name:
                yield importlib.import_module(found.name)


# How a compiled pattern might be asked; where a source names the one way, that alone.
WAYS = ("search", "fullmatch")


def patterns() -> dict[str, Callable]:
    """By where each stands, each pattern once for each way in which it is asked."""
    found: dict[tuple, tuple[str, Callable]] = {}

    def put(where: str, one: re.Pattern, *ways: str) -> None:
        for way in ways if isinstance(one.pattern, str) else ():
            key = (one.pattern, one.flags, way)
            found.setdefault(key, (f"{where} {way} {one.pattern}", getattr(one, way)))

    def under(resolver):
        for each in resolver.url_patterns:
            yield each.pattern.regex
            if hasattr(each, "url_patterns"):
                yield from under(each)

    for module in modules():
        for one, way in in_source(module):
            put(module.__name__, one, *([way] if way in WAYS else WAYS))
        for name, value in vars(module).items():
            for one in within(value):
                put(f"{module.__name__}.{name}", one, *WAYS)
    # A server takes no longer address than this, so that a pattern of one reads no more.
    for n, one in enumerate(under(get_resolver())):
        for way in WAYS:
            ask = getattr(one, way)
            key = (one.pattern, one.flags, way, "address")
            said = f"an address {n} {way} {one.pattern}"
            found.setdefault(key, (said, partial(cut, ask)))
    return dict(found.values())


def cut(ask: Callable, text: str):
    return ask(text[:ADDRESS] + text[-2:])


def within(value):
    """Patterns in a value, in a class or in a validator."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, RegexValidator):
        yield value.regex
    elif isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            if isinstance(one, (re.Pattern, RegexValidator, tuple)):
                yield from within(one)
    elif isinstance(value, dict):
        yield from within(tuple(value.values()))
    elif inspect.isclass(value) and value.__module__.startswith(("claims", "regencies")):
        for name, one in vars(value).items():
            if not name.startswith("__") and not inspect.isclass(one):
                yield from within(one)
        for field in getattr(getattr(value, "_meta", None), "fields", ()) or ():
            if not isinstance(field, str):
                yield from within(tuple(field.validators))


# What asks from the first sign on stays there: fullmatch stands for match.
CALLS = {"match": "fullmatch", "fullmatch": "fullmatch", "search": "search", "sub": "search",
         "findall": "search", "split": "search", "finditer": "search", "compile": ""}  # fmt: skip


def in_source(module):
    """The patterns that stand as texts in calls of re, and in pydantic's fields; and how each is
    asked, where that is said."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called, flags, way = node.func, 0, ""
        texts = [one.value for one in node.keywords if one.arg == "pattern"]
        if isinstance(called, ast.Attribute) and called.attr in CALLS and node.args:
            if isinstance(called.value, ast.Name) and called.value.id == "re":
                texts.append(node.args[0])
                way = CALLS[called.attr]
                flags = re.IGNORECASE if "IGNORECASE" in ast.unparse(node) else 0
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield re.compile(text.value, flags), way


def seconds(call, text: str) -> float:
    begun = time.process_time()
    try:
        call(text)
    except Exception:  # refused is as good as taken
        return time.process_time() - begun
    return time.process_time() - begun


def slow(call, seed: str, end: str) -> bool:
    """A text that is short enough first, so that a careless pattern can't keep the test."""
    short = seconds(call, seed * (SHORT // len(seed)) + end)
    if short < SURELY:
        return False
    short = min(short, seconds(call, seed * (SHORT // len(seed)) + end))
    if short > (MOST_SECONDS if isinstance(call, partial) else MOST_SECONDS / 10):
        return True  # where the text may grow, twenty times as long at the least
    text = seed * (LONG // len(seed)) + end
    if (long := seconds(call, text)) <= MOST_SECONDS:
        return False
    # Once more: a machine that does something else is no careless pattern.
    long = min(long, seconds(call, text))
    return long > MOST_SECONDS and (FULL or long / short > MOST_TIMES)


def slow_ones(calls: dict, most: int = len(SEEDS)) -> tuple[int, list]:
    """most: of the seeds, drawn anew for each."""
    draw, found, n = random.Random(SEED), [], 0
    for name, call in calls.items():
        for seed in SEEDS if FULL else draw.sample(SEEDS, most):
            for end in ENDS if FULL else ENDS[:2]:
                n += 1
                if slow(call, seed, end):
                    found.append((name, seed, end))
                    break
    return n, found


def test_every_pattern_reads_a_long_text_quickly():
    found = patterns()
    n, wrong = slow_ones(found, 10)
    careless = {
        "nested": re.compile(r"(a+)+$").fullmatch, "square": re.compile(r"\s+$").search,
        "two stars": re.compile(r"^.*a.*b$").search,
    }  # fmt: skip
    # The first would never end: of it a text of thirty is enough.
    caught = [seconds(careless.pop("nested"), "a" * 24 + "!") > MOST_SECONDS]
    caught += [any(slow(call, seed, "!") for seed in SEEDS) for call in careless.values()]
    planned = n if FULL else n * len(SEEDS) * len(ENDS) // 20
    say(
        "S17 patterns",
        n,
        planned,
        seed=SEED,
        patterns=len(found),
        slow=len(wrong),
        control=f"{sum(caught)} of 3",
    )
    assert len(found) > 60 and wrong == [] and all(caught)


def fields() -> dict:
    """Every field of every form, by its class and name."""
    found = {}
    for module in modules():
        for name, kind in vars(module).items():
            if not inspect.isclass(kind) or kind.__module__ != module.__name__:
                continue
            if issubclass(kind, django.forms.BaseForm):
                for field, made in kind.base_fields.items():
                    if not isinstance(made, django.forms.FileField):
                        found[f"{name}.{field}"] = made.clean
    return found


def rules() -> dict:
    """Every public function of the rules that takes one text."""
    found = {}
    for module in modules():
        if not module.__name__.startswith(("claims.rules.", "regencies.phones", "regencies.lists")):
            continue
        for name, call in inspect.getmembers(module, inspect.isfunction):
            if call.__module__ != module.__name__ or name.startswith("_"):
                continue
            needed = [
                one for one in inspect.signature(call).parameters.values()
                if one.default is inspect.Parameter.empty
            ]  # fmt: skip
            if len(needed) == 1 and needed[0].annotation in (str, "str"):
                found[f"{module.__name__}.{name}"] = call
    return found


@pytest.mark.django_db
def test_every_field_and_rule_takes_a_long_text_quickly():
    calls = fields() | rules()
    some = calls if FULL else dict(list(calls.items())[::4])
    n, wrong = slow_ones(some, 10)
    careless = django.forms.RegexField(r"^[^!]*\s+$", strip=False).clean
    caught = any(slow(careless, seed, "!") for seed in SEEDS)
    planned = n if FULL else n * len(calls) // len(some) * len(SEEDS) * len(ENDS) // 20
    say("S17 fields and rules", n, planned, seed=SEED, checks=len(some), slow=len(wrong),
        control=f"{caught:d} of 1")  # fmt: skip
    assert len(calls) > 200 and wrong == [] and caught


def fallen(calls: dict) -> list[tuple[str, str, str]]:
    """What ends in anything but a value or a sentence."""
    found = []
    for name, clean in calls.items():
        for text in ODD:
            try:
                clean(text)
            except ValidationError:
                continue
            except Exception as error:
                found.append((name, text[:20], type(error).__name__))
    return found


@pytest.mark.django_db
def test_every_field_takes_what_is_written_or_says_what_is_wrong():
    """The drawn forms of test_rubbish send one field at a time an odd text, by chance: 5,000 digits
    came to the days of a limit once in five thousand. Here every text goes into every field."""
    calls = fields()
    wrong = fallen(calls)
    careless = [(name, text) for name, text, _error in fallen({"naive": int, "date": naive_day})]
    n = len(calls) * len(ODD)
    say("S5 fields", n, n, fell=len(wrong), control=f"{len(careless)} texts")
    assert len(calls) > 200 and wrong == [] and len(careless) > len(ODD)


def naive_day(text: str) -> date:
    return date.fromisoformat(text)
