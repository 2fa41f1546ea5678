"""The studio as an admin uses it, and what customers then see."""

import pytest
from webtest import Upload

from tests.support.samples import SAMPLES

LANGUAGES = ("es", "en", "pt", "fr", "de", "it")


@pytest.fixture
def admin(as_admin):
    return as_admin()


def words(response):
    return " ".join(response.html.get_text(" ").split())


def save(page, button="save", **values):
    form = page.forms["field"]
    for name, value in values.items():
        form[name] = value
    return form.submit(button, expect_errors=True)


def add_field(admin, type_, name, *, button="save", **values):
    """Add a field with the same name in every language, and return the page after."""
    labels = {f"label_{code}": name for code in LANGUAGES}
    return save(admin.get(f"/admin/fields/case/new?type={type_}"), button, **labels, **values)


def publish(admin, form="case"):
    page = admin.get(f"/admin/fields/{form}/review")
    return page.forms[f"publish-{form}"].submit().follow()


def has_input(customer, key):
    page = customer.get("/cases/new")
    return page.html.find(attrs={"name": [key, f"{key}-0"]}) is not None


class TestPortalField:
    @pytest.mark.req("DC-11", "DC-12", "DC-13")
    def test_one_tick_shows_a_field_to_customers_and_takes_it_away(self, admin, as_customer):
        customer = as_customer()
        assert has_input(customer, "priority")

        page = admin.get("/admin/fields/case").click("Priority")
        save(page, "publish", portal=False).forms["confirm"].submit().follow()
        assert not has_input(customer, "priority")

        page = admin.get("/admin/fields/case/priority")
        save(page, "publish", portal=True).forms["confirm"].submit().follow()
        assert has_input(customer, "priority")

    def test_a_draft_shows_to_nobody(self, admin, as_customer):
        page = save(admin.get("/admin/fields/case/priority"), portal=False).follow()

        assert f"Last change: {admin.staff.name}," in words(page)
        assert has_input(as_customer(), "priority")

    def test_a_draft_with_other_changes_is_reviewed_first(self, admin):
        save(admin.get("/admin/fields/case/cc"), portal=False)

        answer = save(admin.get("/admin/fields/case/priority"), "publish", portal=False)

        assert answer.location.endswith("/admin/fields/case/review")


class TestGrants:
    @pytest.mark.req("AT-15", "D-04")
    def test_an_admin_decides_who_edits_sees_and_must_fill_in(self, admin, as_customer):
        add_field(admin, "text", "Contract")
        page = admin.get("/admin/fields/case/contract")
        save(page, grant_customer_create="edit+required", grant_customer_detail="view")
        publish(admin)
        customer = as_customer()
        form = customer.get("/cases/new").html

        assert form.find(attrs={"name": "contract"}).has_attr("required")

        page = admin.get("/admin/fields/case/contract")
        save(page, "publish", grant_customer_create="hidden").forms["confirm"].submit()
        assert not has_input(customer, "contract")

    def test_what_the_product_needs_is_not_asked_for(self, admin):
        form = admin.get("/admin/fields/case/subject").forms["field"]

        assert "grant_customer_create" not in form.fields
        assert "grant_customer_detail" in form.fields


class TestInactiveFields:
    @pytest.mark.req("DC-03", "DC-04", "D-30")
    def test_they_are_listed_and_used_again(self, admin):
        page = admin.get("/admin/fields/contact")
        inactive = page.html.find(attrs={"aria-labelledby": "inactive-title"})
        assert "Portal user" in inactive.get_text()
        assert "Support start date" in inactive.get_text()
        form = page.forms["inactive"]
        form.set("keys", value=True, index=0)
        form.set("keys", value=True, index=1)
        form.set("keys", value=True, index=2)
        form.submit("reactivate").follow()
        publish(admin, "contact")

        created = admin.get("/admin/people/contacts/new")

        section = created.html.find("legend", string="Company details") or created.html
        names = [tag["name"] for tag in section.find_parent("fieldset").find_all("input")]
        assert names == ["portal_user", "support_start", "support_end"]

    @pytest.mark.req("D-30")
    def test_a_retired_field_leaves_the_form(self, admin, as_customer):
        page = admin.get("/admin/fields/case")
        page.forms["fields"].submit("retire", value="priority").follow()
        publish(admin)

        assert not has_input(as_customer(), "priority")

    def test_nothing_ticked_says_so(self, admin):
        page = admin.get("/admin/fields/contact").forms["inactive"].submit("reactivate").follow()

        assert "Tick the fields" in words(page)


