"""The ``ventanilla`` command as a process that a test can hurt: ``python -m tests.faults.process``.

The server's own processes import this module again as their main module, so they are armed too.
"""

from tests.faults import points

points.arm()

from core.cli import main  # noqa: E402  # what it imports must be armed before

if __name__ == "__main__":
    main()
