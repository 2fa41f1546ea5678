"""The address that answers go to names the case, and nobody else can make one."""

from dataclasses import replace

import pytest

from plugins.email_channel.models import Mailbox
from plugins.email_channel.services.reply_addresses import case_of_addresses, reply_address

HELP = Mailbox(address="help@acme.example", reply_to="")


@pytest.fixture
def case(make_case):
    return make_case()


def test_it_leads_back_to_the_case(scope, case):
    address = reply_address(scope, HELP, case.id)

    local, _at, domain = address.rpartition("@")
    assert (local.partition("+")[0], domain) == ("help", "acme.example")
    assert case_of_addresses(scope, ["ana@x.example", address]) == case.id


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: f" {text} "])
def test_servers_may_change_the_case_of_its_letters(scope, case, change):
    address = change(reply_address(scope, HELP, case.id))

    assert case_of_addresses(scope, [address]) == case.id


def test_answers_go_to_the_address_that_redirects_to_the_mailbox(scope, case):
    mailbox = Mailbox(address="acme@ventanilla.example", reply_to="help@acme.example")

    address = reply_address(scope, mailbox, case.id)

    assert address.startswith("help+")
    assert address.endswith("@acme.example")


def test_a_long_name_of_a_mailbox_leaves_room_for_it(scope, case):
    mailbox = Mailbox(address="servicio.al.ciudadano.y.quejas@acme.example", reply_to="")

    address = reply_address(scope, mailbox, case.id)

    assert len(address.rpartition("@")[0]) <= 64
    assert case_of_addresses(scope, [address]) == case.id


def test_a_mailbox_whose_name_leaves_no_room_is_named_as_it_is(scope, case):
    mailbox = Mailbox(address=f"{'a' * 60}@acme.example", reply_to="")

    assert reply_address(scope, mailbox, case.id) == mailbox.address


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: token[:-1], id="cut"),
        pytest.param(lambda token: f"{'b' if token[0] == 'a' else 'a'}{token[1:]}", id="changed"),
        pytest.param(lambda token: f"{token}aaaaaaaa", id="longer"),
        pytest.param(lambda token: token[-16:], id="the signature alone"),
        pytest.param(lambda _token: "", id="none"),
        pytest.param(lambda _token: "1", id="the case's number"),
        pytest.param(lambda _token: "ñ" * 24, id="other letters"),
        pytest.param(lambda _token: "a" * 100_000, id="endless"),
    ],
)
def test_a_token_that_is_not_ours_names_no_case(scope, case, spoil):
    token = reply_address(scope, HELP, case.id).partition("+")[2].partition("@")[0]

    assert case_of_addresses(scope, [f"help+{spoil(token)}@acme.example"]) is None


def test_a_token_of_one_organisation_is_nothing_to_another(scope, other_scope, case, make_case):
    make_case(slug=other_scope.tenant.slug)

    assert case_of_addresses(other_scope, [reply_address(scope, HELP, case.id)]) is None


def test_it_is_known_after_the_secret_was_changed(scope, case):
    address = reply_address(scope, HELP, case.id)
    settings = scope.settings
    changed = replace(settings, secret="n" * 40, former_secrets=(settings.secret,))

    assert case_of_addresses(replace(scope, settings=changed), [address]) == case.id
