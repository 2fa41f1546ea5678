"""Reading pages the way a person does."""


def words(page, selector="main"):
    """Return what a reader sees of a part of the page, in one line."""
    return " ".join(page.html.select_one(selector).get_text(" ").split())


def texts(page, selector):
    """Return the words of every part that fits, in the order of the page."""
    return [" ".join(found.get_text(" ").split()) for found in page.html.select(selector)]
