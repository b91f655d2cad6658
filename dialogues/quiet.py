"""The hours in which nobody is disturbed: by the clock of the city, as set in config.yml."""

from datetime import datetime, time, timedelta

from dialogues.world import Pace
from persian import TEHRAN


def ends(now: datetime, pace: Pace) -> datetime | None:
    """When the quiet hours end that it is now; None by day. With both hours alike nothing is ever quiet."""
    local = now.astimezone(TEHRAN)
    begins, until = time.fromisoformat(pace.quiet_from), time.fromisoformat(pace.quiet_until)
    clock = local.time()
    over_night = begins > until
    quiet = clock >= begins or clock < until if over_night else begins <= clock < until
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if over_night and clock >= begins else local.date()
    return datetime.combine(day, until, TEHRAN)
