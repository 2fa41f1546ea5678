import pytest

from tests.functional.operations.installation import Installation


@pytest.fixture
def make_installation(tmp_path):
    made = []

    def make(folder=tmp_path, **settings):
        folder.mkdir(parents=True, exist_ok=True)
        made.append(Installation(folder, **settings))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def installation(make_installation):
    return make_installation()
