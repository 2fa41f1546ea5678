"""A plugin that adds to every place what a test tells it to."""

from types import ModuleType

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest


class Adding:
    """What the plugin answers, by hook, and what it was asked."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    def asked_for(self, hook):
        return [given for one, given in self.asked if one == hook]

    def answer(self, hook, **given):
        self.asked.append((hook, given))
        answer = self.answers.get(hook, [])
        return answer(**given) if callable(answer) else answer


ADDING = Adding()


def make_plugin():
    module = ModuleType("adding_plugin")

    @hookimpl
    def register_plugin():
        return PluginManifest(name="adding", title="Adding", package="core.plugin")

    @hookimpl
    def panels(scope, place, about, audience):
        return ADDING.answer("panels", place=place, about=about, audience=audience)

    @hookimpl
    def case_actions(scope, case_id, audience):
        return ADDING.answer("case_actions", case_id=case_id, audience=audience)

    @hookimpl
    def note_actions(scope, case_id, note_ids, audience):
        return ADDING.answer("note_actions", note_ids=note_ids, audience=audience)

    @hookimpl
    def contact_actions(scope, contact_id):
        return ADDING.answer("contact_actions", contact_id=contact_id)

    @hookimpl
    def answer_tools(scope, case_id):
        return ADDING.answer("answer_tools", case_id=case_id)

    @hookimpl
    def case_suggestions(scope, text, values, limit):
        return ADDING.answer("case_suggestions", text=text, values=values, limit=limit)

    @hookimpl(optionalhook=True)
    def csr_console_tabs(scope, contact_id):
        return ADDING.answer("csr_console_tabs", contact_id=contact_id)

    contributions = (
        csr_console_tabs,
        case_suggestions,
        panels,
        case_actions,
        note_actions,
        contact_actions,
        answer_tools,
    )
    for hook in (register_plugin, *contributions):
        setattr(module, hook.__name__, hook)
    return module
