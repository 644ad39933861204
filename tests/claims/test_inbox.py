"""What a person has been told, on one page."""

from claims.models import Notice
from regencies.models import Role
from tests import build
from tests.claims.pages import recent


def test_a_name_tells_thirty_sentences_apart_for_those_who_read_files(client, people):
    claim = recent("endorsed", people, name="Zulkarnain Tersendiri")
    client.force_login(people[Role.OPD_VERIFIER])
    assert "Zulkarnain Tersendiri" in client.get("/inbox/").content.decode()
    # Whoever reads figures only, or serves elsewhere by now, reads the sentence alone.
    elsewhere = build.everybody(build.MUBA, "2")[Role.OPD_VERIFIER]
    told = Notice.objects.filter(person=people[Role.OPD_VERIFIER], channel="inbox").latest("id")
    for person in (people[Role.BUPATI], elsewhere):
        Notice.objects.filter(pk=told.pk).update(person=person)
        client.force_login(person)
        text = client.get("/inbox/").content.decode()
        assert claim.code in text and "Tersendiri" not in text
