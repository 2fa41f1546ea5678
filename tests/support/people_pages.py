"""Filling in the forms of people's pages, the way a person does."""

from core.testing.people import PASSWORD


def form_with(page, *names):
    """Return the page's form that has those fields."""
    return next(form for form in page.forms.values() if set(names) <= set(form.fields))


def sign_in(client, name, password=PASSWORD, *, path="/login", status="*"):
    form = form_with(client.get(path), "name", "password")
    form["name"] = name
    form["password"] = password
    return form.submit(status=status)


def fill(page, *, status=None, **values):
    """Fill the form that has those fields, and send it."""
    names = [name.replace("__", "-") for name in values]
    form = form_with(page, *names)
    for name, value in zip(names, values.values(), strict=True):
        form[name] = value
    return form.submit(status=status)
