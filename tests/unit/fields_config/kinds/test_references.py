import pytest


class TestFile:
    def test_ids_are_taken_once_each(self, read):
        assert read("file", ["f1", "", "f2", "f1"]) == ["f1", "f2"]
        assert read("file", "f1") == ["f1"]

    @pytest.mark.parametrize("sent", [["../x"], ["f1", None], [["f1"]], {"f1": 1}, 7, "a b"])
    def test_anything_else_is_refused(self, refusal, sent):
        assert refusal("file", sent) == "A file did not arrive whole. Add it again."

    def test_their_number_has_a_bound(self, refusal):
        ids = [f"f{number}" for number in range(1000)]

        assert refusal("file", ids[:11]) == "Remove some files: the limit is 10."
        assert refusal("file", ids)


class TestReference:
    @pytest.mark.parametrize("kind", ["account", "contact"])
    def test_an_id_is_taken(self, read, kind):
        assert read(kind, "0190a1b2-c3d4-7000-8000-000000000000")

    @pytest.mark.parametrize("kind", ["account", "contact"])
    @pytest.mark.parametrize("sent", ["a'; --", "x" * 65, "a\n", 7, ["a"]])
    def test_anything_else_is_refused(self, refusal, kind, sent):
        assert refusal(kind, sent).startswith("Choose a")
