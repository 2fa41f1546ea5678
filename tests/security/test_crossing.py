"""From one tenant into another, by every way there is; and, each time, the way that is right."""

import io
from uuid import UUID

import pytest
from sqlalchemy import select, text
from webtest import Upload

from core.admin.services.organisation import change_organisation
from core.cases.models import Case
from core.cases.search.filters import CaseFilter
from core.cases.services import list_cases
from core.errors import NotFoundError, Refused
from core.files.services import claim_uploads, owner_of, stage_upload
from core.identity.credentials.one_time import find_secret
from core.identity.models.contact import Contact
from core.tenancy.services import save_document, save_settings, switch_plugin
from core.testing.cases import A_CASE, actor_of, file_case
from tests.security.access import ask, read_table, word_for

FORM = A_CASE | {"subject": "Mine"}
SAME = {
    "languages": ["en"],
    "default_locale": "en",
    "time_zone": "UTC",
    "accent": "#0b5cad",
    "support_email": "",
}


class TestCookie:
    """The session's cookie of one tenant, shown to another."""

    @pytest.mark.parametrize("role", ["owner", "admin"])
    def test_it_signs_nobody_in_elsewhere(self, role, registry, browsers, acme, globex, address_of):
        browser = browsers.open("acme", acme.people[role], at="globex")
        closed = [line for line in read_table() if registry.routes.audiences[line.name] != "public"]

        answers = {
            str(line): word_for(ask(browser, line, address_of(globex, line.route)))
            for line in closed
        }

        assert set(answers.values()) == {"door"}

    @pytest.mark.parametrize(("role", "page"), [("owner", "/cases"), ("admin", "/desk")])
    def test_it_does_at_home(self, role, page, browsers, acme):
        browser = browsers.open("acme", acme.people[role])

        assert f"Only of {acme.slug}" in browser.get(page + "?view=all")


class TestHost:
    @pytest.mark.parametrize("role", ["owner", "admin"])
    @pytest.mark.parametrize(
        "host",
        [
            "localhost:6543",
            "evil.example",
            "acme.evil.example",
            "acme.localhost.evil.example",
            "x.acme.localhost",
            "acme@globex.localhost",
            "acme.localhost:80@evil.example",
            "acme.localhost:80:90",
            "acme.localhost:evil.example",
            "acme.localhost/evil",
            "acme.localhost evil",
            "acme.localhost\\@evil.example",
            "[::1]",
            ":6543",
            "%",
            "*.localhost",
            "\u00e9.localhost",
            "a" * 5000 + ".localhost",
        ],
    )
    def test_an_unknown_one_has_no_tenant(self, host, role, browsers, acme):
        browser = browsers.open("acme", acme.people[role])
        raw = host.encode().decode("latin-1")

        for path in ("/", "/login", "/desk", "/cases"):
            answer = browser.get(path, extra_environ={"HTTP_HOST": raw}, expect_errors=True)

            assert answer.status_int in {400, 404}
            assert "Only of" not in answer
            assert "evil" not in answer.headers.get("Location", "")

    @pytest.mark.parametrize(
        "host", ["acme.localhost:6543", "acme.localhost", "ACME.localhost:80", "acme.localhost:1"]
    )
    def test_the_port_and_the_case_of_letters_do_not_matter(self, host, browsers, acme):
        browser = browsers.open("acme", acme.people["owner"])

        assert "Only of acme" in browser.get("/cases", extra_environ={"HTTP_HOST": host})


class TestOneTimeLink:
    @pytest.mark.parametrize(
        ("route", "purpose"),
        [
            ("portal.verify", "verify"),
            ("portal.verify_address", "address"),
            ("portal.recover_link", "recover"),
            ("core.staff_recover_link", "recover"),
            ("core.undo_address", "undo"),
            ("portal.complete", "complete"),
        ],
    )
    def test_it_works_for_its_own_tenant_alone(
        self, route, purpose, browsers, acme, globex, address_of, open_scope
    ):
        path, token = address_of(acme, route), acme.place(route)["token"]
        fields = {"new": "a long new password", "again": "a long new password"}

        abroad = browsers.open("globex")
        assert abroad.get(path, expect_errors=True).status_int in {303, 404}
        abroad.post(path, {**fields, "csrf_token": abroad.token}, expect_errors=True)

        with open_scope("globex") as scope:
            assert find_secret(scope, purpose, token) is None
        with open_scope("acme") as scope:
            assert find_secret(scope, purpose, token) is not None
        assert browsers.open("acme").get(path).status_int == 200


class TestFile:
    def test_an_upload_is_claimed_at_home_alone(self, acme, globex, open_scope):
        with open_scope("acme") as scope:
            owner = owner_of(actor_of(acme.people["owner"]))
            upload = stage_upload(scope, io.BytesIO(b"text"), "plan.txt", owner=owner)

        with pytest.raises(Refused), open_scope("globex") as scope:
            claim_uploads(scope, [upload.id], owner=owner)
        with open_scope("acme") as scope:
            assert claim_uploads(scope, [upload.id], owner=owner)[0].id == upload.id

    @pytest.mark.parametrize(("slug", "role"), [("globex", "owner"), ("acme", "other")])
    def test_an_upload_of_somebody_else_does_not_come_along(
        self, slug, role, acme, globex, browsers, rows
    ):
        owner = browsers.open("acme", acme.people["owner"])
        sent = owner.post(
            "/uploads", {"csrf_token": owner.token, "file": Upload("a.txt", b"mine", "text/plain")}
        )
        thief = browsers.open(slug, {"acme": acme, "globex": globex}[slug].people[role])
        fields = {
            "csrf_token": thief.token,
            "message": "<p>Give</p>",
            "files": sent.json["id"],
        }
        number = {"acme": 1, "globex": globex.case.number}[slug]
        before = rows.read()

        answer = thief.post(f"/cases/{number}/notes", fields, expect_errors=True)

        assert rows.read()["case_file"] == before["case_file"]
        assert "a.txt" not in answer

    def test_a_blob_is_kept_apart_even_if_it_is_equal(self, acme, globex, browsers, address_of):
        for world in (acme, globex):
            browser = browsers.open(world.slug, world.people["owner"])
            assert browser.get(address_of(world, "core.file")).body == b"text"


