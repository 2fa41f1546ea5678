"""What customers see of a case does not move with what is for staff alone."""

from datetime import timedelta
from io import BytesIO

import pytest

from core.cases.models import Case
from core.cases.services import add_note, close_case
from core.fields.services.publishing import install_form
from core.files.services import owner_of, stage_upload
from core.testing.cases import actor_of, edit_case
from fields_config.definition import AUDIENCES, SCREENS, Access, FieldDefinition, Grant

STAFF = ("cases:read", "cases:answer", "cases:change")
HIDDEN = {("agent", screen): Grant(Access.EDIT) for screen in SCREENS}
SEEN = {(audience, screen): Grant(Access.EDIT) for audience in AUDIENCES for screen in SCREENS}


def upload_of(scope, name="plan.txt"):
    return str(stage_upload(scope, BytesIO(b"x"), name, owner=owner_of(scope.actor)).id)


def note(scope, case):
    add_note(scope, case, "<p>Words</p>", is_internal=False)


def internal_note(scope, case):
    add_note(scope, case, "<p>Secret</p>", is_internal=True)


def internal_file(scope, case):
    add_note(scope, case, "", files=[upload_of(scope, "secret.txt")], is_internal=True)


def hidden_field(scope, case):
    edit_case(scope, case, {"grade": "Secret"})


def hidden_file(scope, case):
    edit_case(scope, case, {"proof": [upload_of(scope, "secret.txt")]})


def seen_field(scope, case):
    edit_case(scope, case, {"size": "Large"})


def close(scope, case):
    close_case(scope, case)


@pytest.fixture(autouse=True)
def form(open_scope):
    with open_scope() as scope:
        form = scope.tenant.form("case")
        for key, kind, grants in (
            ("grade", "text", HIDDEN),
            ("proof", "file", HIDDEN),
            ("size", "text", SEEN),
        ):
            field = FieldDefinition(key=key, type=kind, labels={"en": key}, grants=grants)
            form = form.with_field(field)
        install_form(scope, "case", form)


class TestLastUpdate:
    @pytest.mark.parametrize(
        ("act", "moves"),
        [
            (internal_note, False),
            (internal_file, False),
            (hidden_field, False),
            (hidden_file, False),
            (note, True),
            (seen_field, True),
            (close, True),
        ],
    )
    def test_what_is_for_staff_alone_moves_nothing_that_customers_see(
        self, act, moves, make_case, make_contact, make_staff, as_customer, open_scope
    ):
        ana = make_contact()
        case = make_case(ana, actor=actor_of(ana))
        portal, own = as_customer(ana), f"/cases/{case.number}"

        def pages():
            found = (portal.get(path).html for path in ("/", own, f"{own}?tab=files"))
            return [page.select_one("main").get_text(" ", strip=True) for page in found]

        with open_scope() as scope:  # as if it had been filed a week ago
            row = scope.session.get(Case, (scope.tenant_id, case.id))
            for name in ("created_at", "updated_at", "public_updated_at"):
                setattr(row, name, getattr(row, name) - timedelta(days=7))
        before = pages()
        with open_scope(actor=actor_of(make_staff(), *STAFF)) as scope:
            act(scope, scope.session.get(Case, (scope.tenant_id, case.id)))
        after = pages()

        assert (after != before) is moves
        assert "secret" not in " ".join(after).lower()
        with open_scope() as scope:
            row = scope.session.get(Case, (scope.tenant_id, case.id))
            assert row.updated_at > row.created_at
            assert (row.public_updated_at > row.created_at) is moves
