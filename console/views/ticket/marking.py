"""Marking a passage of a conversation: the words that a fact or a ground rests on, brought into sight and lit."""

from __future__ import annotations

from console.records.tickets import FactRecord
from console.views.ticket.cards import shown_text
from console.views.ticket.reading import ReadingView
from console.views.words import say


class MarkingView(ReadingView):
    """A conversation in which a passage can be marked."""

    _marked: tuple[int, int, int] | None = None

    def light(self, fact: FactRecord | None) -> bool:
        """Mark the words that a fact rests on and bring them into sight; return whether there are any."""
        if fact is None or fact.message_id is None or fact.start is None or not fact.end or not fact.newest:
            self.mark(0, 0, 0)
            return False
        return self.mark(int(fact.message_id), fact.start, fact.end)

    def passage(self, fact: FactRecord) -> str:
        """Return the words that a fact rests on; empty where there are none or they are not read yet.

        Of a message that was edited since, it is only said which version they stand in.
        """
        if not fact.newest:
            return say("ticket.earlier_wording", n=fact.message_version)
        row = None if fact.message_id is None else self.rows.row_of(int(fact.message_id))
        message = None if row is None else self.rows.message(row)
        if message is None or fact.start is None or not fact.end:
            return ""
        text, lead = shown_text(message, unfolded=False)
        return text[max(0, fact.start - lead) : max(0, fact.end - lead)]

    def mark(self, message_id: int, start: int, end: int) -> bool:
        """Mark a passage of a message's new text and bring it into sight; return whether the message is here.

        Words that are not read yet are marked when they have come. 0 takes every mark away.
        """
        self.lit, self._marked = {}, None
        row = self.rows.row_of(message_id) if message_id else None
        if row is not None:
            self._marked = (message_id, start, end)
            if message_id in self.unfolded:
                self.unfolded.discard(message_id)
                self.forget(message_id)
            self.go_to(row)
            self.light_marked()
        self.viewport().update()
        return row is not None

    def light_marked(self) -> None:
        """Light the passage that is to be marked, if its words are here."""
        if self._marked is None:
            return
        key, start, end = self._marked
        row = self.rows.row_of(key)
        message = None if row is None else self.rows.message(row)
        if row is None or message is None:
            return
        lead = shown_text(message, unfolded=False)[1]
        self.lit = {key: ((start - lead, end - lead),)}
        self._marked = None
        self.show_passage(row, start - lead)
