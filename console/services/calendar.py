"""Everything that the calendar shows at once: versions, imported holidays, notices, targets, and what holds now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from console.records.schedules import BannerView, NoticeRecord, ProposedHoliday, ScheduleRecord, TargetRecord
from console.services import holidays
from console.services.banners import banners
from console.services.desk import Desk
from console.store.queries import schedules


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage:
    """The working time as it stands. `held` is the version in force, None where no hours were entered."""

    desk: Desk
    held: ScheduleRecord | None
    holidays: tuple[ProposedHoliday, ...]
    notices: tuple[NoticeRecord, ...]
    targets: tuple[TargetRecord, ...]
    banners: tuple[BannerView, ...]
    names: Mapping[tuple[date, str], str] = field(default_factory=dict)
    """The names of holidays in the language asked for, by day and the name that is kept."""

    @property
    def versions(self) -> tuple[ScheduleRecord, ...]:
        """Return every version, the one that holds last at the end."""
        return self.desk.company.schedules

    @property
    def proposed(self) -> tuple[ProposedHoliday, ...]:
        """Return the holidays that wait for a person, from today on."""
        today = self.desk.clock().astimezone(self.desk.company.zone).date()
        return tuple(
            one for one in self.holidays if one.confirmed_at is None and not one.dismissed and one.day >= today
        )

    def target(self, kind: str) -> TargetRecord | None:
        """Return the target of a kind that holds now, None where there is none."""
        now = self.desk.clock()
        held = [one for one in self.targets if one.kind == kind and one.valid_from <= now]
        return held[-1] if held and held[-1].minutes else None


def page(desk: Desk, language: str = "en") -> CalendarPage:
    """Read the working time anew, holidays named in a language. Raises NotSet without the policy's zone."""
    fresh = desk.refreshed()
    with fresh.store.read() as connection:
        imported, notices = schedules.holidays(connection), schedules.notices(connection)
        targets = schedules.targets(connection)
    closed = ((one.day, one.reason, one.source) for version in fresh.company.schedules for one in version.closed)
    now = fresh.clock()
    return CalendarPage(
        desk=fresh,
        held=fresh.company.schedule_at(now),
        holidays=holidays.in_language(imported, language),
        notices=notices,
        targets=targets,
        banners=banners(fresh, now),
        names=holidays.names(closed, language),
    )
