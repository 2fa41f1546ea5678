"""A page of cases, as another portal would have it."""


def includeme(config):
    config.add_route(
        "peer.case", "/x/peer/cases/{number:[0-9]{1,18}}", audience="customer", link="case"
    )
    config.add_route("peer.program", "/x/peer/program", audience="program")
