"""Puts a decision together from the rule that decided and everything else that holds. It chooses no rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy.agreement import Rule, Topic
from policy.facts import Truth
from policy.ruling.case import Case
from policy.ruling.conditions import CONDITIONS, confirmed, service_of
from policy.ruling.decision import Basis, Decision, Finding, Need, Reason
from policy.tables import Step, rule_names, rules_of

# Rows 16, 19 and 20 are asked together, so that the customer is asked once; row 17 asks the same customer.
_ASKED_TOGETHER = ("domain_missing", "material_behind_link", "no_text", "facts_missing", "bad_access")
_ASKED_BY = frozenset({"domain", "installation", "materials", "facts"})
_RIGHTS = ("23.1", "5.2.5", "16.3", "18.3", "19.3", "24.2", "28.2")
_MODES = {"transition": "limited", "archived": "no_consultation", "expired": "no_consultation"}
_MOVED = {"other_license": "channel_of_other_license", "general": "general_channel"}
_NAMING = ("refuse", "redirect_paid", "suspend")
_RANK = {"free": 2, "paid": 2, "transition": 1}
_RISES = ("transition", "expired", "archived")


class Making:
    """One decision in the making."""

    def __init__(
        self,
        case: Case,
        values: Mapping[str, Truth],
        rule: Rule,
        unknown: tuple[Rule, ...],
        holding: tuple[str, ...],
    ) -> None:
        self.case = case
        self.request = case.request
        self.agreement = case.agreement
        self.values = values
        self.rule = rule
        self.unknown = unknown
        self.asks = bool(unknown)
        self.outcome = "ask_info" if unknown else rule.outcome
        self.holding = holding

    def decision(
        self,
        *,
        trace: tuple[Step, ...] = (),
        findings: tuple[Finding, ...] = (),
        because: tuple[tuple[str, Reason], ...] = (),
    ) -> Decision:
        """Return the decision with what explains it."""
        primary = None if self.asks else self._primary()
        discretionary = self._discretionary(primary)
        return Decision(
            version=self.agreement.version,
            outcome=self.outcome,
            rule=self.rule.id,
            primary=primary,
            also=self._also(primary),
            mode=self._mode(),
            service=service_of(self.case) if self.outcome == "redirect_paid" else None,
            route_to="initial_installation" if self.outcome == "route" else None,
            state_used=self.case.state,
            discretionary=discretionary,
            needs=self._needs(),
            offers=self._offers(),
            flags=self._flags(),
            findings=findings,
            basis=self._basis(primary),
            trace=trace,
            alternatives=() if self.asks else self.rule.alternatives,
            because=because,
            chosen=self.agreement.chosen,
        )

    def _primary(self) -> str | None:
        how = self.rule.primary
        if how == "topic":
            return self._first_outside().ground
        if how == "programmer":
            return self._closed_to_programmers()[0]
        if how == "license":
            return "1.2" if self.request.license_problem in (None, "not_valid") else "23.1.12"
        if how == "suspension":
            return self.request.suspension.basis if self.request.suspension else None
        if how == "conduct":
            return min(confirmed(self.case, "other"), key=_in_order)
        return how or None

    def _first_outside(self) -> Topic:
        """Return the first topic out of scope, or the first whose service is on offer where one is (DT-2, row 11)."""
        service = service_of(self.case) if self.rule.outcome == "redirect_paid" else None
        return next(one for one in self.case.outside if service is None or one.service == service)

    def _closed_to_programmers(self) -> list[str]:
        marked = [one for one in self.request.marks if one.startswith("22.2.")]
        return marked + [one.programmer for one in self.case.topics if one is not None and one.programmer]

    def _also(self, primary: str | None) -> tuple[str, ...]:
        also = [] if self.asks else list(self.rule.clauses)
        case = self.case
        for topic in case.outside:
            also += [topic.ground, *topic.further]
            if case.state == "transition" and topic.transition:
                also.append("10.3.5")
        also += [*self._also_by_rule(), *self._besides()]
        if self.request.report.is_error is True and self.values["product_error_reported"] is not True:
            also += case.false_conditions
        also += self.holding
        return tuple(one for one in dict.fromkeys(also) if one not in (primary, ""))

    def _also_by_rule(self) -> list[str]:
        if self.asks:
            return []
        case, stratum = self.case, self.rule.stratum
        if self.rule.outcome in ("accept", "split"):
            return [clause for one in case.topics if one is not None and one.scope == "in" for clause in one.further]
        if self.rule.outcome == "route":
            return [clause for one in case.topics if one is not None and one.scope == "route" for clause in one.further]
        if self.values["archived"] is True and stratum in ("archive", "scope"):
            return [one.archived for one in case.topics if one is not None]
        if stratum == "conduct":
            named = (self.agreement.conduct.get(code, code) for code in self.request.conduct)
            return [clause for clause in named if clause[:1].isdigit()]
        if stratum == "repeat":
            copied = ["18.2.12"] if self.request.copied_from_channel else []
            return [*case.pokes, *copied, *(["18.2.6"] if self.request.duplicate_of_open_request else [])]
        return []

    def _besides(self) -> list[str]:
        """Return the grounds outside 23.1 that hold, whichever was named first: all are collected (A17)."""
        values, request = self.values, self.request
        found = []
        if values["sender_known"] is True and values["sender_entitled"] is False:
            found.append("22.1")
        if values["programmer_topic"] is True:
            found += self._closed_to_programmers()
        if values["license_invalid"] is True and request.license_problem == "not_valid":
            found.append("1.2")
        if request.suspension is not None:
            found.append(request.suspension.basis)
        if values["transition"] is True and values["complex_diagnostics"] is True:
            found.append("10.3.4")
        return found

    def _mode(self) -> str | None:
        if self.outcome == "product_error_check":
            return _MODES.get(self.case.state or "")
        if self.outcome == "accept":
            return self.rule.mode or ("limited" if self.case.state == "transition" else "full")
        return None

    def _offers(self) -> tuple[str, ...]:
        if self.asks:
            return ()
        offers = list(self.rule.offers)
        if self.rule.stratum in ("archive", "expiry") and self._report_could_open_a_check():
            offers.append("send_reproducible_error_details")
        if self.rule.stratum == "expiry" and service_of(self.case) is not None:
            offers.append("paid_service")
        return tuple(dict.fromkeys(offers))

    def _report_could_open_a_check(self) -> bool:
        """An error report that lacks what, section or steps, or that comes together with other subjects (A21)."""
        report = self.request.report
        whole = report.what_happened and report.panel_section and report.repro_steps
        return report.is_error is True and (not whole or bool(self.case.outside))

    def _flags(self) -> tuple[str, ...]:
        flags = [] if self.asks else list(self.rule.flags)
        request = self.request
        if request.known_confirmed_bug:
            flags.append("known_confirmed_bug")
        received, reviewed = request.state, request.state_at_review
        if reviewed is not None and _RANK.get(reviewed, 0) < _RANK.get(received or "", 0):
            flags.append("period_ended_before_review")
        if received in _RISES and _RANK.get(reviewed or "", 0) > _RANK.get(received or "", 0):
            flags.append("support_resumed_before_review")
        if self.outcome == "suspend" and self.values["product_error_reported"] is True:
            flags.append("product_error_filed")
        if request.channel_of in _MOVED and self.outcome != "not_registered":
            flags.append(_MOVED[request.channel_of])
        return tuple(dict.fromkeys(flags))

    def _needs(self) -> tuple[Need, ...]:
        needs: dict[str, Need] = {}
        for name in self._asked():
            for need in CONDITIONS[name].wanted(self.case):
                needs.setdefault(need.fact, need)
        if "media_direct" in needs:
            needs.pop("evidence_media", None)  # one picture is asked for once
        return tuple(needs.values())

    def _asked(self) -> list[str]:
        """Return the conditions that are to be asked for: what is unknown, or what the rule that asks asks for."""
        if self.outcome != "ask_info":
            return []
        names = dict.fromkeys(name for rule in self.unknown or (self.rule,) for name in rule_names(rule.when))
        asked = [name for name in names if self.values[name] is None or not self.unknown]
        if self.rule.stratum in _ASKED_BY:
            asked += [name for name in _ASKED_TOGETHER if self.values[name] is True]
        return list(dict.fromkeys(asked))

    def _discretionary(self, primary: str | None) -> bool:
        """Whether the outcome uses a right of the company: 23.1.i, 5.2.5, 16.3, 18.3, 19.3, 24.2 (A18)."""
        if self.outcome not in ("refuse", "suspend", "redirect_paid", "split"):
            return False
        named = [primary or ""] if self.outcome == "refuse" else [primary or "", *self.rule.clauses]
        return any(clause == right or clause.startswith(f"{right}.") for clause in named for right in _RIGHTS)

    def _basis(self, primary: str | None) -> tuple[Basis, ...]:
        readings = tuple(self._readings(primary))
        kept, key = self.agreement.worked_out, ("basis", self.rule.id, primary, readings)
        if key not in kept:  # the same few ways of deciding come again and again
            kept[key] = self._made_basis(primary, readings)
        basis: tuple[Basis, ...] = kept[key]
        return basis

    def _made_basis(self, primary: str | None, readings: tuple[str, ...]) -> tuple[Basis, ...]:
        known = self.agreement.readings
        used = dict.fromkeys(one for one in readings if one in known)
        found = [Basis(kind="reading", reference=one, needs_company=known[one].needs_company) for one in used]
        cited = [clause for clause in (primary, *self.rule.clauses) if clause]
        found += [Basis(kind="text", reference=clause) for clause in cited]
        if "service_on_offer" in rule_names(self.rule.when):
            found.append(Basis(kind="company", reference="services_available"))
        return tuple(dict.fromkeys(found))

    def _readings(self, primary: str | None) -> Iterator[str]:
        """Yield the readings that the decision used: of the rule, of what it set aside, and of parameters."""
        yield self.rule.reading
        aside = rules_of(self.agreement).set_aside(self.rule.id, self.values)
        yield from (one.because for one in self.agreement.defeats if one.rule == self.rule.id and one.defeats in aside)
        parameters = []
        if self.request.state_at_review not in (None, self.request.state):
            parameters.append("grandfather_open_requests")
        if self.outcome in _NAMING and len(self.holding) > 1:
            parameters.append("ground_order")
        if self._discretionary(primary):
            parameters.append("profile")
        if "several_questions" in rule_names(self.rule.when):
            parameters.append("multi_default")
        if "facts_missing" in self._asked():
            parameters.append("required_fields")
        yield from (self.agreement.parameters[name].reading for name in parameters)


def _in_order(clause: str) -> tuple[int, ...]:
    return tuple(int(part) for part in clause.split(".") if part.isdigit())
