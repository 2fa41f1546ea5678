"""Every control and part on a few pages, without a database: for looking at and for browser tests.

Run it by hand with ``python tests/browser/gallery/app.py 8099``.
"""

import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from wsgiref.simple_server import make_server

import colander
import yaml
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from pyramid.config import Configurator
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory
from pyramid.static import static_view

from core.errors import Refused
from core.i18n import Translator
from core.templating import environment
from core.tenancy.config import Branding
from core.web.forms import (
    Choice,
    FileRule,
    FormExtras,
    form_from_compiled,
    form_from_schema,
    handle_form,
)
from core.web.headers import HEADERS
from core.web.views.branding import show_branding
from fields_config.definition import FormDefinition
from fields_config.schema import compile_form
from fields_config.texts import language_name

HERE = Path(__file__).parent
DOMAINS = {"core": "core"}
FLASHES = [("success", "Su caso 1042 fue creado."), ("danger", "No hay conexión con el correo.")]
RULE = FileRule((".pdf", ".png", ".txt"), 1024 * 1024, 3)


class MemoryUploads:
    """Uploads in memory, checked by their ending only."""

    def __init__(self):
        self.kept = {}

    def stage(self, storage, field):
        if not storage.filename.endswith(RULE.extensions):
            raise Refused(f"“{storage.filename}” is of a type that is not accepted.")
        body = storage.file.read()
        id_ = f"upload{len(self.kept)}"
        self.kept[id_] = (id_, storage.filename, len(body))
        return id_

    def describe(self, ids):
        return [self.kept[id_] for id_ in ids if id_ in self.kept]


UPLOADS = MemoryUploads()


DEFINITION = FormDefinition.from_dict(yaml.safe_load((HERE / "form.yaml").read_text()))


class SignIn(colander.MappingSchema):
    email = colander.SchemaNode(colander.String(), title="Correo", widget_name="email")
    password = colander.SchemaNode(
        colander.String(), title="Contraseña", widget_name="password", description="Mínimo 8 signos"
    )
    size = colander.SchemaNode(
        colander.String(),
        title="Tamaño",
        widget_name="radio",
        options=[("s", "Pequeño"), ("l", "Grande")],
        missing=None,
        validator=colander.OneOf(["s", "l"]),
    )


def templates():
    core = environment("core", "core")
    loader = PrefixLoader({"gallery": FileSystemLoader(str(HERE))})
    made = core.overlay(loader=ChoiceLoader([loader, core.loader]))
    made.auto_reload = True
    return made


def page(request, name, **values):
    locale = request.cookies.get("language", "es")
    translator = Translator(locale, DOMAINS, {})
    entries = [
        ("Inicio", "/", "house"),
        ("Crear caso", "/form", "plus-lg"),
        ("Casos", "/list", "inbox"),
    ]
    menu = [
        SimpleNamespace(
            label=label, url=url, icon=icon, position=0, active=request.path == url, primary=False
        )
        for label, url, icon in entries
    ]
    context = {
        "request": request,
        "scope": SimpleNamespace(
            locale=locale,
            tenant=SimpleNamespace(name="Contact Center Andino", branding=None),
            actor=SimpleNamespace(name="Ana Pérez"),
        ),
        "translator": translator,
        "domains": DOMAINS,
        "zone": "UTC",
        "static": lambda path: f"/static/{path.removeprefix('core/')}",
        "route": lambda name, **_: f"/{name}",
        "csrf_token": request.session.get_csrf_token(),
        "languages": [(code, language_name(code)) for code in ("es", "en", "de")],
        "menu": menu,
        "flashes": [
            ("success", "Su caso 1042 fue creado."),
            ("danger", "No hay conexión con el correo."),
        ]
        if request.path == "/list"
        else [],
        "page_path": request.path_qs,
        "theme": request.params.get("theme", request.cookies.get("theme", "system")),
        "person_links": [("Mi perfil", "/profile", "person")],
        "branding_url": "/branding.css",
        **values,
    }
    html = request.registry.templates.get_template(f"gallery/{name}.jinja2").render(context)
    return Response(html)


def show_form(request):
    return handle_form(
        request,
        request.registry.case_form,
        lambda values: page(request, "done", values=values),
        render=lambda form: page(request, "form", form=form),
        extras=FormExtras(
            uploads=UPLOADS,
            upload_url="/upload" if "live" in request.params else "",
            action=request.path_qs,
            choices={"account": (Choice("a1", "Cuenta 1"),)},
        ),
    )


def show_sign_in(request):
    def refuse(values):
        if values["password"] != "ventanilla-demo":
            raise Refused("El correo o la contraseña no coinciden.")
        return page(request, "done", values=values)

    return handle_form(
        request,
        request.registry.sign_in_form,
        refuse,
        render=lambda form: page(request, "sign_in", form=form, menu=[]),
    )


def take_upload(request):
    try:
        id_ = UPLOADS.stage(request.POST["file"], "files")
    except Refused as refusal:
        return Response(json_body={"error": refusal.message}, status=422)
    return Response(json_body={"id": id_})


def make_app():
    config = Configurator(session_factory=SignedCookieSessionFactory("gallery"))
    config.add_request_method(
        lambda _request: SimpleNamespace(branding=Branding()), "tenant", reify=True
    )
    nothing_to_save = SimpleNamespace(begin_nested=nullcontext)
    config.add_request_method(lambda _request: nothing_to_save, "db", reify=True)
    config.set_default_csrf_options(require_csrf=True)
    translator = Translator("es", DOMAINS, {})
    config.registry.templates = templates()
    config.registry.sign_in_form = form_from_schema(
        SignIn(), translator, buttons=(("submit", "Entrar"),)
    )
    config.registry.case_form = form_from_compiled(
        compile_form(DEFINITION, "customer", "create", "es"),
        translator,
        buttons=(("submit", "Crear caso"),),
        file_rule=RULE,
    )
    pages = {"/": "parts", "/list": "parts", "/staff": "staff"}
    for path, name in pages.items():
        config.add_route(f"page-{path}", path)
        config.add_view(lambda request, n=name: page(request, n), route_name=f"page-{path}")
    for path, view in (
        ("/form", show_form),
        ("/sign-in", show_sign_in),
        ("/upload", take_upload),
        ("/branding.css", show_branding),
        ("/language", lambda _request: Response("ok")),
        ("/theme", lambda _request: Response("ok")),
    ):  # fmt: skip
        config.add_route(path, path)
        config.add_view(view, route_name=path)
    files = static_view(str(HERE.parents[2] / "core/web/static"), use_subpath=True)
    config.add_route("static", "/static/*subpath")
    config.add_view(files, route_name="static")
    app = config.make_wsgi_app()

    def guarded(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, *HEADERS.items()], exc_info)

        return app(environ, start)

    return guarded


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), make_app()).serve_forever()
