"""Notifying systemd of the progress of the start, for units with ``Type=notify``."""

import os
import socket


def notify(*lines: str) -> None:
    """Say something to whoever started this process, if it listens: ``READY=1``, ``STATUS=…``."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # a name that is in no folder
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.connect(address)
        listener.sendall("\n".join(lines).encode())
