"""Counting what waits on a desk."""

from core.cases.services import count_views
from core.testing.cases import file_case

VALUES = {"product": "general/question/information", "subject": "No light", "message": "<p>x</p>"}


class TestCountViews:
    def test_it_counts_each_view(self, scope, agent, contact):
        for values in ({}, {"status": "waiting"}, {"status": "closed"}):
            file_case(scope, VALUES | values, contact_id=contact.id)
        file_case(scope, VALUES, contact_id=contact.id, assignee_id=agent.actor.id)

        found = count_views(agent, ["assigned", "unassigned", "open", "waiting", "closed"])

        assert found == {"assigned": 1, "unassigned": 2, "open": 3, "waiting": 1, "closed": 1}

    def test_it_stops_counting(self, scope, agent, contact):
        for _ in range(4):
            file_case(scope, VALUES, contact_id=contact.id)

        assert count_views(agent, ["open"], limit=2) == {"open": 3}

    def test_it_counts_nothing_of_another_tenant(self, agent, other_scope, make_contact):
        contact = make_contact(slug="globex")
        file_case(other_scope, VALUES, contact_id=contact.id)

        assert count_views(agent, ["open"]) == {"open": 0}

    def test_it_counts_in_one_query(self, agent, queries):
        queries.clear()

        count_views(agent, ["assigned", "open", "waiting"])

        assert len(queries) == 1
