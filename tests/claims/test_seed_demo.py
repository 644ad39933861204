import io
import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from claims.demo import run, stories
from claims.models import (
    Child,
    Claim,
    Deadline,
    Document,
    Duty,
    Event,
    Letter,
    Notice,
    Payout,
    choices,
)
from claims.rules import identity
from claims.rules.letters import LetterKind
from claims.templatetags.santunan import REASONS
from regencies.models import DeadlineRule, Holiday, Person, Role, System, SystemToken

CLAIMS = len(stories.STORIES)


def seed(*args):
    out = io.StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="class")
def printed(django_db_setup, django_db_blocker):
    """Seeded once for all who only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed("--seed", "7", "--claims", str(CLAIMS), "--json")
        transaction.set_rollback(True)


@pytest.mark.xdist_group("seeded")
class TestTheDemo:
    def test_prints_accounts_by_role_and_codes(self, printed):
        found = json.loads(printed)
        assert list(found) == ["accounts", "claims"]
        assert set(found["accounts"]) == {str(role) for role in Role}
        for rows in found["accounts"].values():
            assert all(set(row) == {"username", "password", "place"} for row in rows)
        assert len(found["claims"]) == CLAIMS
        assert found["claims"] == list(Claim.objects.order_by("id").values_list("code", flat=True))

    def test_everybody_can_log_in(self, printed):
        rows = [row for rows in json.loads(printed)["accounts"].values() for row in rows]
        people = Person.objects.filter(system=None)
        hashes = set(people.values_list("username", "password"))
        assert {row["username"] for row in rows} == {username for username, _ in hashes}
        assert Person.objects.get(username="kades.celikah").check_password(rows[0]["password"])

    def test_two_systems_are_let_in_and_have_no_token(self, printed):
        rows = System.objects.order_by("pk")
        assert [row.may("claims:write") for row in rows] == [True, False]
        assert not SystemToken.objects.exists()
        assert not any(row.person.has_usable_password() for row in rows)

    def test_first_accounts_work_in_the_same_places(self, printed):
        found = json.loads(printed)["accounts"]
        head, camat = (
            Person.objects.get(username=found[role][0]["username"]).appointments.get()
            for role in ("village_head", "camat")
        )
        assert head.district_id == camat.district_id
        assert all(
            Person.objects.get(username=rows[0]["username"]).appointments.get().regency_id
            == "16.02"
            for rows in found.values()
        )

    def test_every_story_is_told(self, printed):
        names = Counter(story.name for story in stories.STORIES)
        assert max(names.values()) == 1
        assert Claim.objects.count() == len(stories.STORIES)

    def test_stands_in_eight_states_and_more(self, printed):
        assert len(set(Claim.objects.values_list("state", flat=True))) >= 8
        assert set(Payout.objects.values_list("state", flat=True)) >= {
            "awarded", "waiting", "forwarded", "ordered", "paid", "refused", "failed",
        }  # fmt: skip

    def test_has_overdue_work_at_every_desk(self, printed):
        late = Deadline.objects.overdue(timezone.now())
        assert {"camat", "office", "payment"} <= set(late.values_list("stage", flat=True))
        # The branch's delay is nobody's breach here.
        ours = late.exclude(stage="branch")
        assert not ours.exclude(events__rung="breach").exists()

    def test_lies_in_both_regencies(self, printed):
        assert set(Claim.objects.values_list("regency", flat=True)) == {"16.02", "16.06"}
        assert not Payout.objects.filter(claim__regency="16.06", programme="santunan_oki").exists()

    def test_numbers_are_well_formed_and_nobodys(self, printed):
        numbers = []
        for claim in Claim.objects.all():
            kinds = {"nik": claim.nik, "kk": claim.kk, "heir_nik": claim.heir_nik}
            for kind, sealed in kinds.items():
                if number := sealed.reveal():
                    assert identity.faults(number, card="kk" if kind == "kk" else "nik") == []
                    numbers.append(number)
        assert len(set(numbers)) == len(numbers) > CLAIMS
        assert all(number[12:14] == "99" for number in numbers)

    def test_what_is_written_is_what_the_forms_offer(self, printed):
        for claim in Claim.objects.exclude(bank=""):
            assert claim.bank in choices.BANKS
            assert claim.sex in choices.SEXES
            assert claim.reporter_relation in choices.REPORTER_RELATIONS
            assert claim.payee_relation in choices.PAYEE_RELATIONS
            assert claim.heir_relation in {"", *choices.HEIR_RELATIONS}
        assert set(Child.objects.values_list("level", flat=True)) <= set(choices.LEVELS)

    def test_four_eyes_hold(self, printed):
        twice = Duty.objects.values("claim", "person").annotate(n=Count("duty")).filter(n__gt=1)
        assert not twice.exists()
        acted = Event.objects.filter(move__in=["endorse", "verify", "approve", "pay"])
        for claim in Claim.objects.filter(state="settled"):
            people = acted.filter(claim=claim).values_list("by", "move")
            assert len({by for by, _ in people}) >= 3
            # Two approve where an objection was upheld; nobody does two different things.
            acts = {(by, move) for by, move in people if move in {"verify", "approve", "pay"}}
            assert len({by for by, _ in acts}) == len(acts)

    def test_nothing_lies_in_the_future(self, printed):
        now = timezone.now()
        assert Event.objects.aggregate(at=Max("at"))["at"] <= now
        assert Notice.objects.aggregate(at=Max("created_at"))["at"] <= now

    def test_a_returned_claim_asks_for_its_faulty_papers(self, printed):
        listed = {}
        for claim in Claim.objects.filter(state="sent_back"):
            data = claim.events.filter(move="send_back").last().data
            listed[claim.code] = {paper for paper, _verdict, _note in data["papers"]}
            faulty = {row.paper for row in claim.paper_verdicts.all() if row.faulty}
            assert listed[claim.code] == faulty
        assert any(len(papers) > 1 for papers in listed.values())

    def test_every_kind_of_letter_has_been_issued_and_one_withdrawn(self, printed):
        kinds = Letter.objects.values_list("kind", flat=True)
        assert set(kinds) == set(LetterKind)
        withdrawn = Letter.objects.exclude(withdrawn_at=None)
        assert withdrawn.count() == 1
        assert Letter.objects.standing().filter(kind="sktm", claim=withdrawn.get().claim).exists()

    def test_letters_name_the_office_and_who_acts_for_whom(self, printed):
        refusal = Letter.objects.filter(kind="penolakan").first()
        assert refusal.office_name.startswith("Dinas Tenaga Kerja")
        acting = Letter.objects.exclude(acting_for="").get()
        assert acting.signatory_title == "Plh. Camat Pedamaran"

    def test_every_reason_on_record_has_words(self, printed):
        codes = set(Event.objects.exclude(reason="").values_list("reason", flat=True))
        assert "no_budget" in codes and codes <= set(REASONS)

    def test_papers_are_small(self, printed):
        sizes = Document.objects.values_list("size", flat=True)
        assert sizes and max(sizes) < 20_000

    def test_if_empty_leaves_it_alone(self, printed):
        before = Event.objects.count()
        again = seed("--seed", "8", "--claims", "50", "--if-empty", "--json")
        assert again == printed
        assert Event.objects.count() == before


@pytest.mark.django_db
def test_the_same_seed_and_instant_give_the_same_claims():
    now = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    call_command("load_reference", stdout=io.StringIO())

    def told():
        with transaction.atomic():
            codes = [one.id for one in run.play(3, 6, now)]
            rows = Claim.objects.in_bulk(codes)
            found = [(rows[pk].name, rows[pk].village_id, rows[pk].state) for pk in codes]
            transaction.set_rollback(True)
        return found

    assert told() == told()


@pytest.mark.django_db
def test_a_second_run_adds_other_claims():
    first, second = (json.loads(seed("--claims", "2", "--json")) for _ in range(2))
    assert not set(first["claims"]) & set(second["claims"])
    assert first["accounts"] == second["accounts"]
    assert len(set(Claim.objects.values_list("nik_index", flat=True))) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["production", "staging"])
def test_refuses_outside_demo_and_tests(settings, place):
    settings.ENVIRONMENT = place
    with pytest.raises(CommandError):
        seed("--claims", "1")
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_story_that_breaks_says_where():
    """Working days can't be counted in a year whose holidays nobody has entered."""
    DeadlineRule.objects.exclude(stage="accident").update(unit="working")
    Holiday.objects.all().delete()
    with pytest.raises(CommandError, match=rf"'{stories.STORIES[1].name}': submit at "):
        seed("--claims", "2")
