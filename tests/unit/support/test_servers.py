import pytest

pytest_plugins = ["pytester"]

SUITE = """
    import pytest

    @pytest.fixture
    def database(): pass

    @pytest.fixture
    def broker_url(): pass

    @pytest.fixture
    def browser(): pass

    @pytest.fixture
    def scope(database): pass

    def test_of_a_database(scope): pass
    def test_of_a_broker(broker_url): pass
    def test_of_a_page(scope, browser): pass
    def test_of_a_story(scope, browser, broker_url): pass
    def test_of_neither(): pass
"""


@pytest.fixture
def run(pytester, monkeypatch):
    def run(*args, database="postgresql://db/house"):
        monkeypatch.setenv("VENTANILLA_TEST_DATABASE_URL", database)
        pytester.makepyfile(SUITE)
        plugins = ("-p", "tests.support.servers", "-p", "no:cacheprovider", "-v")
        return pytester.runpytest_inprocess(*plugins, *args)

    return run


class TestARunOnServers:
    def test_it_leaves_out_what_touches_none_and_what_needs_a_browser(self, run):
        result = run()

        result.assert_outcomes(passed=3, deselected=2)
        result.stdout.fnmatch_lines(
            [f"*::test_of_a_{kept} PASSED*" for kept in ("database", "broker", "story")]
        )
        result.stdout.fnmatch_lines(["left to the run on SQLite: *"])

    @pytest.mark.parametrize("chosen", [("test_these.py",), ("-k", "test_of")])
    def test_it_runs_all_of_what_somebody_chose(self, run, pytester, chosen):
        pytester.makepyfile(test_these=SUITE)

        result = run(*chosen)

        assert result.parseoutcomes().get("deselected", 0) == 0
        result.stdout.fnmatch_lines(["*::test_of_a_page PASSED*", "*::test_of_neither PASSED*"])

    def test_one_on_sqlite_leaves_out_nothing(self, run):
        run(database="").assert_outcomes(passed=5, deselected=0)
