"""Reading a message in a process of its own, which may crash or hang without harm."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

from core.plugin.api import VentanillaError

if TYPE_CHECKING:
    from plugins.email_channel.parsing.mail import ParsedMail

TIME_LIMIT = 60.0  # seconds
MEMORY_LIMIT = 1024 * 1024 * 1024  # bytes
PROGRAM = f"""
import pickle, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_LIMIT}, {MEMORY_LIMIT}))
from plugins.email_channel.parsing import parse_mail
sys.stdout.buffer.write(pickle.dumps(parse_mail(sys.stdin.buffer.read())))
"""


class UnparsableError(VentanillaError):
    """A message ends the program that reads it, or outlasts its time."""


def parse_apart(raw: bytes) -> ParsedMail:
    """Parse a message in another process.

    :raises UnparsableError: it did not come to an end
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own program, with the message as its input
            [sys.executable, "-c", PROGRAM],
            input=raw,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise UnparsableError(f"It took more than {TIME_LIMIT:.0f} seconds.") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        reason = last[0] if last else f"exit status {error.returncode}"
        raise UnparsableError(f"Its reader failed: {reason}") from error
    parsed: ParsedMail = pickle.loads(done.stdout)  # noqa: S301  # what our own program wrote
    return parsed
