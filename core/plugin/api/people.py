"""Contacts, accounts and staff, and what people do with their own registration."""

from core.fields.services.accounts import ShownAccount, filed_account, shown_accounts
from core.fields.services.contacts import (
    filed,
    past_answers,
)
from core.fields.services.filed_forms import (
    Filed,
    form_with_name,
)
from core.fields.services.showing import (
    ShownField,
    shown_fields,
)
from core.identity.addresses import (
    fold_address,
)
from core.identity.models.account import (
    Account,
    Membership,
)
from core.identity.models.contact import (
    Contact,
)
from core.identity.models.person import (
    is_locked,
)
from core.identity.people import Kind, find_contact_by_address
from core.identity.permissions import (
    FILE_ACCOUNT_CASES,
    READ_ACCOUNT_CASES,
)
from core.identity.services.accounts import (
    AccountGrant,
    accounts_of,
    add_membership,
    change_account,
    create_account,
    get_account,
    list_accounts,
)
from core.identity.services.acting import (
    acting_as_contact,
)
from core.identity.services.contacts import (
    change_contact,
    create_contact,
    get_contact,
    list_contacts,
)
from core.identity.services.locks import (
    Lock,
    LockKind,
    lock_of,
)
from core.identity.services.profile import (
    change_profile,
    confirm_address,
    is_address_link,
    request_address,
)
from core.identity.services.recovery import (
    is_unverified_pair,
    request_recovery,
    set_password_by_code,
)
from core.identity.services.registration import (
    check_registration_open,
    request_registration,
)
from core.identity.services.sessions import (
    list_sessions,
)
from core.identity.services.sign_in import (
    sign_out,
)
from core.identity.services.staff import (
    Colleague,
    name_colleagues,
    read_colleagues,
)
from core.identity.services.verification import (
    is_verification,
    request_verification,
    verify_contact,
)
from core.people.services.locking import (
    LockOrder,
    LockSummary,
    is_lock_offered,
    lock_contact,
    summarise_lock,
    unlock_contact,
)

__all__ = [
    "FILE_ACCOUNT_CASES",
    "READ_ACCOUNT_CASES",
    "Account",
    "AccountGrant",
    "Colleague",
    "Contact",
    "Filed",
    "Kind",
    "Lock",
    "LockKind",
    "LockOrder",
    "LockSummary",
    "Membership",
    "ShownAccount",
    "ShownField",
    "accounts_of",
    "acting_as_contact",
    "add_membership",
    "change_account",
    "change_contact",
    "change_profile",
    "check_registration_open",
    "confirm_address",
    "create_account",
    "create_contact",
    "filed",
    "filed_account",
    "find_contact_by_address",
    "fold_address",
    "form_with_name",
    "get_account",
    "get_contact",
    "is_address_link",
    "is_lock_offered",
    "is_locked",
    "is_unverified_pair",
    "is_verification",
    "list_accounts",
    "list_contacts",
    "list_sessions",
    "lock_contact",
    "lock_of",
    "name_colleagues",
    "past_answers",
    "read_colleagues",
    "request_address",
    "request_recovery",
    "request_registration",
    "request_verification",
    "set_password_by_code",
    "shown_accounts",
    "shown_fields",
    "sign_out",
    "summarise_lock",
    "unlock_contact",
    "verify_contact",
]
