"""One installation in real processes for all these tests; ``docs/faults.md`` lists them."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from core.testing.database import TENANT
from core.testing.web import sign_in_cookie
from tests.faults.brokers import make_broker
from tests.faults.installation import Installation, free_port, running_installation
from tests.faults.post_office import PostOffice
from tests.faults.visitor import visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webtest import TestApp

    from core.testing.database import Databases
    from tests.faults.brokers import Broker

BROKER = os.environ.get("VENTANILLA_TEST_BROKER_URL", "")
DATABASE = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
# There is nothing to take away from an installation that has none of these.
collect_ignore = [
    *([] if BROKER else ["test_broker.py"]),
    *([] if DATABASE.startswith("postgresql") else ["test_postgres.py"]),
]


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    """The mail server, open."""
    office = PostOffice(free_port())
    office.open()
    yield office
    office.close()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker | None]:
    """The kind of broker that ``VENTANILLA_TEST_BROKER_URL`` names; none without it."""
    broker = make_broker(BROKER, tmp_path_factory.mktemp("broker"))
    if broker is not None:
        broker.start()
    yield broker
    if broker is not None:
        broker.stop()


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    post_office: PostOffice,
    broker: Broker | None,
) -> Iterator[Installation]:
    """The installation, running."""
    with running_installation(
        tmp_path_factory.mktemp("installation"),
        databases,
        broker_url=broker.url if broker else "",
        smtp_url=post_office.url,
        # What waits for a silent mail server waits until the test has seen enough.
        smtp_timeout=600.0,
    ) as installation:
        yield installation


@pytest.fixture(autouse=True)
def _no_point_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "installation" in request.fixturenames:
        request.getfixturevalue("installation").forget_points()


@pytest.fixture
def any_scope(installation: Installation) -> Any:
    """Stand in for core.testing's fixture, so that its people are made in this installation."""
    return lambda slug=TENANT, **how: installation.platform.scope(slug, **how)


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    """Numbers that differ through the whole run, as these tests share a database."""
    return count(1)


@pytest.fixture
def enter(installation: Installation, make_contact: Any) -> Callable[[], TestApp]:
    """Make a client that a new contact is signed in with; ``client.contact`` says who."""

    def enter() -> TestApp:
        contact = make_contact()
        client = visit(installation.port, f"{TENANT}.localhost:{installation.port}")
        client.set_cookie(*sign_in_cookie(installation.platform, TENANT, "contact", contact.id))
        client.contact = contact
        return client

    return enter
