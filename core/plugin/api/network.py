"""Servers other than those of the web: which of them the installation connects to."""

from core.network import Host, HostError, find_host, is_public
from core.settings.environment import Settings

__all__ = ["Host", "HostError", "Settings", "find_host", "is_public"]
