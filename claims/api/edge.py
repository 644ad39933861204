"""Where a system's call comes in: its size, its language, and that it is on record."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header

from claims.api import problems
from claims.api.problems import Problem
from regencies.models import SystemCall

PREFIX = "/api/v1/"
METHODS = ("GET", "POST", "PATCH")
# Of a claim with every field filled in a few thousand; of a list of cases some more.
BODY_MOST = 256 * 1024
# What a form with a file has beside the file.
AROUND_A_FILE = 16 * 1024


class ApiEdge:
    """For the addresses of the API alone. No session is asked for and no cookie set."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.now = timezone.now()
        request.by_system, request.operation, request.code = None, "", ""
        request.takes = settings.PAPER_MAX_BYTES
        language = chosen(request.headers.get("Accept-Language", ""))
        with translation.override(language), timezone.override(settings.TIME_ZONE):
            answer = self._refused(request) or self.get_response(request)
            if answer.status_code >= 400 and answer["Content-Type"] != problems.KIND:
                allowed = answer.get("Allow")
                answer = problems.answer(problems.of_status(answer.status_code))
                if allowed:
                    answer["Allow"] = allowed
        if request.by_system:
            SystemCall.count(
                request.by_system.pk, request.now, request.operation, answer.status_code,
                request.code,
            )  # fmt: skip
        answer["Cache-Control"] = "no-store"
        answer["Content-Language"] = language
        if answer.status_code == 401:
            answer["WWW-Authenticate"] = "Bearer"
        if answer.status_code == 429:
            answer["Retry-After"] = "60"
        return answer

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        if request.method not in METHODS:
            answer = problems.answer(Problem(405, "method"))
            answer["Allow"] = ", ".join(METHODS)
            return answer
        with_file = request.content_type == "multipart/form-data"
        most = settings.PAPER_MAX_BYTES + AROUND_A_FILE if with_file else BODY_MOST
        size = request.META.get("CONTENT_LENGTH") or "0"
        # A longer number of digits than any size has.
        if not size.isdecimal() or len(size) > 12 or int(size) > most:
            return problems.answer(Problem(413, "too-large", most_bytes=most))
        return None


def chosen(asked: str) -> str:
    """The first language of ours that the caller takes; Indonesian where it names none."""
    ours = dict(settings.LANGUAGES)
    for language, _weight in parse_accept_lang_header(asked[:200]):
        if (short := language.partition("-")[0]) in ours:
            return short
    return settings.LANGUAGE_CODE
