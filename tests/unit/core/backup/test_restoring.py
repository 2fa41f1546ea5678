import shutil
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from core.backup.database import BackupError
from core.backup.manifest import last_backup
from core.backup.restoring import restore
from core.backup.saving import save
from core.backup.states import Keep
from core.blobs import open_store
from core.cases.services import CaseFilter, list_cases
from core.db.outbox import OutboxMessage
from core.files.models import FileUpload
from core.identity.models.session import WebSession
from core.identity.services.sessions import open_session
from core.mail.models import MailMessage
from core.mail.services import Recipient, queue_mail
from core.testing.jobs import run_until_idle

DUE = OutboxMessage.done_at.is_(None) & OutboxMessage.failed_at.is_(None)


@pytest.fixture
def lived_in(platform, upload, make_contact):
    """An installation with a file, a mail that waits, and somebody who is signed in."""
    upload()
    contact = make_contact()
    with platform.scope("acme") as scope:
        open_session(scope, "contact", contact.id, device="Test")
        to = [Recipient("ana@acme.example", "Ana", "en")]
        queue_mail(scope, "password_changed", to=to, data={"name": "Ana", "recover": "/recover"})
    return platform


def _all(house, query):
    with house.every_tenant(reading=True) as session:
        return list(session.scalars(query))


class TestRestore:
    @pytest.mark.parametrize("name", ["backup", "backup.tar", "backup.tar.gz"])
    def test_everything_comes_back(self, lived_in, other_house, tmp_path, name):
        save(lived_in, tmp_path / name)

        done = restore(other_house, tmp_path / name)

        assert (done.files, done.missing) == (1, 0)
        assert _all(other_house, select(FileUpload.name)) == ["notes.txt"]
        (file,) = _all(other_house, select(FileUpload))
        with open_store(other_house.settings.blob_url).open(file.blob()) as content:
            assert content.read() == b"a word"
        # The tenants are kept apart there, too.
        with other_house.scope("globex", reading=True) as scope:
            assert scope.session.scalars(select(FileUpload.id)).all() == []

    def test_cases_are_found_by_their_words(self, lived_in, other_house, make_case, tmp_path):
        make_case(subject="Avería", message="<p>luz verde</p>")
        save(lived_in, tmp_path / "backup")

        restore(other_house, tmp_path / "backup")
        run_until_idle(other_house)

        for typed in ("averia", "luz verde"):
            with other_house.scope("acme") as scope:
                page = list_cases(scope, CaseFilter(view="all", text=typed))
            assert [row.number for row in page.rows] == [1], typed

    def test_the_past_is_not_sent_again(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")

        done = restore(other_house, tmp_path / "backup")
        run_until_idle(other_house)

        assert done.jobs_held >= 1
        assert done.mails_held == 1
        assert _all(other_house, select(MailMessage.state)) == ["held"]
        assert _all(other_house, select(func.count()).where(DUE)) == [0]

    def test_it_is_sent_if_that_is_wished(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")

        restore(other_house, tmp_path / "backup", resend=True)

        assert _all(other_house, select(MailMessage.state)) == ["queued"]
        assert _all(other_house, select(OutboxMessage.actor).where(DUE)).count("mail.send_mail")

    def test_everybody_signs_in_anew(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")
        assert _all(lived_in, select(WebSession.id))

        restore(other_house, tmp_path / "backup")

        assert _all(other_house, select(WebSession.id)) == []

    def test_nothing_is_overwritten(self, lived_in, tmp_path):
        save(lived_in, tmp_path / "backup")

        with pytest.raises(BackupError, match="nothing is ever overwritten"):
            restore(lived_in, tmp_path / "backup")

    def test_half_a_backup_is_refused(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")
        (tmp_path / "backup" / "manifest.json").unlink()

        with pytest.raises(BackupError, match="no whole backup"):
            restore(other_house, tmp_path / "backup")

    def test_a_file_that_has_changed_is_noticed(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")
        (file,) = (p for p in (tmp_path / "backup" / "files").rglob("*") if p.is_file())
        file.write_bytes(b"another word")

        with pytest.raises(BackupError, match="damaged"):
            restore(other_house, tmp_path / "backup")

    def test_files_that_are_missing_are_counted(self, lived_in, other_house, tmp_path):
        save(lived_in, tmp_path / "backup")
        shutil.rmtree(tmp_path / "backup" / "files")

        assert restore(other_house, tmp_path / "backup").missing == 1


class TestSave:
    def test_a_second_time_only_new_files_are_copied(self, lived_in, upload, tmp_path):
        folder = tmp_path / "backup"
        save(lived_in, folder)
        (first,) = (p for p in (folder / "files").rglob("*") if p.is_file())
        before = first.stat().st_mtime_ns
        upload("more.txt", b"another word")

        assert save(lived_in, folder).files == 2
        assert first.stat().st_mtime_ns == before

    def test_it_does_not_mix_with_what_is_no_backup(self, lived_in, tmp_path):
        (tmp_path / "precious").write_text("mine")

        with pytest.raises(BackupError, match="no backup"):
            save(lived_in, tmp_path)

    def test_earlier_states_stay_for_as_long_as_is_wished_with_their_files(
        self, lived_in, upload, other_house, tmp_path, clock
    ):
        folder, keep = tmp_path / "backup", Keep(days=2, weeks=0)
        save(lived_in, folder, keep)
        with lived_in.every_tenant() as session:
            session.execute(delete(FileUpload))
        for path in open_store(lived_in.settings.blob_url).names():
            open_store(lived_in.settings.blob_url).remove(path)
        upload("later.txt", b"another word")
        clock.advance(timedelta(days=1))
        save(lived_in, folder, keep)

        (state,) = (folder / "states").iterdir()
        assert len([p for p in (folder / "files").rglob("*") if p.is_file()]) == 2
        assert restore(other_house, state).missing == 0
        assert _all(other_house, select(FileUpload.name)) == ["notes.txt"]

        for _ in range(3):
            clock.advance(timedelta(days=1))
            save(lived_in, folder, keep)
        assert len(list((folder / "states").iterdir())) == 2
        assert len([p for p in (folder / "files").rglob("*") if p.is_file()]) == 1
        assert last_backup(folder) == clock()

    def test_a_night_that_fails_leaves_the_one_before_whole(self, lived_in, tmp_path, monkeypatch):
        def fail(_url, _target):
            raise BackupError("no")

        save(lived_in, tmp_path / "backup")
        before = last_backup(tmp_path / "backup")
        monkeypatch.setattr("core.backup.saving.save_database", fail)
        with pytest.raises(BackupError):
            save(lived_in, tmp_path / "backup", Keep(7, 4))

        assert last_backup(tmp_path / "backup") == before

    def test_only_the_owner_can_read_it(self, lived_in, tmp_path):
        save(lived_in, tmp_path / "backup")
        save(lived_in, tmp_path / "backup.tar")

        for name in ("database", "manifest.json", "files.txt", "files"):
            assert (tmp_path / "backup" / name).stat().st_mode & 0o077 == 0
        assert (tmp_path / "backup.tar").stat().st_mode & 0o077 == 0
