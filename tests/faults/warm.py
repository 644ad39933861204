"""Celery processes forked from one that has imported everything: a start is a quarter of a second
of work instead of two, so that twenty can be killed in the ordinary run.

Run as a module. Each line it reads is an order, the broker's address and the words of a celery
command; it answers with the process's number. What it forks is a group of its own.
"""

import contextlib
import importlib
import os
import signal
import sys

import django

# What Celery imports only when it starts.
LATE = ("celery.bin.worker", "celery.apps.worker", "celery.apps.beat", "celery.concurrency.prefork",
        "kombu.transport.redis")  # fmt: skip


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from config.celery import app

    app.loader.import_default_modules()
    app.finalize()
    for name in LATE:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for what was killed
    print("warm", flush=True)
    for line in sys.stdin:
        broker, *words = line.split()
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            _become(app, broker, words)
        # Here too: whoever reads the number may kill the group at once.
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)
        print(pid, flush=True)


def _become(app, broker: str, words: list[str]):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    null = os.open(os.devnull, os.O_RDWR)
    for end in (0, 1, 2):
        os.dup2(null, end)
    # The warm one has run Django's checks already: half of what a start costs.
    os.environ["CELERY_SKIP_CHECKS"] = "true"
    try:
        app.conf.broker_url = broker
        app.start([*words, "--loglevel", "critical"])
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
