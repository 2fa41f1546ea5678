"""The pages of registration, sign-in and recovery, for a portal of one's own."""

from core.entrance.browser import (
    let_out,
    source_of,
)
from core.entrance.doors import (
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
from core.entrance.examples import (
    examples_for,
)
from core.entrance.forms import (
    entrance_form,
    password_hint,
    read_form,
    refuse_form,
)
from core.entrance.preferences import (
    edit_preferences,
)
from core.entrance.schemas import (
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
    "entrance_form",
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
    "source_of",
    "welcome_back",
    "why_sign_in",
    "with_next",
]
