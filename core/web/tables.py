"""Admin pages of a plugin's own small table: a list, a form to add and edit, and deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pyramid.httpexceptions import HTTPSeeOther
from sqlalchemy import String, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import TenantOwned, new_id
from core.errors import NotFoundError, Refused
from core.web.confirmation import ask_first, is_confirmed
from core.web.forms import CachedForm, cached_form, form_from_schema, handle_edit, handle_form
from core.web.routing import read_id
from core.web.widgets.state import UNTOUCHED

if TYPE_CHECKING:
    import colander

    from core.scope import Scope
    from core.web.request import Request
    from core.web.routing import RouteConfig

_ = TranslationStringFactory("core")

R = TypeVar("R", bound=TenantOwned)

SIZE = 50  # rows of a page
LONGEST_CELL = 80
SAVE = (("save", _("Save")),)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminTable(Generic[R]):
    """Pages for the rows of a table that has a few columns and few rows.

    ``routes.py`` calls :meth:`add_routes`, and ``views.py`` has a view of one line for each of the
    four: :meth:`show_list`, :meth:`add_row`, :meth:`edit_row`, :meth:`delete_row`.

    :param name: the routes are called this, ``<name>_new``, ``<name>_edit`` and ``<name>_delete``
    :param title: of the list, translatable
    :param model: its rows are the organisation's own; what else a new one needs has a default
    :param schema: of the form; its nodes have the names of columns
    :param permission: whoever has it may see and do all of this
    :param columns: names of the nodes that the list shows; the first one names a row, which always
        has it, and rows are ordered by it
    :param before_save: completes or checks a row whose values have been set; may raise
        :class:`core.errors.Refused`
    :param activity: a kind that the plugin registers; it is recorded with the ``name`` of the row,
        and ``done``: ``added``, ``changed`` or ``deleted``
    """

    name: str
    title: str
    model: type[R]
    schema: type[colander.MappingSchema]
    permission: str
    columns: tuple[str, ...]
    before_save: Callable[[Scope, R], None] | None = None
    activity: str = ""

    def add_routes(self, config: RouteConfig, path: str) -> None:
        """Add the four routes.

        :param path: of the list: ``/x/visits/places``
        """
        config.add_route(self.name, path, audience="staff")
        config.add_route(f"{self.name}_new", f"{path}/new", audience="staff")
        config.add_route(f"{self.name}_edit", f"{path}/{{id}}", audience="staff")
        config.add_route(f"{self.name}_delete", f"{path}/{{id}}/delete", audience="staff")

    def show_list(self, request: Request) -> dict[str, Any]:
        """List the rows by the first column; for the renderer ``core/tables/list.jinja2``."""
        request.scope.require(self.permission)
        form = self._form(request.scope)
        found = self._read_page(request)
        rows = found[:SIZE]
        more = {"after": str(rows[-1].id)} if len(found) > SIZE else None
        return {
            "title": request.scope.translate(self.title),
            "columns": [(key, _child(form, key).attrs.label) for key in self.columns],
            "rows": [self._cells(request, form, row) for row in rows],
            "new_url": request.route_path(f"{self.name}_new"),
            "next_url": request.route_path(self.name, _query=more) if more else "",
        }

    def add_row(self, request: Request) -> Any:
        """Show the form, or add a row; for the renderer ``core/tables/row.jinja2``."""
        request.scope.require(self.permission)

        def add(values: Mapping[str, Any]) -> HTTPSeeOther:
            row = self.model()
            row.id, row.tenant_id = new_id(), request.scope.tenant_id
            request.scope.session.add(row)
            return self._save(request, row, values, "added")

        return handle_form(
            request,
            self._form(request.scope),
            add,
            render=lambda view: self._page(request, view, request.scope.translate(_("New entry"))),
        )

    def edit_row(self, request: Request) -> Any:
        """Show a row's form, or change it; for the renderer ``core/tables/row.jinja2``.

        :raises NotFoundError: the organisation has no such row
        """
        request.scope.require(self.permission)
        row = self._get(request)
        here = request.route_path(f"{self.name}_delete", id=row.id)
        return handle_edit(
            request,
            self._form(request.scope),
            lambda changes: self._save(request, row, changes, "changed"),
            render=lambda view: self._page(request, view, self._name(request, row), here),
            current=self._values(row),
        )

    def delete_row(self, request: Request) -> Any:
        """Ask, and then delete a row.

        :raises NotFoundError: the organisation has no such row
        :raises Refused: something else refers to it
        """
        request.scope.require(self.permission)
        row, back = self._get(request), request.route_path(self.name)
        name = self._name(request, row)
        translate = request.scope.translate
        if not is_confirmed(request):
            question = translate(_("Delete “${name}”?", mapping={"name": name}))
            effects = [translate(_("This can't be undone."))]
            return ask_first(request, question, effects, translate(_("Delete")), back)
        try:
            with request.scope.session.begin_nested():
                request.scope.session.delete(row)
        except IntegrityError as error:
            raise Refused(_("This can't be deleted: it is used elsewhere.")) from error
        self._record(request.scope, name, "deleted")
        request.flash_message("success", _("“${name}” is deleted.", mapping={"name": name}))
        return HTTPSeeOther(back)

    def _read_page(self, request: Request) -> list[R]:
        """Return the rows of a page, and one more if there are more."""
        first: Any = getattr(self.model, self.columns[0])
        if isinstance(first.type, String):
            first = func.lower(first)
        query = select(self.model).order_by(first, self.model.id).limit(SIZE + 1)
        after = request.GET.get("after", "")
        if after:
            last = read_id(after)
            place = request.scope.session.scalar(select(first).where(self.model.id == last))
            beside = and_(first == place, self.model.id > last)
            query = query.where(or_(first > place, beside)) if place is not None else query
        return list(request.scope.session.scalars(query))

    def _form(self, scope: Scope) -> CachedForm:
        def make() -> CachedForm:
            return form_from_schema(self.schema(), scope.translator, buttons=SAVE, form_id="row")

        return cached_form(scope, f"{self.name}.row", make)

    def _page(
        self, request: Request, view: Any, title: str, delete_url: str = ""
    ) -> dict[str, Any]:
        translate = request.scope.translate
        return {
            "form": view,
            "title": title,
            "list_title": translate(self.title),
            "list_url": request.route_path(self.name),
            "delete_url": delete_url,
        }

    def _get(self, request: Request) -> R:
        key = (request.scope.tenant_id, read_id(request.matchdict["id"]))
        is_written = request.method == "POST"
        row: R | None = request.scope.session.get(
            self.model, key, with_for_update=is_written or None
        )
        if row is None:
            raise NotFoundError(str(key[1]))
        return row

    def _save(self, request: Request, row: R, values: Mapping[str, Any], done: str) -> HTTPSeeOther:
        for name, value in values.items():
            setattr(row, name, value)
        if self.before_save is not None:
            self.before_save(request.scope, row)
        try:
            request.scope.session.flush()
        except IntegrityError as error:
            raise Refused(_("There is an entry like this already.")) from error
        self._record(request.scope, self._name(request, row), done)
        request.flash_message("success", _("Saved."))
        return HTTPSeeOther(request.route_path(self.name))

    def _record(self, scope: Scope, name: str, done: str) -> None:
        if self.activity:
            record_activity(scope, self.activity, name=name, done=done)

    def _values(self, row: R) -> dict[str, Any]:
        return {node.name: getattr(row, node.name) for node in self.schema().children}

    def _cells(self, request: Request, form: CachedForm, row: R) -> dict[str, str]:
        shown = {key: self._show(request.scope, form, row, key) for key in self.columns}
        return {**shown, "href": request.route_path(f"{self.name}_edit", id=row.id)}

    def _name(self, request: Request, row: R) -> str:
        scope = request.scope
        return self._show(scope, self._form(scope), row, self.columns[0]) or scope.translate(
            self.title
        )

    def _show(self, scope: Scope, form: CachedForm, row: R, key: str) -> str:
        """Return a value in words, as somebody would read it in the form."""
        child = _child(form, key)
        cstruct = child.schema.serialize(getattr(row, key))
        shown = child.widget.shown(child.attrs, cstruct, UNTOUCHED)
        if isinstance(shown, bool):
            return scope.translate(_("Yes") if shown else _("No"))
        text = " ".join(str(shown).split())
        return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def _child(form: CachedForm, key: str) -> Any:
    return next(child for child in form.form.children if child.name == key)
