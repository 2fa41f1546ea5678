"""What a request would cost without anybody seeing it."""

from pyramid.interfaces import IRequestExtensions


class TestRequests:
    def test_all_of_them_have_one_class(self, platform, routers):
        router = routers.over(platform)

        assert not router.registry.getUtility(IRequestExtensions).descriptors
        assert hasattr(router.request_factory, "tm")

    def test_a_page_that_says_nothing_leaves_the_cookie_alone(self, as_customer):
        client = as_customer()
        client.get("/cases")  # which remembers the list, and makes the token of its forms

        assert "Set-Cookie" not in client.get("/cases").headers
