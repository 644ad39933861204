"""Pages leave gzipped for whoever can read that; photos and letters as they are."""

import gzip

from django.utils import timezone

from regencies.models import Role
from tests import build

ASKS = {"HTTP_ACCEPT_ENCODING": "gzip"}


def test_a_page_is_gzipped_for_who_asks(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    small, plain = client.get("/village/", **ASKS), client.get("/village/")
    assert small["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    assert b"</html>" in gzip.decompress(small.content) and len(small.content) < len(plain.content)


def test_a_photo_is_not(client, people):
    claim = build.claim_in("submitted", people, now=timezone.now())
    client.force_login(people[Role.VILLAGE_HEAD])
    token = claim.documents.first().token
    answer = client.get(f"/papers/{claim.code}/{token}", **ASKS)
    assert answer.status_code == 200 and "Content-Encoding" not in answer
