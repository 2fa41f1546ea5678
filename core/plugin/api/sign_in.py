"""The pages of registration, sign-in and recovery, for a portal of one's own."""

from core.sign_in.browser import (
    log_out,
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
    end_session,
    renew_password,
    require_current_password,
    sign_in_page,
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
from core.sign_in.steps import (
    finish_step,
    list_other_ways,
    sign_in_person,
    waiting_sign_in,
)

__all__ = [
    "RECOVERY_ASKED",
    "address_node",
    "choose_password",
    "code_schema",
    "edit_preferences",
    "end_session",
    "examples_for",
    "finish_step",
    "list_other_ways",
    "log_out",
    "mapping",
    "password_hint",
    "password_node",
    "read_form",
    "recovery_schema",
    "refuse_form",
    "renew_password",
    "require_current_password",
    "sign_in_form",
    "sign_in_page",
    "sign_in_person",
    "source_of",
    "waiting_sign_in",
    "welcome_back",
    "why_sign_in",
    "with_next",
]
