"""Where letters arrive in tests: a real SMTP server and a real gateway over HTTP, on this machine.

Each is a process of its own, so that neither a kill of the sender nor its speed is theirs. What
arrives is written to a file, one line for each.
"""

import json
import os
import signal
import socketserver
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from config import keeper
from tests.waiting import PATIENCE


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        """A sender that was killed hangs up in the middle: that is what the tests are about."""


class Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    disable_nagle_algorithm = True

    def handle(self):
        self.say("220 sink")
        to = []
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith((b"EHLO", b"HELO", b"MAIL", b"RSET", b"NOOP")):
                to = []
                self.say("250 ok")
            elif word.startswith(b"RCPT"):
                name = line.decode().split(":", 1)[1].strip().strip("<>")
                if "refused" in name:
                    self.say("550 nobody here")
                else:
                    to.append(name)
                    time.sleep(self.server.slow / 2)
                    self.say("250 ok")
            elif word.startswith(b"DATA"):
                self.say("354 go on")
                self.take(to)
                to = []
            elif word.startswith(b"QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("500 what?")

    def take(self, to):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return  # cut off in the middle: nothing has arrived
        text = b"".join(lines).decode("utf-8", "replace")
        identity = next(
            (x[11:].strip() for x in text.splitlines() if x.lower().startswith("message-id:")), ""
        )
        self.server.keep({"to": to, "id": identity, "text": text})
        time.sleep(self.server.slow / 2)
        self.say("250 kept")

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


class Gateway(BaseHTTPRequestHandler):
    """What the json:// of Apprise posts to. A path with "refused" in it gets a 500, one with
    "silent" no answer in time."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "silent" in self.path:
            time.sleep(30)
        if "refused" not in self.path:
            number = self.path.rsplit("/", 1)[-1]
            self.server.keep({"to": number, "text": body["message"]})
        self.send_response(500 if "refused" in self.path else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


class Receiver(BaseHTTPRequestHandler):
    """Another office's webhook: keeps heads and body as they came. A path with "broken" in it gets
    a 500, one with "away" a redirect to the address behind it, one with "silent" no answer."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        time.sleep(self.server.slow / 2)
        heads = {name.lower(): value for name, value in self.headers.items()}
        self.server.keep({"path": self.path, "heads": heads, "body": body})
        if "silent" in self.path:
            time.sleep(30)
        time.sleep(self.server.slow / 2)
        status = 500 if "broken" in self.path else 302 if "away" in self.path else 204
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass


class GatewayServer(ThreadingHTTPServer):
    # The default of five makes one of eight that come at once wait for a second.
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """As above."""


class Sink:
    def __init__(self, port: int, file: Path):
        self.port, self.file = port, file

    @property
    def kept(self) -> list[dict]:
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    @property
    def count(self) -> int:
        return self.file.read_bytes().count(b"\n") if self.file.exists() else 0


def _serve(make, port: int, file: Path, slow: float) -> None:
    server = make(("127.0.0.1", port))
    out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    server.slow = slow
    server.keep = lambda what: os.write(out, json.dumps(what).encode() + b"\n")
    server.serve_forever()


@contextmanager
def _running(make, folder: Path, slow: float):
    sink = Sink(keeper.free_port(), folder / f"sink-{time.monotonic_ns()}")
    pid = os.fork()
    if pid == 0:
        try:
            _serve(make, sink.port, sink.file, slow)
        finally:
            os._exit(0)
    try:
        assert keeper.wait_until(lambda: keeper.answers(sink.port), PATIENCE)
        yield sink
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def post_office(folder: Path, slow: float = 0.0):
    """slow: seconds for each letter, half before it is kept and half before that is said."""
    return _running(lambda at: Server(at, Letters), folder, slow)


def gateway(folder: Path, slow: float = 0.0):
    return _running(lambda at: GatewayServer(at, Gateway), folder, slow)


def receiver(folder: Path, slow: float = 0.0):
    """slow: seconds for each, half before it is kept and half before that is said."""
    return _running(lambda at: GatewayServer(at, Receiver), folder, slow)
