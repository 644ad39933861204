"""Fills a page's form in as somebody would who answers each question somehow."""

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import build

# What is typed, by a part of the field's name; else by the kind of its box.
TYPED = {
    "nik": build.NIK, "kk": build.KK, "phone": "0811 700 1122", "account": build.ACCOUNT,
    "amount": "1.000.000", "value": "100", "days": "3", "year": "2026", "back_on": "",
    "url": "https://penerima.example.org/kabar", "name": "contoh-baru", "said": "Almarhum",
    "month": "24", "percent": "5", "ceiling": "1.000.000.000", "reference": "TT-77",
}  # fmt: skip


@dataclass
class Filled:
    action: str
    method: str
    values: dict[str, list] = field(default_factory=dict)
    # Names that the page asks for; whatever else is sent, nobody asked for.
    asked: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.found: list[Filled] = []
        self.here: Filled | None = None
        self.area = self.choice = ""
        self.feed(text)

    def put(self, name: str, value) -> None:
        self.here.values.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = Filled(at.get("action", ""), at.get("method", "get").lower())
            self.found.append(self.here)
        if self.here is None:
            return
        name = at.get("name", "")
        if tag in {"input", "select", "textarea"} and name:
            self.here.asked.add(name)
        if tag == "input" and name:
            self.input(name, at)
        elif tag == "textarea":
            self.put(name, "Catatan uji coba.")
        elif tag == "select":
            self.choice = name
        elif tag == "option" and self.choice and at.get("value"):
            self.put(self.choice, at["value"])
            self.choice = ""
        elif tag == "button" and name:
            self.here.asked.add(name)

    def input(self, name: str, at: dict) -> None:
        kind, value = at.get("type", "text"), at.get("value", "")
        if kind in {"radio", "checkbox"}:
            if name not in self.here.values:
                self.put(name, value or "on")
        elif kind == "file":
            self.put(name, SimpleUploadedFile("a.jpg", build.jpeg(), "image/jpeg"))
        elif value or kind == "hidden":
            self.put(name, value)
        elif kind == "date":
            self.put(name, (timezone.localdate() - timedelta(1)).isoformat())
        elif kind == "time":
            self.put(name, "09:30")
        elif kind == "number":
            self.put(name, at.get("min") or "1")
        else:
            self.put(name, next((said for part, said in TYPED.items() if part in name), "Uji coba"))

    def handle_endtag(self, tag):
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.choice = ""


def form_for(text: str, path: str) -> Filled | None:
    """The page's form that is sent to this address: its own, before one that leads elsewhere."""
    found = [one for one in Forms(text).found if one.method == "post"]
    fitting = [one for one in found if one.action in {"", path} or one.action.startswith(path)]
    return max(fitting, key=lambda one: len(one.asked), default=None)
