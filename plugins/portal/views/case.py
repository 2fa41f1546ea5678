"""One case: its page, and what can be sent from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, cases
from core.plugin.api.pages import (
    handle_edit,
    handle_form,
    one_time_key,
    sent_in,
    set_sent_text,
)
from plugins.portal.views.case_forms import extras_of, file_form, note_form, properties_form
from plugins.portal.views.case_page import edit_extras, show_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.cases import Case
    from core.plugin.api.pages import FormView, Request

_ = TranslationStringFactory("portal")

PAGE = "portal/case.jinja2"


@view_config(route_name="portal.case", renderer=PAGE, request_method="GET")
def show_case(request: Request) -> dict[str, Any]:
    case = cases.get_case(request.scope, request.matchdict["number"])
    return show_page(request, case, "files" if request.GET.get("tab") == "files" else "notes")


# The form itself checks the token, and keeps the words of a person whose session was lost.
@view_config(
    route_name="portal.case_notes", renderer=PAGE, request_method="POST", require_csrf=False
)
def add_note(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Add a note, with files or without. It is saved at once."""
    scope = request.scope
    case = writable_case(request)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        note = cases.add_note(
            scope,
            case,
            values["message"],
            files=values.get("files") or (),
            once=one_time_key(request),
        )
        set_sent_text(request, sent_in(case.number))
        return _after_note(request, case, cases.get_case_by_id(scope, note.case_id), note.id)

    return handle_form(
        request,
        note_form(scope),
        save,
        render=lambda form: show_page(request, case, "notes", "note", form),
        extras=extras_of(request, action=request.path, saves_draft=True),
    )


def _after_note(request: Request, case: Case, now: Case, note_id: Any) -> HTTPSeeOther:
    if now.id == case.id:
        request.flash_message("success", _("Your note has been added."))
    else:
        text = _(
            "The old case stays closed. Your note is in the new case number ${number}.",
            mapping={"number": now.number},
        )
        request.flash_message("success", text)
    path = request.route_path("portal.case", number=now.number, _anchor=f"note-{note_id}")
    return HTTPSeeOther(path)


@view_config(
    route_name="portal.case_files", renderer=PAGE, request_method="POST", require_csrf=False
)
def add_files(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Attach files under one label. They are saved at once."""
    scope = request.scope
    case = writable_case(request)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        once = one_time_key(request)
        for position, upload in enumerate(values["files"]):
            key = f"{once}-{position}"
            cases.attach_file(scope, case, upload, values["label"] or "", once=key)
        request.flash_message("success", _("Uploaded."))
        return HTTPSeeOther(_files_path(request, case.number))

    return handle_form(
        request,
        file_form(scope),
        save,
        render=lambda form: show_page(request, case, "files", "file", form),
        extras=extras_of(request, action=request.path),
    )


@view_config(
    route_name="portal.case_edit", renderer=PAGE, request_method="POST", require_csrf=False
)
def edit_case(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Change the fields that the tenant lets customers change, the copied addresses among them."""
    scope = request.scope
    case = writable_case(request)
    cases.lock_case(scope, case)
    account = cases.people_of(scope, case).account

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        cases.change_case(scope, case, cases.read_changes(scope, case, values))
        request.flash_message("success", _("Saved."))
        return HTTPSeeOther(request.route_path("portal.case", number=case.number))

    def redisplay(form: FormView) -> dict[str, Any]:
        return show_page(request, case, "notes", "properties", form)

    return handle_edit(
        request,
        properties_form(scope, case),
        save,
        render=redisplay,
        current=cases.values_of(case),
        extras=edit_extras(request, case, request.path, account),
    )


def writable_case(request: Request) -> Case:
    """Return the case of the address, for those who may write to it.

    :raises NotFoundError: the contact may not; to them the form's address does not exist
    """
    case = cases.get_case(request.scope, request.matchdict["number"])
    if not cases.may_write(request.scope, case):
        raise NotFoundError(f"write to case {case.number}")
    return case


def _files_path(request: Request, number: int | str) -> str:
    return str(request.route_path("portal.case", number=number, _query={"tab": "files"}))


# Somebody who reloads the page after an error, or comes back to its address after signing in, is
# led to the case.
@view_config(route_name="portal.case_notes", request_method="GET")
@view_config(route_name="portal.case_edit", request_method="GET")
def go_to_case(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("portal.case", number=request.matchdict["number"]))


@view_config(route_name="portal.case_files", request_method="GET")
def go_to_files(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(_files_path(request, request.matchdict["number"]))
