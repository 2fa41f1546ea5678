import os

import pytest

from core.errors import SettingsError
from core.settings.env_file import take_environment


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a file of these lines; give back what it sets."""

    def read(text):
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", {})
            file = tmp_path / "environment"
            file.write_text(text)
            take_environment(file)
            return dict(os.environ)

    return read


class TestTakeEnvironment:
    """As systemd reads an ``EnvironmentFile``: the parser of its version 252 was asked, too."""

    @pytest.mark.parametrize(
        ("line", "value"),
        [
            ("A=plain", "plain"),
            ("A = spaced out ", "spaced out"),
            ("A=", ""),
            ("A=it's", "it's"),
            ('A=a "b" c', 'a "b" c'),
            ("A='a \"b\" $c \\n'", 'a "b" $c \\n'),
            ("A=\"a 'b'\"", "a 'b'"),
            (r'A="say \"no\" for \$5 \\ and \n"', r'say "no" for $5 \ and \n'),
            (r"A=a\ b\\c", r"a b\c"),
            ("A=one \\\ntwo", "one two"),
            ('A="one\ntwo"', "one\ntwo"),
            ("A='one'\"two\"three", "onetwothree"),
            ("A=a # no comment", "a # no comment"),
            ("A=postgresql://e:p%40s@h/x?a=b&c=d", "postgresql://e:p%40s@h/x?a=b&c=d"),
            ("# A=no\n; A=no\n\n  A=yes", "yes"),
            ("A=first\nA=second", "second"),
        ],
    )
    def test_it_reads_what_systemd_reads(self, read, line, value):
        assert read(f"{line}\n") == {"A": value}
        assert read(line) == {"A": value}

    def test_lines_after_a_long_value_are_counted_right(self, read):
        with pytest.raises(SettingsError, match=r"line 4: write NAME=value"):
            read('A="one\ntwo"\nB=2\nnonsense\n')

    @pytest.mark.parametrize("line", ["nonsense", "1A=2", "export A=1", "=x"])
    def test_what_is_no_assignment_is_named(self, read, line):
        with pytest.raises(SettingsError, match=r"line 2: write NAME=value"):
            read(f"A=1\n{line}\n")

    def test_a_quotation_mark_that_is_not_closed_is_named(self, read):
        with pytest.raises(SettingsError, match=r"line 2: the quotation mark"):
            read('A=1\nB="never\n')
