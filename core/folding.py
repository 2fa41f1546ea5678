"""Text as search sees it (see :mod:`fields_config.folding`, where fields are compared by it)."""

from fields_config.folding import fold, words_to_find

__all__ = ["fold", "words_to_find"]
