import ast
from dataclasses import replace

import pytest

from core.activity.describing import describe_activity, list_kinds
from core.activity.services import record_activity
from core.activity_log.names import names_in
from core.admin.services.audit import list_activity
from core.db.base import new_id
from core.identity.services.accounts import create_account
from core.identity.services.contacts import add_contact
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.loading import load_plugins
from tests.support.tree import project_files
from tests.unit.core.plugin.modules import make_plugin

# Ids of rows that have no page of their own.
SAY_NOTHING = {"impersonation", "interaction", "file", "mail", "session"}
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
        line = describe_activity(reader, [row], names_in(scope, [row]))[0]
        return list(line.details)

    return tell


class TestWords:
    def test_every_kind_that_core_records_has_them(self, scope):
        kinds = {n.args[1].value for n in _recorded() if isinstance(n.args[1], ast.Constant)}

        assert kinds - list_kinds(scope).keys() == set()

    def test_every_detail_that_core_records_has_a_label(self, scope):
        kinds = {name: kind for name, (_owner, kind) in scope.hooks.activity_kinds().items()}
        for node in _recorded():
            if isinstance(node.args[1], ast.Constant):
                labelled = {detail.key for detail in kinds[node.args[1].value].details}
                keys = {word.arg for word in node.keywords if word.arg}
                assert keys - labelled - SAY_NOTHING - COLUMNS == set(), node.args[1].value


class TestDescribeActivity:
    def test_it_says_codes_in_words(self, tell):
        assert tell("locked", lock="temporary", reason="failed_sign_ins", who="Ana") == [
            "A quién: Ana",
            "Clase: Bloqueo temporal",
            "Motivo: demasiadas contraseñas incorrectas",
        ]

    def test_it_calls_plugins_and_fields_what_people_call_them(self, tell):
        assert tell("plugin_switched", plugin="portal", on=False) == [
            "Complemento: Portal de clientes",
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


def made(**parts):
    """Return a plugin that records ratings."""
    score = ActivityDetail(key="score", label="Score", **parts)

    def register_activity():
        return [ActivityKind(name="stars.rated", title="Case rated", details=(score,))]

    return make_plugin("stars", register_activity)


class TestPluginsKinds:
    @pytest.fixture
    def describe(self, scope):
        """Record a rating and describe it, with the plugin on or off."""

        def describe(plugin, score=5, *, on=True):
            registry = load_plugins(modules=[plugin])
            enabled = {"stars"} if on else set()
            reader = replace(scope, hooks=registry.hooks_for({*registry.features, *enabled}))
            record_activity(reader, "stars.rated", score=score)
            scope.session.flush()
            row = list_activity(scope, kind="stars.rated")[0]
            return describe_activity(reader, [row], {})[0]

        return describe

    def test_it_says_them_in_the_plugins_words(self, describe):
        line = describe(made(words={"5": "excellent"}))

        assert line.title == "Case rated"
        assert line.details == ("Score: excellent",)

    def test_a_function_says_what_words_can_not(self, describe):
        line = describe(made(describe=lambda scope, data: "*" * data["score"]))

        assert line.details == ("Score: *****",)

    @pytest.mark.parametrize(
        "describe_score", [lambda scope, data: 1 / 0, lambda scope, data: [], lambda: "few"]
    )
    def test_a_function_that_fails_leaves_the_value_as_it_is(self, describe, describe_score):
        assert describe(made(describe=describe_score)).details == ("Score: 5",)

    def test_a_function_changes_nothing(self, describe, scope):
        def rename(scope, data):
            record_activity(scope, "stars.sly")
            scope.session.flush()
            return "five"

        assert describe(made(describe=rename)).details == ("Score: five",)
        assert list_activity(scope, kind="stars.sly") == []

    def test_what_happened_keeps_its_words_while_the_plugin_is_off(self, describe):
        line = describe(made(describe=lambda scope, data: "called"), on=False)

        assert line.title == "Case rated"
        assert line.details == ("Score: 5",)

    def test_what_nobody_registered_shows_as_it_is(self, scope):
        record_activity(scope, "gone.rated", score=[5, True], account_id="none")
        scope.session.flush()
        rows = list_activity(scope, kind="gone.rated")

        line = describe_activity(scope, rows, names_in(scope, rows))[0]

        assert line.title == "gone.rated"
        assert line.details == ("account_id: none", "score: 5, Yes")


class TestListKinds:
    def test_a_plugins_are_among_them_while_it_is_on(self, scope):
        registry = load_plugins(modules=[made()])
        on, off = (
            replace(scope, hooks=registry.hooks_for({*registry.features, *plugins}))
            for plugins in ({"stars"}, set())
        )

        assert list_kinds(on).keys() - list_kinds(off).keys() == {"stars.rated"}
