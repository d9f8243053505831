"""Forms of a review: a remark, the sample that is gone through, and signing what was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from console.archive import sshsig
from console.faults import BadInput
from console.query import parse
from console.records.findings import Sample
from console.services.archives import keys, private_keys, reviewing, sampling, signing
from console.views.licenses.entry_form import EntryForm, Field, Form, Values
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

_RING, _OTHER = "ring ", "other"
_ALL, _EVERY, _RANDOM = "all", "every", "random"


def remark(window: ArchiveWindow) -> EntryForm | None:
    """Ask for a remark on the current message, or on the ticket."""
    review, conversation = window.review, window.ticket.conversation
    seen = review.seen
    if seen is None or window.panels is None:
        return None
    place = conversation.currentIndex().row()
    key = conversation.rows.key(place) if place >= 0 else 0
    message = seen.messages.get(key, "")
    where = [("", say("review.on_ticket", number=seen.number))]
    if message:
        n = list(seen.messages.values()).index(message) + 1
        where.insert(0, (message, say("review.on_message", n=n)))
    form = Form(
        heading=say("command.review_remark").rstrip("…"),
        text=say("review.remark_text"),
        fields=(
            Field(name="body", words=say("review.remark"), kind="note", value="", needed=True),
            Field(name="clause", words=say("review.by_clause"), value="", hint=say("review.by_clause_hint")),
            Field(name="message", words=say("review.where"), kind="choice", value=where[0][0], options=tuple(where)),
        ),
        save=lambda values, _seen: values,
    )
    made = EntryForm(window, form)
    made.saved.connect(lambda values, _: review.remark(seen, values["body"], values["clause"], values["message"]))
    made.open()
    return made


def sample(window: ArchiveWindow, over: QWidget | None = None) -> None:
    """Ask which decisions are gone through; the clauses of the archive are read first."""
    desk = window.opened.desk
    call = window.runner.read(lambda: sampling.clauses(desk))
    call.landed.connect(lambda found: sample_form(window, found, over).open())
    call.failed.connect(window.tell)


def sample_form(window: ArchiveWindow, clauses: tuple[tuple[str, int], ...], over: QWidget | None = None) -> EntryForm:
    """Return the form of the sample."""
    review, desk = window.review, window.opened.desk
    now = review.draft.sample or Sample()
    how = _RANDOM if now.random else _EVERY if now.every > 1 else _ALL
    options = tuple((one, say(f"review.how_{one}")) for one in (_ALL, _EVERY, _RANDOM))
    named = (("", say("review.any_clause")), *((one, f"{one}  ({n})") for one, n in clauses))

    def save(values: Values, _seen: Values) -> object:
        chosen = _sample(values)
        return chosen, len(sampling.draw(desk, chosen))

    def told(answer: Any, _values: object) -> None:
        chosen, number = answer
        review.choose(chosen)
        window.toast.show_words(say_count("review.drawn", number))

    form = Form(
        heading=say("command.review_sample").rstrip("…"),
        text=say("review.sample_text"),
        fields=(
            Field(name="how", words=say("review.how"), kind="choice", value=how, options=options),
            Field(name="n", words=say("review.n"), kind="count", value=now.random or max(now.every, 10)),
            Field(name="seed", words=say("review.seed"), value=now.seed or "1", hint=say("review.seed_hint")),
            Field(name="clause", words=say("review.of_clause"), kind="choice", value=now.clause, options=named),
            Field(name="query", words=say("review.of_query"), value=now.query, hint=say("review.of_query_hint")),
            Field(
                name="overrides",
                words="",
                kind="flag",
                value=now.overrides,
                options=((True, say("review.only_overrides")),),
            ),
        ),
        save=save,
        act=say("review.draw"),
    )
    made = EntryForm(window, form, over=over)
    made.saved.connect(told)
    _shown_by(made, "how", {"n": (_EVERY, _RANDOM), "seed": (_RANDOM,)})
    return made


def _shown_by(made: EntryForm, chooser: str, fields: Mapping[str, Collection[str]]) -> None:
    """Show fields only where the choice of another one needs them."""

    def follow(_: object = None) -> None:
        chosen = made.inputs[chooser].value()
        for name, choices in fields.items():
            made.rows[name].setVisible(chosen in choices)
        if made.isVisible():
            made.fit_fields()

    made.inputs[chooser].changed.connect(follow)
    follow()


def _sample(values: Values) -> Sample:
    how, query = values["how"], values["query"]
    problems = parse(query).problems
    if problems:
        raise BadInput(problems[0].code, **problems[0].params)
    return Sample(
        query=query,
        overrides=bool(values["overrides"]),
        clause=values["clause"],
        every=values["n"] if how == _EVERY else 1,
        random=values["n"] if how == _RANDOM else 0,
        seed=values["seed"] if how == _RANDOM else "",
    )


def sign(window: ArchiveWindow, over: QWidget | None = None) -> None:
    """Ask with which key the findings are signed; the keys of this computer are looked for first."""
    window.review.bar.flush()
    desk = window.opened.desk
    call = window.runner.read(lambda: key_choices(desk))
    call.landed.connect(lambda found: sign_form(window, found, over).open())
    call.failed.connect(window.tell)


def key_choices(desk: Any) -> tuple[tuple[str, str], ...]:
    """Return the keys of this computer, of ours, of OpenSSH and of the keyring: where each is, and its name."""
    found = [(str(one), say("review.key_file", file=one.name)) for one in private_keys.kept_here()]
    named = {one.key_id: one.name for one in keys.trusted()}
    named |= {one.key_id: one.name for one in signing.keys_of(desk.store)}
    for key_id, name in named.items():
        if private_keys.from_keyring(key_id) is not None:
            found.append((f"{_RING}{key_id}", say("review.key_ring", name=name, key_id=key_id[:18])))
    return (*found, (_OTHER, say("review.key_other")), ("", say("review.key_none")))


def sign_form(window: ArchiveWindow, choices: tuple[tuple[str, str], ...], over: QWidget | None = None) -> EntryForm:
    """Return the form that writes the findings and signs them."""
    review, opened = window.review, window.opened
    target = reviewing.file_of(opened, review.draft)

    def save(values: Values, _seen: Values) -> object:
        key = _key(values)
        found = reviewing.publish(
            opened, review.draft, Path(values["file"]).expanduser(), reviewer=values["name"], key=key
        )
        return len(found), "" if key is None else sshsig.key_id(private_keys.public_of(key))

    def told(answer: Any, values: Values) -> None:
        number, key_id = answer
        words = say("review.written_signed", key_id=key_id) if key_id else say("review.written_unsigned")
        name = Path(values["file"]).name
        asked = len(review.draft.kept.beside)
        words += f" {say_count('review.beside', asked)}" if asked else ""
        window.toast.show_words(f"{say_count('review.written', number, file=name)} {words}", seconds=10)
        review.settled()

    form = Form(
        heading=say("command.review_sign").rstrip("…"),
        text=say("review.sign_text"),
        fields=(
            Field(name="name", words=say("review.name"), value=review.reviewer, needed=True),
            Field(name="file", words=say("review.file"), value=str(target), needed=True),
            Field(name="key", words=say("review.key"), kind="choice", value=choices[0][0], options=choices),
            Field(name="path", words=say("review.key_path"), kind="file", value="", hint=say("review.key_path_hint")),
            Field(name="passphrase", words=say("review.passphrase"), kind="secret", value=""),
        ),
        save=save,
        act=say("review.sign"),
        aliases={
            "wrong_passphrase": "passphrase",
            "key_file_of_openssh": "passphrase",
            "key_file_damaged": "path",
            "no_such_file": "path",
            "findings_other": "file",
            "findings_damaged": "file",
        },
    )
    made = EntryForm(window, form, over=over)
    made.saved.connect(told)
    files = {one for one, _ in choices if one and not one.startswith(_RING)}
    _shown_by(made, "key", {"path": (_OTHER,), "passphrase": files})
    return made


def _key(values: Values) -> Any:
    chosen = str(values["key"])
    if not chosen:
        return None
    if chosen.startswith(_RING):
        found = private_keys.from_keyring(chosen.removeprefix(_RING))
        if found is None:
            raise BadInput("key_file_damaged", file=chosen.removeprefix(_RING))
        return found
    path = Path(values["path"]).expanduser() if chosen == _OTHER else Path(chosen)
    return private_keys.from_file(path, values["passphrase"])
