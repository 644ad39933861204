"""The same claim by a real browser: a phone for the village, desks for the others. No fixed
sleeps: every step waits for what a person would see."""

import re
from datetime import timedelta

import pytest

from tests.browser.hands import PHONE, TODAY, act, fill, fits, follow, press, until
from tests.build import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
SETTLED = "Semua pencairan sudah berakhir"


def test_one_claim_by_a_real_browser(service, sign_in):
    head = sign_in("village_head", PHONE)
    head.goto("/village/start/")
    fits(head)
    fill(head, what="death", on=str(TODAY - timedelta(days=3)))
    press(head)
    fits(head)
    press(head)
    head.wait_for_url(re.compile(r"/village/[\d-]+/"))
    code = re.search(r"\d{4}-\d{2}-\d{6,}", head.url)[0]
    here = f"/village/{code}"
    pages = {
        "person": {"name": "Siti Demo", "nik": "1602055203719907", "kk": "1602051502109908",
                   "born_on": "1971-03-12", "sex": "F"},
        "event": {"event_on": str(TODAY - timedelta(days=3)), "event_place": "Puskesmas",
                  "cause": "Sakit", "at_work": "no"},
        "family": {"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
                   "reporter_phone": "08117001122", "heir_name": "Karim Demo",
                   "heir_relation": "husband", "heir_phone": "08117001123"},
        "payee": {"payee_name": "Karim Demo", "payee_relation": "husband", "bank": "120",
                  "account": "0012345678907"},
    }  # fmt: skip
    for page, values in pages.items():
        head.goto(f"{here}/{page}/")
        fits(head)
        fill(head, **values)
        press(head)
        head.wait_for_url(lambda url, page=page: not url.endswith(f"/{page}/"))
    head.goto(f"{here}/papers/")
    photo = {"name": "akta.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    head.set_input_files("[name=file-akta_kematian]", photo)
    press(head)
    head.goto(f"{here}/check/")
    fits(head)
    act(head, f"{here}/submit/")
    assert code in head.inner_text("main")

    camat = sign_in("camat", PHONE)
    camat.goto("/district/")
    fits(camat)
    camat.get_by_text(code).first.wait_for()
    act(camat, f"/district/{code}/endorse/", note="Akta sedang diproses.")

    verifier = sign_in("opd_verifier")
    verifier.goto(f"/panel/{code}/")
    follow(verifier, verifier.locator("form[action$='/take/'] button").first.click)
    act(
        verifier, f"/panel/{code}/assess/", months_paid="40", months_paid_source="Daftar BPJS",
        months_paid_as_of=str(TODAY), decile="2", decile_source="DTSEN",
        decile_as_of=str(TODAY),
    )  # fmt: skip
    act(verifier, f"/panel/{code}/verify/")

    chief = sign_in("opd_head")
    chief.goto(f"/panel/{code}/")
    chief.get_by_text("Rp42.000.000").first.wait_for()
    fits(chief)
    act(
        chief, f"/panel/{code}/approve/", jkm="granted", jkm_note="Cabang: aktif.",
        santunan_oki="granted",
    )  # fmt: skip

    cashier = sign_in("cashier")
    # Celery awards meanwhile.
    for number, amount in ((1, "42000000"), (2, "1000000")):
        path = f"/money/{code}/{number}/"
        until(lambda path=path: cashier.goto(path).ok)
        fits(cashier)
        if amount == "42000000":
            act(cashier, f"{path}forward/", reference="TT-0043")
        else:
            act(cashier, f"{path}order/", overtaking="Uji coba.")
            batch = cashier.locator("h1.code").inner_text()
            second = sign_in("opd_section_head")
            act(second, f"/money/batches/{batch}/approve/")
        act(cashier, f"{path}pay/", paid_on=str(TODAY), amount=amount)

    until(lambda: head.goto(f"{here}/") and SETTLED in head.inner_text(".timeline"))
