def includeme(config):
    config.add_route("meters.readings", "/x/meters/readings", audience="program")
    config.add_route("meters.page", "/x/meters", audience="staff")
