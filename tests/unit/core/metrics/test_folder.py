import os
import tempfile

import pytest

from core.metrics.folder import METRICS_DIR, shared_folder


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv(METRICS_DIR, raising=False)
    return tmp_path


class TestSharedFolder:
    def test_it_removes_what_those_who_were_killed_left_and_nothing_else(self, scratch):
        stays = {f"ventanilla-metrics-{os.getpid()}-x", "ventanilla-metrics-odd", "other-999999999"}
        for name in (*stays, "ventanilla-metrics-999999999-x"):
            (scratch / name).mkdir()
            (scratch / name / "counter_1.db").touch()

        with shared_folder():
            mine = os.path.basename(os.environ[METRICS_DIR])  # noqa: PTH119  # a name alone
            assert {path.name for path in scratch.iterdir()} == stays | {mine}
        assert {path.name for path in scratch.iterdir()} == stays
