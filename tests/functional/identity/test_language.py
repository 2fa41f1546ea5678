"""In which language a page is: the person's, else the cookie's, the browser's, the tenant's."""

import pytest

FRENCH = "fr-CA, fr;q=0.9, en;q=0.5"


def language_of(client, wish="", path="/login"):
    return client.get(path, headers={"Accept-Language": wish}).html.html["lang"]


def choose(client, language):
    """Press a button of the switch at the top right of the sign-in page."""
    forms = client.get("/login").forms.values()
    switch = next(form for form in forms if form.action == "/language")
    switch.submit("language", value=language)


@pytest.mark.req("D-05", "BA-P-04")
def test_each_wish_gives_way_to_a_stronger_one(visitor, as_customer, make_contact):
    guest = visitor()
    of_the_tenant = language_of(guest)
    assert language_of(guest, "tlh, nl") == of_the_tenant
    assert language_of(guest, FRENCH) == "fr" != of_the_tenant
    choose(guest, "pt")
    assert language_of(guest, FRENCH) == "pt"

    german = as_customer(make_contact(locale="de"))
    german.set_cookie(*next((c.name, c.value) for c in guest.cookiejar if c.value == "pt"))
    assert language_of(german, FRENCH, "/cases") == "de"
