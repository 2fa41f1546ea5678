"""The logo: put up on its page, shown to everybody, taken down again."""

import pytest
from webtest import Upload

from core.files.cleaning import remove_expired
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


@pytest.fixture
def kept_a_day_later(open_scope, clock):
    """Return the names of the pictures that are kept when nobody can undo any more."""

    def clean():
        clock.advance(days=1, minutes=1)
        with open_scope() as scope:
            remove_expired(scope)
        with open_scope() as scope:
            return [row.name for row in scope.session.query(FileUpload)]

    return clean


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

    def test_a_new_one_takes_the_place_of_the_old_one(self, admin, kept_a_day_later):
        put_up(admin)
        ((old, _name),) = logos(admin.get(PAGE))
        put_up(admin, DRAWING.replace(b"M0 0", b"M1 1"), "new.svg")

        ((new, _name),) = logos(admin.get(PAGE))

        assert new != old
        admin.get(old, status=404)
        assert kept_a_day_later() == ["new.svg"]

    def test_saving_again_changes_nothing(self, admin):
        put_up(admin)
        before = logos(admin.get(PAGE))

        admin.get(PAGE).forms["logos"].submit(status=303)

        assert logos(admin.get(PAGE)) == before

    def test_it_is_taken_down(self, admin, kept_a_day_later):
        put_up(admin)
        ((address, _name),) = logos(admin.get(PAGE))
        form = admin.get(PAGE).forms["logos"]
        form["logo-remove"] = True
        form.submit().follow()

        page = admin.get(PAGE)

        assert logos(page) == []
        assert words(page, ".v-brand-name") == "Acme"
        admin.get(address, status=404)
        assert kept_a_day_later() == []

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


class TestUndo:
    OTHER = DRAWING.replace(b"M0 0", b"M1 1")

    def shown(self, admin):
        return [admin.get(address).body for address, _name in logos(admin.get(PAGE))]

    def test_what_was_put_up_first_goes_again(self, admin):
        done = put_up(admin).follow()

        done.forms["undo"].submit().follow()

        assert self.shown(admin) == []

    def test_what_was_replaced_comes_back(self, admin, as_admin, kept_a_day_later):
        put_up(admin)
        done = put_up(admin, self.OTHER, "new.svg").follow()

        page = done.forms["undo"].submit().follow()

        assert "It is as it was before." in words(page)
        assert self.shown(admin) == [DRAWING]
        assert kept_a_day_later() == ["acme.svg"]
        assert self.shown(as_admin()) == [DRAWING]

    def test_what_was_taken_down_comes_back(self, admin):
        put_up(admin)
        form = admin.get(PAGE).forms["logos"]
        form["logo-remove"] = True
        done = form.submit().follow()

        done.forms["undo"].submit()

        assert self.shown(admin) == [DRAWING]

    def test_it_does_not_win_over_a_later_one(self, admin):
        put_up(admin)
        first = put_up(admin, self.OTHER, "new.svg").follow()
        put_up(admin, DRAWING.replace(b"M0 0", b"M2 2"), "newer.svg")

        assert "changed since" in words(first.forms["undo"].submit(status=422))

    def test_after_a_day_it_says_that_the_picture_is_gone(self, admin, as_admin, kept_a_day_later):
        put_up(admin)
        address = put_up(admin, self.OTHER, "new.svg").follow().forms["undo"].action
        kept_a_day_later()
        admin = as_admin()
        token = admin.get(PAGE).forms["logos"]["csrf_token"].value

        refused = words(admin.post(address, {"csrf_token": token}, status=422))

        assert "the logo that was before is no longer kept" in refused
        assert self.shown(admin) == [self.OTHER]
