import threading

import pytest

from core.processes import reloading
from core.processes.reloading import look, watch


class TestLook:
    @pytest.mark.parametrize("name", ["plugin.py", "templates/page.jinja2", "static/page.css"])
    def test_it_sees_a_change_of_what_a_process_reads_once(self, tmp_path, name):
        before = look([tmp_path])
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
        first = look([tmp_path])
        (tmp_path / name).write_text("another")

        assert len({before, first, look([tmp_path])}) == 3

    @pytest.mark.parametrize("name", ["notes.txt", "__pycache__/plugin.py", ".git/hook.py"])
    def test_it_passes_over_everything_else(self, tmp_path, name):
        before = look([tmp_path])
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")

        assert look([tmp_path]) == before

    def test_a_place_may_be_one_file_or_gone(self, tmp_path):
        (tmp_path / "greeting.py").write_text("")

        assert len(look([tmp_path / "greeting.py", tmp_path / "gone"])) == 1


class TestWatch:
    def test_it_tells_of_a_change(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reloading, "PAUSE", 0.01)
        heard = threading.Event()

        stop = watch([tmp_path], heard.set)
        (tmp_path / "plugin.py").write_text("")

        assert heard.wait(30)
        stop.set()
