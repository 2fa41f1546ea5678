"""The logo: put up on its page, shown to everybody, taken down again."""

import pytest
from webtest import Upload

from core.files.models import FileUpload
from tests.support.pages import words

PAGE = "/admin/organisation/logo"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><path d="M0 0h8v4H0z"/></svg>'
ALIVE = DRAWING.replace(b"<path", b"<script>alert(1)</script><path")


@pytest.fixture
def admin(as_admin):
    return as_admin()


def put_up(admin, content=DRAWING, name="acme.svg", *, field="logo", status=303):
    form = admin.get(PAGE).forms["logos"]
    form.set(field, Upload(name, content), index=-1)
    return form.submit(status=status)


def logos(page):
    return [(tag["src"], tag["alt"]) for tag in page.html.select(".v-brand img")]


class TestPutUp:
    @pytest.mark.req("BA-P-05")
    def test_it_stands_at_the_top_of_every_page_and_says_the_name(
        self, admin, as_customer, testapp
    ):
        put_up(admin)

        for client, path in ((testapp, "/login"), (as_customer(), "/cases"), (admin, PAGE)):
            page = client.get(path)
            ((address, name),) = logos(page)
            assert name == "Acme"
            assert page.html.select(".v-brand-name") == []
            assert client.get(address).body == DRAWING
        assert logos(testapp.get("/nothing", status=404))

    def test_dark_pages_may_have_their_own(self, admin):
        put_up(admin)
        put_up(admin, DRAWING.replace(b"M0 0", b"M1 1"), field="logo_dark")

        (light, name), (dark, same) = logos(admin.get(PAGE))

        assert name == same == "Acme"
        assert light != dark

    def test_a_new_one_takes_the_place_of_the_old_one(self, admin, open_scope):
        put_up(admin)
        ((old, _name),) = logos(admin.get(PAGE))
        put_up(admin, DRAWING.replace(b"M0 0", b"M1 1"), "new.svg")

        ((new, _name),) = logos(admin.get(PAGE))

        assert new != old
        admin.get(old, status=404)
        with open_scope() as scope:
            assert [row.name for row in scope.session.query(FileUpload)] == ["new.svg"]

    def test_saving_again_changes_nothing(self, admin):
        put_up(admin)
        before = logos(admin.get(PAGE))

        admin.get(PAGE).forms["logos"].submit(status=303)

        assert logos(admin.get(PAGE)) == before

    def test_it_is_taken_down(self, admin, open_scope):
        put_up(admin)
        ((address, _name),) = logos(admin.get(PAGE))
        form = admin.get(PAGE).forms["logos"]
        form["logo-remove"] = True
        form.submit().follow()

        page = admin.get(PAGE)

        assert logos(page) == []
        assert words(page, ".v-brand-name") == "Acme"
        admin.get(address, status=404)
        with open_scope() as scope:
            assert scope.session.query(FileUpload).count() == 0

    def test_one_can_be_for_both(self, admin):
        put_up(admin)
        form = admin.get(PAGE).forms["logos"]
        fields = {"csrf_token": form["csrf_token"].value}
        own = form.fields["logo"][0].value

        admin.post(PAGE, {**fields, "logo": own, "logo_dark": own}, status=303)
        ((first, _name), (second, _same)) = logos(admin.get(PAGE))
        assert first == second
        admin.post(PAGE, {**fields, "logo": own}, status=303)

        assert admin.get(first).body == DRAWING

    def test_name_and_colour_leave_it_alone(self, admin):
        put_up(admin)
        form = admin.get("/admin/organisation").forms["organisation"]
        form["accent"] = "#14683a"
        form.submit().follow()

        assert logos(admin.get(PAGE))

    def test_the_record_says_so(self, admin):
        put_up(admin)

        page = admin.get("/admin/audit?kind=organisation_changed")

        assert "Changed: Logo" in words(page, "tbody tr")


class TestRefuse:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("alive.svg", ALIVE, "can't be shown on a page"),
            ("logo.gif", b"GIF89a\x01\x00\x01\x00", "Use one of: png, webp, svg"),
            ("logo.png", DRAWING, "its content is not that of a “png” file"),
            ("logo.svg", b"", "it is empty"),
            ("logo.svg", b"<svg " + b" " * 1024 * 1024, "it is larger than 1 MB"),
        ],
    )
    def test_what_is_no_harmless_picture(self, admin, name, content, why):
        page = put_up(admin, content, name, status=422)

        assert why in words(page, "#logos-logo-error")
        assert logos(admin.get(PAGE)) == []

    def test_an_upload_that_was_held_against_other_rules(self, admin):
        form = admin.get(PAGE).forms["logos"]
        token = form["csrf_token"].value
        files = {"csrf_token": token, "file": Upload("alive.svg", ALIVE)}
        other = admin.post("/desk/uploads", files).json["id"]

        admin.post(PAGE, {"csrf_token": token, "logo": other}, status=303)

        assert logos(admin.get(PAGE)) == []

    def test_an_id_of_nothing(self, admin):
        token = admin.get(PAGE).forms["logos"]["csrf_token"].value
        for given in ("x", "00000000-0000-0000-0000-000000000000", "'"):
            admin.post(PAGE, {"csrf_token": token, "logo": given}, status=303)

        assert logos(admin.get(PAGE)) == []


class TestShow:
    def test_opened_by_itself_it_can_do_nothing(self, admin, visitor):
        put_up(admin)
        ((address, _name),) = logos(admin.get(PAGE))

        answer = visitor().get(address)

        assert answer.content_type == "image/svg+xml"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private")
        assert "immutable" in answer.headers["Cache-Control"]

    def test_it_is_one_tenants(self, admin, visitor):
        put_up(admin)
        ((address, _name),) = logos(admin.get(PAGE))

        visitor("globex").get(address, status=404)

    @pytest.mark.parametrize("given", ["x", "00000000-0000-0000-0000-000000000000"])
    def test_no_other_file_is_shown(self, testapp, given):
        testapp.get(f"/logo/{given}", status=404)
