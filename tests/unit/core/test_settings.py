import stat

import pytest

from core.errors import SettingsError
from core.settings import read_settings

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
            ("VENTANILLA_COLOUR", "blue"),
        ],
    )
    def test_a_wrong_value_names_its_variable(self, name, value):
        with pytest.raises(SettingsError, match=name):
            read_settings({**SECRET, name: value})

    def test_it_makes_a_secret_that_only_the_owner_reads(self, tmp_path):
        path = tmp_path / "new" / "secret"

        first = read_settings({"VENTANILLA_SECRET_FILE": str(path)}).secret
        second = read_settings({"VENTANILLA_SECRET_FILE": str(path)}).secret

        assert first == second
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
