"""Webhooks over TLS: the address that was looked at is called, and its certificate must be the
name's."""

import datetime as dt
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from claims.notices import outbound

HOST = "kabar.example.org"


def certificate(name: str, folder):
    """Of itself, for this name; a file of key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ) + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return file


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.hosts.append(self.headers["Host"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def serving(tmp_path, settings, monkeypatch):
    """serve(name): a server whose certificate is for that name, found as HOST."""
    settings.NOTICE_ALLOW_HOSTS = [HOST]
    real, servers = socket.getaddrinfo, []

    def answers(host, *args, **kwargs):
        return real("127.0.0.1" if host == HOST else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answers)

    def serve(name: str, trusted: bool = True) -> HTTPServer:
        file = certificate(name, tmp_path)
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        server = HTTPServer(("127.0.0.1", 0), Receiver)
        server.hosts = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *said: None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def post(server) -> int:
    return outbound.post(f"https://{HOST}:{server.server_port}/kabar", b"{}", {})


def test_the_certificate_of_the_name_is_taken(serving):
    server = serving(HOST)
    assert post(server) == 204
    assert server.hosts == [f"{HOST}:{server.server_port}"]


def test_a_certificate_of_another_name_or_of_nobody_we_trust_is_refused(serving):
    for server in (serving("other.example.org"), serving(HOST, trusted=False)):
        with pytest.raises(Exception, match=r"(?i)certificate|doesn't match"):
            post(server)
        assert server.hosts == []
