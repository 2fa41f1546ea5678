import pytest

from core.admin.services.organisation import (
    change_organisation,
    check_accent,
    check_support_email,
    nearest_readable,
)
from core.errors import Refused
from core.presets.services import import_config
from core.tenancy.services import save_document
from core.web.colours import contrast


class TestCheckAccent:
    def test_it_takes_a_colour_on_which_white_reads_well(self):
        assert check_accent(" #0B5CAD ") == "#0b5cad"

    @pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "#ffcc00"])
    def test_it_refuses_others(self, colour):
        with pytest.raises(Refused) as refusal:
            check_accent(colour)

        assert "accent" in refusal.value.fields


class TestNearestReadable:
    @pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#00ff00", "#7f7f7f"])
    def test_it_is_just_dark_enough(self, colour):
        assert 4.5 <= contrast(nearest_readable(colour), "#ffffff") < 5

    def test_a_good_one_stays(self):
        assert nearest_readable("#0b5cad") == "#0b5cad"


class TestCheckSupportEmail:
    @pytest.fixture
    def people(self, make_contact, make_staff):
        make_contact(email="ana@example.net")
        make_staff(email="marta+desk@example.net")

    @pytest.mark.parametrize(
        "address", ["Ana@EXAMPLE.net", "ana+help@example.net", " marta@example.net "]
    )
    def test_it_refuses_one_that_somebody_signs_in_with(self, scope, people, address):
        with pytest.raises(Refused) as refusal:
            change_organisation(scope, {"support_email": address})

        assert "nobody's own" in refusal.value.fields["support_email"]

    def test_a_file_is_refused_alike(self, scope, people):
        with pytest.raises(Refused, match=r"branding\.support_email: Somebody signs in with this"):
            import_config(scope, {"branding": {"support_email": "ana@example.net"}})

    @pytest.mark.parametrize(
        "address",
        ["", "help@example.net", "ana@example.com", "an_@example.net", "mart@example.net"],
    )
    def test_it_takes_none_and_one_of_nobody(self, scope, people, address):
        assert check_support_email(scope, f" {address} ") == address

    def test_what_is_there_already_holds_up_no_other_change(self, open_scope, make_contact):
        make_contact(email="ana@example.net")
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "ana@example.net"})

        with open_scope() as scope:
            change_organisation(scope, {"name": "Acme", "support_email": "ana@example.net"})
