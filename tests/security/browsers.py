"""Browsers without pages to begin with: their cookie is made here, token and all."""

from webob import Request as RawRequest

from core.identity.models.staff import Staff
from core.identity.services.sessions import open_session
from core.testing.client import Client
from core.testing.web import session_cookie

CSRF = "a-token-of-the-browser-that-is-long-enough"


class Browser(Client):
    """A browser that can go back to the cookie that it came with."""

    token = CSRF

    def start(self):
        self.reset()
        self.set_cookie(*self.session_cookie)

    def send(self, method, path, body=b"", **environ):
        """Send what a browser would not, past all that the client does to requests."""
        cookie = "=".join(self.session_cookie)
        surroundings = {**self.extra_environ, "HTTP_COOKIE": cookie, **environ}
        request = RawRequest.blank(path, surroundings, method=method, body=body)
        request.environ.update(environ)
        answer = request.send(self.app)
        _read = answer.body  # and with that, what it comes from is closed
        return answer


class Browsers:
    """Opens browsers; ``people`` are signed in on their own side of the counter."""

    def __init__(self, app, platform):
        self._app = app
        self._platform = platform

    def open(self, slug, person=None, *, at=None, https=False):
        """Open a browser of a tenant's person; ``at`` visits another tenant with its cookie."""
        host = f"{at or slug}.{self._platform.settings.base_domain}"
        scheme = "https" if https else "http"
        surroundings = {"HTTP_HOST": host, "wsgi.url_scheme": scheme}
        # What is sent in these tests, no decent browser sends.
        browser = Browser(self._app, extra_environ=surroundings, lint=False)
        browser.session_cookie = self.cookie(slug, person, scheme)
        browser.start()
        return browser

    def cookie(self, slug, person=None, scheme="http"):
        """Return the name and the value of the cookie of somebody who is signed in."""
        values = {"_csrft_": CSRF}
        if person is not None:
            kind = "staff" if isinstance(person, Staff) else "contact"
            with self._platform.scope(slug) as scope:
                values[kind] = open_session(scope, kind, person.id, device="Test")
        return session_cookie(self._platform, values, scheme)
