import pytest

from fields_config.kinds.addresses import split_addresses
from fields_config.types import TYPES


class TestEmail:
    @pytest.mark.parametrize("address", ["ana@demo.example", "Ana.Ruiz+x@Ñandú.example", "a@b.co"])
    def test_it_is_kept_as_it_was_given(self, read, address):
        assert read("email", f" {address} ") == address

    @pytest.mark.parametrize(
        "address",
        ["ana", "ana@", "@b.co", "a b@c.co", "a@b", "<Ana>", "a@b.co, c@b.co", "x" * 300 + "@b.co"],
    )
    def test_what_no_mail_can_reach_is_refused(self, refusal, address):
        assert refusal("email", address)


class TestEmails:
    @pytest.mark.parametrize(
        "written", ["a@b.co, c@d.co", "a@b.co;c@d.co", "a@b.co\r\nc@d.co,", ["a@b.co", " c@d.co "]]
    )
    def test_several_can_be_written_in_many_ways(self, read, written):
        assert read("emails", written) == ["a@b.co", "c@d.co"]

    def test_the_same_address_counts_once(self, read):
        assert read("emails", "Ana@b.co, ana@B.CO") == ["Ana@b.co"]

    def test_the_wrong_one_is_named(self, refusal):
        assert refusal("emails", "a@b.co, nope").startswith("“nope” is not")

    def test_their_number_has_a_bound(self, read, refusal):
        many = ", ".join(f"p{number}@b.co" for number in range(21))

        assert refusal("emails", many) == "Remove some addresses: the limit is 20."
        assert refusal("emails", ["a@b.co"] * 101)
        assert len(read("emails", many, validation={"max_items": 21})) == 21

    def test_only_commas_are_nothing(self, read):
        assert read("emails", " , ") == ()

    def test_they_go_back_into_the_form_with_commas(self, make_field):
        node = TYPES["emails"].node(make_field(kind="emails"), "en")

        assert node.serialize(["a@b.co", "c@d.co"]) == "a@b.co, c@d.co"


class TestPhone:
    @pytest.mark.parametrize(
        ("written", "region", "stored"),
        [
            ("+573001234567", "", "+57 300 1234567"),
            ("300 123 4567", "CO", "+57 300 1234567"),
            ("300 123 4567", "", "300 123 4567"),
            ("+57 (300) 123-4567", "rubbish", "+57 300 1234567"),
        ],
    )
    def test_it_is_stored_the_international_way_where_its_country_is_known(
        self, read, written, region, stored
    ):
        assert read("phone", written, validation={"region": region}) == stored

    @pytest.mark.parametrize(
        "written",
        [
            "(601) 555-1234",
            "601 555 1234 ext. 12",
            "01 55 5555 1234",
            "601.555.1234",
            "555-1234",
            "030/123456-12",
            "601 555 1234 x12",
            "601 555 1234, ramal 12",
            "601 555 1234 Durchwahl 12",
            "Tel.: 601 555 1234",
            "٠٦٠١٥٥٥١٢٣٤",
            "６０１ ５５５ １２３４",
            "0057 601 5551234",
            "123",
        ],
    )
    def test_without_a_country_it_stays_as_it_is_written(self, read, written):
        assert read("phone", written) == written

    @pytest.mark.parametrize(
        ("written", "region", "stored"),
        [
            ("tel:+576015551234", "", "+57 601 5551234"),
            ("tel:+57-601-555-1234;ext=12", "", "+57 601 5551234 ext. 12"),
            ("＋５７ ６０１ ５５５ １２３４", "", "+57 601 5551234"),
            ("(+57) 601 555 1234", "", "+57 601 5551234"),
            ("Tel.: +57 601 555 1234", "", "+57 601 5551234"),
            ("(601) 555-1234", "CO", "+57 601 5551234"),
            ("601/555 1234", "CO", "+57 601 5551234"),
            ("01 55 5555 1234", "MX", "+52 55 5555 1234"),
            ("+52 1 55 5555 1234", "", "+52 55 5555 1234"),
            ("1-800-FLOWERS", "US", "+1 800-356-9377"),
        ],
    )
    def test_it_is_read_as_telephones_and_firms_write_it(self, read, written, region, stored):
        assert read("phone", written, validation={"region": region}) == stored

    @pytest.mark.parametrize(
        "extension",
        [
            *("ext. 12", "ext 12", "x12", "#12", "extensión 12", "(ext. 12)", "anexo 12"),
            *("Durchwahl 12", "DW 12", "App. 12", "poste 12", "interno 12", "int. 12", "ramal: 12"),
        ],
    )
    def test_extensions_are_kept_whatever_they_are_called(self, read, extension):
        found = read("phone", f"601 555 1234 {extension}", validation={"region": "CO"})

        assert found == "+57 601 5551234 ext. 12"

    @pytest.mark.parametrize("written", ["ask for Ana 300 123 45", "300 123 4567 maybe", "12"])
    def test_words_are_no_number_where_the_country_is_known(self, refusal, written):
        assert "country code" in refusal("phone", written, validation={"region": "CO"})

    def test_what_is_stored_is_read_as_itself(self, read):
        for written in ("601 555 1234 ext. 12", "tel:+576015551234", "01 55 5555 1234"):
            for region in ("", "CO", "MX"):
                try:
                    stored = read("phone", written, validation={"region": region})
                except AssertionError:
                    continue
                assert read("phone", stored, validation={"region": region}) == stored

    @pytest.mark.parametrize(
        "written", ["+1", "+99999", "abc", "12", "1" * 30, "ask at 300 123 4567", "n/a"]
    )
    def test_what_can_not_be_dialled_is_refused(self, refusal, written):
        assert "country code" in refusal("phone", written)


