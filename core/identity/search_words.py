"""By what staff find contacts and accounts: facts of every one, and fields marked for it."""

from collections.abc import Mapping
from typing import Any

from core.scope import Scope
from core.search_text import words_of_facts
from fields_config.definition import FormKey
from fields_config.search_marks import marked_words

MOST = 8000  # characters


def is_hidden_from_staff(scope: Scope, key: FormKey, fact: str) -> bool:
    """Whether a tenant lets staff see one of the product's own fields nowhere.

    What is no longer asked is not hidden: its answers stay in sight.
    """
    field = scope.tenant.form(key).field(fact)
    return field is not None and field.active and not field.grant("agent", "detail").visible


def words_of(scope: Scope, key: FormKey, values: Mapping[str, Any], *facts: str) -> str:
    """Return by what staff find a contact or an account.

    :param facts: keys of the product's own fields that are found by without a mark, unless the
        tenant hides them from staff
    """
    form = scope.tenant.form(key)
    texts = []
    for fact in facts:
        if not is_hidden_from_staff(scope, key, fact):
            texts.append(values.get(fact))
            if fact == "phone":  # however its digits are put into groups
                texts.append("".join(filter(str.isdigit, values.get(fact) or "")))
    marked = marked_words(form, values, scope.tenant.types, scope.tenant.languages)
    words = dict.fromkeys((*words_of_facts(texts).split(), *marked))
    return " ".join(words)[:MOST]
