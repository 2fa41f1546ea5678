"""What somebody entered for a new case, joined with what the way in says of it by itself."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import TYPE_CHECKING, Any

from core.cases.intake.references import check_account
from core.cases.notify.copies import without_own
from core.cases.writing import files_allowed, refuse_too_many
from core.errors import Refused
from core.scope import SYSTEM
from core.tenancy.validation import keep_valid_values, validate_values
from fields_config.emptiness import is_empty
from fields_config.form_values import only

if TYPE_CHECKING:
    from core.scope import Scope

SHORTENED = "…"


def read_entered(
    scope: Scope, values: Mapping[str, Any], preset: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return clean values.

    :raises Refused: with a sentence at each field that needs attention
    """
    system = scope.acting_as(SYSTEM)
    fixed = only(validate_values(system, "case", "create", preset), preset) if preset else preset
    entered = validate_values(scope, "case", "create", values, current=fixed)
    check_account(scope, entered.get("account") if "account" in values else None)
    check_account(system, fixed.get("account"))
    refuse_too_many(scope, entered.get("files") or ())
    return _joined(entered, fixed)


def keep_entered(
    scope: Scope, values: Mapping[str, Any], preset: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, str]]:
    """Return clean values, and why the others were dropped, by key.

    Of files and addresses in copy the possible ones stay, and a subject that is too long is cut.
    """
    system = scope.acting_as(SYSTEM)
    valid, lost = keep_valid_values(system, "case", "create", preset)
    fixed = only(valid, preset)
    entered, dropped = keep_valid_values(
        scope, "case", "create", _shortened(scope, values), current=fixed
    )
    joined = dict(_joined(entered, fixed, dropped))
    dropped = {**lost, **dropped}
    for key, check in CHECKS.items():
        if not is_empty(joined.get(key)):
            is_fixed = key in fixed and joined[key] == fixed[key]
            joined[key], refusal = check(system if is_fixed else scope, joined[key])
            if refusal:
                dropped[key] = refusal
    return joined, dropped


def _joined(
    entered: Mapping[str, Any], fixed: Mapping[str, Any], dropped: Container[str] = ()
) -> Mapping[str, Any]:
    """Return the values of both: what was entered, and what is preset where that is empty."""
    if not fixed:
        return entered
    taken = {
        key: value
        for key, value in fixed.items()
        if key not in entered or (is_empty(entered[key]) and key not in dropped)
    }
    return {**entered, **taken}


def _shortened(scope: Scope, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Cut the subject to what its field takes; better half of it than none."""
    field, subject = scope.tenant.form("case").field("subject"), values.get("subject")
    limit = field.validation.get("max_length") if field else None
    if not isinstance(subject, str) or not isinstance(limit, int) or len(subject) <= limit:
        return values
    return {**values, "subject": subject[: limit - 1].rstrip() + SHORTENED}


def _keep_account(scope: Scope, account: str) -> tuple[str | None, str]:
    try:
        check_account(scope, account)
    except Refused as refusal:
        return None, refusal.fields["account"]
    return account, ""


CHECKS: Mapping[str, Callable[[Scope, Any], tuple[Any, str]]] = {
    "account": _keep_account,
    "cc": without_own,
    "files": files_allowed,
}
