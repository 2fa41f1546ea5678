import pytest

from core.activity.models import Activity
from core.admin.services.wording import (
    LONGEST,
    change_wording,
    fault_in_words,
    list_texts,
    name_of,
    narrow_texts,
)
from core.errors import ForbiddenError, NotFoundError, Refused
from core.i18n import Translator
from core.templating import environment
from core.tenancy.services import read_document, save_document, switch_plugin
from core.testing.cases import actor_of


@pytest.fixture
def text(scope):
    """Return what is known of one text."""

    def text(key, language="es"):
        return next(one for one in list_texts(scope, language) if one.key == key)

    return text


class TestListTexts:
    def test_it_tells_what_is_said_and_who_says_it(self, text):
        assert text("Sign out").shipped == {"Cerrar sesión": ("core", "portal")}
        assert text("All").shipped == {
            "Cualquiera": ("core",),
            "Todos": ("email_channel", "portal"),
        }
        assert text("Sign out", "en").shipped == {"Sign out": ("core", "portal")}

    def test_it_leaves_out_plugins_that_are_off(self, platform, open_scope):
        def domains():
            with open_scope() as scope:
                texts = list_texts(scope, "es")
                return {one for text in texts for by in text.shipped.values() for one in by}

        assert domains() == {"core", "agent_desk", "csr_console", "email_channel", "portal"}
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)
        assert domains() == {"core", "agent_desk", "csr_console", "email_channel"}

    def test_it_stays_the_shipped_text_whatever_the_tenant_says(self, scope, text):
        save_document(scope, "wording", {"es": {"Sign out": "Salir"}})

        assert text("Sign out").own == "Salir"
        assert text("Sign out").as_shipped == "Cerrar sesión"

    def test_of_a_text_with_a_plural_it_tells_what_is_said_for_one(self, text):
        option = text("%(num)s option")

        assert option.numbers == (1,)
        assert option.as_shipped == "%(num)s opción"

    def test_the_form_for_many_is_one_of_its_own(self, text):
        many = text("%(num)s option\x1f1")

        assert (many.english, many.as_shipped) == ("%(num)s options", "%(num)s opciones")
        assert many.numbers == (0, 2, 3, 4)
        assert text("%(num)s option\x1f1", "en").as_shipped == "%(num)s options"

    def test_it_knows_only_the_languages_of_the_tenant(self, scope):
        with pytest.raises(NotFoundError):
            list_texts(scope, "tlh")

    def test_it_is_for_those_who_may_change_settings(self, scope, make_staff):
        agent = scope.acting_as(actor_of(make_staff(), "cases:read"))

        with pytest.raises(ForbiddenError):
            list_texts(agent, "es")
        with pytest.raises(ForbiddenError):
            change_wording(agent, "es", {"Sign out": "Salir"})


class TestNarrowTexts:
    @pytest.mark.parametrize("words", ["SIGN out", "cerrar sesion", "sálir"])
    def test_it_finds_english_shipped_and_own_words(self, scope, words):
        save_document(scope, "wording", {"es": {"Sign out": "Salir"}})

        found = narrow_texts(list_texts(scope, "es"), words, changed_only=False)

        assert "Sign out" in [text.key for text in found]

    def test_it_leaves_out_what_is_as_shipped(self, scope):
        save_document(scope, "wording", {"es": {"Sign out": "Salir"}, "en": {"Save": "Keep"}})

        found = narrow_texts(list_texts(scope, "es"), "", changed_only=True)

        assert [text.key for text in found] == ["Sign out"]


