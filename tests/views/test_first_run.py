"""The first day: the way to a demo desk, an own database and one that is there; every question asked in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.services import beginning, whose
from console.services.desk import open_desk
from console.views.dialogs.hours import HoursEditor, problem_of, read_time
from console.views.first_run import FirstRun
from console.views.look import look as looks
from console.views.words import set_language


@pytest.fixture
def first(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[FirstRun]:
    made = FirstRun(tmp_path / "desk.sqlite", login="dana", letters=tmp_path / "letters")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.done(0)


def fill(first: FirstRun) -> None:
    first.form.company.setText("Harbor Software")
    first.form.zone.setEditText("Europe/Moscow")
    first.form.hours.put({"mon": (("09:00", "13:00"), ("14:00", "18:00"))})
    first.form.spoken["ru"].setChecked(True)
    first.form.addresses.setText("help@harbor.example, Support@Harbor.example")


def test_nothing_is_preset(first: FirstRun) -> None:
    first.choose("own")
    assert first.form.zone.currentText() == ""
    assert first.form.hours.value() == {}
    assert not any(box.isChecked() for box in first.form.spoken.values())


def test_the_demo_desk_is_one_key_away(first: FirstRun, qtbot: QtBot) -> None:
    qtbot.keyClick(first.welcome.demo.button, Qt.Key.Key_Space)
    assert first.wants_demo
    assert first.result() == 1


def test_each_question_says_in_words_what_is_wrong(first: FirstRun, qtbot: QtBot) -> None:
    first.choose("own")
    first.form.addresses.setText("nobody")
    first.go.click()
    told = {name: row.note.text() for name, row in first.form.rows.items()}
    assert "Choose the zone" in told["zone"]
    assert "at least one day" in told["hours"]
    assert "at least one language" in told["languages"]
    assert "nobody" in told["addresses"]
    assert first.desk is None
    fill(first)
    first.form.zone.setEditText("Nowhere")
    first.go.click()
    assert "“Nowhere”" in first.form.rows["zone"].note.text()
    assert first.form.company.text() == "Harbor Software"


def test_an_own_database_holds_what_was_answered(first: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    first.choose("own")
    fill(first)
    first.go.click()
    qtbot.waitUntil(lambda: first.desk is not None)
    assert first.desk is not None
    assert first.desk.company.get("policy_tz") == "Europe/Moscow"
    first.desk.store.close()
    again = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}", login="dana", name="dana", out_folder=tmp_path)
    (hours,) = again.company.schedules
    assert hours.hours == {"mon": (("09:00", "13:00"), ("14:00", "18:00"))}
    with again.store.read() as connection:
        assert connection.exec_driver_sql("SELECT languages FROM staff").scalar() == "ru"
        found = connection.exec_driver_sql("SELECT address FROM channels ORDER BY address").scalars().all()
    assert found == ["help@harbor.example", "support@harbor.example"]
    again.store.close()


def test_a_file_that_is_there_is_opened_and_remembered(first: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    answers = beginning.Answers(
        zone="Asia/Tokyo", company="", hours={"mon": (("09:00", "18:00"),)}, addresses=(), languages=("en",)
    )
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    made = beginning.begin(url, answers, login="dana", out_folder=tmp_path)
    made.store.close()
    first._join(url)
    qtbot.waitUntil(lambda: first.desk is not None)
    assert first.result() == 1
    assert whose.chosen().database == url
    assert first.desk is not None
    first.desk.store.close()


def test_a_new_database_elsewhere_is_asked_for_its_zone(first: FirstRun, qtbot: QtBot, tmp_path: Path) -> None:
    first._join(f"sqlite:///{tmp_path / 'new.sqlite'}")
    qtbot.waitUntil(lambda: first.desk is not None)
    assert first.pages.currentWidget() is first.form
    fill(first)
    first.go.click()
    qtbot.waitUntil(lambda: first.result() == 1)
    assert first.desk is not None
    assert first.desk.company.get("policy_tz") == "Europe/Moscow"
    first.desk.store.close()


def test_a_database_that_does_not_answer_is_told_in_place(first: FirstRun, qtbot: QtBot) -> None:
    first.choose("server")
    first.server.url.setText("postgresql://dana:secret@127.0.0.1/desk")
    first.go.click()
    assert "password" in first.server.row.note.text()
    first.server.url.setText("postgresql://dana@127.0.0.1:1/desk")
    first.go.click()
    qtbot.waitUntil(lambda: bool(first.problem.text()))
    assert first.isEnabled()
    assert first.server.url.text().endswith("/desk")


def test_another_language_changes_every_word_at_once(first: FirstRun, qtbot: QtBot) -> None:
    first.welcome.spoken.emit("ru")
    try:
        words = {one.text().strip() for one in first.welcome.findChildren(QLabel)}
        assert "Добро пожаловать в Clausedesk" in words
        assert whose.chosen().language == "ru"
    finally:
        set_language("en")


@pytest.mark.parametrize("spoken", ["en", "ru"])
@pytest.mark.parametrize("zoom", [100, 150, 200])
def test_no_word_is_cut_at_any_size(qapp: QApplication, qtbot: QtBot, tmp_path: Path, spoken: str, zoom: int) -> None:
    set_language(spoken)
    looks.apply(qapp, looks.make("light", zoom=zoom))
    made = FirstRun(tmp_path / "desk.sqlite")
    qtbot.addWidget(made)
    made.show()
    qapp.processEvents()
    try:
        for page in ("", "own", "server"):
            if page:
                made.choose(page)
            qapp.processEvents()
            for one in (*made.findChildren(QPushButton), *made.findChildren(QLabel)):
                if one.isVisible() and one.text() and not (isinstance(one, QLabel) and one.wordWrap()):
                    assert one.width() >= one.minimumSizeHint().width(), one.text()
    finally:
        made.done(0)
        set_language("en")
        looks.apply(qapp, looks.make("light"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9", "09:00"),
        ("930", "09:30"),
        ("9.30", "09:30"),
        ("18:00", "18:00"),
        ("24:00", "24:00"),
        ("25", None),
        ("x", None),
    ],
)
def test_times_are_read_as_people_write_them(written: str, read: str | None) -> None:
    assert read_time(written) == read


def test_hours_that_cannot_be_are_told_with_their_day(dressed: QApplication) -> None:
    assert problem_of({"mon": (("09:00", "13:00"), ("14:00", "18:00"))}) == ""
    assert "Tue" in problem_of({"tue": (("18:00", "09:00"),)})
    assert "overlap" in problem_of({"wed": (("09:00", "13:00"), ("12:00", "18:00"))})


def test_the_first_day_is_copied_to_the_empty_working_days(dressed: QApplication, qtbot: QtBot) -> None:
    editor = HoursEditor({"mon": (("09:00", "18:00"),), "wed": (("10:00", "12:00"),)})
    qtbot.addWidget(editor)
    editor.copy.click()
    value = editor.value()
    assert value["fri"] == (("09:00", "18:00"),)
    assert value["wed"] == (("10:00", "12:00"),)
    assert "sat" not in value
