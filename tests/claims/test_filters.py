"""A page may load several libraries: of two filters of one name the last one loaded would win."""

import pkgutil
from collections import defaultdict
from importlib import import_module

from claims import templatetags


def test_no_two_libraries_name_a_filter_alike():
    where = defaultdict(list)
    for module in pkgutil.iter_modules(templatetags.__path__):
        library = import_module(f"claims.templatetags.{module.name}").register
        for name in [*library.filters, *library.tags]:
            where[name].append(module.name)
    assert {name: found for name, found in where.items() if len(found) > 1} == {}
