"""A line between a phone and the service that a test can cut, also in the middle of an upload."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """A port that passes everything on to the service, as long as it is not cut."""

    def __init__(self, site: str):
        self.target = urlsplit(site).port
        self.whole = True
        # Cut by itself after so many bytes from the phone.
        self.bytes_left: int | None = None
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.site = f"http://localhost:{self.door.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, n: int) -> None:
        self.bytes_left = n

    def restore(self) -> None:
        self.bytes_left, self.whole = None, True

    def close(self) -> None:
        self.cut()
        self.door.close()

    def _listen(self) -> None:
        while True:
            try:
                phone, _ = self.door.accept()
            except OSError:
                return
            if not self.whole:
                phone.close()
                continue
            service = socket.create_connection(("127.0.0.1", self.target))
            self.open |= {phone, service}
            for ends in ((phone, service), (service, phone)):
                threading.Thread(target=self._pass_on, args=(*ends, phone), daemon=True).start()

    def _pass_on(self, one, other, phone) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(4096):
                if one is phone and self.bytes_left is not None:
                    self.bytes_left -= len(data)
                    if self.bytes_left < 0:
                        self.cut()
                        break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.close()
            self.open.discard(end)