class TestChangeWording:
    def test_it_is_said_from_the_next_request_on_in_this_language_alone(self, platform, open_scope):
        with open_scope() as scope:
            version = scope.tenant.version
            change_wording(scope, "es", {"Sign out": "  Salir\r\n ya "})
        with open_scope() as scope:
            assert scope.tenant.version == version + 1
            assert scope.tenant.translator("es").gettext("Sign out", "portal") == "Salir ya"
            assert scope.tenant.translator("en").gettext("Sign out") == "Sign out"
            assert scope.tenant.translator("fr").gettext("Sign out") == "Se déconnecter"

    def test_another_tenant_says_what_it_said(self, scope, other_scope):
        save_document(other_scope, "wording", {"es": {"Sign out": "Adiós"}})

        change_wording(scope, "es", {"Sign out": "Salir", "Save": "Grabar"})

        assert read_document(other_scope, "wording") == {"es": {"Sign out": "Adiós"}}
        assert narrow_texts(list_texts(other_scope, "es"), "Grabar", changed_only=True) == []

    def test_what_is_not_named_stays(self, scope):
        before = {"es": {"Save": "Grabar", "A text of long ago": "X"}, "en": {"Save": "Keep"}}
        save_document(scope, "wording", before)

        change_wording(scope, "es", {"Sign out": "Salir", "Save": ""})

        assert read_document(scope, "wording") == {
            "es": {"A text of long ago": "X", "Sign out": "Salir"},
            "en": {"Save": "Keep"},
        }

    def test_the_last_one_taken_back_leaves_nothing(self, scope):
        change_wording(scope, "es", {"Save": "Grabar"})
        change_wording(scope, "es", {"Save": ""})

        assert read_document(scope, "wording") == {}

    def test_nothing_changed_is_no_new_version_and_leaves_no_trace(self, platform, open_scope):
        with open_scope() as scope:
            version = scope.tenant.version
            change_wording(scope, "es", {"Save": "", "Sign out": " "})
        with open_scope() as scope:
            assert scope.tenant.version == version
            assert not scope.session.query(Activity).filter_by(kind="wording_changed").all()

    def test_it_is_on_record_with_what_was_said_before_and_after(self, scope):
        change_wording(scope, "es", {"Sign out": "Salir"})
        change_wording(scope, "es", {"Sign out": ""})

        rows = scope.session.query(Activity).filter_by(kind="wording_changed")
        assert [row.data for row in rows.order_by(Activity.id)] == [
            {"language": "es", "texts": {"Sign out": ["Cerrar sesión", "Salir"]}},
            {"language": "es", "texts": {"Sign out": ["Salir", "Cerrar sesión"]}},
        ]

    def test_one_wrong_text_keeps_all_as_they_were(self, scope):
        with pytest.raises(Refused) as refusal:
            change_wording(scope, "es", {"Sign out": "Salir", "Case %(number)s": "Caso"})

        assert list(refusal.value.fields) == [name_of("Case %(number)s")]
        assert read_document(scope, "wording") == {}

    def test_one_that_was_wrong_before_does_not_stand_in_the_way(self, scope):
        save_document(scope, "wording", {"es": {"Case %(number)s": "Caso"}})

        change_wording(scope, "es", {"Case %(number)s": "Caso", "Save": "Grabar"})

        assert read_document(scope, "wording")["es"]["Save"] == "Grabar"

    def test_texts_and_languages_that_are_not_there_are_not_found(self, scope):
        for language, key in (("es", "Abracadabra"), ("tlh", "Save")):
            with pytest.raises(NotFoundError):
                change_wording(scope, language, {key: "X"})


class TestPluralForms:
    def test_each_is_said_in_the_tenants_words(self, scope):
        change_wording(scope, "en", {"%(num)s option\x1f1": "%(num)s <b>choices</b>"})

        words = read_document(scope, "wording")["en"]
        translator = Translator("en", scope.tenant.domains, words)

        def write(number):
            made = environment("core", "core").from_string(
                '{{ ngettext("%(num)s option", "%(num)s options", n) }}'
            )
            return made.render(translator=translator, n=number)

        assert write(1) == "1 option"
        # People typed it, so it is no HTML.
        assert write(2) == "2 &lt;b&gt;choices&lt;/b&gt;"


class TestFaultInWords:
    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("Case %(number)s", "%(number)s, caso"),
            ("${count} files", "Archivos: ${count} & <b>más</b>"),
            ("Save", "100 %%"),
            ("Save", "Où donc\u202f?"),
        ],
    )
    def test_what_can_be_said_has_none(self, ours, theirs):
        assert fault_in_words(ours, theirs) == ""

    @pytest.mark.parametrize(
        ("ours", "theirs", "says"),
        [
            ("Save", " ", "at least one word"),
            ("Save", "x" * (LONGEST + 1), "at most 2000"),
            ("Save", "a\x00b", "can't be stored"),
            ("Save", "a\nBcc: b", "in one line"),
            ("Save", "a\x9bb", "can't be stored"),
            ("Save", "a\ud800", "can't be stored"),
            ("Save", "100 %", "stray %"),
            ("Save", "%s", "stray %"),
            ("Save", "%(name)s", "no %(name)s"),
            ("${count} files", "Archivos", "Put ${count} where"),
            ("${count} files", "%(count)s ${count}", "no %(count)s"),
            ("Case %(number)s", "%(number)d %(number)s", "stray %"),
        ],
    )
    def test_it_says_what_to_do(self, ours, theirs, says):
        fault = fault_in_words(ours, theirs)

        assert says in fault.interpolate()
