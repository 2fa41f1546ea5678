"""People at their browsers, mail over SMTP and jobs by workers: nothing stands in for anything."""

import time

import pytest

from core.presets.services import apply_preset
from core.testing.mail import text_of

SPANISH = {"locale": "es-ES"}
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture
def people(workers, mailbox, platform, make_contact, make_staff):
    """Ana asks, Marta answers, Adela administers a Spanish contact centre."""
    with platform.scope("acme") as scope:
        apply_preset(scope, "contact_center")
    return {
        "ana": make_contact(first_name="Ana", last_name="Ruiz", email="ana@example.net"),
        "marta": make_staff(name="Marta Peña", roles=["agent"]),
        "adela": make_staff(name="Adela Sanz", roles=["admin"]),
    }


@pytest.fixture
def ana(people, open_page):
    """The customer's browser, on her telephone."""
    return open_page(contact=people["ana"], **SPANISH, **PHONE)


@pytest.fixture
def marta(people, open_page):
    """The agent's browser."""
    return open_page(staff=people["marta"], **SPANISH)


@pytest.fixture
def adela(people, open_page):
    """The administrator's browser."""
    return open_page(staff=people["adela"], **SPANISH)


@pytest.fixture
def wait_for_mail(mailbox):
    """Return the mail to an address that says something, once the workers have sent it."""

    def wait(address, words):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for message in mailbox.to(address):
                if words in text_of(message):
                    return message
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address} says {words!r}")

    return wait