class TestReference:
    """What is named by an id in a form."""

    @pytest.mark.parametrize("field", ["account", "contact"])
    def test_it_must_be_of_the_tenant(self, field, acme, globex, open_scope):
        there = {
            "account": globex.place("core.account")["id"],
            "contact": str(globex.people["owner"].id),
        }
        here = {
            "account": acme.place("core.account")["id"],
            "contact": str(acme.people["owner"].id),
        }

        def file(found):
            with open_scope("acme") as scope:
                account = {"account": found["account"]} if field == "account" else {}
                contact = found["contact"] if field == "contact" else here["contact"]
                return file_case(scope, FORM | account, contact_id=UUID(contact))

        with pytest.raises((Refused, NotFoundError)):
            file(there)
        assert file(here).subject == "Mine"


class TestJob:
    def test_one_with_anothers_ids_finds_nothing(self, acme, globex, open_scope, jobs, rows):
        jobs.run()
        with open_scope("acme") as scope:
            waiting = scope.enqueue("cases.index_case", globex.case.id)
        before = rows.read(but={"web_session", "outbox"})

        jobs.run(raising=False)

        assert rows.read(but={"web_session", "outbox"}) == before
        assert waiting.tenant_id == acme.case.tenant_id


class TestConfiguration:
    """What processes keep in memory is kept per tenant."""

    def test_settings_and_plugins_of_one_change_nothing_for_the_other(
        self, browsers, acme, globex, open_scope
    ):
        clients = {w.slug: browsers.open(w.slug, w.people["owner"]) for w in (acme, globex)}
        for client in clients.values():
            assert client.get("/cases").status_int == 200  # now both are kept

        with open_scope("acme") as scope:
            switch_plugin(scope, "portal", on=False)

        assert clients["acme"].get("/cases", expect_errors=True).status_int == 404
        assert clients["globex"].get("/cases").status_int == 200

    def test_forms_of_one_are_not_shown_to_the_other(self, browsers, acme, globex, open_scope):
        clients = {w.slug: browsers.open(w.slug) for w in (acme, globex)}
        labels = {slug: self._labels(client) for slug, client in clients.items()}

        with open_scope("acme") as scope:
            save_settings(scope, "identity", {"username_alias": True})

        assert self._labels(clients["acme"]) != labels["acme"]
        assert self._labels(clients["globex"]) == labels["globex"]

    def test_a_form_that_both_share_offers_each_its_own(
        self, browsers, acme, globex, open_scope, make_account
    ):
        kept = []
        for world in (acme, globex):
            owner = world.people["owner"]
            make_account(
                slug=world.slug,
                name=f"Works of {world.slug}",
                members={owner: {"is_primary": True}},
            )
            with open_scope(world.slug) as scope:
                change_organisation(scope, {"name": world.slug} | SAME)
                save_document(scope, "branding", {})
        for world in (acme, globex):
            with open_scope(world.slug) as scope:
                kept.append(scope.tenant.cache)

        pages = {
            world.slug: browsers.open(world.slug, world.people["owner"]).get("/cases/new")
            for world in (acme, globex)
        }

        assert kept[0] is kept[1]
        for slug, other in (("acme", "globex"), ("globex", "acme")):
            assert f"Works of {slug}" in pages[slug]
            assert f"of {other}" not in pages[slug]

    @staticmethod
    def _labels(client):
        return [label.text for label in client.get("/login").html.select("main label")]


class TestSearch:
    def test_it_finds_its_own_tenants_alone(self, browsers, acme, globex, jobs):
        jobs.run()
        desk = browsers.open("globex", globex.people["admin"])

        for words, hits in (("Only of globex", True), ("Only of acme", False)):
            assert (words in desk.get("/desk", {"view": "all", "q": words}).html.main.text) is hits

    def test_so_does_the_service(self, acme, globex, open_scope, jobs):
        jobs.run()
        with open_scope("globex") as scope:
            subjects = [
                row.subject for row in list_cases(scope, CaseFilter(view="all", text="Only")).rows
            ]

        assert subjects == ["Only of globex"]


class TestStatement:
    def test_an_orm_statement_sees_the_tenant_alone(self, acme, globex, open_scope):
        with open_scope("globex") as scope:
            found = scope.session.scalars(select(Case)).all()
            foreign = scope.session.get(Contact, (acme.case.tenant_id, acme.people["owner"].id))

        assert [case.subject for case in found] == ["Only of globex"]
        assert foreign is None

    def test_a_raw_one_does_on_postgresql(self, acme, globex, open_scope, engine):
        with open_scope("globex") as scope:
            table = text("SELECT subject FROM support_case")
            found = {row.subject for row in scope.session.connection().execute(table)}

        if engine.dialect.name == "postgresql":
            assert found == {"Only of globex"}
        assert "Only of globex" in found
