"""Servers other than those of the web: which of them the installation connects to."""

from core.network import Host, HostError, find_host

__all__ = ["Host", "HostError", "find_host"]
