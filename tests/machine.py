"""What figures depend on; never which machine it was."""

import os
import platform
import sys
from pathlib import Path


def hardware() -> dict:
    """cpu, cores, memory_gib, system, python."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        cpu = next(named, cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    release = platform.freedesktop_os_release() if sys.platform == "linux" else {}
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "system": release.get("PRETTY_NAME") or platform.system(),
        "python": platform.python_version(),
    }
