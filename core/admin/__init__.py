"""The tenant admin's pages: organisation, plugins, settings, people, activity."""
