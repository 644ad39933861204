"""A person on the web without a browser: reads pages, fills forms in, presses their buttons."""

import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from tests.waiting import PATIENCE


@dataclass
class Form:
    action: str
    values: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page with the values that stand in them."""

    def __init__(self, text):
        super().__init__()
        self.found, self.textarea, self.select = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.found.append(Form(at.get("action") or ""))
        elif not self.found:
            return
        elif tag == "input" and at.get("name") and at.get("type") not in {"file", "submit"}:
            if at.get("type") not in {"radio", "checkbox"} or "checked" in at:
                self.found[-1].values[at["name"]] = at.get("value") or ""
        elif tag == "textarea":
            self.textarea = at["name"]
            self.found[-1].values.setdefault(self.textarea, "")
        elif tag == "select":
            self.select = at["name"]
        elif tag == "option" and self.select and "selected" in at:
            self.found[-1].values[self.select] = at.get("value") or ""

    def handle_data(self, data):
        if self.textarea:
            self.found[-1].values[self.textarea] += data.lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None


class Walker:
    def __init__(self, site: str, username: str = "", password: str = ""):
        self.site, self.cookies = site.rstrip("/"), CookieJar()
        # Not by the proxy that the environment may name.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        if not username:
            return  # somebody without an account
        self.get("/login/")
        self.send({"username": username, "password": password}, at="login")
        assert "/login" not in self.path, f"{username} can't sign in"
        # As the foot of each page says it.
        self.name = re.search(r"<footer.*?<p>([^<]+)<br>", self.text, re.S)[1].strip()

    def get(self, path: str) -> str:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.site, path)))

    def _open(self, request) -> str:
        try:
            answer = self.opener.open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        self.status, self.path = answer.status, urllib.parse.urlsplit(answer.url).path
        self.kind = answer.headers.get_content_type()
        self.text = answer.read().decode(errors="replace")
        return self.text

    def send(self, values=None, *, at: str = "", files=()) -> str:
        """Press the button of the form whose action ends in `at` (or that posts to this page),
        with these values over those that stand in it."""
        target = (at or self.path).strip("/")
        form = next(
            form
            for form in Forms(self.text).found
            if (urllib.parse.urlsplit(form.action).path or self.path).strip("/").endswith(target)
            and "csrfmiddlewaretoken" in form.values
        )
        url = urllib.parse.urljoin(self.site + self.path, form.action or self.path)
        fields = form.values | (values or {})
        return self._open(request_with(url, fields, files))

    def holds(self, *words: str) -> None:
        for word in words:
            assert word in self.text, f"{word!r} is not on {self.path} ({self.status})"

    def links(self, pattern: str) -> list[str]:
        return re.findall(rf'href="({pattern})"', self.text)


def request_with(url, fields, files):
    if not files:
        return urllib.request.Request(
            url, urllib.parse.urlencode(fields, doseq=True).encode(), {"Referer": url}
        )
    boundary = uuid.uuid4().hex
    body = b""
    for name, value in fields.items():
        body += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        ).encode()
    for name, filename, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        body += f"--{boundary}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode()
        body += content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return urllib.request.Request(url, body, {"Content-Type": kind, "Referer": url})
