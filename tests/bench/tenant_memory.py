"""What a visit to a tenant leaves behind in a process: what Python holds, and SQLite's page caches.

``many_tenants.py`` sees the growth of a whole server, in which both are one number. Here the
application is called in this process, which can ask SQLite itself for its part. A tenant stays as
long as the process does; a page cache grows no further than its size, 32 MB for each connection.
"""

import argparse
import ctypes
import ctypes.util
import gc
import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from load.filling import database_beside, fill_tenants, settings_of
from webtest import TestApp

from core.app import create_app
from core.platform import Platform
from core.settings.environment import read_settings

PORT = 47_691
BEFORE = 200  # visits by which everything is loaded that is not a tenant's


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--database", default=os.environ.get("VENTANILLA_TEST_DATABASE_URL", ""))
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    arguments, _others = parser.parse_known_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    url = database_beside(arguments.database, arguments.folder, f"tenants_{arguments.tenants}")
    fill_tenants(url, arguments.tenants, arguments.folder)
    platform = Platform.start(read_settings(settings_of(url, PORT, arguments.folder)))
    logging.disable()  # a line for each visit
    visitor = TestApp(create_app(platform=platform), lint=False)
    visit(visitor, range(BEFORE))
    private, cached = private_bytes(), sqlite_bytes()
    visit(visitor, range(BEFORE, arguments.tenants))
    count = arguments.tenants - BEFORE
    grown, cache = private_bytes() - private, sqlite_bytes() - cached
    print(f"growth of the process for each tenant: {grown / count:,.0f} bytes")
    print(f"of it SQLite's page cache of the one connection: {cache / count:,.0f} bytes")
    print(f"and the rest, which Python holds: {(grown - cache) / count:,.0f} bytes")


def visit(visitor: TestApp, numbers: range) -> None:
    for number in numbers:
        visitor.get("/login", extra_environ={"HTTP_HOST": f"t{number}.localhost:{PORT}"})
        visitor.reset()
    gc.collect()


def private_bytes() -> int:
    """Return what this process holds for itself alone."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))


def sqlite_bytes() -> int:
    """Return what SQLite has allocated in this process, over all connections."""
    library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
    library.sqlite3_memory_used.restype = ctypes.c_int64
    return int(library.sqlite3_memory_used())


if __name__ == "__main__":
    main()
