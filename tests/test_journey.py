"""One claim from the village's form to the payment, over HTTP alone, with the real worker and
beat running. Nothing is called, nothing is looked up in the database."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.build import jpeg
from tests.waiting import wait_for
from tests.walker import Walker

pytestmark = pytest.mark.xdist_group("service")
TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()
SETTLED = "Semua pencairan sudah berakhir"
CODE = re.compile(r"\b\d{4}-\d{2}-\d{6,}\b")


def filed(service) -> tuple[Walker, str]:
    """A death in an OKI village, filled in page by page and submitted."""
    head = Walker(service.site, *service.account("village_head"))
    head.get(f"/village/start/?what=death&on={TODAY - timedelta(days=2)}")
    head.send(at="start")
    code = CODE.search(head.path)[0]
    here = f"/village/{code}"
    head.get(f"{here}/person/")
    head.send({"name": "Mat Demo", "nik": "1602051203719905", "kk": "1602051502109906",
               "born_on": "1971-03-12", "sex": "M"}, at="person")  # fmt: skip
    head.get(f"{here}/event/")
    head.send({"event_on": str(TODAY - timedelta(days=2)), "event_place": "Rumah",
               "cause": "Sakit", "at_work": "no"}, at="event")  # fmt: skip
    head.get(f"{here}/family/")
    head.send({"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
               "reporter_phone": "0811 7001 122", "heir_name": "Zubaidah Contoh",
               "heir_relation": "wife", "heir_phone": "62811700334", "heir_language": "id",
               "months_paid": "24"}, at="family")  # fmt: skip
    head.get(f"{here}/payee/")
    head.send({"payee_name": "Zubaidah Contoh", "payee_relation": "wife", "bank": "120",
               "account": "0012345678905"}, at="payee")  # fmt: skip
    head.get(f"{here}/papers/")
    head.send(at="papers", files=[("file-akta_kematian", "akta.jpg", jpeg())])
    head.get(f"{here}/submit/")
    assert head.status == 200
    head.send(at="submit")
    assert head.status == 200, head.text
    return head, code


def alike(page, code):
    """Without what differs from request to request: the form's token and the asked address."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(code, "")


def press(walker, path, values=None):
    """Open a verb's page and press its button."""
    walker.get(path)
    assert walker.status == 200, (path, walker.status)
    walker.send(values)
    assert walker.status == 200, (path, walker.status, walker.text[-3000:])


def test_one_claim_from_the_form_to_the_payment(service):
    head, code = filed(service)
    camat = Walker(service.site, *service.account("camat"))
    camat.get("/district/")
    camat.holds(code)
    press(camat, f"/district/{code}/endorse/", {"note": "Akta sedang diproses di Disdukcapil."})

    verifier = Walker(service.site, *service.account("opd_verifier"))
    verifier.get(f"/panel/{code}/")
    verifier.send(at="take")
    today = str(TODAY)
    press(verifier, f"/panel/{code}/assess/", {
        "months_paid": "24", "months_paid_source": "Daftar BPJS", "months_paid_as_of": today,
        "decile": "3", "decile_source": "DTSEN", "decile_as_of": today,
    })  # fmt: skip
    press(verifier, f"/panel/{code}/verify/")

    chief = Walker(service.site, *service.account("opd_head"))
    chief.get(f"/panel/{code}/")
    chief.holds("42.000.000", "1.000.000")
    granted = {"jkm": "granted", "jkm_note": "Cabang: aktif.", "santunan_oki": "granted"}
    press(chief, f"/panel/{code}/approve/", granted)

    cashier = Walker(service.site, *service.account("cashier"))
    second = Walker(service.site, *service.account("opd_section_head"))
    # The worker awards: nobody presses anything.
    wait_for(lambda: cashier.get(f"/money/{code}/1/") and cashier.status == 200)
    amounts = {}
    for number in (1, 2):
        cashier.get(f"/money/{code}/{number}/")
        if f"/money/{code}/{number}/forward/" in cashier.text:
            press(cashier, f"/money/{code}/{number}/forward/", {"reference": "TT-BPJS-17"})
            amounts[number] = "42000000"
        else:
            press(cashier, f"/money/{code}/{number}/order/", {"overtaking": "Uji coba."})
            batch = re.search(r"/money/batches/[\w-]+/", cashier.text)[0]
            press(second, f"{batch}approve/")
            amounts[number] = "1000000"
        press(cashier, f"/money/{code}/{number}/pay/",
              {"paid_on": today, "amount": amounts[number]})  # fmt: skip
    assert sorted(amounts.values()) == ["1000000", "42000000"]

    wait_for(lambda: SETTLED in head.get(f"/village/{code}/"))
    # Everybody can see who did what.
    head.holds("Mat Demo", *(walker.name for walker in (camat, verifier, chief, cashier)))
    for number in ("1602051203719905", "1602051502109906", "0012345678905"):
        assert number not in head.text


def test_too_late_is_a_polite_409_and_a_strangers_claim_a_404(service):
    _, code = filed(service)
    one = Walker(service.site, *service.account("camat"))
    two = Walker(service.site, *service.account("camat"))
    for camat in (one, two):
        camat.get(f"/district/{code}/endorse/")
    for camat in (one, two):
        camat.send({"note": "Akta sedang diproses."})
    assert (one.status, two.status) == (200, 409)

    stranger = Walker(service.site, *service.account("camat", "Sekayu"))
    foreign = stranger.get(f"/district/{code}/")
    assert stranger.status == 404
    missing = stranger.get("/district/1602-26-999999/")
    assert alike(missing, "1602-26-999999") == alike(foreign, code)


def test_healthz_knows_of_the_sweep(service):
    walker = Walker(service.site, *service.account("auditor"))
    health = json.loads(walker.get("/healthz"))
    assert walker.status == 200
    assert health["database"] == "up" and health["sweep_age"] < 30
