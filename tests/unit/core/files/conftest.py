import pytest

from tests.support.samples import SAMPLES


@pytest.fixture
def samples():
    return SAMPLES


@pytest.fixture
def write(tmp_path):
    """Put content into a file and return its path."""

    def put(content: bytes):
        path = tmp_path / "content"
        path.write_bytes(content)
        return path

    return put
