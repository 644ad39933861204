"""S20: no number is opened where no row would tell of it."""

import re

from tests.homes import ROOT

# Where a number is opened. A new place joins this list with the row that tells of it, or the reason
# why nobody is shown anything.
OPENED = {
    "claims/actions/ages.py": "a birthday for the rules",
    "claims/actions/bank_files.py": "BatchFile",
    "claims/actions/bundle_facts.py": "Export bundle",
    "claims/actions/gathering.py": "the checks",
    "claims/actions/letter_facts.py": "letters, read by read_letter",
    "claims/actions/payments.py": "Event reveal",
    "claims/actions/slips.py": "the slip's own secret",
    "claims/actions/systems.py": "an address of a system",
    "claims/actions/unfiled.py": "into a claim, not shown",
    "claims/copying.py": "Export copy",
    "claims/demo/deaths.py": "invented people",
    "claims/forms/senders.py": "an address of a gateway",
    "claims/posts/ways.py": "an address of a gateway",
    "claims/posts/webhooks.py": "an address of a system",
    "claims/views/village_look_up.py": "into a claim, Event look_up",
    "claims/views/village_pages.py": "a birthday and a length compared",
    "regencies/models/sealed.py": "itself",
    "regencies/models/senders.py": "an address of a gateway",
    "regencies/roster/staging.py": "from one sealed column to another",
}


def test_numbers_are_opened_where_we_know_of_it():
    found = {
        str(path.relative_to(ROOT))
        for app in ("claims", "regencies")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"\.reveal\(\)", path.read_text())
    }
    assert found <= set(OPENED), found - set(OPENED)
    assert not [
        path for path in (ROOT / "templates").rglob("*.html") if ".reveal" in path.read_text()
    ]