class TestNewField:
    def test_it_is_named_in_every_language_and_shows_in_the_customers(self, admin, as_customer):
        labels = {f"label_{code}": f"Vertrag {code}" for code in LANGUAGES}
        save(admin.get("/admin/fields/case/new?type=text"), portal=True, **labels)
        publish(admin)
        customer = as_customer()
        customer.set_cookie("language", "de")

        assert "Vertrag de" in words(customer.get("/cases/new"))

    def test_the_key_is_made_of_the_name(self, admin):
        add_field(admin, "text", "Número de contrato")

        assert admin.get("/admin/fields/case/numero_de_contrato").status_int == 200

    @pytest.mark.parametrize(
        ("key", "said"),
        [
            ("subject", "There is a field with this key already."),
            ("review", "The product itself uses this key"),
            ("csrf_token", "The product itself uses this key"),
        ],
    )
    def test_a_taken_key_is_refused_and_all_is_kept(self, admin, key, said):
        page = add_field(admin, "text", "Contract", key=key)

        assert page.status_int == 422
        assert said in words(page)
        assert page.forms["field"]["label_de"].value == "Contract"

    def test_a_name_of_blanks_is_none(self, admin):
        page = add_field(admin, "text", "   ")

        assert page.status_int == 422

    @pytest.mark.req("D-29")
    def test_every_type_can_be_made(self, admin, as_customer):
        palette = admin.get("/admin/fields/case/new").html.select(".v-palette a")
        kinds = [link["href"].partition("type=")[2] for link in palette]
        for kind in kinds:
            add_field(admin, kind, f"My {kind}", key=f"my_{kind}", portal=True)
        publish(admin)

        ids = {tag["id"] for tag in as_customer().get("/cases/new").html.find_all(id=True)}

        assert len(kinds) >= 20
        assert [kind for kind in kinds if not any(f"-my_{kind}" in one for one in ids)] == []


class TestLimits:
    def open_field(self, admin, kind):
        admin.set_cookie("language", "es")
        add_field(admin, kind, "Monto", key="monto")
        return admin.get("/admin/fields/case/monto")

    def test_they_are_read_as_people_of_the_language_write(self, admin):
        form = self.open_field(admin, "decimal").forms["field"]
        form["limit_min"] = "10,5"
        form["limit_max"] = "20"
        form.submit("save").follow()
        customer_form = admin.get("/admin/fields/case/preview?place=agent-create").forms["preview"]
        customer_form["monto"] = "10,4"

        assert "Escriba un número entre 10,5 y 20." in words(
            customer_form.submit("try", status=422)
        )

    def test_a_date_is_read_as_people_write_it_and_heeded(self, admin):
        form = self.open_field(admin, "date").forms["field"]
        form["limit_min"] = "31/12/2026"
        page = form.submit("save").follow()

        assert page.forms["field"]["limit_min"].value == "2026-12-31"

    @pytest.mark.parametrize(
        ("kind", "limit", "text", "said"),
        [
            ("date", "min", "31/02/2026", "2026-05-31"),
            ("money", "currency", "pesos", "Escriba las tres letras de una moneda"),
            ("phone", "region", "México", "Escriba las dos letras de un país"),
            ("integer", "min", "1e30", "Escriba aquí un número"),
            ("text", "max_length", "0", "Escriba un número entero de 1 a 2000."),
        ],
    )
    def test_what_is_none_is_refused_and_stays(self, admin, kind, limit, text, said):
        form = self.open_field(admin, kind).forms["field"]
        form[f"limit_{limit}"] = text
        page = form.submit("save", status=422)

        assert said in words(page)
        assert page.forms["field"][f"limit_{limit}"].value == text


class TestOrder:
    def test_the_arrows_move_a_field(self, admin):
        page = admin.get("/admin/fields/case")
        done = page.forms["fields"].submit("up", value="subject")
        page = done.follow()

        assert page.html.find(id=done.location.partition("#")[2]).find(value="subject")
        keys = [button["value"] for button in page.html.select("button[name=up]")]
        assert keys[:2] == ["subject", "product"]

    def test_dragging_sends_the_whole_order(self, admin):
        form = admin.get("/admin/fields/case").forms["fields"]
        form.fields["order"][0].value, form.fields["order"][2].value = "account", "product"
        page = form.submit("reorder").follow()

        keys = [button["value"] for button in page.html.select("button[name=up]")]
        assert keys[:3] == ["account", "subject", "product"]


