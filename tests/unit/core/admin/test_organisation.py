import pytest

from core.admin.services.organisation import check_accent, nearest_readable
from core.errors import Refused
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
