"""The demo, for tests that look at what a newcomer is shown."""

from dataclasses import replace

from core.clock import utc_now
from core.db.session import make_engine
from core.demo.seed import is_seeded, seed_demo
from core.platform import Platform
from core.plugin.loading import load_plugins
from core.settings.environment import read_settings
from core.tenancy.cache import TenantConfigs


def make_demo(databases, tmp_path_factory):
    """Yield the platform of a demo that is filled, in a database of its own."""
    url = databases.lend()
    blobs = tmp_path_factory.mktemp("blobs")
    given = {"VENTANILLA_SECRET": "s" * 40, "VENTANILLA_BLOB_URL": f"file://{blobs}"}
    settings = replace(read_settings(given), database_url=url)
    registry = load_plugins()
    configs = TenantConfigs(registry, settings.base_domain)
    platform = Platform(settings, make_engine(url), registry, configs, utc_now)
    assert not is_seeded(platform)
    seed_demo(platform)
    yield platform
    platform.engine.dispose()
    databases.give_back(url)