class TestConflict:
    def test_the_slower_of_two_admins_is_told_whom_they_met(self, as_admin, make_staff):
        maria = as_admin(make_staff(name="María", roles=["admin"]))
        luis = as_admin(make_staff(name="Luis", roles=["admin"]))
        mine = luis.get("/admin/fields/case/cc")
        save(maria.get("/admin/fields/case/cc"), label_en="Copies")

        page = save(mine, label_en="Carbon copies")

        assert page.status_int == 422
        assert "María changed this field" in words(page)
        assert page.forms["field"]["label_en"].value == "Carbon copies"
        assert save(page).status_int == 303

    def test_what_was_reviewed_is_what_is_published(self, as_admin, make_staff):
        maria = as_admin(make_staff(name="María", roles=["admin"]))
        luis = as_admin()
        save(luis.get("/admin/fields/case/cc"), label_en="Copies")
        review = luis.get("/admin/fields/case/review")
        save(maria.get("/admin/fields/case/priority"), portal=False)

        page = review.forms["publish-case"].submit(status=422)

        assert "María changed the draft" in words(page)


class TestPublishing:
    @pytest.mark.req("X-03")
    def test_review_publish_and_restore(self, admin, as_customer):
        customer = as_customer()
        save(admin.get("/admin/fields/case/priority"), portal=False)
        review = admin.get("/admin/fields/case/review")
        assert "Priority: customers no longer see it when they create" in words(review)
        publish(admin)

        form = admin.get("/admin/fields/case/versions").forms["versions"]
        form.submit("version", value="0").forms["restore"].submit().follow()

        assert has_input(customer, "priority")

    def test_a_missing_translation_of_a_required_field_holds_it(self, admin):
        page = admin.get("/admin/fields/case/new?type=text")
        save(page, label_en="Contract", portal=True, required=True)

        review = admin.get("/admin/fields/case/review")

        assert "The label is missing in: Español, Português, Français, Deutsch, Italiano." in words(
            review
        )
        assert "publish-case" not in review.forms

    def test_a_draft_can_be_thrown_away(self, admin):
        save(admin.get("/admin/fields/case/priority"), portal=False)
        review = admin.get("/admin/fields/case/review")

        page = review.forms["discard-case"].submit().follow()

        assert "There is nothing to publish" in words(page)


class TestPreview:
    def test_it_draws_the_draft_as_customers_would_see_it(self, admin):
        add_field(admin, "text", "Contract", portal=True, required=True)

        page = admin.get("/admin/fields/case/preview?language=es")
        preview = page.html.select_one(".v-preview")

        assert preview["lang"] == "es"
        assert preview.find(attrs={"name": "contract"}).has_attr("required")

    def test_it_checks_like_the_real_form_and_saves_nothing(self, admin):
        form = admin.get("/admin/fields/case/preview").forms["preview"]

        page = form.submit("try", expect_errors=True)

        assert page.status_int == 422
        assert "Fill in “Subject”." in words(page)

    def test_it_takes_files_like_the_real_form(self, admin):
        form = admin.get("/admin/fields/case/preview").forms["preview"]
        form["files"] = [Upload("bill.pdf", SAMPLES["pdf"], "application/pdf")]

        page = form.submit("try", expect_errors=True)

        assert "bill.pdf" in words(page)
        assert "Up to 10 files." in words(page)

    def test_scripts_send_files_one_by_one(self, admin):
        preview = admin.get("/admin/fields/case/preview")
        address = preview.html.select_one("[data-v-files]")["data-url"]
        token = preview.forms["preview"]["csrf_token"].value

        def send(name, content):
            file = Upload(name, content, "application/octet-stream")
            return admin.post(address, {"csrf_token": token, "file": file}, expect_errors=True).json

        assert "id" in send("bill.pdf", SAMPLES["pdf"])
        assert "not accepted" in send("setup.exe", b"MZ")["error"]


class TestDetail:
    @pytest.mark.req("AT-09")
    def test_a_field_shows_only_where_it_may_be_seen(self, admin, as_customer, make_case):
        customer = as_customer()
        case = make_case(customer.contact, priority="critical")
        page = f"/cases/{case.number}"
        assert "Critical" in words(customer.get(page))

        page_of_field = admin.get("/admin/fields/case/priority")
        save(page_of_field, "publish", grant_customer_detail="hidden").forms["confirm"].submit()

        assert "Critical" not in words(customer.get(page))
