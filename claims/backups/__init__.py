"""Backups: the database as it stood at one instant, every paper, and what both must hold."""

from claims.backups.drilling import drill
from claims.backups.taking import take
from claims.backups.trouble import Trouble

__all__ = ["Trouble", "drill", "take"]
