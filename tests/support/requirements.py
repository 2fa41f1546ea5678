"""Which requirement rows do the tests prove?

A test that proves a row the way a person would says so: ``@pytest.mark.req("BA-P-42")``. The rows
that the project claims stand in ``tests/requirements/claimed.yaml``; a mark that names another one
is an error. A row is proven when at least one test marked with it passed and none failed.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from tests.support.servers import leaves_out

CLAIMED = Path(__file__).parents[1] / "requirements" / "claimed.yaml"


def read_claims(path=CLAIMED):
    """Return the claimed rows, id to sentence, and refuse a list that would hide a mistake."""
    try:
        claims = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader) or {}  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise pytest.UsageError(f"{path}: {error}") from error
    for row, sentence in claims.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise pytest.UsageError(f"{path}: {row} needs a sentence that says what is claimed.")
    return claims


class _StrictLoader(yaml.SafeLoader):
    """YAML keeps the last of two equal keys; here two people may have claimed the same row."""

    def construct_mapping(self, node, deep=False):  # noqa: FBT002 - PyYAML's signature
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise pytest.UsageError(f"claimed.yaml names these rows twice: {', '.join(twice)}")
        return super().construct_mapping(node, deep=deep)


class Ledger:
    """Collects what became of every marked test; rows travel in the report, under xdist as well."""

    def __init__(self, claims, target):
        self.claims = claims
        self.target = target
        self.passed = defaultdict(set)
        self.failed = defaultdict(set)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        unknown = []
        for item in items:
            for row in dict.fromkeys(r for mark in item.iter_markers("req") for r in mark.args):
                if row not in self.claims:
                    unknown.append(f"{item.nodeid} names the row {row!r}")
                item.user_properties.append(("req", row))
        if unknown:
            raise pytest.UsageError(
                "\n".join([*unknown, "Claim it in tests/requirements/claimed.yaml."])
            )

    def pytest_runtest_logreport(self, report):
        for key, row in report.user_properties:
            if key != "req":
                continue
            if report.failed:
                self.failed[row].add(report.nodeid)
            elif report.when == "call" and report.passed:
                self.passed[row].add(report.nodeid)

    @property
    def proven(self):
        return [row for row in self.claims if self.passed[row] and not self.failed[row]]

    def pytest_terminal_summary(self, terminalreporter, config):
        proven = set(self.proven)
        terminalreporter.write_line(f"requirement rows: {len(proven)} of {len(self.claims)} proven")
        # Somebody who runs three tests does not want to hear of the other rows.
        whole = config.args_source is not config.ArgsSource.ARGS and not config.option.keyword
        if whole or self.target:
            for row in self.claims:
                if row not in proven and (self.failed[row] or not leaves_out(config)):
                    why = "failed" if self.failed[row] else "no test passed"
                    terminalreporter.write_line(f"  not proven ({why}): {row}  {self.claims[row]}")

    def pytest_sessionfinish(self, session):
        if not self.target or hasattr(session.config, "workerinput"):
            return
        rows = {
            row: {
                "claim": claim,
                "proven": bool(self.passed[row]) and not self.failed[row],
                "passed": sorted(self.passed[row]),
                "failed": sorted(self.failed[row]),
            }
            for row, claim in self.claims.items()
        }
        summary = {"claimed": len(rows), "proven": len(self.proven), "rows": rows}
        Path(self.target).write_text(
            json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )


def pytest_addoption(parser):
    parser.addoption(
        "--req-report", metavar="FILE", help="write what became of each requirement row, as JSON"
    )
    parser.addoption("--req-claims", metavar="FILE", default=str(CLAIMED), help="the claimed rows")


def pytest_configure(config):
    ledger = Ledger(read_claims(Path(config.option.req_claims)), config.option.req_report)
    config.pluginmanager.register(ledger, "requirement-ledger")
