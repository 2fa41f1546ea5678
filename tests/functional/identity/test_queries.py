"""Pages ask the database few questions."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

PAGES = [
    ("visitor", "/login"),
    ("visitor", "/register"),
    ("visitor", "/recover"),
    ("as_customer", "/profile"),
    ("as_customer", "/profile/security"),
    ("as_customer", "/settings"),
    ("as_agent", "/staff/profile"),
    ("as_agent", "/staff/profile/security"),
]


@contextmanager
def counting(engine):
    asked = []

    def listen(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    yield asked
    event.remove(engine, "before_cursor_execute", listen)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_eight_are_enough(request, platform, app, who, path):
    client = request.getfixturevalue(who)()
    client.get(path)

    with counting(platform.engine) as asked:
        client.get(path)

    assert len(asked) <= 8, asked
