"""Logs without personal data: JSON lines in production, plain lines elsewhere.

A message of an exception may quote what stands in a row, so of an exception its kind and its
frames are told, never its words; only DEBUG, which production refuses, shows them. Long numbers
are masked in whatever is left. Bodies, query strings and names are not told in the first place.
"""

import logging
import logging.config
import re
import sys
import threading
import traceback

import structlog
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config.masking import all_masked, masked

# Made by ourselves and never out of what somebody wrote.
OWN = {"at", "level", "logger", "request", "task_id"}


class Wordless(logging.Filter):
    """Takes out of a record what others put into it: an address, a host, arguments of a task."""

    def filter(self, record: logging.LogRecord) -> bool:
        if (request := getattr(record, "request", None)) is not None:
            # Django's own lines end in the address that was asked for.
            route = getattr(getattr(request, "resolver_match", None), "route", None)
            kind = record.name if "security" in record.name else record.getMessage().split(":")[0]
            record.msg, record.args = "%s: %s", (kind, route)
        elif isinstance(data := getattr(record, "data", None), dict) and "exc" in data:
            # Celery's: the exception's words, the traceback as text, the arguments.
            record.msg = "Task %s[%s] %s: %s"
            kind = re.match(r"[\w.]*", str(data["exc"]))[0]
            record.args = (data.get("name"), data.get("id"), data.get("description"), kind)
            del record.data
        return True


def without_words(logger, method, event):
    """exc_info becomes the kinds and frames of the exception and of what caused it."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def told(error: BaseException) -> list[str]:
    """The kinds and the frames, the deepest last; the cause after it."""
    lines, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = type(error)
        state = getattr(error, "sqlstate", None)
        lines.append(f"{kind.__module__}.{kind.__qualname__}" + (f" {state}" if state else ""))
        for frame in traceback.extract_tb(error.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
        error = error.__cause__ or error.__context__
    return lines


def with_words(logger, method, event):
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple) and found[0]:
        event["exception"] = [line.rstrip() for line in traceback.format_exception(*found)]
    return event


def mask(logger, method, event):
    """Last, over everything that is about to be written."""
    return {
        name: value if name in OWN else all_masked(value)
        for name, value in event.items()
        if not name.startswith("_")
    }


def plain(logger, method, event) -> str:
    """For people: when, how bad, who, what, and the rest as name=value."""
    head = [str(event.pop(name, "")) for name in ("at", "level", "logger", "event")]
    frames = event.pop("exception", [])
    rest = [f"{name}={value}" for name, value in event.items() if value not in (None, "")]
    # One line: nobody can write a second one that looks like ours.
    line = " ".join([*head, *rest]).replace("\n", "\\n").replace("\r", "\\r")
    return "\n".join([line, *frames])


def shared(words: bool) -> list:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", key="at"),
        with_words if words else without_words,
    ]


class Lines(structlog.stdlib.ProcessorFormatter):
    """as_json: one object a line. words: of exceptions too."""

    def __init__(self, as_json: bool, words: bool) -> None:
        renderer = structlog.processors.JSONRenderer(sort_keys=False) if as_json else plain
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask, renderer],
            foreign_pre_chain=shared(words),
        )


class Report(ExceptionReporter):
    """What a mail about an error says: the kinds and the frames."""

    def get_traceback_text(self) -> str:
        return "\n".join(told(self.exc_value)) if self.exc_value else ""

    get_traceback_html = get_traceback_text


class Nothing(SafeExceptionReporterFilter):
    """For whatever else asks Django for a report: no form, no variables."""

    def get_post_parameters(self, request):
        return {}

    def get_traceback_frame_variables(self, request, tb_frame):
        return []

    def get_safe_request_meta(self, request):
        return {}

    def get_safe_cookies(self, request):
        return {}


class Mails(AdminEmailHandler):
    """To ERROR_MAIL, without the address, the form and the words of the exception."""

    def __init__(self, **how) -> None:
        super().__init__(reporter_class="config.logs.Report", **how)

    def emit(self, record: logging.LogRecord) -> None:
        record.request = None
        super().emit(record)

    def format_subject(self, subject: str) -> str:
        return super().format_subject(masked(subject))


def lines(as_json: bool, words: bool, level: str, requests: bool = True) -> dict:
    """LOGGING, as Django wants it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"wordless": {"()": "config.logs.Wordless"}},
        "formatters": {"line": {"()": "config.logs.Lines", "as_json": as_json, "words": words}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": [] if words else ["wordless"],
            },
            "mail": {
                "class": "config.logs.Mails",
                "level": "ERROR",
                "formatter": "line",
                "filters": ["wordless"],
            },
        },
        "loggers": {
            # Ours instead of Django's, whose mail quotes the form.
            "django": {"handlers": ["mail"], "level": "INFO", "propagate": True},
            # Each request has a line of its own already; what failed is told with its frames.
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "santunan.request": {"level": "INFO" if requests else "WARNING"},
            # Both quote addresses with tokens and numbers when a gateway fails.
            "apprise": {"level": "CRITICAL", "propagate": False},
            "urllib3": {"level": "CRITICAL", "propagate": False},
        },
        "root": {"handlers": ["console"], "level": level},
    }


def configure(logging_settings: dict) -> None:
    """Django's LOGGING_CONFIG; and an exception that ends a process is told the same way."""
    logging.config.dictConfig(logging_settings)
    words = logging_settings["formatters"]["line"]["words"]
    structlog.configure(
        processors=[*shared(words), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    if not words:
        sys.excepthook = _ended
        threading.excepthook = lambda args: _ended(args.exc_type, args.exc_value, None)


def _ended(kind, error, frames) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("santunan").critical("ended by an exception", exc_info=error)
