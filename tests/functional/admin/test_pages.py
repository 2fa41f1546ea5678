"""Every page of the admin answers, for those who may open it and for nobody else."""

import pytest

PAGES = (
    "/admin/organisation",
    "/admin/organisation/wording",
    "/admin/organisation/wording?language=es&text=case",
    "/admin/plugins",
    "/admin/settings/cases",
    "/admin/settings/identity",
    "/admin/settings/files",
    "/admin/audit",
    "/admin/mails",
    "/admin/people",
    "/admin/people/contacts/new",
    "/admin/people/accounts",
    "/admin/people/accounts/new",
    "/admin/people/staff",
    "/admin/people/staff/new",
    "/admin/fields/case",
    "/admin/fields/contact",
    "/admin/fields/account",
    "/admin/fields/case/new",
    "/admin/fields/case/new?type=text",
    "/admin/fields/case/subject",
    "/admin/fields/case/product/options",
    "/admin/fields/case/product/options?under=general/question",
    "/admin/fields/case/status/options",
    "/admin/fields/case/product/options/text",
    "/admin/fields/case/priority/rules",
    "/admin/fields/case/preview",
    "/admin/fields/contact/preview?place=agent-detail&language=de",
    "/admin/fields/case/review",
    "/admin/fields/case/versions",
)


class TestAdminPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_an_admin_gets_it(self, as_admin, queries, path):
        admin = as_admin()
        admin.get(path)
        queries.clear()

        page = admin.get(path)

        assert page.html.find("h1").get_text(strip=True)
        assert not page.html.find(style=True)
        assert len(queries) <= 8, queries.statements

    def test_a_stranger_is_sent_to_sign_in(self, testapp):
        leads_to = {path: testapp.get(path).location.partition("?next=")[0] for path in PAGES}

        assert leads_to == dict.fromkeys(PAGES, "http://acme.localhost:6543/staff/login")

    def test_an_agent_may_not_shape_the_tenant(self, as_agent):
        agent = as_agent()

        closed = [path for path in PAGES if "people" not in path or "staff" in path]
        answers = {path: agent.get(path, status="*").status_int for path in closed}

        assert answers == dict.fromkeys(closed, 404)

    def test_unknown_things_are_not_found(self, as_admin):
        admin = as_admin()

        unknown = (
            "/admin/fields/invoice",
            "/admin/fields/case/nothing",
            "/admin/fields/case/subject/options",
            "/admin/fields/case/product/options?under=x/y",
            "/admin/settings/nothing",
            "/admin/people/contacts/x",
            "/admin/people/contacts/01a20138-f6fc-7700-ae63-d21c336fbaa7",
            "/admin/people?after=x",
        )
        answers = {path: admin.get(path, status="*").status_int for path in unknown}

        assert answers == dict.fromkeys(unknown, 404)
