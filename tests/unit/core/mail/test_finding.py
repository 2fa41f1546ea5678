import pytest

from core.db.base import new_id
from core.mail.finding import MOST_IDS, find_sent_mails, mails_by_ids
from core.mail.models import MailMessage


class TestFindSentMails:
    def test_it_returns_ours_in_the_order_of_the_ids(self, scope, make_mail):
        case_id = new_id()
        first = make_mail(message_id="<1@acme.example>")
        second = make_mail(message_id="<2@acme.example>", case_id=case_id)

        found = find_sent_mails(scope, ["<2@acme.example>", "<x@y.example>", "<1@acme.example>"])

        assert [(key, mail.id) for key, mail in found.items()] == [
            ("<2@acme.example>", second),
            ("<1@acme.example>", first),
        ]
        mail = found["<2@acme.example>"]
        assert (mail.case_id, mail.addresses) == (case_id, ("ana@acme.example", "bea@acme.example"))

    def test_it_does_not_see_another_tenant(self, scope, other_scope, make_mail):
        make_mail(message_id="<1@acme.example>")

        assert find_sent_mails(scope, ["<1@acme.example>"])
        assert find_sent_mails(other_scope, ["<1@acme.example>"]) == {}

    @pytest.mark.parametrize("rubbish", ["", "<\x00@x>", "<a\nb>", f"<{'x' * 500}@x>", "\ud800"])
    def test_rubbish_finds_nothing_and_stops_nothing(self, scope, make_mail, rubbish):
        make_mail(message_id="<1@acme.example>")

        assert list(find_sent_mails(scope, [rubbish, "<1@acme.example>"])) == ["<1@acme.example>"]

    def test_it_asks_once_for_so_many_and_no_more(self, scope, make_mail, queries):
        make_mail(message_id="<1@acme.example>")
        ids = [f"<{number}@x.example>" for number in range(MOST_IDS)]
        queries.clear()

        assert find_sent_mails(scope, [*ids, "<1@acme.example>"]) == {}
        assert len(queries) == 1

    def test_an_index_finds_them(self, scope, plan_of):
        query = mails_by_ids(["<1@acme.example>", "<2@acme.example>"])
        plan = plan_of(query.where(MailMessage.tenant_id == scope.tenant_id))

        assert "message_id" in plan.lower()
        assert "SCAN mail_message" not in plan
