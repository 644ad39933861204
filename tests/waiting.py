"""For what somebody else does: a worker, a server, the other half of a test run."""

import time

# Seconds. It only ends what hangs: a machine that does four things at once is slow, not wrong.
PATIENCE = 240


def wait_for(look, seconds=PATIENCE):
    """Look again until it is there; gives what was seen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError("it never came")
