"""Finding a plugin's rows by parts of words, however many there are.

A migration makes the table of words with ``create_search_table``; its model has the columns
``row``, ``era`` and ``text``. What ``words_of_facts`` returns is stored there, in the transaction
that stores the facts. Before PostgreSQL is asked, ``set_search_pattern`` says for what; before
words are written anew, ``clear_search_pattern`` lets all be seen.
"""

from core.cases.search.text_query import (
    Typed,
    clear_search_pattern,
    match_of,
    read_typed,
    set_search_pattern,
    words_beyond_pattern,
)
from core.db.migrations.search_tables import (
    create_search_table,
    drop_search_table,
)
from core.db.session import (
    is_postgresql,
)
from core.search_text import (
    Spellings,
    fold,
    has_word,
    is_in,
    words_of_facts,
    words_to_find,
)

__all__ = [
    "Spellings",
    "Typed",
    "clear_search_pattern",
    "create_search_table",
    "drop_search_table",
    "fold",
    "has_word",
    "is_in",
    "is_postgresql",
    "match_of",
    "read_typed",
    "set_search_pattern",
    "words_beyond_pattern",
    "words_of_facts",
    "words_to_find",
]
