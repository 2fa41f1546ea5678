"""Pictures within the text of a mail: shown where they stand, and nowhere else."""

from email.message import EmailMessage

import pytest

from tests.support.mails import ANA, SUPPORT, write_mail

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
HTML = """<html><body><p>Look <b>here</b>:</p><p><img src="cid:meter@home" alt="The meter"></p>
<p><img src="https://tracker.example/pixel.gif"><img src="cid:unknown"><a href="cid:x">x</a></p>
</body></html>"""


@pytest.fixture
def raw():
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ANA, SUPPORT, "Meter"
    message["Message-ID"] = "<meter.1@home.example>"
    message.set_content("Look here")
    message.add_alternative(HTML, subtype="html")
    html = message.get_payload()[1]
    html.add_related(PNG, maintype="image", subtype="png", cid="<meter@home>", filename="meter.png")
    message.add_attachment(b"plan", maintype="text", subtype="csv", filename="plan.csv")
    return message.as_bytes()


def pictures_of(page):
    return [(one.get("src"), one.get("alt")) for one in page.html.select(".v-prose img")]


@pytest.fixture
def case(deliver, raw, ana, cases):
    deliver(raw)
    return cases()[0]


def files_of(page, selector):
    return [one.get_text() for one in page.html.select(f"{selector} a")]


def test_both_sides_see_them_in_the_conversation(case, as_agent, as_customer, ana, make_contact):
    desk = as_agent().get(f"/desk/cases/{case.number}")
    portal = as_customer(ana).get(f"/cases/{case.number}")

    for page in (desk, portal):
        ((address, said),) = pictures_of(page)
        assert said == "The meter"
        assert files_of(page, ".c-note-files") == ["plan.csv"]
        assert "tracker.example" not in page
        assert "cid:" not in page
    shown = as_customer(ana).get(address)
    assert (shown.body, shown.content_type) == (PNG, "image/png")
    as_customer(make_contact(email="eva@tercero.example")).get(address, status=404)


def test_all_files_of_the_case_are_listed_still(case, as_agent):
    page = as_agent().get(f"/desk/cases/{case.number}?tab=files")

    assert {"meter.png", "plan.csv"} <= set(files_of(page, "table"))


def test_the_message_shows_them(deliver, raw, ana, as_agent):
    mail = deliver(raw)
    browser = as_agent()
    page = browser.get(f"/mail/{mail.id}")

    ((address, said),) = pictures_of(page)
    assert said == "The meter"
    assert files_of(page, ".m-files") == ["plan.csv"]
    assert "tracker.example" not in page.html.select_one(".m-body").decode()
    assert browser.get(address).content_type == "image/png"


def test_a_reference_to_anothers_file_shows_nothing(case, deliver, ana, as_agent, notes):
    (note,) = notes(case.id)
    stolen = note.html.partition('src="')[2].partition('"')[0]
    deliver(write_mail(ANA, "Other", "x", html=f'<p>Look <img src="{stolen}"></p>'))

    page = as_agent().get(f"/desk/cases/{case.number + 1}")

    assert stolen.startswith("cid:")
    assert pictures_of(page) == []