class TestUrl:
    @pytest.mark.parametrize(
        ("written", "stored"),
        [
            ("https://a.b/c?d=e#f", "https://a.b/c?d=e#f"),
            ("www.example.org", "https://www.example.org"),
            ("example.org:8080/x", "https://example.org:8080/x"),
            ("HTTPS://Example.org", "HTTPS://Example.org"),
            ("//example.org/x", "https://example.org/x"),
            ("<https://example.org>", "https://example.org"),
            ("<URL:https://example.org/x>", "https://example.org/x"),
            ("https://señal.example/año?q=ñ", "https://señal.example/año?q=ñ"),
            ("例え.example", "https://例え.example"),
            ("https://example.org/two words", "https://example.org/two%20words"),
            ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
            ("http://localhost:8080", "http://localhost:8080"),
        ],
    )
    def test_a_web_address_is_completed(self, read, written, stored):
        assert read("url", written) == stored

    @pytest.mark.parametrize(
        "written",
        [
            "javascript:alert(1)",
            "JaVaScript://x/%0aalert(1)",
            "data:text/html,x",
            "ftp://a.b",
            "https://",
            "https://[",
            "https://a.b:port",
            "https://user:secret@a.b",
            "https://a.b\\@c.d",
            "two words",
        ],
    )
    def test_anything_else_is_refused(self, refusal, written):
        assert refusal("url", written).startswith("Write a web address")


class TestAddressesOfMailPrograms:
    @pytest.mark.parametrize(
        ("typed", "addresses"),
        [
            ("Ana García <a@b.co>; Bruno <b@b.co>", ["a@b.co", "b@b.co"]),
            ('"García, Ana" <a@b.co>', ["a@b.co"]),
            ("García, Ana <a@b.co>, b@b.co", ["a@b.co", "b@b.co"]),
            ("<a@b.co>", ["a@b.co"]),
            ("mailto:a@b.co", ["a@b.co"]),
            ("MAILTO:a%2Bx@b.co?subject=Hi", ["a+x@b.co"]),
            ("a@b.co <a@b.co>", ["a@b.co"]),
            ('"ana@home" <a@b.co> (work);', ["a@b.co"]),
            ("'a@b.co', [b@b.co](mailto:b@b.co)", ["a@b.co", "b@b.co"]),
            ("a@b.co.\n\nBruno Gil <b@b.co>", ["a@b.co", "b@b.co"]),
            ("ana@empresa.local", ["ana@empresa.local"]),
            ('"Ana \\"Nena\\" G" <a@b.co>', ["a@b.co"]),
        ],
    )
    def test_names_are_left_out(self, read, typed, addresses):
        assert read("emails", typed) == addresses

    @pytest.mark.parametrize(
        "typed", ["Ana", "ana b@b.co", "<Ana>; b@b.co", "a@b", "Ana; <b@b.co>"]
    )
    def test_words_that_are_no_address_are_not_lost(self, refusal, typed):
        assert refusal("emails", typed)

    @pytest.mark.parametrize("typed", ["Ana García <a@b.co>", "<a@b.co>", "mailto:a@b.co"])
    def test_a_single_one_is_read_alike(self, read, typed):
        assert read("email", typed) == "a@b.co"

    @pytest.mark.parametrize("sign", ['"', "<", "(", '\\"', "@", "<@", '"\\'])
    def test_nothing_takes_long(self, sign):
        list(split_addresses(sign * 12_000 if "@" in sign else sign * 12_000 + "<a@b.co>"))
