from __future__ import annotations

from datetime import datetime

import pytest

from console.faults import BadInput
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.services import license_import, license_list, registry
from console.services.desk import Desk
from console.services.license_import import RowFate
from console.services.license_list import LicensesAsked
from console.store.queries import licensing

HEAD = "key,customer,plan,purchased,product,domain,contact,address,role\n"


def record(desk: Desk, key: str) -> LicenseRecord:
    with desk.store.read() as connection:
        return registry.read_license(connection, licensing.license_by_key(connection, key))


def fates(desk: Desk, text: str) -> list[tuple[str, str]]:
    planned = license_import.plan(desk, (HEAD + text).encode())
    return [(one.fate.value, "" if one.fault is None else one.fault.code) for one in planned]


def test_the_fate_of_every_row_is_told_and_nothing_is_written(desk: Desk) -> None:
    bought = record(desk, "HRB-1").purchased_at.isoformat()
    told = fates(
        desk,
        "N-1,New Co,PRO,2026-02-28,Panel,new.example,,,\n"
        f"HRB-1,Customer HRB-1,PRO,{bought},,one.example,,,\n"
        f"HRB-1,Customer HRB-1,PRO,{bought},,,,,\n"
        "N-2,Two,PRO,2026-02-28,,a.example b.example,,,\n"
        "N-3,Three,GOLD,2026-02-28,,,,,\n"
        "N-4,Four,PRO,31.02.2026,,,,,\n"
        ",Five,PRO,2026-02-28,,,,,\n"
        "N-6,Six,PRO,2026-02-28,,,Ann,ann at six,\n"
        "N-7,Seven,PRO PLUS,28.02.2026,,a.example b.example,Ann,ann@seven.example,owner\n",
    )
    assert told == [
        ("new", ""),
        ("same", ""),
        ("wrong", "twice_in_file"),
        ("wrong", "too_many_domains"),
        ("wrong", "unknown_plan"),
        ("wrong", "bad_instant"),
        ("wrong", "bad_license"),
        ("wrong", "bad_contact_address"),
        ("new", ""),
    ]
    assert license_list.count(desk, LicensesAsked()).number == 1
    assert fates(desk, "HRB-1,Somebody else,PRO,2026-01-01,,,,,\n") == [("wrong", "license_of_other")]


def test_new_and_changed_rows_are_written_and_a_second_time_all_are_the_same(desk: Desk) -> None:
    text = (
        "N-1,New Co,PRO PLUS,28.02.2026,Panel,a.example;b.example,Ann,ann@new.example,owner\n"
        "HRB-1,Customer HRB-1,,2026-03-01,Panel,,,bob@one.example,\n"
    )
    planned = license_import.plan(desk, (HEAD.replace(",", "\t") + text.replace(",", "\t")).encode("utf-8-sig"))
    assert [one.fate for one in planned] == [RowFate.NEW, RowFate.CHANGED]
    assert {name for name, _old, _new in planned[1].changes} == {"product", "purchased_at", "address"}
    done = license_import.carry_out(desk, planned)
    assert [one.fate for one in done] == [RowFate.NEW, RowFate.CHANGED]
    new, old = record(desk, "N-1"), record(desk, "HRB-1")
    assert ([one.name for one in new.domains], new.plan) == (["a.example", "b.example"], "PRO_PLUS")
    assert [(one.name, one.role) for one in new.contacts] == [("Ann", "owner")]
    assert new.purchased_at == datetime.fromisoformat("2026-02-28T00:00:00+03:00")
    assert (old.product, old.plan) == ("Panel", "PRO")
    assert "bob@one.example" in [one.address for one in old.contacts]
    assert [fate for fate, _code in fates(desk, text)] == ["same", "same"]


def test_what_somebody_changed_after_the_preview_is_told_and_not_overwritten(desk: Desk) -> None:
    bought = record(desk, "HRB-1").purchased_at.isoformat()
    text = f"HRB-1,Customer HRB-1,PRO,{bought},From the list,,,,\nN-1,New Co,PRO,2026-02-28,,,,,\n"
    planned = license_import.plan(desk, (HEAD + text).encode())
    registry.edit_license(desk, LicenseId(1), product="By hand")
    done = license_import.carry_out(desk, planned)
    assert [one.fate for one in done] == [RowFate.FAILED, RowFate.NEW]
    assert record(desk, "HRB-1").product == "By hand"


def test_a_stopped_writing_keeps_what_was_written(desk: Desk) -> None:
    text = "".join(f"N-{n},Company {n},PRO,2026-02-28,,,,,\n" for n in range(5))
    planned = license_import.plan(desk, (HEAD + text).encode())
    license_import.carry_out(desk, planned, lambda done: done < 2)
    assert license_list.count(desk, LicensesAsked(text="N-")).number == 2


def test_what_looks_like_a_formula_stays_text(desk: Desk) -> None:
    text = 'N-1,"=HYPERLINK(""http://x"")",PRO,2026-02-28,\'=1+1,,,,\n'
    planned = license_import.plan(desk, (HEAD + text).encode())
    license_import.carry_out(desk, planned)
    assert (record(desk, "N-1").customer, record(desk, "N-1").product) == ('=HYPERLINK("http://x")', "=1+1")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "list_lacks_columns"),
        (b"name,plan\nx,PRO\n", "list_lacks_columns"),
        (b"x" * (license_import.MOST_BYTES + 1), "list_too_large"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(desk: Desk, data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as told:
        license_import.plan(desk, data)
    assert told.value.code == code


def test_russian_headings_and_the_old_encoding_of_windows_are_read(desk: Desk) -> None:
    text = "Ключ;Клиент;Дата покупки;План\nР-1;Пристань;01.02.2026;PRO\n"
    (row,) = license_import.plan(desk, text.encode("cp1251"))
    assert (row.fate, row.key, row.customer) == (RowFate.NEW, "Р-1", "Пристань")
