"""Which files a customer can add to a case."""

import pytest
from webtest import Upload

from core.tenancy.services import save_settings
from tests.support.pages import texts, words
from tests.support.samples import SAMPLES, make_ole


def upload(portal, case, name, content, label=""):
    form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]
    form["label"] = label
    form["files"] = [Upload(name, content, "application/octet-stream")]
    return form.submit("upload", expect_errors=True)


class TestFileTypes:
    @pytest.mark.req("BA-P-49", "D-18")
    def test_all_twenty_one_are_accepted(self, portal, case):
        assert len(SAMPLES) == 21
        for extension, content in SAMPLES.items():
            answer = upload(portal, case, f"paper.{extension}", content)
            assert answer.status_int == 303, (extension, words(answer))

        page = portal.get(f"/cases/{case.number}?tab=files")
        assert texts(page, "tbody th") == [f"paper.{extension}" for extension in SAMPLES]

    @pytest.mark.req("BA-P-50", "D-18")
    def test_any_other_is_refused_with_a_sentence(self, portal, case):
        answer = upload(portal, case, "setup.exe", b"MZ\x90", label="Kept")

        assert answer.status_int == 422
        assert "files of this type are not accepted" in words(answer)
        assert answer.forms["file"]["label"].value == "Kept"

    @pytest.mark.req("D-18")
    def test_a_false_extension_is_found_out(self, portal, case):
        answer = upload(portal, case, "photo.png", SAMPLES["pdf"])

        assert answer.status_int == 422
        assert "its content is not that of a" in words(answer)

    @pytest.mark.req("D-18")
    def test_the_tenants_own_limits_hold(self, portal, case, platform):
        with platform.scope("acme") as scope:
            save_settings(scope, "files", {"types": "pdf", "max_megabytes": 1, "max_files": 2})

        wrong = upload(portal, case, "note.txt", b"words")
        large = upload(portal, case, "big.pdf", SAMPLES["pdf"] + b"x" * 1024 * 1024)

        form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]
        three = [("files", f"{n}.pdf", SAMPLES["pdf"]) for n in range(3)]
        token = {"csrf_token": form["csrf_token"].value}
        many = portal.post(form.action, token, upload_files=three, expect_errors=True)

        assert many.status_int == 422
        assert "files of this type are not accepted" in words(wrong)
        assert "it is larger than 1 MB" in words(large)


class TestSettings:
    def test_what_can_not_be_allowed_is_said(self, as_admin):
        admin = as_admin()
        form = admin.get("/admin/settings/files").forms["settings"]
        form["types"] = "pdf heic exe"
        page = form.submit(status=422)

        assert "as a computer may run them: exe" in page.html.get_text()
        page.forms["settings"]["types"] = "pdf heic"
        page.forms["settings"].submit().follow()

    def test_what_nobody_can_check_is_saved_as_it_is(self, as_admin, portal, case):
        form = as_admin().get("/admin/settings/files").forms["settings"]
        form["types"] = "jpg dwg xlsx"
        form.submit().follow()

        for name, content in (
            ("plan.dwg", b"AC1032\0\0"),
            ("photo.jfif", b"\xff\xd8\xff\xe0\0\x10JFIF"),
            ("secret.xlsx", make_ole("EncryptedPackage")),
        ):
            assert upload(portal, case, name, content).status_int == 303
