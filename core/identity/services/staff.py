"""Staff: those who work here, and their roles."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.exc import IntegrityError
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.db.prepared import PreparedQuery
from core.errors import ForbiddenError, NotFoundError, Refused
from core.identity.addresses import check_address, fold_address
from core.identity.credentials.one_time import issue_link_token, revoke_secrets
from core.identity.credentials.passwords import check_new_password, hasher
from core.identity.mails import mail_person, tell_owner
from core.identity.models.staff import Staff
from core.identity.permissions import ADMIN, AGENT, ROLES
from core.identity.services.sessions import close_all_sessions
from core.plugin import hookspecs
from core.scope import Scope

_ = TranslationStringFactory("core")

ANSWERING = frozenset({ADMIN, AGENT})
FACTS = ("name", "roles", "active")


class Colleague(NamedTuple):
    """A member of staff, as far as cases are concerned."""

    id: UUID
    name: str
    email: str | None
    locale: str | None
    roles: list[str]
    active: bool

    @property
    def answers(self) -> bool:
        """Whether they work here and can answer cases."""
        return self.active and not ANSWERING.isdisjoint(self.roles)


def create_staff(
    scope: Scope, name: str, email: str, password: str | None, roles: Collection[str]
) -> Staff:
    """Add a member of staff. Without a password, a link to choose one is mailed.

    :param roles: of :data:`core.identity.permissions.ROLES`
    :raises Refused: the address is taken or not possible, or a role is unknown
    """
    given = check_address(scope.tenant, email)
    staff = Staff(
        id=new_id(),
        tenant_id=scope.tenant_id,
        name=_check_name(name),
        email=given,
        email_key=fold_address(given),
        roles=_check_roles(roles),
        active=True,
        created_at=scope.now(),
        lock_kind="none",
    )
    if password is not None:
        check_new_password(scope, password, name, given, field="password")
        staff.password_hash = hasher().hash(password)
        staff.password_changed_at = scope.now()
    try:
        with scope.session.begin_nested():
            scope.session.add(staff)
            scope.session.flush()
    except IntegrityError:
        taken = _("There is a member of staff with this address already.")
        raise Refused(fields={"email": taken}) from None
    record_activity(scope, "staff_created", staff_id=staff.id, name=name, roles=staff.roles)
    _tell_change(scope, staff, dict.fromkeys(FACTS))
    if password is None:
        invite_staff(scope, staff)
    return staff


def invite_staff(scope: Scope, staff: Staff) -> None:
    """Mail a link with which the person chooses a password."""
    token = issue_link_token(scope, staff, "recover")
    link = scope.link("recover_link", "staff", token=token)
    mail_person(scope, "invite", staff, link=link, sign_in=scope.link("sign_in", "staff"))
    record_activity(scope, "link_sent", staff_id=staff.id, purpose="invite")


def get_staff(scope: Scope, staff_id: UUID) -> Staff:
    """Return a member of staff.

    :raises NotFoundError: the tenant has none with that id
    """
    staff = scope.session.get(Staff, (scope.tenant_id, staff_id))
    if staff is None:
        raise NotFoundError(str(staff_id))
    return staff


def list_staff(scope: Scope, *, also: UUID | None = None) -> list[tuple[UUID, str]]:
    """Return ids and names of those who can answer cases, by name. One query.

    :param also: somebody to name, and to mark, when they no longer do
    """
    return name_colleagues(scope, read_colleagues(scope, also=also), also=also)


def name_colleagues(
    scope: Scope, colleagues: Iterable[Colleague], *, also: UUID | None = None
) -> list[tuple[UUID, str]]:
    """Return ids and names of those of them who can answer cases, and of ``also``, marked."""
    found = []
    for one in colleagues:
        if one.answers:
            found.append((one.id, one.name))
        elif one.id == also:
            found.append((one.id, scope.translate(_named_as_gone(one.name))))
    return found


def read_colleagues(scope: Scope, *, also: UUID | None = None) -> list[Colleague]:
    """Return everybody who works here, and ``also`` whether they do or not, by name. One query."""
    return [Colleague._make(row) for row in _colleagues(scope.session, also=also)]


def _named_as_gone(name: str) -> str:
    marked: str = _("${name} (no longer answers cases)", mapping={"name": name})
    return marked


@PreparedQuery
def _colleagues() -> Select[Any]:
    staff = Staff.__table__.c
    return (
        select(staff.id, staff.name, staff.email, staff.locale, staff.roles, staff.active)
        .where(or_(staff.active, staff.id == bindparam("also")))
        .order_by(staff.name, staff.id)
    )


def can_answer(scope: Scope, staff_id: UUID) -> bool:
    """Whether that is a member of staff who works here and answers cases."""
    roles = scope.session.scalar(select(Staff.roles).where(Staff.id == staff_id, Staff.active))
    return bool(ANSWERING & set(roles or ()))


def list_all_staff(scope: Scope) -> list[Staff]:
    """Return everybody who works or worked here, by name."""
    return list(scope.session.scalars(select(Staff).order_by(Staff.name, Staff.id)))


def change_staff(
    scope: Scope,
    staff: Staff,
    *,
    name: str | None = None,
    roles: Collection[str] | None = None,
    active: bool | None = None,
) -> None:
    """Change what a member of staff is called, may do, or whether they work here.

    Acts at their next request; who is disabled is signed out everywhere.

    :raises ForbiddenError: nobody changes their own roles, nor shuts themselves out
    :raises Refused: a role is unknown
    """
    before = _facts_of(staff)
    changes: dict[str, Any] = {}
    if roles is not None or active is not None:
        _expect_power_over(scope, staff)
    if name is not None and name != staff.name:
        staff.name = changes["name"] = _check_name(name)
    if roles is not None and sorted(roles) != sorted(staff.roles):
        staff.roles = changes["roles"] = _check_roles(roles)
    if active is not None and active != staff.active:
        staff.active = changes["active"] = active
        if not active:
            revoke_secrets(scope, staff.id, why="staff")
            close_all_sessions(scope, "staff", staff.id)
    if changes:
        record_activity(scope, "staff_changed", staff_id=staff.id, **changes)
        _tell_change(scope, staff, before)
    reported = ["roles"] if "roles" in changes else []
    if "active" in changes:
        reported = ["again" if active else "ended"]
    if reported and scope.actor.is_staff:
        tell_owner(scope, staff, *reported)


def _facts_of(staff: Staff) -> dict[str, Any]:
    return {fact: getattr(staff, fact) for fact in FACTS}


def _tell_change(scope: Scope, staff: Staff, before: Mapping[str, Any]) -> None:
    after = _facts_of(staff)
    changes = {fact: [before[fact], after[fact]] for fact in FACTS if before[fact] != after[fact]}
    scope.announce(hookspecs.staff_changed, staff_id=staff.id, changes=changes)


def _expect_power_over(scope: Scope, staff: Staff) -> None:
    """Hold both rows: of two administrators who shut each other out at once, one stays.

    :raises ForbiddenError: it is the actor's own row, or the actor has lost the power meanwhile
    """
    if not scope.actor.is_staff:
        return
    if scope.actor.id == staff.id:
        raise ForbiddenError("own roles")
    both = select(Staff).where(Staff.id.in_([scope.actor.id, staff.id])).order_by(Staff.id)
    held = scope.session.scalars(
        both.with_for_update().execution_options(populate_existing=True)
    ).all()
    if not any(one.id == scope.actor.id and one.active and ADMIN in one.roles for one in held):
        raise ForbiddenError("people:manage")


def _check_name(name: str) -> str:
    if not name.strip():
        raise Refused(fields={"name": _("Write a name.")})
    return name.strip()[:200]


def _check_roles(roles: Collection[str]) -> list[str]:
    if not roles or not set(roles) <= set(ROLES):
        raise Refused(fields={"roles": _("Choose at least one role from the list.")})
    return sorted(set(roles))
