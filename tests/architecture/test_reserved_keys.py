import re
from pathlib import Path

import pytest

from core.cases.models import Case
from core.cases.values import SYSTEM_KEYS
from core.web.forms import REFRESH
from fields_config.cursor import KEY
from fields_config.reserved import RESERVED_KEYS

ROOT = Path(__file__).parents[2]
INPUTS = re.compile(r"<(?:input|button|select|textarea)[^>]*?\sname=\"([a-z_]+)\"")
BUTTONS = re.compile(r"\bbutton\([^}]*?[ (]name=\"([a-z_]+)\"")
READ = re.compile(r"(?:typed|(?:POST|GET)\.(?:get|getall)|sent\.get)\(\s*\"([a-z_]+)\"")
ASKED = re.compile(r"\"([a-z_]+)\" in request\.(?:POST|GET)")
FORM_BUTTONS = re.compile(r"buttons=\(\(\"([a-z_]+)\"")


def names_in(pattern, glob):
    files = [path for top in ("core", "plugins") for path in (ROOT / top).rglob(glob)]
    return {name for path in files for name in pattern.findall(path.read_text("utf-8"))}


class TestReservedKeys:
    def test_every_name_that_a_page_posts_or_asks_for_is_among_them(self):
        used = {
            REFRESH,
            *names_in(INPUTS, "*.jinja2"),
            *names_in(BUTTONS, "*.jinja2"),
            *names_in(READ, "*.py"),
            *names_in(ASKED, "*.py"),
            *names_in(FORM_BUTTONS, "*.py"),
        }

        assert {name for name in used if KEY.fullmatch(name)} - RESERVED_KEYS == set()

    def test_columns_of_cases_and_the_core_s_own_fields_are_among_them(self):
        columns = {column.name for column in Case.__table__.columns}

        assert (columns | SYSTEM_KEYS) - RESERVED_KEYS == set()

    @pytest.mark.parametrize("key", ["town", "amount", "order_number", "contract", "serial"])
    def test_ordinary_names_are_free(self, key):
        assert key not in RESERVED_KEYS
