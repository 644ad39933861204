"""Which Chromium the browser tests drive; `python -m tests.chromium --install` gets one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HOW = "No Chromium here: apt install chromium, or .venv/bin/playwright install chromium"


def found() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    cache = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    homes = [cache] if cache else ["~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    programs = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*")
    for home in homes:
        for program in programs:
            # The number in the name grows: the newest one goes with the newest Playwright.
            fits = sorted(Path(home).expanduser().glob(f"chromium-*/{program}"))
            if fits:
                return str(fits[-1])
    return None


def install() -> str | None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's package chromium, which the browser tests need.", flush=True)
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        packages = ["chromium", "--no-install-recommends"]
        subprocess.run(["apt-get", "install", "-qq", "-y", *packages], check=False, **quiet)
    return found()


if __name__ == "__main__":
    if not (found() or ("--install" in sys.argv and install())):
        sys.exit(HOW)
