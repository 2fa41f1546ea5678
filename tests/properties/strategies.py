"""What people and strangers send: text of every kind, from a word to what no keyboard has."""

from hypothesis import Phase, settings
from hypothesis import strategies as st

# The same examples every time. They are not made smaller: with pages and databases behind them,
# that would outlast a test's time limit, and the limit would be taken for the failure.
STEADY = settings(phases=[Phase.explicit, Phase.generate], derandomize=True)
ODD = (
    *(
        "'",
        '"',
        "%",
        "_",
        "\\",
        "*",
        "^",
        ":",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "NEAR(",
        "&",
        "|",
        "!",
    ),
    *("<->", "\x00", "\x1b", "\r\n", "\t", "\u202e", "\u200d", "\ufeff", "a\u0301\u0302", "ﬁ", "ﷺ"),
    *("İ", "ß", "각", "שלום", "👩‍💻", "#1", "1", "99999999999999999999", "%_\\", "--", ";"),
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    st.lists(st.sampled_from(ODD), max_size=5).map("".join),
    st.lists(st.sampled_from(ODD), min_size=2, max_size=4).map(" ".join),
    st.sampled_from(ODD).map(lambda odd: odd * 300),
)
