"""The life cycle of a case must stay whole, however its statuses are named."""

from collections.abc import Iterator

from translationstring import TranslationStringFactory

from fields_config.definition import FormDefinition
from fields_config.findings import Finding

_ = TranslationStringFactory("core")

STATUS = "status"


def status_findings(form: FormDefinition) -> Iterator[Finding]:
    field = form.field(STATUS)
    if form.key != "case" or field is None:
        return
    active = {option.key: option for option in field.options if option.active}
    kinds = [option.kind for option in active.values()]
    if None in kinds:
        yield _error(_("Say of every status whether it is open, waiting or closed."))
    for kind, message in (
        ("open", _("At least one status must be open.")),
        ("closed", _("At least one status must be closed.")),
    ):
        if kind not in kinds:
            yield _error(message)
    if sum(option.default for option in active.values()) != 1:
        yield _error(_("Exactly one status must be the one that new cases start with."))
    for option in active.values():
        target = active.get(option.reopens_to) if option.reopens_to is not None else None
        if option.reopens_to is not None and (target is None or target.kind == "closed"):
            yield _error(
                _("“${key}” must reopen into a status that is not closed.", {"key": option.key})
            )


def _error(message: str) -> Finding:
    return Finding("error", STATUS, message)
