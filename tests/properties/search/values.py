"""What may stand where a value is expected."""

from hypothesis import strategies as st

from tests.properties.search.conftest import STORED
from tests.properties.strategies import texts

values = st.one_of(
    texts,
    st.sampled_from(sorted(str(value) for value in STORED.values())),
    st.sampled_from(
        ("NaN", "Infinity", "-1e999999", "1e400", "0x1", "9" * 400, "2026-13-45", "-0")
    ),
    st.sampled_from(("all", "closed", "waiting", "open", "unassigned", "accounts", "1", "3")),
)
