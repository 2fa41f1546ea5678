import pytest

from core.db.base import new_id
from core.errors import ForbiddenError, NotFoundError
from core.mail.models import MailMessage
from core.mail.outgoing import MailFilter, get_outgoing, list_outgoing, outgoing_mails
from core.scope import Actor

NOBODY = Actor(kind="staff", id=new_id())


class TestListOutgoing:
    def test_it_is_for_those_who_may(self, scope, make_mail):
        mail_id = make_mail()
        stranger = scope.acting_as(NOBODY)

        with pytest.raises(ForbiddenError):
            list_outgoing(stranger, MailFilter())
        with pytest.raises(ForbiddenError):
            get_outgoing(stranger, mail_id)

    def test_it_does_not_see_another_tenant(self, scope, other_scope, make_mail):
        mail_id = make_mail()

        assert [one.id for one in list_outgoing(scope, MailFilter())] == [mail_id]
        assert list_outgoing(other_scope, MailFilter()) == []
        with pytest.raises(NotFoundError):
            get_outgoing(other_scope, mail_id)

    @pytest.mark.parametrize(
        ("wanted", "index"),
        [
            (MailFilter(), ""),
            (MailFilter(state="failed"), "ix_mail_message_state"),
            (MailFilter(address="ana@acme.example"), "ix_mail_message_to"),
            (MailFilter(case_id=new_id()), "ix_mail_message_case"),
        ],
        ids=["all", "state", "address", "case"],
    )
    def test_an_index_leads_to_a_page_and_its_order(self, scope, plan_of, wanted, index):
        query = outgoing_mails(wanted, after=new_id(), size=50)

        plan = plan_of(query.where(MailMessage.tenant_id == scope.tenant_id))

        if scope.session.get_bind().dialect.name == "postgresql":
            # With no rows to speak of, it takes any index that has the order.
            assert "Index Scan" in plan
            assert "Sort" not in plan
            return
        assert index in plan
        assert "SCAN mail_message" not in plan.replace("SCAN mail_message USING INDEX", "")
        assert "TEMP B-TREE" not in plan
