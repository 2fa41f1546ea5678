"""Whoever lets a tool look away says why, on the same line."""

import io
import re
import tokenize

from tests.support.tree import ROOT, project_files

MARK = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
WITH_REASON = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\])\s*(?:#|-)\s*\w+")


def _marks(text):
    """Yield the number and comment of each line on which a tool is told to look away."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and MARK.search(token.string):
            yield token.start[0], token.string


class TestExceptionsToRules:
    def test_each_names_its_rule_and_its_reason(self):
        bare = [
            f"{path.relative_to(ROOT)}:{number}: {comment}"
            for path in project_files("*.py")
            for number, comment in _marks(path.read_text(encoding="utf-8"))
            if not WITH_REASON.search(comment)
        ]

        assert bare == []

    def test_it_tells_a_reason_from_none(self):
        given = "a = 1  # noqa: E1  # so it reads\nb = 2  # noqa: E1\nc = 3  # type: ignore\n"

        bare = [number for number, comment in _marks(given) if not WITH_REASON.search(comment)]

        assert bare == [2, 3]
