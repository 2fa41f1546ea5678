from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.identity.addresses import check_address, fold_address, fold_text


class TestFoldAddress:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Ana@X.example", "ana@x.example"),
            (" ana@x.example ", "ana@x.example"),
            ("ana@bücher.example", "ana@xn--bcher-kva.example"),
            ("ana@BÜCHER.example.", "ana@bücher.example"),
            ("ＡＮＡ@x.example", "ana@x.example"),
            ("jose\u0301@x.example", "josé@x.example"),
        ],
    )
    def test_it_sees_one_address_however_it_is_written(self, one, other):
        assert fold_address(one) == fold_address(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ana@x.example", "ana@y.example"),
            ("ana.b@x.example", "anab@x.example"),
            ("ana+1@x.example", "ana@x.example"),
            ("josé@x.example", "jose@x.example"),
        ],
    )
    def test_it_keeps_different_ones_apart(self, one, other):
        assert fold_address(one) != fold_address(other)

    @given(st.text())
    def test_it_never_fails_and_stays_short(self, text):
        assert len(fold_address(text)) <= 320
        fold_text(text)


class TestCheckAddress:
    @pytest.mark.parametrize(
        "address", ["", "ana", "@x.example", "a@", "a b@x.example", "a@x\n.example"]
    )
    def test_it_refuses_what_is_none(self, tenant, address):
        with pytest.raises(Refused):
            check_address(tenant, address)

    def test_it_refuses_the_tenants_own(self, tenant):
        with pytest.raises(Refused):
            check_address(tenant, "support@acme.localhost")

    @given(text=st.text())
    def test_it_refuses_in_no_other_way(self, tenant, text):
        with suppress(Refused):
            assert check_address(tenant, text) == text.strip()


class TestFoldText:
    def test_it_drops_what_no_database_takes(self):
        assert fold_text("Jos\x00É") == "jose"
