from core.mail.message.composing import compose_mail

PEOPLE = {"number": 7, "subject": "مرحبا 12", "message": "<p>أهلا</p>", "author": "كارلا"}


class TestDirection:
    """What people wrote keeps its direction to itself, in sentences of ours."""

    def compose(self, scope, **values):
        given = {
            **PEOPLE,
            "files": ["ملف.txt"],
            "transition": "",
            "page": None,
            "can_answer": False,
            "links": [],
            "write_to": "",
            **values,
        }
        return compose_mail(scope, "case_note", "en", "core", given)

    def test_in_html_it_has_elements_or_signs_of_its_own(self, scope):
        html = self.compose(scope).html

        assert "\u2068كارلا\u2069" in html
        assert "<bdi>ملف.txt</bdi>" in html
        assert 'dir="auto"' in html

    def test_in_plain_text_it_is_set_apart_where_it_runs_the_other_way(self, scope):
        assert "\u2068كارلا\u2069" in self.compose(scope).text
        assert "\u2068ملف.txt\u2069" in self.compose(scope).text
        assert (
            "\u2068"
            not in self.compose(scope, author="Carla", subject="Hi", message="", files=[]).text
        )
        assert "Carla" in self.compose(scope, author="Carla").text

    def test_so_it_is_in_the_subject(self, scope):
        assert self.compose(scope).subject == "[#7] \u2068مرحبا 12\u2069"
