"""The gallery in Chromium."""

import threading

import pytest

from tests.browser.gallery.app import make_app


@pytest.fixture
def gallery(server):
    server.set_app(make_app())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_window(browser, gallery, page_errors):
    contexts = []

    def open_window(path, **options):
        context = browser.new_context(base_url=gallery, **options)
        contexts.append(context)
        page_errors.listen(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_window
    for context in contexts:
        context.close()
