"""What a caller says, beside what is on record."""

import pytest

from plugins.csr_console.comparing import Known, is_any


@pytest.mark.parametrize(
    ("kind", "known", "said"),
    [
        ("text", "Muñoz Peña", "MUNOZ  pena"),
        ("text", "Ana María Mora", "mora, ana maria"),
        ("text", "AB-12.345/K", "ab12345k"),
        ("text", "2172 Main Street, Apt. 4", "2172 main street apt 4"),
        ("text", "O'Brien", "obrien"),
        ("phone", "+573001234567", "300 123 4567"),
        ("phone", "+4930123456", "030-123456"),
        ("phone", "+4930123456", "0049 30 123456"),
        ("date", "1980-05-03", "3/5/1980"),
        ("date", "1980-05-03", "1980-05-03"),
        ("date", "1980-05-03", "03.05.80"),
        ("date", "1980-05-03", "3 de mayo de 1980"),
        ("date", "1980-05-03", "May 3rd, 1980"),
        ("date", "1980-05-03", "03051980"),
        ("number", "1204.5", "1204,50"),
    ],
)
def test_it_forgives_how_it_is_said(kind, known, said):
    assert is_any(said, [Known("text", "something else"), Known(kind, known)])


@pytest.mark.parametrize(
    ("kind", "known", "said"),
    [
        ("text", "Ana Mora", "Ana"),
        ("text", "", ""),
        ("text", "12", "1 2 3"),
        ("text", "!!", "??"),
        ("phone", "+573001234567", "4567"),
        ("phone", "", ""),
        ("date", "1980-05-03", "4/5/1980"),
        ("date", "1980-05-03", "1980"),
        ("number", "1204.5", "1204"),
        ("number", "12", ""),
    ],
)
def test_it_forgives_nothing_else(kind, known, said):
    assert not is_any(said, [Known(kind, known)])
