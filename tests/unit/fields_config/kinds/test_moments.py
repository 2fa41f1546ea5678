import pytest

from fields_config.field_type import FIXED
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
        ("kind", "written", "language", "stored"),
        [
            ("date", "31/5/2026", "es", "2026-05-31"),
            ("date", "05/06/2026", "es", "2026-06-05"),
            ("date", "31.05.26", "de", "2026-05-31"),
            ("date", "31. 5. 2026", "de", "2026-05-31"),
            ("date", "31-5-99", "it", "1999-05-31"),
            ("date", "31 de mayo de 2026", "es", "2026-05-31"),
            ("date", "domingo, 31 de mayo de 2026", "es", "2026-05-31"),
            ("date", "31. Mai 2026", "de", "2026-05-31"),
            ("date", "1er févr. 2026", "fr", "2026-02-01"),
            ("date", "1 fevrier 2026", "fr", "2026-02-01"),
            ("date", "1º de março de 2026", "pt", "2026-03-01"),
            ("date", "May 31, 2026", "en", "2026-05-31"),
            ("date", "31st May 2026", "en", "2026-05-31"),
            ("date", "2026/5/31", "en", "2026-05-31"),
            ("time", "9.30 Uhr", "de", "09:30"),
            ("time", "9 Uhr", "de", "09:00"),
            ("time", "21h30", "fr", "21:30"),
            ("time", "21 h", "fr", "21:00"),
            ("time", "21:30 h", "es", "21:30"),
            ("time", "9:30 p. m.", "es", "21:30"),
            ("time", "12:05 am", "en", "00:05"),
            ("time", "9 PM", "en", "21:00"),
            ("time", "9.30", "it", "09:30"),
            ("datetime", "31/5/26, 14:30", "es", "2026-05-31T14:30"),
            ("datetime", "31.05.2026 um 9.30 Uhr", "de", "2026-05-31T09:30"),
            ("datetime", "31 de mayo de 2026 a las 9:30 p. m.", "es", "2026-05-31T21:30"),
            ("datetime", "31 mai 2026 à 21h30", "fr", "2026-05-31T21:30"),
        ],
    )
    def test_they_are_read_as_people_write_them(self, read, kind, written, language, stored):
        assert read(kind, written, language) == stored

    @pytest.mark.parametrize("language", ["en", "es", "pt", "fr", "de", "it", "de_CH", "pt-PT"])
    @pytest.mark.parametrize("day", ["2026-05-31", "1999-12-01", "2026-03-09", "2024-02-29"])
    @pytest.mark.parametrize("hour", ["00:05", "09:30", "12:00", "21:45"])
    def test_what_is_shown_is_read_back(self, make_field, read, language, day, hour):
        shown = {
            kind: TYPES[kind].display(stored, make_field(kind=kind), language)
            for kind, stored in (("date", day), ("time", hour))
        }

        assert read("date", shown["date"], language) == day
        assert read("time", shown["time"], language) == hour
        assert read("datetime", f"{shown['date']}, {shown['time']}", language) == f"{day}T{hour}"

    @pytest.mark.parametrize("written", ["31/5/2026", "31 May 2026", "2026/05/31"])
    def test_programs_write_in_one_form(self, refusal, written):
        assert refusal("date", written, FIXED).startswith("Write a date")

    @pytest.mark.parametrize(
        ("kind", "written", "language"),
        [
            ("date", "05/06/2026", "en"),
            ("date", "31/02/2026", "es"),
            ("date", "5/31/2026", "es"),
            ("date", "31 de ma de 2026", "es"),
            ("date", "mayo de 2026", "es"),
            ("date", "31 mai 2026 juin", "fr"),
            ("time", "9", "de"),
            ("time", "25 Uhr", "de"),
            ("time", "13 pm", "en"),
            ("time", "9:75", "es"),
            ("datetime", "31/5/2026", "es"),
            ("date", "9" * 10_000, "es"),
        ],
    )
    def test_what_names_none_or_could_name_two_is_refused(self, refusal, kind, written, language):
        assert refusal(kind, written, language).startswith("Write a")

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
