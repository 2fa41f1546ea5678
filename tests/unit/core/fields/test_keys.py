from core.fields.keys import make_key


class TestMakeKey:
    def test_it_reads_like_the_text(self):
        assert make_key("Número de contrato", ()) == "numero_de_contrato"

    def test_it_is_never_taken_or_empty(self):
        assert make_key("日本", {"option"}) == "option_2"

    def test_it_stays_short(self):
        assert len(make_key("a" * 99, {"a" * 40})) == 40

    def test_it_takes_the_next_number_however_many_there_are(self):
        taken = {"option"} | {f"option_{number}" for number in range(2, 3000)}

        assert make_key("?", taken) == "option_3000"
