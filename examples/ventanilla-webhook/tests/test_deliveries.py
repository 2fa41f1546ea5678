import hashlib
import hmac
import socket
import threading
import time
from contextlib import suppress

import pytest
from ventanilla_webhook import client
from ventanilla_webhook.client import DeliveryError

from core.cases.services import add_note, get_case_by_id
from core.tenancy.services import change_settings, switch_plugin


class TestCaseCreated:
    def test_the_receiver_hears_of_it(self, switched_on, make_case, jobs, receiver):
        case = make_case(subject="No light")
        jobs.run()

        created = [m for m in receiver.messages if m["event"] == "case_created"]
        assert [m["case"]["subject"] for m in created] == ["No light"]
        assert created[0]["case"]["number"] == case.number
        assert receiver.received[0][0] == "/hook?from=ventanilla"

    def test_it_is_silent_where_the_plugin_is_off(self, switched_on, make_case, jobs, receiver):
        make_case(slug="globex")
        jobs.run()

        assert receiver.received == []

    def test_a_delivery_that_fails_is_tried_again(
        self, switched_on, make_case, jobs, receiver, clock
    ):
        receiver.status = 503
        make_case()
        jobs.run(raising=False)
        first = {headers["Ventanilla-Delivery"] for _path, headers, _body in receiver.received}
        receiver.received.clear()

        receiver.status = 204
        clock.advance(hours=1)
        jobs.run()

        again = {headers["Ventanilla-Delivery"] for _path, headers, _body in receiver.received}
        assert again == first
        assert jobs.waiting("webhook.post") == []

    def test_what_waits_is_dropped_with_the_plugin(
        self, switched_on, make_case, jobs, receiver, clock, open_scope
    ):
        receiver.status = 503
        make_case()
        jobs.run(raising=False)
        receiver.received.clear()
        with open_scope() as scope:
            switch_plugin(scope, "webhook", on=False)

        clock.advance(hours=1)
        jobs.run()

        assert receiver.received == []


class TestNoteAdded:
    def test_internal_notes_stay_inside(self, switched_on, make_case, jobs, receiver, open_scope):
        case = make_case()
        with open_scope() as scope:
            found = get_case_by_id(scope, case.id)
            add_note(scope, found, "<p>Between us</p>", is_internal=True)
            add_note(scope, found, "<p>For all</p>")
        jobs.run()

        told = [m["note"]["html"] for m in receiver.messages if m["event"] == "note_added"]
        assert any("For all" in html for html in told)
        assert not any("Between us" in html for html in told)


class TestSignature:
    def test_the_receiver_can_check_it(self, switched_on, make_case, jobs, receiver, key):
        make_case()
        jobs.run()

        _path, headers, body = receiver.received[0]
        stamp, signature = (
            part.partition("=")[2] for part in headers["Ventanilla-Signature"].split(",")
        )
        expected = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        assert hmac.compare_digest(signature, expected)

    def test_without_a_key_there_is_none(self, switched_on, make_case, jobs, receiver, open_scope):
        with open_scope() as scope:
            change_settings(scope, "webhook", {"key": ""})
        make_case()
        jobs.run()

        assert "Ventanilla-Signature" not in receiver.received[0][1]


class TestPage:
    def test_it_says_whether_deliveries_are_signed_and_not_by_what(
        self, switched_on, as_admin, key
    ):
        page = as_admin().get("/x/webhook")

        assert [one.text for one in page.html.find_all("dd")][1] == "Yes"
        assert key not in page.text
        assert key not in as_admin().get("/admin/settings/webhook").text

    def test_agents_do_not_see_it(self, switched_on, as_agent):
        as_agent().get("/x/webhook", status=404)


class TestPost:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:{port}/",
            "http://localhost:{port}/",
            "http://[::1]:{port}/",
            "http://[::ffff:127.0.0.1]:{port}/",
            "http://0.0.0.0:{port}/",
            "http://2130706433:{port}/",
            "https://169.254.169.254/latest/meta-data/",
            "https://10.0.0.1/",
            "https://[fd00::1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[64:ff9b:1::1]/",
        ],
    )
    def test_it_reaches_nothing_of_ours(self, receiver, url):
        with pytest.raises(DeliveryError):
            client.post(url.format(port=receiver.server_port), b"{}", {})

        assert receiver.received == []

    def test_it_is_not_fooled_by_a_name(self, receiver, monkeypatch):
        answer = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]
        monkeypatch.setattr(client.socket, "getaddrinfo", lambda *_args, **_kw: answer)

        with pytest.raises(DeliveryError, match="public"):
            client.post(f"https://rebind.example:{receiver.server_port}/", b"{}", {})

    def test_it_follows_no_redirect(self, receiver, own_network):
        receiver.status, receiver.location = 302, receiver.url
        with pytest.raises(DeliveryError, match="302"):
            client.post(receiver.url, b"{}", {})

        assert len(receiver.received) == 1

    def test_it_waits_for_nobody_for_long(self, own_network, monkeypatch):
        monkeypatch.setattr(client, "TIMEOUT", 0.2)
        with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(DeliveryError):
            client.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})

    def test_it_listens_to_nobody_for_long(self, own_network, monkeypatch):
        monkeypatch.setattr(client, "LONGEST", 0.5)

        def drip(server):
            answering = server.accept()[0]
            with answering, suppress(OSError):
                for letter in b"HTTP/1.1 200 OK" * 10:
                    answering.send(bytes([letter]))
                    time.sleep(0.1)

        with socket.create_server(("127.0.0.1", 0)) as slow:
            threading.Thread(target=drip, args=(slow,), daemon=True).start()
            started = time.monotonic()
            with pytest.raises(DeliveryError):
                client.post(f"http://127.0.0.1:{slow.getsockname()[1]}/", b"{}", {})

        assert time.monotonic() - started < client.TIMEOUT

    def test_in_the_open_only_https_will_do(self, monkeypatch):
        answer = [(2, 1, 6, "", ("93.184.216.34", 80))]
        monkeypatch.setattr(client.socket, "getaddrinfo", lambda *_args, **_kw: answer)

        with pytest.raises(DeliveryError, match="https"):
            client.post("http://example.com/", b"{}", {})
