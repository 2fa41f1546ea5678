import json

import pytest

pytest_plugins = ["pytester"]

CLAIMS = "A-1: One.\nA-2: Two.\nA-3: Three.\n"
SUITE = """
    import pytest

    @pytest.mark.req("A-1")
    def test_good(): pass

    @pytest.mark.req("A-2")
    def test_bad(): assert False

    @pytest.mark.req("A-1", "A-2")
    class TestBoth:
        def test_good(self): pass
"""


@pytest.fixture
def run(pytester):
    pytester.makeini("[pytest]\nmarkers =\n    req(id): a row")

    def run(suite, *args, claims=CLAIMS):
        path = pytester.path / "claimed.yaml"
        path.write_text(claims, encoding="utf-8")
        pytester.makepyfile(suite)
        plugins = ("-p", "tests.support.requirements", "-p", "no:cacheprovider")
        return pytester.runpytest_inprocess(*plugins, f"--req-claims={path}", *args)

    return run


class TestLedger:
    def test_it_counts_a_row_whose_tests_all_passed(self, run):
        run(SUITE).stdout.fnmatch_lines(["requirement rows: 1 of 3 proven"])

    def test_it_names_the_rows_that_are_not_proven(self, run):
        run(SUITE).stdout.fnmatch_lines(
            ["*not proven (failed): A-2  Two.", "*not proven (no test passed): A-3  Three."]
        )

    def test_it_leaves_a_short_run_in_peace(self, run):
        run(SUITE, "-k", "good").stdout.no_fnmatch_line("*A-3*")

    def test_it_writes_a_report(self, run, tmp_path):
        run(SUITE, f"--req-report={tmp_path / 'rows.json'}")

        report = json.loads((tmp_path / "rows.json").read_text())

        assert report["claimed"] == 3
        assert report["proven"] == 1
        assert report["rows"]["A-1"]["proven"]
        assert len(report["rows"]["A-1"]["passed"]) == 2
        assert not report["rows"]["A-2"]["proven"]

    def test_it_counts_across_processes(self, run):
        run(SUITE, "-n", "2").stdout.fnmatch_lines(["requirement rows: 1 of 3 proven"])

    def test_it_refuses_a_row_that_nobody_claims(self, run):
        result = run("import pytest\n@pytest.mark.req('Z-9')\ndef test_one(): pass")

        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(["*names the row 'Z-9'"])

    def test_it_refuses_a_row_that_is_claimed_twice(self, run):
        result = run(SUITE, claims="A-1: One.\nA-1: Again.\n")

        assert result.ret == pytest.ExitCode.USAGE_ERROR

    def test_it_refuses_a_claim_without_a_sentence(self, run):
        assert run(SUITE, claims="A-1:\n").ret == pytest.ExitCode.USAGE_ERROR
