import hashlib
import hmac
import json

from core.cases.services import add_note, get_case_by_id
from core.tenancy.services import change_settings, switch_plugin


def messages(receiver):
    return [json.loads(one.body) for one in receiver.received]


class TestCaseCreated:
    def test_the_receiver_hears_of_it(self, switched_on, make_case, jobs, receiver):
        case = make_case(subject="No light")
        jobs.run()

        created = [m for m in messages(receiver) if m["event"] == "case_created"]
        assert [m["case"]["subject"] for m in created] == ["No light"]
        assert created[0]["case"]["number"] == case.number
        assert receiver.received[0].path == "/hook?from=ventanilla"

    def test_it_is_silent_where_the_plugin_is_off(self, switched_on, make_case, jobs, receiver):
        make_case(slug="globex")
        jobs.run()

        assert receiver.received == []

    def test_a_delivery_that_fails_is_tried_again(
        self, switched_on, make_case, jobs, receiver, clock
    ):
        receiver.status = 503
        make_case()
        jobs.run(raising=False)
        first = {one.headers["Ventanilla-Delivery"] for one in receiver.received}
        receiver.received.clear()

        receiver.status = 204
        clock.advance(hours=1)
        jobs.run()

        again = {one.headers["Ventanilla-Delivery"] for one in receiver.received}
        assert again == first
        assert jobs.waiting("webhook.post") == []

    def test_what_waits_is_dropped_with_the_plugin(
        self, switched_on, make_case, jobs, receiver, clock, open_scope
    ):
        receiver.status = 503
        make_case()
        jobs.run(raising=False)
        receiver.received.clear()
        with open_scope() as scope:
            switch_plugin(scope, "webhook", on=False)

        clock.advance(hours=1)
        jobs.run()

        assert receiver.received == []


class TestNoteAdded:
    def test_internal_notes_stay_inside(self, switched_on, make_case, jobs, receiver, open_scope):
        case = make_case()
        with open_scope() as scope:
            found = get_case_by_id(scope, case.id)
            add_note(scope, found, "<p>Between us</p>", is_internal=True)
            add_note(scope, found, "<p>For all</p>")
        jobs.run()

        told = [m["note"]["html"] for m in messages(receiver) if m["event"] == "note_added"]
        assert any("For all" in html for html in told)
        assert not any("Between us" in html for html in told)


class TestSignature:
    def test_the_receiver_can_check_it(self, switched_on, make_case, jobs, receiver, key):
        make_case()
        jobs.run()

        received = receiver.received[0]
        stamp, signature = (
            part.partition("=")[2] for part in received.headers["Ventanilla-Signature"].split(",")
        )
        expected = hmac.new(
            key.encode(), f"{stamp}.".encode() + received.body, hashlib.sha256
        ).hexdigest()
        assert hmac.compare_digest(signature, expected)

    def test_without_a_key_there_is_none(self, switched_on, make_case, jobs, receiver, open_scope):
        with open_scope() as scope:
            change_settings(scope, "webhook", {"key": ""})
        make_case()
        jobs.run()

        assert "Ventanilla-Signature" not in receiver.received[0].headers


class TestPage:
    def test_it_says_whether_deliveries_are_signed_and_not_by_what(
        self, switched_on, as_admin, key
    ):
        page = as_admin().get("/x/webhook")

        assert [one.text for one in page.html.find_all("dd")][1] == "Yes"
        assert key not in page.text
        assert key not in as_admin().get("/admin/settings/webhook").text

    def test_agents_do_not_see_it(self, switched_on, as_agent):
        as_agent().get("/x/webhook", status=404)
