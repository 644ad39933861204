"""What the tests of the family's pages share: the slip, the page it opens, the forms on it."""

import re
from uuid import uuid4

from django.test import Client

from claims.actions.slips import slip_shown
from claims.models import Claim, Slip

PAGE, CONFIRM = "/keluarga/", "/keluarga/confirm/"


def secret_of(claim: Claim) -> str:
    """As it was printed on the day it was made."""
    slip = Slip.objects.get(claim=claim)
    return slip_shown(claim, slip.made_at).secret


def look(claim, secret=None, client=None):
    """The page that code and secret open, without a login."""
    typed = {"code": claim.code, "secret": secret or secret_of(claim)}
    return (client or Client()).post(PAGE, typed)


def text(page) -> str:
    return page.content.decode()


def visit_on(page) -> str:
    return re.search(r'name="visit" value="([^"]+)"', text(page))[1]


def answer(claim, number=1, *, client=None, key=None, **said):
    """What the family says of a payment."""
    client = client or Client()
    visit = visit_on(look(claim, client=client))
    sent = {"visit": visit, "number": number, "key": key or uuid4(), "arrived": "yes"} | said
    return client.post(CONFIRM, sent)
