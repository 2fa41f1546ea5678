"""Options of lists and trees, and rules between fields."""

import pytest


@pytest.fixture
def admin(as_admin):
    return as_admin()


def words(response):
    return " ".join(response.html.get_text(" ").split())


def publish(admin):
    admin.get("/admin/fields/case/review").forms["publish-case"].submit().follow()


def offered(customer, name):
    select = customer.get("/cases/new").html.find("select", attrs={"name": name})
    return [option.get_text(strip=True) for option in select.find_all("option") if option["value"]]


class TestOptionTable:
    @pytest.mark.req("D-20")
    def test_priorities_are_edited_with_their_colours(self, admin, as_customer):
        form = admin.get("/admin/fields/case/priority/options").forms["options"]
        form["o0-label-en"] = "Whenever"
        form["o0-color"] = "#123456"
        form["n0-label-en"] = "At once"
        form["o3-active"] = False
        form.submit("save").follow()
        publish(admin)

        assert offered(as_customer(), "priority") == ["Whenever", "Medium", "High", "At once"]

    @pytest.mark.req("D-20")
    def test_channels_are_edited_too(self, admin, as_agent, make_contact):
        form = admin.get("/admin/fields/case/channel/options").forms["options"]
        form["n0-label-en"] = "Front desk"
        form.submit("save").follow()
        publish(admin)

        page = as_agent().get(f"/desk/new?contact={make_contact().id}")
        options = page.forms["case"]["channel"].options
        assert "Front desk" in [text for _value, _chosen, text in options]

    @pytest.mark.req("D-19")
    def test_a_status_says_its_kind_and_where_it_reopens(self, admin, platform):
        form = admin.get("/admin/fields/case/status/options").forms["options"]
        form["n0-label-en"] = "Solved"
        form["n0-kind"] = "closed"
        form["n0-reopens"] = "in_progress"
        form.submit("save").follow()
        publish(admin)

        with platform.scope("acme") as scope:
            option = scope.tenant.form("case").field("status").options[-1]
        assert (option.key, option.kind, option.reopens_to) == ("solved", "closed", "in_progress")

    def test_it_goes_down_the_tree(self, admin):
        page = admin.get("/admin/fields/case/product/options").click("3 options")
        form = page.forms["options"]
        assert form["level-en"].value == "Reason"
        form["n0-label-en"] = "Praise"
        page = form.submit("save").follow()

        assert page.request.params["under"] == "general"
        assert page.forms["options"]["o3-key"].value == "praise"

    def test_the_arrows_move_an_option(self, admin):
        form = admin.get("/admin/fields/case/priority/options").forms["options"]
        done = form.submit("up", value="high")
        page = done.follow()

        assert page.html.find(id=done.location.partition("#")[2]).find(value="high")
        assert page.forms["options"]["o1-key"].value == "high"

    def test_a_wrong_colour_is_named_and_all_is_kept(self, admin):
        form = admin.get("/admin/fields/case/priority/options").forms["options"]
        form["o0-color"] = "reddish"
        form["n0-label-en"] = "At once"
        page = form.submit("save", status=422)

        assert "Write a colour as # and six digits" in words(page)
        assert page.forms["options"]["n0-label-en"].value == "At once"

    def test_another_languages_labels_stay(self, admin, platform):
        form = admin.get("/admin/fields/case/priority/options?language=de").forms["options"]
        form["o0-label-de"] = "Nebensache"
        form.submit("save").follow()
        publish(admin)

        with platform.scope("acme") as scope:
            labels = scope.tenant.form("case").field("priority").options[0].labels
        assert labels["de"] == "Nebensache"
        assert labels["es"] == "Baja"


class TestOptionText:
    def test_a_tree_is_pasted(self, admin, as_customer):
        page = admin.get("/admin/fields/case/product/options/text")
        form = page.forms["option-text"]
        form["text"] = "Water\tBill\tToo high\nWater\tLeak\nGas\tLeak"
        form["drop"] = True
        form.submit().follow()
        publish(admin)

        assert offered(as_customer(), "product-0") == ["Water", "Gas"]

    def test_what_is_wrong_is_said_and_the_text_kept(self, admin):
        form = admin.get("/admin/fields/case/product/options/text").forms["option-text"]
        form["text"] = "A\n\t\t\tB"
        page = form.submit(status=422)

        assert "too far to the right" in words(page)
        assert page.forms["option-text"]["text"].value == "A\n\t\t\tB"


class TestRules:
    def test_a_rule_is_put_together_and_acts(self, admin, as_customer):
        form = admin.get("/admin/fields/case/cc/rules").forms["rule"]
        form["effect"] = "show"
        form["asks"] = "priority"
        page = form.submit("refresh", value="form")
        form = page.forms["rule"]
        form["operator"] = "equals"
        form["value"] = "critical"
        page = form.submit("add").follow()
        assert "Shown only when Priority is “Critical”" in words(page)
        publish(admin)

        customer = as_customer()
        page = customer.get("/cases/new")
        assert page.html.find(attrs={"name": "cc"}) is None

    def test_it_asks_for_the_value(self, admin):
        form = admin.get("/admin/fields/case/cc/rules").forms["rule"]
        page = form.submit("add", status=422)

        assert "Say which value." in words(page)

    def test_it_limits_options(self, admin):
        form = admin.get("/admin/fields/case/priority/rules").forms["rule"]
        form["effect"] = "limit"
        form = form.submit("refresh", value="form").forms["rule"]
        form.set("options", value=True, index=0)
        form["operator"] = "not_empty"
        page = form.submit("add").follow()

        assert "Limited to Low when Product is filled in" in words(page)

    def test_it_is_removed(self, admin):
        self.test_it_limits_options(admin)
        page = admin.get("/admin/fields/case/priority/rules")

        page = page.forms["rules"].submit("remove", index=0).follow()

        assert "No rule changes this field" in words(page)


class TestRuleValues:
    """The value of a rule is read as the field that decides reads its own."""

    @pytest.fixture
    def spanish(self, as_admin, make_staff):
        """Return an administrator who reads Spanish; the form asks for an amount."""
        admin = as_admin(make_staff(roles=["admin"], locale="es"))
        form = admin.get("/admin/fields/case/new?type=money").forms["field"]
        form["label_en"] = form["label_es"] = "Monto"
        form.submit("save")
        return admin

    def add(self, admin, value, status=None):
        form = admin.get("/admin/fields/case/cc/rules").forms["rule"]
        form["asks"] = "monto"
        form = form.submit("refresh", value="form").forms["rule"]
        form["value"] = value
        return form.submit("add", status=status)

    def test_it_is_stored_as_the_field_stores_it(self, spanish):
        page = self.add(spanish, "1.500,5").follow()

        assert "1.500,5" in words(page)

    @pytest.mark.parametrize("value", ["un millón", "1,500.25"])
    def test_what_the_field_can_not_have_is_refused(self, spanish, value):
        page = self.add(spanish, value, status=422)

        assert page.forms["rule"]["value"].value == value

    def test_the_same_rule_is_not_taken_twice(self, spanish):
        self.add(spanish, "1.500,5").follow()

        page = self.add(spanish, "1500,50", status=422)

        assert "Esta regla ya existe." in words(page)
