"""The desk's addresses."""

from core.plugin.api.pages import RouteConfig

CASE = "/desk/cases/{number:[0-9]{1,18}}"


def includeme(config: RouteConfig) -> None:
    config.add_route("agent_desk.cases", "/desk", audience="staff")
    config.add_route("agent_desk.bulk", "/desk/bulk", audience="staff")
    config.add_route("agent_desk.case_new", "/desk/new", audience="staff", link="new_case")
    config.add_route("agent_desk.uploads", "/desk/uploads", audience="staff")
    config.add_route("agent_desk.case", CASE, audience="staff", link="case")
    config.add_route("agent_desk.case_reply", f"{CASE}/reply", audience="staff")
    config.add_route("agent_desk.case_text", f"{CASE}/text", audience="staff")
    config.add_route("agent_desk.case_edit", f"{CASE}/edit", audience="staff")
    config.add_route("agent_desk.case_assign", f"{CASE}/assign", audience="staff")
