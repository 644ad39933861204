"""Indonesian, unless somebody chose otherwise. What a browser asks for is not asked: many a
phone in a village was sold in English."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.i18n import set_language

from claims.access import PRESS, anybody
from regencies.models import Person

KNOWN = {code for code, _name in settings.LANGUAGES}


class Language:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        request.LANGUAGE_CODE = chosen if chosen in KNOWN else settings.LANGUAGE_CODE
        translation.activate(request.LANGUAGE_CODE)
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


@anybody(PRESS)
def choose(request):
    """Another language for the pages; a signed-in person's mails follow it."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in KNOWN:
        Person.objects.filter(pk=request.user.pk).update(language=language)
    return set_language(request)


def remember(response, language: str) -> None:
    """Keep a person's own language for the pages to come."""
    if language in KNOWN:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE, secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        )  # fmt: skip
