"""Plugins with a part in signing in: other ways in, steps after the password, objections."""

import pytest

from core.identity.services.contacts import get_contact
from core.identity.services.locks import lock_person
from core.tenancy.services import switch_plugin
from tests.support.people_pages import fill, sign_in

CODE = "/x/gate/code"
TERMS = "/x/gate/terms"


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


def is_in(client):
    return client.get("/profile", status="*").status_int == 200


class TestOptions:
    @pytest.mark.parametrize(("path", "kind"), [("/login", "contact"), ("/staff/login", "staff")])
    def test_a_way_in_stands_on_the_sign_in_page(self, testapp, path, kind):
        page = testapp.get(path)

        (link,) = [a for a in page.html.select("a") if "directory" in a.text]
        assert link.text.strip() == f"Sign in with the directory <{kind}>"
        assert link["href"] == "/x/gate/directory"

    def test_it_is_given_the_page_to_go_on_to(self, testapp):
        page = testapp.get("/login?next=/profile/security")

        (link,) = [a for a in page.html.select("a") if "directory" in a.text]
        assert link["href"] == "/x/gate/directory?next=%2Fprofile%2Fsecurity"

    def test_with_the_plugin_off_it_is_gone(self, testapp, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "gate", on=False)

        assert "directory" not in testapp.get("/login")

    def test_a_failing_plugin_leaves_the_page_whole(self, testapp, ana, gate):
        gate.FAILS.add("sign_in_options")

        sign_in(testapp, ana.email)

        assert is_in(testapp)

    def test_a_plugin_signs_in_whom_it_knows(self, testapp, ana):
        page = testapp.get(f"/x/gate/directory?kind=contact&person={ana.id}&next=/profile")

        assert page.headers["Location"].endswith("/profile")
        assert is_in(testapp)

    def test_it_lets_in_nobody_who_may_not_enter(self, testapp, ana, open_scope):
        with open_scope() as scope:
            lock_person(scope, get_contact(scope, ana.id), "permanent", "staff")

        page = testapp.get(f"/x/gate/directory?kind=contact&person={ana.id}").follow()

        assert "Ask the people of this organisation for access." in page
        assert not is_in(testapp)


class TestSteps:
    def test_nobody_is_in_before_the_last_step(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.code", "gate.terms"]

        page = sign_in(testapp, ana.email, path="/login?next=/profile/security")
        assert page.headers["Location"].endswith(CODE)
        assert testapp.get(CODE).text == f"contact {ana.id}"
        assert not is_in(testapp)

        assert testapp.post(CODE, {"code": "1234"}).headers["Location"].endswith(TERMS)
        assert not is_in(testapp)

        assert testapp.post(TERMS).headers["Location"].endswith("/profile/security")
        assert is_in(testapp)

    def test_a_step_that_is_not_passed_can_be_tried_again(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.code"]
        sign_in(testapp, ana.email)

        testapp.post(CODE, {"code": "wrong"}, status=403)
        testapp.post(CODE, {"code": "1234"})

        assert is_in(testapp)

    def test_a_later_step_does_not_stand_for_the_one_before(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.code", "gate.terms"]
        sign_in(testapp, ana.email)

        testapp.post(TERMS, status=404)

        assert not is_in(testapp)

    def test_nobody_comes_to_a_step_without_the_password(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.code"]

        testapp.get(CODE, status=404)
        sign_in(testapp, ana.email, "wrong")

        testapp.post(CODE, {"code": "1234"}, status=404)

    def test_after_ten_minutes_one_begins_again(self, testapp, ana, gate, clock):
        gate.STEPS["contact"] = ["gate.code"]
        sign_in(testapp, ana.email)
        clock.advance(minutes=11)

        testapp.post(CODE, {"code": "1234"}, status=404)

    def test_whoever_is_locked_meanwhile_stays_out(self, testapp, ana, gate, open_scope):
        gate.STEPS["contact"] = ["gate.code"]
        sign_in(testapp, ana.email)
        with open_scope() as scope:
            lock_person(scope, get_contact(scope, ana.id), "permanent", "staff")

        testapp.post(CODE, {"code": "1234"})

        assert not is_in(testapp)

    def test_a_plugin_that_fails_lets_nobody_past(self, testapp, ana, gate):
        gate.FAILS.add("sign_in_steps")

        pages = [sign_in(testapp, ana.email) for _time in range(7)]

        assert all("does not work right now" in page for page in pages)
        assert not is_in(testapp)

    def test_a_step_without_a_page_lets_nobody_past(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.nowhere"]

        assert "does not work right now" in sign_in(testapp, ana.email)
        assert not is_in(testapp)

    def test_steps_follow_another_way_in_too(self, testapp, ana, gate):
        gate.STEPS["contact"] = ["gate.code"]

        page = testapp.get(f"/x/gate/directory?kind=contact&person={ana.id}")

        assert page.headers["Location"].endswith(CODE)
        assert not is_in(testapp)

    def test_with_the_plugin_off_the_password_is_enough(self, testapp, ana, gate, open_scope):
        gate.STEPS["contact"] = ["gate.code"]
        with open_scope() as scope:
            switch_plugin(scope, "gate", on=False)

        sign_in(testapp, ana.email)

        assert is_in(testapp)


class TestObjections:
    def test_a_plugin_says_why_somebody_is_not_let_in(self, testapp, ana, gate):
        gate.REFUSES["check_sign_in"] = "Come back at seven."

        page = sign_in(testapp, ana.email)

        assert page.status_int == 422
        assert "Come back at seven." in page
        assert not is_in(testapp)

    def test_it_says_so_only_to_whoever_knows_the_password(self, testapp, ana, gate):
        gate.REFUSES["check_sign_in"] = "Come back at seven."

        assert "Come back at seven." not in sign_in(testapp, ana.email, "wrong")

    def test_a_plugin_objects_to_a_registration(self, testapp):
        page = fill(
            testapp.get("/register"),
            first_name="Eva",
            last_name="Rey",
            email="eva@throwaway.example",
            status=422,
        )

        assert "Use an address that you will keep." in page
