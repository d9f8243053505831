"""decide(): whether a request is admitted (DT-2). All grounds are collected, one is named first, none guessed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from policy.agreement import Agreement, Rule
from policy.facts import RequestFacts, Truth, from_plain
from policy.logic import disjunction
from policy.ruling.decision import Basis, Decision, Finding, Need, Reason
from policy.ruling.predicates import (
    GROUND_CONDITIONS,
    PREDICATES,
    SCOPE_GROUNDS,
    Case,
    needs_of,
    service_of,
    values_of,
)
from policy.tables import Step, evaluate, names_in, strata

_ASKED_TOGETHER = ("domain_missing", "material_behind_link", "no_text", "facts_missing", "bad_access")
_ASKING_STRATA = ("domain", "materials", "facts")
_RIGHTS = ("23.1", "5.2.5", "16.3", "18.3", "19.3", "24.2")
_RUNNING = ("free", "transition", "paid")


def decide(request: RequestFacts, agreement: Agreement) -> Decision:
    """Return the decision on a request by the state of its license at receipt (A15)."""
    case = Case(request, agreement)
    values = values_of(case)
    steps = evaluate(agreement, values)
    rule, unknown = _deciding(agreement, steps)
    return _Making(case, values, steps, rule, unknown).decision()


def replay(inputs: str, agreement: Agreement) -> Decision:
    """Decide again from stored inputs (the canonical JSON of RequestFacts). Raises ValueError."""
    return decide(from_plain(RequestFacts, json.loads(inputs)), agreement)


def predicate_names() -> frozenset[str]:
    """Return the names that the conditions of rules may use."""
    return frozenset(PREDICATES)


def _deciding(agreement: Agreement, steps: Mapping[str, Step]) -> tuple[Rule, tuple[Rule, ...]]:
    """Return the rule that decides, and the rules that stand above it and are unknown.

    A stratum decides by the one rule of it that holds. Where none holds and one is unknown, the stratum decides too:
    by asking for what is unknown.
    """
    for _, rules in strata(agreement):
        holding = [rule for rule in rules if steps[rule.id].value is True]
        if holding:
            return holding[0], ()
        unknown = tuple(rule for rule in rules if steps[rule.id].value is None)
        if unknown:
            return unknown[0], unknown
    raise AssertionError("a sound agreement always has a rule that holds")


class _Making:
    """Puts a decision together from the rule that decided and everything else that holds."""

    def __init__(
        self,
        case: Case,
        values: Mapping[str, Truth],
        steps: Mapping[str, Step],
        rule: Rule,
        unknown: tuple[Rule, ...],
    ) -> None:
        self.case = case
        self.request = case.request
        self.agreement = case.agreement
        self.values = values
        self.steps = steps
        self.rule = rule
        self.unknown = unknown
        self.findings = tuple(self._finding(clause) for clause in case.agreement.grounds)

    def decision(self) -> Decision:
        asks = bool(self.unknown)
        outcome = "ask_info" if asks else self.rule.outcome
        primary = None if asks else self._primary()
        service = service_of(self.case) if outcome == "redirect_paid" else None
        return Decision(
            version=self.agreement.version,
            outcome=outcome,
            rule=self.rule.id,
            primary=primary,
            also=self._also(primary, asks=asks),
            mode=None if asks else self._mode(),
            service=service,
            route_to="initial_installation" if outcome == "route" else None,
            state_used=self.request.state,
            discretionary=self._discretionary(outcome, primary),
            needs=self._needs(),
            offers=() if asks else self._offers(),
            flags=self._flags(asks=asks),
            findings=self.findings,
            basis=self._basis(primary),
            trace=tuple(self.steps[one] for one in sorted(self.steps, key=self._place)),
        )

    def _place(self, rule: str) -> tuple[int, str]:
        return self.agreement.ladder.index(self.agreement.rules[rule].stratum), rule

    def _primary(self) -> str | None:
        how = self.rule.primary
        if how == "topic":
            service = service_of(self.case) if self.rule.outcome == "redirect_paid" else None
            topic = next(one for one in self.case.outside if service is None or one.service == service)
            return topic.ground
        if how == "programmer":
            return next(one.programmer for one in self.case.topics if one is not None and one.programmer)
        if how == "suspension":
            return self.request.suspension.basis if self.request.suspension else None
        if how == "conduct":
            return self._conduct_ground()
        return how or None

    def _conduct_ground(self) -> str:
        codes = self.request.conduct
        direct = [code for code in codes if code[:1].isdigit()]
        if direct:
            return direct[0]
        return "23.1.22" if codes and all(code == "spam" for code in codes) else "23.1.21"

    def _also(self, primary: str | None, *, asks: bool) -> tuple[str, ...]:
        also: dict[str, None] = {}
        if not asks:
            also.update(dict.fromkeys(self.rule.clauses))
        for topic in self.case.outside:
            also.update(dict.fromkeys((topic.ground, *topic.further)))
            if self.request.state == "transition" and topic.transition:
                also["10.3.5"] = None
        if self.rule.id == "archived":
            also.update(dict.fromkeys(one.archived for one in self.case.topics if one is not None and one.archived))
        if self.rule.stratum == "conduct":
            also.update(dict.fromkeys(self.agreement.conduct.get(code, code) for code in self.request.conduct))
        also.update(dict.fromkeys(self._false_conditions()))
        also.update(dict.fromkeys(one.clause for one in self.findings if one.status == "holds"))
        also.pop(primary or "", None)
        also.pop("", None)
        return tuple(also)

    def _false_conditions(self) -> list[str]:
        """Conditions of 14.2 that are known to be false and keep an error report out of the check."""
        if self.request.report.is_error is not True:
            return []
        changed = self.request.report.changes_made
        installation = self.case.installation
        found = []
        for clause, word, flag in (
            ("14.2.2", "code", "code_modified"),
            ("14.2.3", "files", "files_modified"),
            ("14.2.4", "database", "database_modified"),
        ):
            if changed == word or (installation is not None and getattr(installation, flag) is True):
                found.append(clause)
        return found

    def _mode(self) -> str | None:
        state = self.request.state
        if self.rule.outcome == "product_error_check":
            return {"transition": "limited", "archived": "no_consultation", "expired": "no_consultation"}.get(
                state or ""
            )
        if self.rule.outcome == "accept":
            return self.rule.mode or ("limited" if state == "transition" else "full")
        return None

    def _offers(self) -> tuple[str, ...]:
        offers = list(self.rule.offers)
        if self.rule.id in ("archived", "expired"):
            report = self.request.report
            complete = report.what_happened and report.panel_section and report.repro_steps
            if report.is_error is True and not complete:
                offers.append("send_reproducible_error_details")
        if self.rule.id == "expired" and service_of(self.case) is not None:
            offers.append("paid_service")
        return tuple(dict.fromkeys(offers))

    def _flags(self, *, asks: bool) -> tuple[str, ...]:
        flags = [] if asks else list(self.rule.flags)
        request = self.request
        if request.known_confirmed_bug:
            flags.append("known_confirmed_bug")
        ended = request.state in _RUNNING and request.state_at_review not in (None, *_RUNNING)
        if ended:
            flags.append("period_ended_before_review")
        if self.rule.stratum == "suspension" and self.values["product_error_reported"] is True:
            flags.append("product_error_filed")
        return tuple(dict.fromkeys(flags))

    def _needs(self) -> tuple[Need, ...]:
        needs: dict[str, Need] = {}
        for name in self._asked():
            self._add(needs, name)
        return tuple(needs.values())

    def _asked(self) -> list[str]:
        """Return the conditions that are to be asked for: what is unknown, or what the rule that asks asks for."""
        if self.unknown:
            used = [name for rule in self.unknown for text in rule.when for name in names_in(text)]
            return [name for name in used if self.values[name] is None]
        if self.rule.outcome != "ask_info":
            return []
        if self.rule.stratum in _ASKING_STRATA:
            return [name for name in _ASKED_TOGETHER if self.values[name] is True]
        return [name for text in self.rule.when for name in names_in(text)]

    def _add(self, needs: dict[str, Need], name: str) -> None:
        for need in needs_of(self.case, name):
            needs.setdefault(need.fact, need)

    def _discretionary(self, outcome: str, primary: str | None) -> bool:
        if outcome not in ("refuse", "suspend", "redirect_paid", "split"):
            return False
        named = (primary or "", *self.rule.clauses) if outcome != "refuse" else (primary or "",)
        return any(clause == right or clause.startswith(f"{right}.") for clause in named for right in _RIGHTS)

    def _basis(self, primary: str | None) -> tuple[Basis, ...]:
        found = [Basis(kind="reading", reference=self.rule.reading)] if self.rule.basis == "reading" else []
        cited = [clause for clause in (primary, *self.rule.clauses) if clause]
        found.extend(Basis(kind="text", reference=clause) for clause in cited)
        if self.rule.outcome == "redirect_paid":
            found.append(Basis(kind="company", reference="services_available"))
        return tuple(dict.fromkeys(found))

    def _finding(self, clause: str) -> Finding:
        value, reasons = self._ground(clause)
        status = {True: "holds", False: "cannot", None: "unknown"}[value]
        return Finding(clause=clause, status=status, reasons=reasons)

    def _ground(self, clause: str) -> tuple[Truth, tuple[Reason, ...]]:
        if clause in SCOPE_GROUNDS:
            return self._scope_ground(clause)
        if clause in GROUND_CONDITIONS:
            names = GROUND_CONDITIONS[clause]
            value = disjunction(self.values[name] for name in names)
            scope = any(one.ground == clause for one in self.case.outside)
            facts = tuple(Reason(fact=name, value=_word(self.values[name])) for name in names)
            state = (Reason(fact="license_state", value=self.request.state or "unknown"),)
            by_state = clause in ("23.1.1", "23.1.2", "23.1.3", "23.1.12")
            return (True if scope else value), state if by_state else facts
        confirmed = clause in self.request.conduct
        return confirmed, (Reason(fact="confirmed_by_a_person", value=_word(confirmed)),)

    def _scope_ground(self, clause: str) -> tuple[Truth, tuple[Reason, ...]]:
        topics = self.case.topics
        holds = any(one is not None and one.ground == clause for one in topics)
        open_question = not topics or any(one is None for one in topics)
        named = tuple(Reason(fact="topic", value=one.code if one is not None else "unknown") for one in topics)
        return (True if holds else None if open_question else False), named or (Reason(fact="topic", value="unknown"),)


def _word(value: Truth) -> str:
    return {True: "yes", False: "no", None: "unknown"}[value]
