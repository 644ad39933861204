"""Coming in by a government's own sign-on: the library's two pages, for a day on which its server
is down or answers something else."""

from functools import wraps

from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import RequestException

from claims.access import anybody
from claims.views.sessions import login_page


def not_answering(request):
    messages.error(request, _("The sign-on did not answer as it should. Try again, or sign in "
                              "with your user name."))  # fmt: skip
    return redirect(login_page())


def patient(view):
    @wraps(view)
    def inner(request, provider_id):
        try:
            return view(request, provider_id)
        # The second: an answer without the addresses that it ought to name.
        except (RequestException, KeyError):
            return not_answering(request)

    return inner


login = anybody()(patient(views.login))
callback = anybody()(patient(views.callback))
