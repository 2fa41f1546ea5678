import json
from datetime import UTC, datetime, timedelta

import pytest

from core.backup.states import Keep, prune

FRIDAY = datetime(2026, 5, 29, 3, 17, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path):
    """Let a folder hold the states of so many days back, twice a day; give back what stays."""

    def kept(days, keep):
        (tmp_path / "files.txt").touch()
        for back in range(days):
            for hour in (0, 6):
                made = FRIDAY - timedelta(days=back + 1, hours=hour - 6)
                state = tmp_path / "states" / f"{made:%m-%d-%H}"
                state.mkdir(parents=True)
                (state / "files.txt").touch()
                (state / "manifest.json").write_text(json.dumps({"made_at": made.isoformat()}))
        prune(tmp_path, keep, FRIDAY)
        return sorted(path.name for path in (tmp_path / "states").glob("*"))

    return kept


class TestPrune:
    @pytest.mark.parametrize(
        ("keep", "stay"),
        [
            (Keep(0, 0), []),
            (Keep(1, 0), ["05-28-09"]),
            (Keep(3, 0), ["05-26-09", "05-27-09", "05-28-09"]),
            # Of this week and the two before it, the last state: Thursday's and two Sundays'.
            (Keep(0, 3), ["05-17-09", "05-24-09", "05-28-09"]),
            (Keep(2, 2), ["05-24-09", "05-27-09", "05-28-09"]),
        ],
    )
    def test_the_last_of_each_day_and_week_stays(self, kept, keep, stay):
        assert kept(40, keep) == stay

    def test_what_is_only_half_a_state_goes(self, kept, tmp_path):
        half = tmp_path / "states" / "05-28-10.part"
        half.mkdir(parents=True)

        assert kept(1, Keep(1, 0)) == ["05-28-09"]
