"""Two tenants and their models, and what holds between the two after each step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from tests.properties.case_life import comparing
from tests.properties.case_life.driver import TenantDriver
from tests.properties.case_life.mails import tell_all
from tests.properties.case_life.model import ACTORS, SPY, CaseModel, No, TenantModel

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.scope import Scope

PLACES = ("north", "south")
places = st.sampled_from(PLACES)
# Those who have something to do there come up more often.
actors = st.sampled_from((*ACTORS, "ana", "ana", "eva", "eva"))
# After each step these look; everybody does at the end.
EACH_KIND = ("ana", "bruno", "eva")
picks = st.integers(0, 5)


@dataclass
class Place:
    """A tenant, and what the model says of it."""

    driver: TenantDriver
    model: TenantModel


class Ground(RuleBasedStateMachine):
    """Every step does the same to the product and to the model, and then compares the two.

    :param kit: what a test hands over: ``make``, ``platform``, ``clock``, ``jobs``, ``read_page``
    """

    def __init__(self, kit: Any) -> None:
        super().__init__()
        self.kit = kit
        self.words = count(1)
        self.places: dict[str, Place] = {}
        self.touched: tuple[Place, CaseModel] | None = None
        self.again: tuple[Place, str, Callable[[Scope], Any]] | None = None

    @initialize()
    def open_houses(self) -> None:
        now = self.kit.clock.now
        for name in PLACES:
            driver = TenantDriver(self.kit.platform, self.kit.make, name)
            self.places[name] = Place(driver, TenantModel(now))
        self.kit.jobs.run()  # what came of the people's arrival
        for name in PLACES:
            self._file_first_case(self.places[name])

    def _file_first_case(self, place: Place) -> None:
        word = f"note{next(self.words)}"
        values = {"subject": "Lámpara", "message": word}
        self.do(
            place,
            "ana",
            lambda: place.model.create("ana", contact="ana", subject="Lámpara", word=word),
            lambda scope: place.driver.create(scope, word, "ana", dict(values)),
        )

    # What is compared

    @invariant()
    def both_agree(self) -> None:
        if self.touched is None:
            return
        place, case = self.touched
        self.touched = None
        for each in self.places.values():
            readers = EACH_KIND if each is place else ()
            comparing.compare_cases(each.driver, each.model, readers)
            comparing.compare_outbox(each.driver, each.model)
        comparing.compare_one(place.driver, place.model, case, EACH_KIND)

    def teardown(self) -> None:
        if len(self.places) == len(PLACES):
            self.let_jobs_run()
            for place in self.places.values():
                comparing.compare_cases(place.driver, place.model, ACTORS)
                comparing.compare_records(place.driver, place.model)
                for case in place.model.cases:
                    comparing.compare_one(place.driver, place.model, case, ACTORS)

    def let_jobs_run(self) -> None:
        self.kit.jobs.run()
        for place in self.places.values():
            tell_all(place.model)
            comparing.compare_mails(place.driver, place.model)

    # How each step is done

    def do(
        self,
        place: Place,
        actor: str,
        expect: Callable[[], CaseModel],
        act: Callable[[Scope], Any],
        *,
        repeatable: bool = False,
    ) -> None:
        """Do the same in the model and in the product.

        A refusal, of whatever kind, leaves every row of the tenant as it was.

        :param repeatable: it has a one-time key, so doing it again must change nothing
        """
        before, refusal, case = {}, None, None
        try:
            case = expect()
        except No as no:
            before, refusal = comparing.read_rows(place.driver), no.error
        answer = place.driver.let(actor, act)
        if refusal is not None:
            assert isinstance(answer, refusal), (answer, refusal)
            assert comparing.read_rows(place.driver) == before
            return
        if isinstance(answer, Exception):
            raise answer
        self.touched = (place, case)
        if repeatable:
            self.again = (place, actor, act)

    def stage(self, place: Place, actor: str, number: int) -> tuple[tuple[str, ...], list[str]]:
        words = tuple(f"file{next(self.words)}" for _ in range(number))
        owner = "ana" if actor == SPY else actor
        return words, [place.driver.stage(owner, word) for word in words]

    def pick_number(self, place: Place, pick: int) -> int:
        """Return the number of some case, or now and then the first that there is not."""
        return 1 + pick % (len(place.model.cases) + 1)
