"""NIK, KK and account numbers: sealed at rest, masked in print, found by a blind index."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from claims.models import Claim
from regencies.models import Sealed, blind
from regencies.models.sealed import keys, seal, unseal
from tests import build


def test_no_plain_number_is_in_the_database(people):
    claim = build.claim_in("awarded", people)
    with connection.cursor() as cursor:
        for table in ("claims_claim", "claims_payout", "claims_event", "claims_notice"):
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM {table} t")
            text = cursor.fetchone()[0]
            for number in (build.NIK, build.KK, build.ACCOUNT):
                assert number not in text
    assert claim.nik.reveal() == build.NIK


def test_a_sealed_number_prints_as_its_mask(people):
    claim = build.draft(people)
    assert str(claim.nik) == "1602••••••••••••"
    assert str(claim.account) == "•" * len(build.ACCOUNT)
    assert build.NIK not in repr(claim.nik) and build.NIK not in f"{claim.nik!r} {claim.nik}"


def test_whoever_typed_it_compares_its_end(people):
    claim = build.draft(people)
    assert claim.account.ending() == "•" * (len(build.ACCOUNT) - 3) + build.ACCOUNT[-3:]
    assert Sealed("account", plain="123456").ending() == "••••••"
    assert Sealed("account").ending() == ""


def test_the_same_number_is_found_again_and_never_sealed_the_same(people):
    one, two = (build.draft(people, nik=build.NIK) for _ in range(2))
    assert Claim.objects.filter(nik_index=blind(build.NIK, "nik")).count() == 2
    sealed = Claim.objects.filter(pk__in=[one.pk, two.pk]).values_list("nik_index", flat=True)
    assert len(set(sealed)) == 1
    assert seal(build.NIK, "nik") != seal(build.NIK, "nik")


def test_a_number_can_not_be_moved_into_another_kind_of_column():
    with pytest.raises(InvalidTag):
        unseal(seal("1234567890", "account"), "nik")


def test_an_old_key_still_opens_and_the_index_stays(settings):
    old = seal(build.NIK, "nik")
    index = blind(build.NIK, "nik")
    settings.SEALING_KEYS = ["k2:" + "A" * 43 + "=", *settings.SEALING_KEYS]
    keys.cache_clear()
    try:
        assert unseal(old, "nik") == build.NIK
        assert seal(build.NIK, "nik").startswith("k2:")
        assert blind(build.NIK, "nik") == index
    finally:
        keys.cache_clear()


def test_nothing_is_sealed_as_nothing():
    assert not Sealed("nik", 4)
    assert str(Sealed("nik", 4)) == "" and blind("", "nik") == ""
