"""Lists of a million messages: which index serves them."""

import pytest

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.listing import select_mails


@pytest.fixture
def plan(scope, plan_of):
    """How the database would answer for one page of a list."""

    def plan(tab, sender=""):
        query = select_mails(tab, sender).where(ReceivedMail.tenant_id == scope.tenant_id)
        return plan_of(query.order_by(ReceivedMail.id.desc()).limit(26))

    return plan


@pytest.mark.parametrize(
    ("tab", "sender", "index"),
    [
        ("open", "", "ix_email_channel_mail_open"),
        ("filed", "", "ix_email_channel_mail_state"),
        ("all", "eva@tercero.example", "ix_email_channel_mail_sender"),
        ("open", "eva@tercero.example", "ix_email_channel_mail_"),
    ],
)
def test_an_index_serves_the_list(plan, tab, sender, index):
    found = plan(tab, sender)

    assert index in found
    assert "SCAN" not in found


@pytest.mark.parametrize("tab", ["open", "filed", "all"])
def test_nothing_is_sorted_for_it(plan, tab):
    found = plan(tab)

    assert "TEMP B-TREE" not in found
    assert "Sort" not in found
