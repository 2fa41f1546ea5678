import pytest

from core.plugin_kit.making import ScaffoldError, make_plugin


class TestMakePlugin:
    def test_it_names_everything_by_the_plugin(self, tmp_path):
        folder = make_plugin("wish_list", tmp_path)

        assert folder.name == "ventanilla-wish-list"
        texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*.*") if path.is_file()]
        assert not any("[[" in text or "PACKAGE" in text for text in texts)

    @pytest.mark.parametrize(
        "name", ["Hello", "1st", "a", "hello-world", "core", "portal", "../x", "é"]
    )
    def test_it_refuses_what_is_no_name(self, tmp_path, name):
        with pytest.raises(ScaffoldError, match="name"):
            make_plugin(name, tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_it_overwrites_nothing(self, tmp_path):
        make_plugin("hello", tmp_path)

        with pytest.raises(ScaffoldError, match="already"):
            make_plugin("hello", tmp_path)
