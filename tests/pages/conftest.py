import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.homes import ROOT, environment
from tests.pages.kinds import Page, reached
from tests.waiting import PATIENCE
from tests.walker import Walker

# Every role, language and scheme (`make test-pages`), or each kind of page once.
FULL = os.environ.get("PAGES") == "full"


@dataclass
class Places:
    site: str
    walkers: dict[str, Walker]
    found: dict[str, dict[str, Page]]

    def each_kind(self) -> list[Page]:
        """The longest page of each kind, whoever sees it."""
        best: dict[str, Page] = {}
        for pages in self.found.values():
            for kind, page in pages.items():
                if kind not in best or best[kind].size < page.size:
                    best[kind] = page
        return list(best.values())

    def of_every_role(self) -> list[Page]:
        return [page for pages in self.found.values() for page in pages.values()]


def places_of(service) -> Places:
    """The demo with its cast, walked through by everybody."""
    played = subprocess.run(
        [sys.executable, "-m", "tests.pages.cast"], cwd=ROOT, check=True, timeout=PATIENCE,
        env=environment(service.home, DJANGO_SETTINGS_MODULE="config.settings"),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    starts = json.loads(played.stdout.splitlines()[-1])
    walkers = {"": Walker(service.site)}
    walkers |= {role: Walker(service.site, *service.account(role)) for role in service.accounts}
    found: dict[str, dict[str, Page]] = {}
    for role, walker in walkers.items():
        known = set() if FULL else {kind for pages in found.values() for kind in pages}
        found[role] = reached(walker, role, starts.get(role, ()), known)
    return Places(service.site, walkers, found)


@pytest.fixture(scope="session")
def places(service):
    return places_of(service)
