"""What a request led to is found by its id: jobs, jobs of jobs, mails, and their failures."""

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.db.outbox import OutboxMessage
from core.testing.jobs import run_until_idle
from core.testing.people import PASSWORD


@pytest.fixture
def lines(caplog):
    """Return what was logged in the test itself, with what stands on each line."""
    return lambda: [record.msg for record in caplog.records if isinstance(record.msg, dict)]


@pytest.fixture
def filed(as_customer, make_contact, mailbox, platform):
    """A customer has filed a case; give back the answer's id."""
    form = as_customer(make_contact()).get("/cases/new").forms["case"]
    for level, key in enumerate(("general", "problem", "billing")):
        form[f"product-{level}"] = key
        form = form.submit("refresh").forms["case"]
    form["subject"] = "No light in the hall"
    form["message"] = "Since Monday"
    return form.submit("save", status=303).headers["X-Request-Id"]


class TestTheIdOfARequest:
    def test_every_line_of_its_jobs_and_mails_has_it_and_their_tenant(
        self, filed, lines, platform, mailbox
    ):
        run_until_idle(platform)

        done = [line for line in lines() if line["event"] == "job_done"]
        assert {"mail.send_mail"} < {line["job"] for line in done}
        assert mailbox.messages
        assert {line["request_id"] for line in lines()} == {filed}
        assert {line["tenant"] for line in lines()} == {"acme"}

    def test_what_jobs_write_down_has_it(self, filed, platform):
        run_until_idle(platform)

        with platform.scope("acme", reading=True) as scope:
            noted = set(scope.session.scalars(select(Activity.request_id)))
            asked = set(scope.session.scalars(select(OutboxMessage.request_id)))
        assert filed in noted
        assert asked == {filed}

    def test_a_job_that_fails_has_it_even_if_it_never_gets_to_its_tenant(
        self, platform, lines, visitor
    ):
        with platform.scope("globex") as scope:
            row = scope.enqueue("test.nobody_does_this")
            row.request_id = "0123456789abcdef"
        run_until_idle(platform, raising=False)

        (failed,) = [line for line in lines() if line["event"] == "job_failed"]
        assert (failed["tenant"], failed["request_id"]) == ("globex", "0123456789abcdef")

    def test_one_that_no_request_led_to_has_its_own(self, platform, lines):
        with platform.scope("acme") as scope:
            row = scope.enqueue("test.nobody_does_this")
            scope.session.flush()
            job_id = row.id
        run_until_idle(platform, raising=False)

        (failed,) = [line for line in lines() if line["event"] == "job_failed"]
        assert failed["request_id"] == job_id.hex[:16]


class TestWhoFailsToSignIn:
    @pytest.fixture
    def knock(self, visitor, make_contact):
        """Try a wrong password from an address."""
        person = make_contact()

        def knock(address, password="a wrong guess"):  # noqa: S107  # it is none
            page = visitor().get("/login")
            form = next(one for one in page.forms.values() if "password" in one.fields)
            form["name"] = person.email
            form["password"] = password
            form.submit(extra_environ={"REMOTE_ADDR": address}, expect_errors=True)

        return knock

    def test_their_address_is_told_and_nothing_of_what_they_typed(self, knock, lines):
        knock("203.0.113.7")

        (failed,) = [line for line in lines() if line["event"] == "sign_in_failed"]
        assert (failed["address"], failed["kind"]) == ("203.0.113.7", "contact")
        assert failed["tenant"] == "acme"
        assert "a wrong guess" not in str(lines())

    @pytest.mark.parametrize(
        ("wanted", "given", "told"),
        [
            ("network", "203.0.113.7", "203.0.113.0/24"),
            ("network", "2001:db8:1:2::7", "2001:db8:1::/48"),
            ("network", "::ffff:203.0.113.7", "203.0.113.0/24"),
            ("network", "not an address", None),
            ("none", "203.0.113.7", None),
            ("full", "2001:db8::7", "2001:db8::7"),
        ],
    )
    def test_it_is_told_as_far_as_the_operator_wishes(
        self, knock, lines, platform, wanted, given, told
    ):
        object.__setattr__(platform.settings, "log_addresses", wanted)
        knock(given)

        own = [line for line in lines() if line["event"] in ("sign_in_failed", "request")]
        assert own[-1].get("address") == told
        if told != given:
            assert given not in str(own[-2:])

    def test_who_succeeds_is_not_among_them(self, knock, lines):
        knock("203.0.113.7", PASSWORD)

        assert "sign_in_failed" not in [line["event"] for line in lines()]
