"""What people do with cases: their own, those of others, and those that there are not."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.cases import services
from tests.properties.case_life import comparing
from tests.properties.case_life.base import Ground, actors, picks, places
from tests.properties.case_life.lists import TYPED
from tests.properties.case_life.model import AGENTS, CONTACTS, SPY, STATES

subjects = st.lists(st.sampled_from(sorted(TYPED)), min_size=1, max_size=2).map(" ".join)
priorities = st.sampled_from(("low", "medium", "high"))
statuses = st.sampled_from(sorted(STATES))
copies = st.sampled_from(
    ((), ("dora@elsewhere.example",), ("dora@elsewhere.example", "x@y.example"))
)
assignees = st.sampled_from((*AGENTS, None))


class Steps(Ground):
    """Steps that change a case, or are refused."""

    @rule(
        name=places,
        actor=actors,
        contact=st.sampled_from(CONTACTS),
        subject=subjects,
        files=st.integers(0, 2),
        cc=copies,
        priority=priorities,
        status=statuses,
        assignee=assignees,
        with_account=st.booleans(),
    )
    def create(
        self, name, actor, contact, subject, files, cc, priority, status, assignee, with_account
    ):
        place = self.places[name]
        if actor in (*CONTACTS, SPY):
            status, assignee = "open", None  # of which their form says nothing
            contact = "ana" if actor == SPY else contact if with_account else actor
        words, ids = self.stage(place, actor, files)
        word, once = f"note{next(self.words)}", f"once-{next(self.words)}"
        values = {
            "subject": subject,
            "message": f"<p>{word}</p>",
            "files": ids,
            "cc": list(cc),
            "priority": priority,
            **({"status": status} if status != "open" else {}),
            **({"assignee": assignee} if assignee else {}),
            "with_account": with_account,
        }
        self.do(
            place,
            actor,
            lambda: place.model.create(
                actor,
                contact=contact,
                subject=subject,
                word=word,
                files=words,
                cc=cc,
                priority=priority,
                status=status,
                assignee=assignee,
                with_account=with_account,
            ),
            lambda scope: place.driver.create(scope, once, contact, dict(values)),
            repeatable=True,
        )

    @rule(
        name=places,
        actor=actors,
        pick=picks,
        files=st.integers(0, 2),
        is_internal=st.sampled_from((False, False, True)),
        status=st.none() | statuses,
    )
    def add_note(self, name, actor, pick, files, is_internal, status):
        place = self.places[name]
        if actor in CONTACTS and pick:
            is_internal, status = False, None  # of which their form says nothing
        number = self.pick_number(place, pick)
        words, ids = self.stage(place, actor, files)
        word, once = f"note{next(self.words)}", f"once-{next(self.words)}"
        self.do(
            place,
            actor,
            lambda: place.model.add_note(
                actor, number, word, files=words, is_internal=is_internal, status=status
            ),
            lambda scope: services.add_note(
                scope,
                services.get_case(scope, number),
                f"<p>{word}</p>",
                files=ids,
                is_internal=is_internal,
                status=status,
                once=once,
            ),
            repeatable=True,
        )

    @rule(name=places, actor=actors, pick=picks, label=st.sampled_from(("", "Plan")))
    def attach_file(self, name, actor, pick, label):
        place = self.places[name]
        number = self.pick_number(place, pick)
        (word,), (upload,) = self.stage(place, actor, 1)
        once = f"once-{next(self.words)}"
        self.do(
            place,
            actor,
            lambda: place.model.attach(actor, number, word, label),
            lambda scope: services.attach_file(
                scope, services.get_case(scope, number), upload, label, once=once
            ),
            repeatable=True,
        )

    @rule(
        name=places,
        actor=actors,
        pick=picks,
        changes=st.fixed_dictionaries(
            {},
            optional={
                "subject": subjects,
                "priority": priorities,
                "cc": copies,
                "status": statuses,
            },
        ),
        behind=st.sampled_from((None, 0, 0, 1)),
    )
    def change_fields(self, name, actor, pick, changes, behind):
        place = self.places[name]
        if actor in CONTACTS and pick:
            changes = {key: value for key, value in changes.items() if key in place.model.grants}
        number = self.pick_number(place, pick)
        version = next((c.version for c in place.model.cases if c.number == number), 1)
        seen = None if behind is None else version - behind
        self.do(
            place,
            actor,
            lambda: place.model.change(actor, number, changes, seen),
            lambda scope: place.driver.change(scope, number, changes, seen),
        )

    @rule(name=places, actor=actors, pick=picks, assignee=assignees)
    def assign(self, name, actor, pick, assignee):
        place = self.places[name]
        number = self.pick_number(place, pick)
        self.do(
            place,
            actor,
            lambda: place.model.assign(actor, number, assignee),
            lambda scope: place.driver.assign(scope, number, assignee),
        )

    @rule(
        name=places,
        actor=actors,
        pick=picks,
        status=st.sampled_from((None, None, "closed", "rejected", "open")),
    )
    def close(self, name, actor, pick, status):
        place = self.places[name]
        number = self.pick_number(place, pick)
        self.do(
            place,
            actor,
            lambda: place.model.close(actor, number, status),
            lambda scope: services.close_case(
                scope, services.get_case(scope, number), status=status
            ),
        )

    @rule(name=places, actor=actors, pick=picks, with_reason=st.sampled_from((True, True, False)))
    def reopen(self, name, actor, pick, with_reason):
        place = self.places[name]
        number = self.pick_number(place, pick)
        word, once = f"note{next(self.words)}" if with_reason else "", f"once-{next(self.words)}"
        self.do(
            place,
            actor,
            lambda: place.model.reopen(actor, number, word),
            lambda scope: services.reopen_case(
                scope, services.get_case(scope, number), f"<p>{word}</p>", once=once
            ),
            repeatable=True,
        )

    @rule()
    def send_the_same_form_again(self) -> None:
        """Whatever has become of the case since, the second click makes nothing."""
        if self.again is None:
            return
        place, actor, act = self.again
        before = comparing.read_rows(place.driver)
        answer = place.driver.let(actor, act)
        assert not isinstance(answer, Exception), answer
        assert comparing.read_rows(place.driver) == before
