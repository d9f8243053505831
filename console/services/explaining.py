"""A decision as the panels show it: grounds, changes, the tree of rules, with the agreement's own words put in.

Codes and values only; the sentences are made of them by the views. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import policy
from console.records.assessment import (
    BasisView,
    ChangeView,
    ExceptionView,
    GroundView,
    NeedView,
    ReasonView,
    StepView,
    ValueView,
)

_WORTH = {True: "yes", False: "no", None: "unknown"}
_STATUS_OF = {"holds": 0, "unknown": 1, "cannot": 2}
_ARCHIVE = "13."  # clause 13 speaks of archived licenses alone
_MANY = ("topic_on_ground",)  # supposed for each ground apart; one of them tells it


class Wording:
    """The agreement's own words for what reasons and bases name."""

    def __init__(self, agreement: policy.Agreement) -> None:
        self.agreement = agreement
        self._known: Mapping[str, tuple[Mapping[str, policy.Topic | policy.Named | policy.Unit], ...]] = {
            "topic": (agreement.topics,),
            "topics": (agreement.topics,),
            "services": (agreement.services,),
            "clause": (agreement.grounds, agreement.units),
            "clauses": (agreement.units,),
            "conduct": (agreement.units,),
        }

    def reason(self, one: policy.Reason) -> ReasonView:
        """Return a reason with the agreement's own words for its values."""
        return ReasonView(
            code=one.code,
            params=tuple(
                ValueView(name=name, words=tuple((word, *self._own_words(name, word)) for word in text.split(",")))
                for name, text in one.params
            ),
        )

    def basis(self, kind: str, reference: str) -> BasisView:
        """Return what something rests on with our wording of it."""
        if kind == "reading" and reference in self.agreement.readings:
            reading = self.agreement.readings[reference]
            return BasisView(
                kind=kind,
                reference=reference,
                needs_company=reading.needs_company,
                en=reading.matter_en,
                ru=reading.matter_ru,
                choice_en=reading.reading_en,
                choice_ru=reading.reading_ru,
            )
        unit = self.agreement.units.get(reference)
        if unit is None:
            return BasisView(kind=kind, reference=reference)
        return BasisView(kind=kind, reference=reference, en=unit.en, ru=unit.ru)

    def _own_words(self, name: str, word: str) -> tuple[str, str]:
        for known in self._known.get(name, ()):
            if word in known:
                return known[word].en, known[word].ru
        return "", ""


