"""Grants that tests give their own fields."""

from fields_config.definition import AUDIENCES, SCREENS, Access, Grant

EVERYWHERE = {
    (audience, screen): Grant(Access.EDIT) for audience in AUDIENCES for screen in SCREENS
}
