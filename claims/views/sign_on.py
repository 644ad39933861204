"""Coming in by a government's own sign-on: the library's two pages, for a day on which its server
is down or answers something else."""

import logging
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from requests import RequestException

from claims.access import anybody
from claims.forms.onward import OnwardForm
from claims.views.sessions import login_page

# What the library meets where a list stands for an object, or a number for an address.
NOT_AS_AGREED = (
    RequestException, LookupError, TypeError, AttributeError, ValueError, ArithmeticError,
    RecursionError, ImproperlyConfigured, DataError,
)  # fmt: skip

log = logging.getLogger(__name__)


def not_answering(request):
    messages.error(request, _("The sign-on did not answer as it should. Try again, or sign in "
                              "with your user name."))  # fmt: skip
    return redirect(login_page())


def patient(view):
    @wraps(view)
    def inner(request, provider_id):
        try:
            answer = view(request, provider_id)
        except NOT_AS_AGREED:
            log.warning("the sign-on did not answer as it should", exc_info=True)
            return not_answering(request)
        # To a page of ours, or to an address that its server gave.
        if not answer.headers.get("Location", "/").startswith(("/", "https://", "http://")):
            return not_answering(request)
        return answer

    return inner


def onward_alone(view):
    """The library passes on whatever stands in the address: what to ask its server for, and
    whether an account that is signed in is to be connected."""

    @wraps(view)
    def inner(request, provider_id):
        to = OnwardForm(request.GET).said()
        request.GET = QueryDict(urlencode({"next": to}) if to else "")
        return view(request, provider_id)

    return inner


login = anybody()(patient(onward_alone(views.login)))
callback = anybody()(patient(views.callback))
