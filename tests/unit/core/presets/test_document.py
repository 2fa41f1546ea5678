import pytest

from core.presets.document import DocumentError, read_configuration

HEAD = "format: 1\n"


class TestReadConfiguration:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("settings:\n  files: {max_files: 3}\nsettings: {}\n", "line 4.*stands twice"),
            ("forms:\n  case:\n    key: case\n    key: contact\n", "line 5.*stands twice"),
            ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "line 3"),
            ("wording: {es: {Save: 2026-13-45}}\n", "line 2"),
            ("wording: {es: {Save: 2026-12-31}}\n", "wording.es.Save: .*quote .2026-12-31"),
            (f"settings: {{files: {{max_files: {'9' * 5000}}}}}\n", "line 2"),
            ("settings: {files: {max_files: 99999999999999999999}}\n", "files.max_files"),
            ("settings: {files: {max_files: .inf}}\n", "settings.files.max_files"),
            ("settings: {files: {max_files: .nan}}\n", "settings.files.max_files"),
            ('wording: {es: {Save: "a\\0b"}}\n', "wording.es.Save"),
            ('wording: {es: {Save: "\\ud800"}}\n', "Save|line"),
            ("settings: {1: {}}\n", "settings: A name must be a text"),
            ("settings: {[1]: {}}\n", "line 2"),
            ("settings: !!set {a, b}\n", "'settings' must be a mapping"),
            ("settings: {a: !!set {b}}\n", "settings.a"),
            ("settings: {a: !!int x}\n", "line 2"),
            ("settings: {a: !!bool maybe}\n", "line 2"),
            ("settings: {a: !!timestamp x}\n", "line 2"),
            ("settings: {a: !!python/object/apply:os.system [ls]}\n", "line 2"),
            ("settings: " + "[" * 5000 + "\n", "nested|line"),
            ("settings: {a: !!binary aGk=}\n", "settings.a"),
            ("x: 1\n", "Unknown part"),
        ],
    )
    def test_it_refuses_with_the_place(self, text, said):
        with pytest.raises(DocumentError, match=said):
            read_configuration(HEAD + text)
