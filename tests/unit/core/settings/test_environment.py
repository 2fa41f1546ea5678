import stat

import pytest

from core.errors import SettingsError
from core.settings.environment import read_settings

SECRET = {"VENTANILLA_SECRET": "s" * 32}


class TestReadSettings:
    def test_an_empty_environment_is_the_embedded_shape(self):
        settings = read_settings(SECRET)

        assert settings.database_url == "sqlite:///var/ventanilla.db"
        assert settings.is_embedded
        assert settings.base_domain == "localhost:6543"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("VENTANILLA_DATABASE_URL", "mysql://x/y"),
            ("VENTANILLA_BROKER_URL", "kafka://x"),
            ("VENTANILLA_SMTP_URL", "http://x"),
            ("VENTANILLA_LOG_FORMAT", "xml"),
            ("VENTANILLA_SECRET", "short"),
            ("VENTANILLA_BASE_DOMAIN", "http://x/"),
            ("VENTANILLA_BASE_DOMAIN", "x..example"),
            ("VENTANILLA_BASE_DOMAIN", "x.example:70000"),
            ("VENTANILLA_DATABASE_URL", "sqlite://"),
            ("VENTANILLA_DATABASE_URL", "sqlite:///:memory:"),
            ("VENTANILLA_DATABASE_URL", "postgresql://host:port/x"),
            ("VENTANILLA_DATABASE_URL", "postgresql://[::1/x"),
            ("VENTANILLA_BROKER_URL", "redis://"),
            ("VENTANILLA_BROKER_URL", "redis://localhost/first"),
            ("VENTANILLA_BROKER_URL", "amqp://"),
            ("VENTANILLA_BLOB_URL", "file://"),
            ("VENTANILLA_BLOB_URL", "s3://"),
            ("VENTANILLA_SMTP_URL", "smtp://"),
            ("VENTANILLA_SMTP_URL", "mail.example:25"),
            ("VENTANILLA_SMTP_URL", "smtp://mail.example:port"),
            ("VENTANILLA_TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
            ("VENTANILLA_PLUGINS_DIR", "/there/is/none"),
            ("VENTANILLA_COLOUR", "blue"),
        ],
    )
    def test_a_wrong_value_names_its_variable(self, name, value):
        with pytest.raises(SettingsError, match=name):
            read_settings({**SECRET, name: value})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("VENTANILLA_DATABASE_URL", "postgresql://"),  # libpq has an environment of its own
            ("VENTANILLA_BROKER_URL", "redis://:secret@localhost:6379/9"),
            ("VENTANILLA_BROKER_URL", "amqps://user:p%40ss@mq.example/host"),
            ("VENTANILLA_BLOB_URL", "file://var/blobs"),
            ("VENTANILLA_BLOB_URL", "file:///srv/blobs"),
            ("VENTANILLA_SMTP_URL", "smtp+starttls://me%40x.example:secret@[::1]:587"),
            ("VENTANILLA_BASE_DOMAIN", "help.example:443"),
            ("VENTANILLA_TRUSTED_PROXIES", "10.0.0.1/8, ::1"),
        ],
    )
    def test_a_right_value_is_taken(self, name, value):
        read_settings({**SECRET, name: value})

    @pytest.mark.parametrize(("demo", "is_on"), [("1", True), ("0", False), ("", False)])
    def test_development_is_part_of_the_demo(self, demo, is_on):
        given = {**SECRET, "VENTANILLA_DEMO": demo, "VENTANILLA_RELOAD": "1"}

        assert read_settings(given).reload is is_on

    def test_it_makes_a_secret_that_only_the_owner_reads(self, tmp_path):
        path = tmp_path / "new" / "secret"

        first = read_settings({"VENTANILLA_SECRET_FILE": str(path)}).secret
        second = read_settings({"VENTANILLA_SECRET_FILE": str(path)}).secret

        assert first == second
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_former_secrets_stand_below_the_one_in_force(self, tmp_path):
        path = tmp_path / "secret"
        path.write_text(f"{'n' * 32}\n\n  {'f' * 32}  \n")

        settings = read_settings({"VENTANILLA_SECRET_FILE": str(path)})

        assert (settings.secret, settings.former_secrets) == ("n" * 32, ("f" * 32,))

    @pytest.mark.parametrize("text", ["", "short", f"{'n' * 32}\nshort"])
    def test_a_secret_that_is_too_short_names_its_file(self, tmp_path, text):
        path = tmp_path / "secret"
        path.write_text(text)

        with pytest.raises(SettingsError, match="SECRET_FILE"):
            read_settings({"VENTANILLA_SECRET_FILE": str(path)})
