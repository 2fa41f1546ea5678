"""What an organisation decides about loans."""

import colander


class Settings(colander.MappingSchema):
    days = colander.SchemaNode(colander.Integer(), title="Days that a loan lasts", missing=14)
