"""Pages ask the database few questions."""

import pytest

PAGES = [
    ("visitor", "/login"),
    ("visitor", "/register"),
    ("visitor", "/recover"),
    ("as_customer", "/profile"),
    ("as_customer", "/profile/security"),
    ("as_customer", "/profile/activity"),
    ("as_customer", "/settings"),
    ("as_agent", "/staff/profile"),
    ("as_agent", "/staff/profile/security"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_eight_are_enough(request, who, path, app, queries):
    client = request.getfixturevalue(who)()
    client.get(path)
    queries.clear()

    client.get(path)

    assert len(queries) <= 8, queries.statements
