"""Names that libraries keep to themselves and we use all the same: a new release may lack them.

Where one of these fails, look at what uses the name before the bound in setup.cfg is raised.
"""

import inspect
import re
import socket
from importlib.metadata import version

import pytest
import zope.sqlalchemy
from granian.log import LOGGING_CONFIG
from granian.net import SocketHolder
from granian.server import MPServer
from pyramid.config import Configurator
from pyramid.interfaces import IRequestExtensions
from pyramid.request import Request

from core.db import session
from core.processes.server import LOGGERS, Server
from tests.support.tree import ROOT, project_files


class TestBounds:
    @pytest.mark.parametrize("name", ["granian", "zope.sqlalchemy", "webob", "pyramid"])
    def test_each_has_an_upper_bound_with_its_reason(self, name):
        lines = (ROOT / "setup.cfg").read_text().splitlines()
        place = next(n for n, line in enumerate(lines) if re.match(rf"    {name}[<>=]", line))
        least, most = re.search(r">=([\d.]+),<([\d.]+)$", lines[place]).groups()

        assert lines[place - 1].lstrip().startswith("#")
        numbers = [tuple(map(int, one.split("."))) for one in (least, version(name), most)]
        assert numbers[0] <= numbers[1] < numbers[2]


class TestGranian:
    def test_the_server_makes_its_socket_and_replaces_processes_by_these_names(self):
        given = {
            "_init_shared_socket": ["self"],
            "_respawn_workers": ["self", "workers", "spawn_target", "target_loader", "delay"],
        }
        for name, parameters in given.items():
            assert list(inspect.signature(getattr(MPServer, name)).parameters) == parameters
            assert name in vars(Server), f"core.processes.server no longer replaces {name}"
        parts = {inspect.getmodule(one) for one in MPServer.__mro__[:-1]}
        source = "".join(inspect.getsource(one) for one in parts if "granian" in one.__name__)
        names = (
            "_sso",
            "_ssp",
            "_shd",
            "respawned_wrks",
            "interrupt_signal",
            "main_loop_interrupt",
        )
        for name in names:
            assert f"self.{name}" in source, f"{name}, which our server sets, is not read"

    def test_its_loggers_have_the_names_under_which_we_hear_them(self):
        assert set(LOGGERS["loggers"]) == set(LOGGING_CONFIG["loggers"])

    def test_a_socket_that_is_open_can_be_handed_over(self):
        with socket.socket() as listener:
            assert SocketHolder(listener.fileno(), False, 10).get_fd() == listener.fileno()


class TestPrivateModules:
    def test_none_but_for_types_is_imported(self):
        private = re.compile(
            r"^(?:from|import) (?!core|plugins|fields_config)\w+(?:\.\w+)*\._\w+", re.MULTILINE
        )

        found = {
            path.name
            for path in project_files("*.py", under=("core", "plugins", "fields_config"))
            if private.search(path.read_text())
        }

        assert found == set()


class TestZopeSqlalchemy:
    def test_its_events_have_the_names_that_we_pass_on(self):
        wanted = set(re.findall(r'^    "(\w+)",$', inspect.getsource(session), re.MULTILINE))
        heard = inspect.getsource(zope.sqlalchemy.register)

        registered = set(re.findall(r'"((?:after|before|do)_\w+)"', heard))
        assert registered, "register() no longer names its events: look at core.db.session"
        assert registered <= wanted | {"mark_changed"}
        for name in registered:
            assert hasattr(zope.sqlalchemy.ZopeTransactionEvents, name)


class TestWebob:
    def test_a_request_calls_back_for_its_response(self):
        assert callable(Request.blank("/")._process_response_callbacks)


class TestPyramid:
    def test_what_libraries_add_to_requests_stands_in_one_place(self):
        config = Configurator()
        config.add_request_method(lambda _request: 1, "one", reify=True)
        config.commit()

        assert "one" in config.registry.getUtility(IRequestExtensions).descriptors

    def test_actions_can_be_looked_at_and_taken_back(self):
        config = Configurator()
        config.add_route("one", "/one")
        actions = config.action_state.actions

        assert any(action["introspectables"] for action in actions)
        del actions[:]
