import ast
from dataclasses import replace

import pytest

from core.activity.services import record_activity
from core.activity.words import ACTIVITY
from core.admin.activity_details import LABELS, ActivityDetails
from core.admin.services.audit import list_activity, names_in
from core.db.base import new_id
from core.identity.accounts import create_account
from core.identity.contacts import add_contact
from tests.support.tree import project_files

# Ids of rows that have no page of their own.
SAY_NOTHING = {"file", "mail", "session"}
COLUMNS = {"contact_id", "case_id"}


def _recorded():
    """Yield each call of record_activity in core."""
    for path in project_files("*.py", under=("core",)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_activity":
                yield node


@pytest.fixture
def tell(scope):
    """Record an activity and return its details as a Spanish admin reads them."""

    def tell(kind, **data):
        record_activity(scope, kind, **data)
        scope.session.flush()
        row = list_activity(scope, kind=kind)[0]
        reader = replace(scope, translator=scope.tenant.translator("es"))
        return ActivityDetails(reader, names_in(scope, [row]), {"portal": "Customer portal"}).tell(
            row
        )

    return tell


class TestWords:
    def test_every_kind_that_core_records_has_them(self):
        kinds = {n.args[1].value for n in _recorded() if isinstance(n.args[1], ast.Constant)}

        assert kinds - ACTIVITY.keys() == set()

    def test_every_detail_that_core_records_has_a_label(self):
        keys = {word.arg for node in _recorded() for word in node.keywords if word.arg}

        assert keys - LABELS.keys() - SAY_NOTHING - COLUMNS == set()


class TestTell:
    def test_it_says_codes_in_words(self, tell):
        assert tell("locked", lock="temporary", reason="failed_sign_ins", who="Ana") == [
            "A quién: Ana",
            "Bloqueo: por un tiempo",
            "Motivo: demasiadas contraseñas incorrectas",
        ]

    def test_it_calls_plugins_and_fields_what_people_call_them(self, tell):
        assert tell("plugin_switched", plugin="portal", on=False) == [
            "Complemento: Customer portal",
            "Activado: No",
        ]
        assert tell("form_draft_changed", form="case", what="field_saved:subject") == [
            "Formulario: Casos",
            "Cambio: campo modificado (Asunto)",
        ]
        assert tell("case_changed", number=7, changes={"status": ["open", "closed"]}) == [
            "Caso: 7",
            "Cambios: Estado",
        ]

    def test_it_names_what_was_put_back(self, tell):
        assert tell("change_undone", parts=["form:case", "plugins"]) == [
            "Cambio: Casos, Complementos"
        ]

    def test_it_tells_what_texts_said_and_say_and_no_more_than_their_beginning(self, tell):
        texts = {"Save": ["Guardar", "Grabar"], "Sign out": ["Salir", "x" * 100]}

        assert tell("wording_changed", language="es", texts=texts) == [
            "Idioma: Español",
            f"Textos: «Guardar» es ahora «Grabar», «Salir» es ahora «{'x' * 79}…»",
        ]

    def test_it_names_people_and_accounts(self, tell, scope):
        ana = add_contact(scope, {"first_name": "Ana", "last_name": "Ruiz", "email": "a@b.example"})
        acme = create_account(scope, {"name": "Acme"})

        told = tell("account_changed", contact_id=ana.id, account_id=acme.id, who="Ana Ruiz")

        assert told == ["Contacto: Ana Ruiz", "Cuenta: Acme"]

    def test_it_leaves_out_ids_that_say_nothing(self, tell):
        assert tell("case_noted", number=7, note=new_id(), internal=True) == [
            "Caso: 7",
            "Nota interna: Sí",
        ]

    def test_it_shows_a_plugins_own_details_as_they_are(self, tell):
        assert tell("csat_rated", score=5) == ["score: 5"]
