"""Two releases side by side: the pages of one ask the processes of the other for their files."""

import shutil

import pytest

from core.web import statics

YEAR = "max-age=31536000"


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A release whose files can be exchanged on the disk while it serves."""
    folder = tmp_path / "static"
    shutil.copytree(statics.OWNERS["core"], folder)
    monkeypatch.setitem(statics.OWNERS, "core", folder)
    statics.read_owned.cache_clear()
    statics.static_url.cache_clear()
    yield folder
    statics.read_owned.cache_clear()
    statics.static_url.cache_clear()


class TestShowStatic:
    def test_under_its_own_hash_a_file_may_be_kept_for_a_year(self, testapp):
        answer = testapp.get(statics.static_url("core/ventanilla.css"))

        assert YEAR in answer.headers["Cache-Control"]
        assert answer.content_type == "text/css"
        head = testapp.head(statics.static_url("core/ventanilla.css"))
        assert head.headers["Content-Length"] == answer.headers["Content-Length"]

    @pytest.mark.parametrize("name", ["ventanilla.css", "vendor/bootstrap/bootstrap.min.css"])
    def test_under_another_releases_hash_it_is_served_and_never_kept(self, testapp, name):
        answer = testapp.get(f"/static/core/0123456789abcdef/{name}")

        assert answer.body == (statics.OWNERS["core"] / name).read_bytes()
        assert answer.headers["Cache-Control"] == "no-store"

    def test_what_an_upgrade_lays_on_the_disk_does_not_get_the_old_address(self, release, testapp):
        address = statics.static_url("core/ventanilla.css")
        before = testapp.get(address).body
        (release / "ventanilla.css").write_text("/* the next release */")

        after = testapp.get(address)

        assert after.body == before
        assert YEAR in after.headers["Cache-Control"]

    def test_an_old_process_has_the_new_releases_files_for_the_new_releases_pages(
        self, release, testapp
    ):
        statics.static_url("core/ventanilla.css")
        (release / "ventanilla.css").write_text("/* the next release */")
        (release / "new.css").write_text("/* only there */")
        (release / "icon.svg").unlink()

        for name in ("ventanilla.css", "new.css"):
            answer = testapp.get(f"/static/core/fedcba9876543210/{name}")
            assert answer.body == (release / name).read_bytes()
            assert answer.headers["Cache-Control"] == "no-store"
        assert testapp.get("/static/core/fedcba9876543210/icon.svg").content_length > 0
        testapp.get(statics.static_url("core/new.css"), status=404)

    @pytest.mark.parametrize("given", ["0123456789abcdef", "ours"])
    @pytest.mark.parametrize(
        "name", ["nothing.css", "../routing.py", "..%2f..%2frouting.py", "%00.css", ".."]
    )
    def test_what_is_no_file_of_theirs_is_not_there_under_any_hash(self, testapp, given, name):
        hash_ = statics.content_hash("core") if given == "ours" else given
        testapp.get(f"/static/core/{hash_}/{name}", status=404)

    def test_a_plugin_that_is_off_serves_nothing(self, testapp):
        testapp.get("/static/nobody/0123456789abcdef/x.css", status=404)
