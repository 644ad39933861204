"""`make bench`: what the service must hold, measured beside the bare work in the same run.

Prints a table and writes it as JSON with the machine and the versions. Clock time never fails
the ordinary test run; here a measure that is not held ends with exit 1.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

from tests.benchmarks import calculator

OUT = Path(__file__).with_name("last.json")


def machine() -> dict:
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        cpu = next(named, cpu)
    return {"cpu": cpu, "cores": os.cpu_count(), "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()}"}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=5, help="the median of so many is taken")
    rounds = parser.parse_args().rounds
    rows = []
    for measure in (calculator.rate,):
        found = [measure() for _ in range(rounds)]
        row = found[0] | {"value": statistics.median(row["value"] for row in found)}
        row["held"] = row["value"] >= row["least"]
        rows.append(row)
        print(f"{row['what']:<60} {row['value']:>12,.0f} {row['unit']:<10} "
              f"at least {row['least']:,} {'held' if row['held'] else 'NOT HELD'}")  # fmt: skip
    result = {"on": time.strftime("%Y-%m-%d"), "machine": machine(), "rows": rows}
    OUT.write_text(json.dumps(result, indent=1) + "\n")
    return 0 if all(row["held"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
