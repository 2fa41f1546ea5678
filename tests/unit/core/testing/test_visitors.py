import smtplib


class TestVisitors:
    def test_the_host_chooses_the_tenant(self, visitor):
        assert visitor("acme").get("/healthz", status=200)
        assert visitor(host="nobody.localhost:6543").get("/login", status=404)

    def test_a_customer_is_signed_in(self, as_customer, platform, make_contact):
        ana = make_contact(first_name="Ana", last_name="Ruiz")

        client = as_customer(ana)

        assert client.contact is ana
        assert client.cookies["ventanilla"]


class TestPage:
    def test_it_stands_before_the_tenants_own_address(self, page):
        page.goto("/healthz")

        assert page.url.startswith("http://acme.localhost:")

    def test_it_reports_what_a_script_complains_about(self, page, page_errors):
        page.goto("/healthz")

        page.evaluate("console.error('out of sorts')")

        assert len(page_errors.seen) == 1
        page_errors.seen.clear()


class TestMailbox:
    def test_it_keeps_what_is_sent(self, mailbox):
        host, port = mailbox.url.removeprefix("smtp://").split(":")
        with smtplib.SMTP(host, int(port)) as client:
            client.sendmail("a@desk.example", ["ana@acme.example"], b"Subject: Hola\r\n\r\nBuenas")

        assert mailbox.to("ana@acme.example")[0]["Subject"] == "Hola"
        assert mailbox.to("nobody@acme.example") == []

    def test_the_platform_sends_to_it(self, mailbox, platform):
        assert platform.settings.smtp_url == mailbox.url
