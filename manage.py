#!/usr/bin/env python
"""Django's commands, each with a database to work on."""

import os
import sys

from config import servers

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    servers.ensure(sys.argv)

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
