"""Creating the demo's conversations through the services."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.activity.services import record_activity
from core.cases.lifecycle.statuses import statuses_of
from core.cases.models import Case, CaseCounter, CaseFile, CaseNote
from core.cases.search.indexing import index_case
from core.db.base import new_id
from core.demo.attachments import make_paper, make_picture
from core.demo.scripts import Beginning, Story, count_stories, tell
from core.files.services import stage_upload

if TYPE_CHECKING:
    from uuid import UUID

    from core.identity.models.contact import Contact
    from core.identity.models.staff import Staff
    from core.scope import Scope

CASES, DAYS, OWN = 180, 90, 12
OPENS, CLOSES = 7, 21  # hours of the day at which people write
FILES = {
    "es": {"photo": "foto", "invoice": "factura", "form": "formulario"},
    "en": {"photo": "photo", "invoice": "invoice", "form": "form"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who talks in one organisation, and the dice. Ana and Bruno come first."""

    language: str
    random: Random
    contacts: list[Contact]
    account_of: dict[UUID, UUID]
    agent: Staff


class Conversations:
    """Writes one organisation's cases, notes and files; nobody is mailed about the past."""

    def __init__(self, scope: Scope, cast: Cast) -> None:
        self._scope = scope
        self._cast = cast
        self._random = cast.random
        self._statuses = statuses_of(scope)
        self._deck: list[int] = []
        self._zone = ZoneInfo(scope.tenant.time_zone)

    def tell_all(self) -> None:
        scope = self._scope
        first = scope.tenant.settings("cases")["first_number"]
        times = sorted(self._begin() for _ in range(CASES))
        for position, begun in enumerate(times):
            contact = self._cast.contacts[self._whose(position)]
            beginning = Beginning(
                scope.tenant.slug, self._cast.language, contact.first_name, begun.date()
            )
            story = tell(beginning, self._next_story(), self._random)
            self._store(story, contact, first + position, begun)
        counter = CaseCounter(tenant_id=scope.tenant_id, id=new_id(), last=first + CASES - 1)
        scope.session.add(counter)

    def _next_story(self) -> int:
        """Draw from a deck of all stories, shuffled anew when it is used up."""
        if not self._deck:
            self._deck = list(range(count_stories(self._scope.tenant.slug)))
            self._random.shuffle(self._deck)
        return self._deck.pop()

    def _begin(self) -> datetime:
        """Return a moment of somebody's day: more cases are young than old, none is brand new."""
        days = int(self._random.betavariate(1.0, 1.6) * (DAYS - 1))
        minute = self._random.randrange(OPENS * 60, CLOSES * 60)
        local = self._scope.now().astimezone(self._zone)
        begun = local.replace(hour=minute // 60, minute=minute % 60) - timedelta(days=days)
        if begun > local - timedelta(minutes=15):
            begun -= timedelta(days=1)
        return begun.astimezone(UTC)

    def _answer_to(self, moment: datetime) -> datetime:
        """Return when the next one writes: some time later, and not at night."""
        later = (moment + timedelta(minutes=self._random.randrange(20, 300))).astimezone(self._zone)
        if not OPENS <= later.hour < CLOSES:
            is_evening = later.hour >= CLOSES
            later = later.replace(hour=OPENS) + timedelta(days=is_evening)
        return min(later.astimezone(UTC), self._scope.now())

    def _whose(self, position: int) -> int:
        """Give Ana and Bruno a dozen cases each; the others share the rest."""
        turn = position % (CASES // OWN)
        own = {3: 0, 8: 1}.get(turn)
        return self._random.randrange(2, len(self._cast.contacts)) if own is None else own

    def _store(self, story: Story, contact: Contact, number: int, begun: datetime) -> None:
        scope = self._scope
        moments = [begun]
        while len(moments) < len(story.notes):
            moments.append(self._answer_to(moments[-1]))
        state = self._statuses.state_of(story.end)
        case = Case(
            tenant_id=scope.tenant_id,
            id=new_id(),
            number=number,
            subject=story.subject,
            product=story.product,
            status=story.end,
            state=state,
            priority=story.priority,
            channel=self._random.choice(("portal", "portal", "portal", "email", "phone")),
            contact_id=contact.id,
            account_id=self._cast.account_of.get(contact.id) if number % 2 else None,
            assignee_id=None if story.end == "open" else self._cast.agent.id,
            cc=[],
            custom=self._custom(),
            form_version=scope.tenant.forms["case"].version,
            created_at=begun,
            updated_at=moments[-1],
            public_updated_at=moments[-1],
            closed_at=moments[-1] if state == "closed" else None,
            version=1,
        )
        scope.session.add(case)
        scope.session.flush()
        notes = [
            self._note(case, contact, who, html, moment)
            for (who, html), moment in zip(story.notes, moments, strict=True)
        ]
        scope.session.add_all(notes)
        scope.session.flush()
        index_case(scope, case)
        if story.file:
            self._add_file(story, case, contact, notes[0])
        record_activity(
            scope, "case_created", contact_id=contact.id, case_id=case.id, number=number
        )

    def _custom(self) -> dict[str, Any]:
        """Return a likely value for each field that the preset adds."""
        random = self._random
        known = {
            "contract_number": f"{random.randrange(10**9, 10**10)}",
            "order_number": f"P-{random.randrange(1000, 9999)}",
            "ticket_type": random.choice(("incident", "request", "question")),
            "impact": random.choice(("one", "one", "team", "site")),
        }
        form = self._scope.tenant.form("case")
        return {key: value for key, value in known.items() if form.field(key) is not None}

    def _note(
        self, case: Case, contact: Contact, who: str, html: str, moment: datetime
    ) -> CaseNote:
        is_customer = who == "customer"
        author = contact if is_customer else self._cast.agent
        return CaseNote(
            tenant_id=case.tenant_id,
            id=new_id(),
            case_id=case.id,
            author_kind="contact" if is_customer else "staff",
            author_id=author.id,
            author_name=author.name,
            html=html,
            is_internal=who == "internal",
            channel=case.channel if is_customer else "portal",
            created_at=moment,
        )

    def _add_file(self, story: Story, case: Case, contact: Contact, note: CaseNote) -> None:
        scope = self._scope
        name = f"{FILES[story.language][story.file]}-{case.number}"
        if story.file == "photo":
            name += ".png"
            content = make_picture(self._random.randrange(120, 250))
        else:
            name += ".pdf"
            lines = [story.subject, contact.name, f"{note.created_at:%Y-%m-%d}"]
            content = make_paper(scope.tenant.name, lines)
        upload = stage_upload(scope, io.BytesIO(content), name, owner=f"contact:{contact.id}")
        upload.claimed_at = scope.now()
        file = CaseFile(
            tenant_id=scope.tenant_id,
            id=new_id(),
            case_id=case.id,
            note_id=note.id,
            upload_id=upload.id,
            name=upload.name,
            size=upload.size,
            media_type=upload.media_type,
            author_kind="contact",
            author_id=contact.id,
            author_name=contact.name,
            created_at=note.created_at,
        )
        scope.session.add(file)
