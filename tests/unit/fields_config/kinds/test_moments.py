import pytest

from fields_config.types import TYPES


class TestMoments:
    @pytest.mark.parametrize(
        ("kind", "written", "stored"),
        [
            ("date", "2028-02-29", "2028-02-29"),
            ("datetime", "2026-05-31T14:30", "2026-05-31T14:30"),
            ("datetime", " 2026-05-31 14:30:59 ", "2026-05-31T14:30"),
            ("time", "09:05", "09:05"),
            ("time", "9:05", "09:05"),
            ("time", "09:05:30.5", "09:05"),
        ],
    )
    def test_they_are_read(self, read, kind, written, stored):
        assert read(kind, written) == stored

    @pytest.mark.parametrize(
        ("kind", "written"),
        [
            ("date", "2026-02-29"),
            ("date", "31/05/2026"),
            ("date", "20260531"),
            ("date", "1899-12-31"),
            ("date", "２０２６-01-01"),
            ("date", 20260531),
            ("datetime", "2026-05-31"),
            ("datetime", "2026-05-31T14:30Z"),
            ("datetime", ["2026-05-31T14:30"]),
            ("time", "24:00"),
            ("time", "-1:00"),
        ],
    )
    def test_what_does_not_exist_is_refused(self, refusal, kind, written):
        assert refusal(kind, written).startswith(("Write a", "Choose a moment"))

    def test_the_tenants_bounds_count(self, read, refusal):
        limits = {"validation": {"min": "2026-01-01", "max": "rubbish"}}

        assert read("date", "2199-12-31", **limits)
        assert refusal("date", "2025-12-31", **limits) == (
            "Choose a moment between 2026-01-01 and 2199-12-31."
        )

    @pytest.mark.parametrize(
        ("kind", "stored", "shown"),
        [
            ("date", "2026-05-31", "31 may 2026"),
            ("time", "14:30", "14:30"),
            ("datetime", "2026-05-31T14:30", "31/5/26, 14:30"),
            ("date", "rubbish", "rubbish"),
            ("date", 7, "7"),
        ],
    )
    def test_they_are_shown_as_the_reader_writes_them(self, make_field, kind, stored, shown):
        assert TYPES[kind].display(stored, make_field(kind=kind), "es") == shown
