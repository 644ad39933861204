"""A paper that can't be read: the camat sends it back with the fault named, the village answers
from a phone, and the reviewer sees in colour what is new. No fixed sleeps."""

import pytest

from tests.browser.hands import PHONE, act, fill, fits, follow, press
from tests.build import jpeg
from tests.test_journey import filed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
AKTA = "akta_kematian"


def test_a_return_names_the_paper_and_its_answer_is_seen_in_colour(service, sign_in):
    _, code = filed(service)
    camat = sign_in("camat", PHONE)
    camat.goto("/district/")
    follow(camat, camat.locator(f"main a[href='/district/{code}/']").first.click)
    camat.locator("#papers img").first.wait_for()
    fits(camat)
    follow(camat, camat.locator(f"a[href='/district/{code}/papers/']").first.click)
    camat.check(f"[name={AKTA}][value=unreadable]")
    camat.fill(f"[name={AKTA}_note]", "Stempelnya terpotong.")
    fits(camat)
    camat.locator("button[name=next][value=send_back]").click()
    camat.wait_for_url(lambda url: url.endswith("/send_back/"))
    camat.get_by_text("Stempelnya terpotong.").wait_for()
    fits(camat)
    fill(camat, reason="paper_unreadable", note="Mohon difoto ulang, namanya juga dicek.")
    press(camat, "main .act form")
    camat.wait_for_url(lambda url: url.endswith("/district/"))

    head = sign_in("village_head", PHONE)
    head.goto("/village/")
    head.locator("section[aria-labelledby=returned]").get_by_text(code).first.wait_for()
    fits(head)
    head.goto(f"/village/{code}/")
    asked = head.locator(f"form[action='/village/{code}/papers/']")
    asked.get_by_text("Stempelnya").wait_for()
    fits(head)
    photo = {"name": "akta-baru.jpg", "mimeType": "image/jpeg", "buffer": jpeg(color=(1, 2, 3))}
    head.set_input_files(f"[name=file-{AKTA}]", photo)
    # The photo leaves by itself, and says when it has arrived.
    asked.locator(".photo a").wait_for()
    head.goto(f"/village/{code}/")
    asked.locator(".lozenge", has_text="berkas baru terkirim").wait_for()
    act(head, f"/village/{code}/person/", name="Mat Demo Bin Saleh")
    head.goto(f"/village/{code}/answer/")
    fits(head)
    fill(head, note="Sudah difoto ulang.")
    head.get_by_role("button", name="Kirim jawaban").click()
    head.wait_for_url(lambda url: url.endswith("/sent/"))

    camat.goto(f"/district/{code}/")
    changed = camat.locator(".facts .changed")
    assert changed.count() == 1
    assert "Mat Demo Bin Saleh" in changed.inner_text()
    changed.locator("summary").click()
    assert changed.locator("del").inner_text() == "Mat Demo"
    plain = camat.locator(".facts > div:not(.changed)").first
    colour = "e => getComputedStyle(e).backgroundColor"
    assert changed.evaluate(colour) != plain.evaluate(colour)
    fits(camat)
    act(camat, f"/district/{code}/endorse/", note="Akta sedang dilegalisasi.")
