import pytest

from tests.unit.core.plugin_kit.seeded import seed


@pytest.fixture
def plugin(commands, tmp_path):
    """Run ``ventanilla plugin`` with these arguments."""

    def run(*arguments):
        return commands.run("plugin", *arguments, folder=tmp_path)

    return run


class TestNew:
    def test_it_says_what_to_do_next(self, plugin, tmp_path):
        made = plugin("new", "hello", "--directory", tmp_path)

        assert made.returncode == 0
        assert "plugin check" in made.stdout

    def test_it_refuses_a_bad_name_in_one_sentence(self, plugin):
        refused = plugin("new", "Hello")

        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1


class TestCheck:
    def test_it_names_the_rule(self, plugin, tmp_path):
        checked = plugin("check", seed("inline_style", tmp_path))

        assert checked.returncode == 1
        assert checked.stdout.startswith("inline-style\t")

    def test_it_checks_what_is_installed_by_its_name(self, plugin):
        checked = plugin("check", "agent_desk")

        assert "agent_desk" in checked.stdout + checked.stderr
        assert "route-path" not in checked.stdout

    def test_it_refuses_what_is_not_there(self, plugin):
        refused = plugin("check", "nowhere")

        assert refused.returncode == 2
        assert "nowhere" in refused.stderr
