"""What ten thousand tenants cost: in time for each request, and in memory for each tenant.

The same page is asked for again and again: of always the same tenant, and of all tenants in turn,
in rounds that alternate. Every tenant is visited before, so the memory is what is left of a visit;
on SQLite the page cache of each connection fills meanwhile: ``tenant_memory.py`` tells it apart.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from load import serving
from load.filling import Filled, database_beside, fill_tenants
from load.serving import Installation
from load.visitor import Answer, Visitor, burst

PORT = 47_690
PATH = "/login"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--database", default=os.environ.get("VENTANILLA_TEST_DATABASE_URL", ""))
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    arguments, _others = parser.parse_known_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    url = database_beside(arguments.database, arguments.folder, f"tenants_{arguments.tenants}")
    fill_tenants(url, arguments.tenants, arguments.folder)
    with serving.product(Filled(url, 0, 0), PORT, arguments.folder) as installation:
        asyncio.run(measure(installation, arguments))


async def measure(installation: Installation, arguments: argparse.Namespace) -> None:
    turns = itertools.cycle(range(arguments.tenants))
    stranger = Visitor(PORT, "")

    async def one(visitor: Visitor, _number: int) -> Answer:
        visitor.host = "t0.localhost"
        return await visitor.get(PATH)

    async def all_(visitor: Visitor, _number: int) -> Answer:
        visitor.host = f"t{next(turns)}.localhost"
        return await visitor.get(PATH)

    await burst(stranger, one, 3.0, 8)
    installation.settled_cpu()  # a new database's first start does the daily work of every tenant
    before = installation.memory()
    for _ in range(arguments.tenants):
        await all_(stranger, 0)
    idle = installation.memory() - before
    costs: dict[str, list[float]] = {"one": [], "all": []}
    for _ in range(arguments.rounds):
        for name, ask in (("one", one), ("all", all_)):
            worked = installation.settled_cpu()
            load = await burst(stranger, ask, arguments.seconds, 8)
            costs[name].append((installation.settled_cpu() - worked) / load.requests * 1000)
    single, many = (statistics.median(costs[name]) for name in ("one", "all"))
    print(f"one tenant: {single:.2f} ms CPU for each request")
    print(f"{arguments.tenants:,} tenants in turn: {many:.2f} ms CPU ({many / single:.2f} times)")
    print(f"memory of each tenant after its visit: {idle / arguments.tenants:,.0f} bytes")


if __name__ == "__main__":
    main()
