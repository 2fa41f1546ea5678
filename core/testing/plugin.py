"""What pytest loads. Override a fixture of the same name in your ``conftest.py`` to change it.

A test that asks for ``scope`` runs in one transaction that is rolled back: quick, for services. A
test that asks for ``open_scope`` or ``platform``, or anything that stands on it (``app``,
``visitor``, ``jobs``, ``page``), gets a database of its own in which everything commits, as in real
life. The ``make_*`` fixtures work in both.
"""

import gc
import warnings

import pytest

# Its assertions should tell what they saw, as those of a test module do.
pytest.register_assert_rewrite("core.testing.contract", "core.testing.inspection")

with warnings.catch_warnings():
    # Some of what we stand on warns when it is imported. Where warnings are errors, that would end
    # the run before a test could choose to overlook it.
    warnings.simplefilter("ignore")
    import core.app  # noqa: F401  # for its effect

# The collector's youngest generation, and how many rounds of each until the next one's (CPython's
# own: 700, 10, 10). Tests make much that is soon forgotten, and have the memory to wait.
GENERATIONS = (5000, 20, 20)

pytest_plugins = (
    "core.testing.browser",
    "core.testing.cases",
    "core.testing.clock",
    "core.testing.database",
    "core.testing.jobs",
    "core.testing.mail",
    "core.testing.people",
    "core.testing.receiver",
    "core.testing.scopes",
    "core.testing.web",
)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays: modules and tests, some 300,000 objects.

    It looked through all of them again and again, for a fifth of the time of the tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GENERATIONS)
