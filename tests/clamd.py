"""An antivirus daemon for tests: clamd's INSTREAM as its manual has it, and nothing else of it."""

import contextlib
import socket
import socketserver
import struct
import threading

from tests.hostile import EICAR


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        assert command == b"zINSTREAM\0"
        body = b""
        while n := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(n)
        self.server.seen.append(body)
        for says, harm in self.server.known.items():
            if harm in body:
                self.wfile.write(f"stream: {says} FOUND\0".encode())
                return
        self.wfile.write(self.server.otherwise)


class Clamd(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, address):
        super().__init__(address, _Session)
        self.seen: list[bytes] = []
        self.known = {"Eicar-Test-Signature": EICAR}
        self.otherwise = b"stream: OK\0"


class OnThisMachine(Clamd):
    address_family = socket.AF_UNIX


@contextlib.contextmanager
def running(path=None):
    """(the daemon, its address as the setting names it)"""
    daemon = OnThisMachine(str(path)) if path else Clamd(("127.0.0.1", 0))
    thread = threading.Thread(target=daemon.serve_forever, daemon=True)
    thread.start()
    try:
        yield daemon, f"unix:{path}" if path else f"tcp://127.0.0.1:{daemon.server_address[1]}"
    finally:
        daemon.shutdown()
        daemon.server_close()
