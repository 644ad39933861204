"""Coming in by a government's own sign-on: the library's two pages, for a day on which its server
is down or answers something else."""

import logging
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import RequestException

from claims.access import anybody
from claims.views.sessions import login_page

# What the library meets where a list stands for an object, or a number for an address.
NOT_AS_AGREED = (RequestException, LookupError, TypeError, AttributeError, ValueError)

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


login = anybody()(patient(views.login))
callback = anybody()(patient(views.callback))
