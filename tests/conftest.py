"""What every test may ask for: public fixtures from core.testing, our own from tests/support."""

pytest_plugins = [
    "core.testing.plugin",
    "tests.support.servers",
    "tests.support.accessibility",
    "tests.support.commands",
    "tests.support.examples",
    "tests.support.log_scan",
    "tests.support.plans",
    "tests.support.programs",
    "tests.support.mail_servers",  # asks the one above
    "tests.support.requirements",
    "tests.support.unreliable_store",
]
