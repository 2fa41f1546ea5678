"""The pages of registration, sign-in and recovery, for a portal of one's own."""

from core.sign_in.browser import (
    let_out,
    source_of,
)
from core.sign_in.examples import (
    examples_for,
)
from core.sign_in.forms import (
    password_hint,
    read_form,
    refuse_form,
    sign_in_form,
)
from core.sign_in.pages import (
    RECOVERY_ASKED,
    choose_password,
    doubt_password,
    end_session,
    open_door,
    renew_password,
    welcome_back,
    why_sign_in,
    with_next,
)
from core.sign_in.preferences import (
    edit_preferences,
)
from core.sign_in.schemas import (
    address_node,
    code_schema,
    mapping,
    password_node,
    recovery_schema,
)

__all__ = [
    "RECOVERY_ASKED",
    "address_node",
    "choose_password",
    "code_schema",
    "doubt_password",
    "edit_preferences",
    "end_session",
    "examples_for",
    "let_out",
    "mapping",
    "open_door",
    "password_hint",
    "password_node",
    "read_form",
    "recovery_schema",
    "refuse_form",
    "renew_password",
    "sign_in_form",
    "source_of",
    "welcome_back",
    "why_sign_in",
    "with_next",
]
