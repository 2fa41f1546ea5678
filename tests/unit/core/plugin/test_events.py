from datetime import UTC, datetime
from uuid import UUID, uuid4

from core.plugin import hookspecs
from core.plugin.events import Event, EventActor, read_event

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stored(**what):
    actor = {"kind": "staff", "id": str(uuid4()), "name": "Eva"}
    return {"actor": actor, "at": NOW.isoformat(), "causes": ["board", "cases.hand_over"], **what}


class TestReadEvent:
    def test_ids_moments_and_people_are_what_the_hook_says(self):
        case_id, note_id = uuid4(), uuid4()
        event = stored(case_id=str(case_id), note_id=str(note_id))

        found = read_event(hookspecs.note_added, event, now=NOW.replace(year=2027))

        actor = EventActor("staff", UUID(event["actor"]["id"]), "Eva")
        assert found == {
            "case_id": case_id,
            "note_id": note_id,
            "event": Event(actor=actor, at=NOW, causes=("board", "cases.hand_over")),
        }

    def test_nobody_in_person_has_no_id(self):
        event = stored(actor={"kind": "anonymous", "id": None, "name": ""})

        assert read_event(hookspecs.case_created, event, NOW)["event"].actor == EventActor(
            "anonymous"
        )

    def test_values_that_look_like_an_id_or_a_time_stay_text(self):
        changes = {"reference": [None, str(uuid4())], "day": [None, NOW.isoformat()]}
        event = stored(case_id=str(uuid4()), changes=changes)

        assert read_event(hookspecs.case_changed, event, NOW)["changes"] == changes
