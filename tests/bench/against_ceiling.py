"""Our pages beside the ceiling that the stack allows, and beside themselves with more cases.

Run ``make bench`` (10,000 cases, a minute) or, for all sizes, ``make load``. Each page is asked for
in turns: ours, the ceiling's, the next size, and so on, several rounds. So what else the machine
does slows all of them. Processor time is that of the server's processes and of PostgreSQL's for its
connections; jobs that a page asks for (mails) are waited for and counted.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from load import frames, serving
from load.filling import Filled, database_beside, fill
from load.pages import PAGES, Ask, Page, sign_in
from load.serving import Installation
from load.visitor import Visitor, burst

PORT = 47_600
CASES_EACH = 200  # per contact, at every size: more cases are more customers
Key = tuple[str, int, str]


def main() -> None:
    arguments = read_arguments()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    filled = [
        fill(
            database_beside(arguments.database, arguments.folder, str(cases)),
            cases,
            cases // CASES_EACH,
            arguments.folder,
        )
        for cases in arguments.sizes
    ]
    with ExitStack() as stack:
        houses = [
            installation
            for position, one in enumerate(filled)
            for installation in open_both(stack, one, PORT + 2 * position, arguments.folder)
        ]
        runs = asyncio.run(measure(houses, arguments))
    report(runs, arguments)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="numbers of cases")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each page in each round")
    parser.add_argument("--at-once", type=int, default=8, help="connections")
    parser.add_argument("--pages", nargs="+", default=[page.name for page in PAGES])
    parser.add_argument(
        "--database",
        default=os.environ.get("VENTANILLA_TEST_DATABASE_URL", ""),
        help="PostgreSQL; a database per size is made beside this one (by default: SQLite)",
    )
    parser.add_argument("--folder", type=Path, default=Path("var/bench"), help="what is kept")
    parser.add_argument("--json", type=Path, help="write the figures there, too")
    return parser.parse_known_args()[0]  # make gives every bench the same arguments


def open_both(stack: ExitStack, filled: Filled, port: int, folder: Path) -> list[Installation]:
    """Serve one database twice: by the product, and bare."""
    os.environ["BENCH_FRAMES"] = str(folder.absolute() / f"frames-{port}")
    Path(os.environ["BENCH_FRAMES"]).mkdir(exist_ok=True)
    return [
        stack.enter_context(serving.product(filled, port, folder)),
        stack.enter_context(serving.ceiling(filled, port + 1, folder)),
    ]


async def measure(houses: list[Installation], arguments: argparse.Namespace) -> dict[Key, list]:
    """Ask for every page of every installation in turns.

    :returns: (page, cases, installation) -> of each round: requests a second, CPU ms, median ms
    """
    asks: dict[Key, tuple[Visitor, Ask]] = {}
    pages = [page for page in PAGES if page.name in arguments.pages]
    for ours, bare in zip(houses[::2], houses[1::2], strict=True):
        folder = arguments.folder / f"frames-{ours.port}"
        for page, visitor, answer in await visit(ours, pages):
            if not page.posts:
                frames.write_frame(folder, page.name, answer)
            asks[page.name, ours.filled.cases, ours.name] = visitor, page.for_product(ours, answer)
            stranger = Visitor(bare.port, "127.0.0.1")
            asks[page.name, ours.filled.cases, bare.name] = stranger, page.for_ceiling(bare)
    runs: dict[Key, list] = defaultdict(list)
    of_key = {
        (installation.filled.cases, installation.name): installation for installation in houses
    }
    for turn in range(arguments.rounds + 1):
        for key in sorted(asks, key=lambda key: [page.name for page in pages].index(key[0])):
            visitor, ask = asks[key]
            installation = of_key[key[1:]]
            before = installation.settled_cpu()
            load = await burst(visitor, ask, arguments.seconds, arguments.at_once)
            worked = installation.settled_cpu() - before
            if turn:  # the first round only warms up
                runs[key].append((load.per_second, worked / load.requests * 1000, load.median_ms))
    return runs


async def visit(installation: Installation, pages: list[Page]) -> list:
    """Open each of our pages once, signed in."""
    customer, agent = await sign_in(installation)
    found = []
    for page in pages:
        visitor = agent if page.staff else customer
        answer = await visitor.get(page.path.format(n=page.case(installation, 0)))
        if answer.status != 200:
            raise LookupError(f"{page.path} was answered with {answer.status}")
        found.append((page, visitor, answer))
    return found


def report(runs: dict[Key, list], arguments: argparse.Namespace) -> None:
    medians = {
        key: [statistics.median(column) for column in zip(*rounds, strict=True)]
        for key, rounds in runs.items()
    }
    first = arguments.sizes[0]
    lines = [
        "| page | cases | req/s | ceiling | of it | CPU ms | ceiling | times | ms | growth |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for (page, cases, name), (rate, cpu, median) in medians.items():
        if name != "product":
            continue
        top, least, _median = medians[page, cases, "ceiling"]
        growth = cpu / medians[page, first, name][1]
        lines.append(
            f"| {page} | {cases:,} | {rate:.0f} | {top:.0f} | {rate / top:.2f} | {cpu:.2f}"
            f" | {least:.2f} | {cpu / least:.1f} | {median:.1f} | {growth:.2f} |"
        )
    print("\n".join(lines))
    if arguments.json:
        plain = {" ".join(map(str, key)): rounds for key, rounds in runs.items()}
        arguments.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