class Explanation:
    """One decision under its agreement, and what would change it."""

    def __init__(
        self, agreement: policy.Agreement, decision: policy.Decision, changes: tuple[policy.Change, ...] = ()
    ) -> None:
        self.agreement = agreement
        self.decision = decision
        self.changes = changes
        self.wording = Wording(agreement)
        self._because = dict(decision.because)
        self._has_license = all(one.code != "license_unknown" for one in self._because.values())
        self._conditions = {one.rule: one.conditions for one in decision.trace}

    def grounds(self) -> tuple[GroundView, ...]:
        """Return the 23 grounds in the order of the text."""
        return tuple(self._ground(one) for one in self.decision.findings)

    def because(self) -> tuple[ReasonView, ...]:
        """Return why the rule that decides holds; where it asks, what it cannot tell.

        A request that nothing stands against is admitted because of its subject and the period it came in.
        """
        found = self._reasons(self.decision.rule)
        if found:
            return found
        wanted = ("topics_covered", f"state_{self.decision.state_used}")
        kept = {one.code: one for one in self._because.values() if one.code in wanted}
        return tuple(self._reason(kept[code]) for code in wanted if code in kept)

    def clauses(self) -> tuple[BasisView, ...]:
        """Return the clauses that decide: the one to name first; where none is to be named, those of the rule."""
        if self.decision.primary:
            return (self._clause(self.decision.primary),)
        cited = next(one.clauses for one in self.decision.trace if one.rule == self.decision.rule)
        if self.decision.outcome == "ask_info":
            cited = cited[:1]
        archived = self.decision.state_used == "archived"
        known = [one for one in cited if archived or not one.startswith(_ARCHIVE)]
        return tuple(self._clause(one) for one in known or cited)

    def _clause(self, reference: str) -> BasisView:
        """Return a clause that decides: a ground by its short words, as everywhere else, another in our wording."""
        shown, ground = self.wording.basis("text", reference), self.agreement.grounds.get(reference)
        return shown if ground is None else replace(shown, en=ground.en, ru=ground.ru)

    def likely_changes(self) -> tuple[ChangeView, ...]:
        """Return what would change the outcome and can still be said or done, each once."""
        found = [one for one in self.changes if one.differs and not one.hypothetical]
        return tuple(self._change(one) for one in found if not any(_goes_in(other, one) for other in found))

    def supposed_changes(self) -> tuple[ChangeView, ...]:
        """Return what would change the outcome if it were found otherwise than it is known or taken to be."""
        found: dict[tuple[str, str], policy.Change] = {}
        outside = any(one.why.code == "topic_is_panel" for one in self.changes)
        for one in self.changes:
            if one.differs and one.hypothetical and not (outside and one.why.code in _MANY):
                found.setdefault((one.why.code, "" if one.why.code in _MANY else one.outcome), one)
        return tuple(self._change(one) for one in found.values())

    def basis(self) -> tuple[BasisView, ...]:
        """Return what the decision rests on."""
        return tuple(self.wording.basis(one.kind, one.reference) for one in self.decision.basis)

    def needs(self) -> tuple[NeedView, ...]:
        """Return what is missing and who can supply it."""
        return _needs(self.decision.needs)

    def steps(self) -> tuple[StepView, ...]:
        """Return every rule that was tried, from the top of the ladder."""
        return tuple(self._step(one) for one in self.decision.trace)

    def _reason(self, one: policy.Reason) -> ReasonView:
        """Return a reason in words. Without a license there are no installations that could be alike or not."""
        if one.code == "domain_not_named" and not self._has_license:
            one = replace(one, code="domain_no_license")
        return self.wording.reason(one)

    def _ground(self, finding: policy.Finding) -> GroundView:
        named = self.agreement.grounds[finding.clause]
        readings = [one for one in finding.readings if one in self.agreement.readings]
        return GroundView(
            clause=named.clause,
            code=named.code,
            family=named.family,
            title_en=named.en,
            title_ru=named.ru,
            hint_en=named.hint_en,
            hint_ru=named.hint_ru,
            status=finding.status,
            named_first=finding.clause == self.decision.primary,
            reasons=tuple(self._reason(one) for one in finding.reasons),
            missing=_needs(finding.missing),
            would_change=self._changes_of(finding.clause),
            basis=(
                self.wording.basis("text", finding.clause),
                *(self.wording.basis("reading", one) for one in readings),
            ),
            exceptions=tuple(self._exception(one.rule, one.by, one.because) for one in finding.aside),
        )

    def _changes_of(self, clause: str) -> tuple[ChangeView, ...]:
        """Return what would make a ground stand otherwise; what can still be said before what is only supposed."""
        found = []
        for one in self.changes:
            later = dict(one.grounds).get(clause)
            if later is not None and (one.why.code != "topic_on_ground" or later == "holds"):
                found.append((one.hypothetical, _STATUS_OF[later], self._change(one, ground=later)))
        found.sort(key=lambda one: one[:2])
        return tuple(one for _, _, one in found)

    def _change(self, one: policy.Change, *, ground: str = "") -> ChangeView:
        return ChangeView(
            reason=self._reason(one.why),
            who=one.who,
            outcome=one.outcome,
            primary=one.primary,
            ground=ground,
            mode=one.mode,
            same=(one.outcome, one.primary) == (self.decision.outcome, self.decision.primary),
        )

    def _step(self, step: policy.Step) -> StepView:
        rule = self.agreement.rules[step.rule]
        reference = step.basis if step.basis in self.agreement.readings else ""
        defeated = None
        if step.defeated_by:
            defeated = self._exception(step.rule, step.defeated_by, self._rests_on(step.rule, step.defeated_by))
        return StepView(
            rule=step.rule,
            row=step.row,
            stratum=rule.stratum,
            en=rule.en,
            ru=rule.ru,
            worth=_WORTH[step.value],
            decides=step.rule == self.decision.rule,
            reasons=self._reasons(step.rule),
            facts=step.facts,
            clauses=step.clauses,
            basis=self.wording.basis("reading", reference) if reference else None,
            defeated=defeated,
        )

    def _rests_on(self, rule: str, by: str) -> str:
        return next((one.because for one in self.agreement.defeats if (one.rule, one.defeats) == (by, rule)), "")

    def _exception(self, rule: str, by: str, because: str) -> ExceptionView:
        weaker, stronger = self.agreement.rules[rule], self.agreement.rules[by]
        kind = "reading" if because in self.agreement.readings else "text"
        return ExceptionView(
            rule_en=weaker.en,
            rule_ru=weaker.ru,
            by_en=stronger.en,
            by_ru=stronger.ru,
            basis=self.wording.basis(kind, because),
        )

    def _reasons(self, rule: str) -> tuple[ReasonView, ...]:
        """Return why a rule is worth what it is: of a rule that holds every condition, else those that keep it."""
        conditions = self._conditions.get(rule, ())
        worths = [value for _, value in conditions]
        wanted = False if False in worths else None if None in worths else True
        names = (part.removeprefix("!") for text, value in conditions if value is wanted for part in text.split("|"))
        found = (self._because[name] for name in dict.fromkeys(names) if name in self._because)
        return tuple(self._reason(one) for one in dict.fromkeys(found))


def _goes_in(less: policy.Change, more: policy.Change) -> bool:
    """Whether a change asks for no more than another does, and brings the same: then one of them is enough."""
    if less is more or (less.outcome, less.primary, less.mode) != (more.outcome, more.primary, more.mode):
        return False
    wanted, all_wanted = (set(dict(one.why.params).get("facts", "").split(",")) for one in (less, more))
    if "" in wanted | all_wanted:
        return False
    return wanted < all_wanted or (wanted == all_wanted and more.why.code == "facts_supplied")


def _needs(needs: Iterable[policy.Need]) -> tuple[NeedView, ...]:
    return tuple(NeedView(fact=one.fact, supplier=one.supplier) for one in needs)
