"""Every reading of an unclear place with the case that would come out otherwise if the place were read otherwise.

`DECIDED` names our own case, the key of its answer, and what the other reading would give there. `SWITCHED` names the
parameter, the other values that the engine knows, and our own cases that fail under each. `TOLD` are readings that
decide nothing: they set up facts, word letters, or are the company's to fill in.
"""

from __future__ import annotations

from typing import Any

DECIDED: dict[str, list[tuple[str, str, Any]]] = {
    "A04": [("bought on the first of the month here, still the last there", "free_last_day", "2026-01-31")],
    "A08": [("transition: paid at payment, the transition runs underneath", "state", "expired")],
    "A10": [("at_payment: paid after the end, nothing is made good", "paid_periods", [])],
    "A11": [("archived: money without a decision starts nothing", "state", "paid")],
    "A12": [("at_payment: lapsed for more than six months and never transferred", "state", "archived")],
    "A13": [("expired on the last day of the six months", "archive_eligible", True)],
    "A14": [("a suspension shifts no boundary", "state", "free")],
    "A16": [("in scope", "outcome", "refuse"), ("expired, mixed", "primary", "23.1.3")],
    "A19": [("conditions_met", "needs", [])],
    "A20": [
        ("out_of_scope: a server that is down is no tier", "tier", "critical"),
        ("critical, in the transition too", "priority", False),
    ],
    "A21": [
        ("error in the archive, data of 14.2 not known", "outcome", "refuse"),
        ("archived, not classified, bare complaint", "outcome", "product_error_check"),
    ],
    "A22": [("known error in changed code", "outcome", "refuse")],
    "A23": [
        ("undetermined: c8", "result", "not_product_error"),
        ("not_product_error: c8", "result", "undetermined"),
    ],
    "A24": [("designated programmer asks of the panel", "outcome", "refuse")],
    "A25": [("in no list", "outcome", "accept")],
    "A26": [("how a direction is configured", "outcome", "refuse"), ("which direction to choose", "outcome", "accept")],
    "A27": [("an external exchange", "outcome", "accept"), ("one section", "outcome", "refuse")],
    "A28": [("a notice switched in the panel", "outcome", "refuse"), ("a bot of one's own", "outcome", "accept")],
    "A29": [("in scope, transition", "outcome", "refuse"), ("the update is to be installed", "outcome", "accept")],
    "A30": [("roles in the panel", "outcome", "refuse"), ("rights of files", "outcome", "accept")],
    "A31": [
        ("error in the transition", "outcome", "refuse"),
        ("complex in the transition", "outcome", "accept"),
        ("error that is no candidate, transition", "outcome", "product_error_check"),
    ],
    "A32": [
        ("the other domain is changed", "outcome", "refuse"),
        ("the other domain is changed and shared", "outcome", "accept"),
        ("two unlike, none named", "outcome", "accept"),
    ],
    "A33": [("PRO PLUS in full", "mode", "limited"), ("question, before the hours", "priority", True)],
    "A35": [("not on the license", "outcome", "refuse")],
    "A36": [("channel of another license", "outcome", "not_registered")],
    "A39": [
        ("contractor without designation", "outcome", "accept"),
        ("designated programmer asks of updates", "outcome", "accept"),
    ],
    "A40": [("copy by e-mail", "outcome", "suspend"), ("comment", "outcome", "accept")],
    "A41": [("calling while open", "flags", ["spam_signal"])],
    "A42": [("calling at first contact", "outcome", "merge"), ("greeting while open", "outcome", "suspend")],
    "A44": [
        ("28.1.9 not without the setting", "proposed", "28.1.9"),
        ("window_not_set", "outcome", "reopen"),
    ],
    "A45": [("expired: back", "outcome", "reopen"), ("inside_the_window, to its last minute", "queue_by", None)],
    "A46": [("28.1.1 not by a question back", "proposed", "28.1.1")],
    "A47": [("question, before the hours", "review_from", "2026-10-08T02:00:00+02:00")],
    "A48": [
        (
            "transition_question, Friday after hours before a closed Monday",
            "window",
            {"earliest_day": "2026-10-11", "latest_day": "2026-10-19"},
        )
    ],
    "A49": [
        ("error: no number of days is promised", "window", {"earliest_day": "2026-10-09", "latest_day": "2026-10-21"})
    ],
    "A52": [("question, on a holiday that nobody entered", "review_from", "2026-12-28T09:30:00+01:00")],
    "A53": [("do it for me", "mode", "limited")],
    "A54": [("owner asks of programming", "outcome", "suspend"), ("work demanded again", "outcome", "redirect_paid")],
    "A55": [
        ("nothing on offer", "outcome", "redirect_paid"),
        ("the second subject has a service", "outcome", "refuse"),
    ],
    "A56": [("consulting for a programmer is never sold", "outcome", "redirect_paid")],
    "A57": [("first installation", "outcome", "redirect_paid"), ("second installation", "outcome", "route")],
    "A58": [("outdated", "outcome", "accept"), ("no requirements are set", "outcome", "ask_info")],
    "A59": [("error, integrations changed", "outcome", "accept"), ("error, server changed", "outcome", "refuse")],
    "A60": [("history deleted", "outcome", "accept")],
    "A61": [("wrong access data", "outcome", "suspend")],
    "A62": [("suspended, and an error is reported", "flags", []), ("suspended", "outcome", "refuse")],
    "A63": [
        ("the steps are in a video elsewhere", "needs", ["repro_steps"]),
        ("a link beside a whole question", "outcome", "ask_info"),
        ("only a voice message", "outcome", "accept"),
    ],
    "A65": [("invalid and a known error", "outcome", "product_error_check")],
}

SWITCHED: dict[str, dict[str, dict[Any, tuple[str, ...]]]] = {
    "A02": {
        "period_end": {
            "day_before": ("free to the end of the corresponding day", "free at the purchase"),
            "same_instant": ("free to the end of the corresponding day",),
        }
    },
    "A03": {
        "month_rounding": {"up": ("bought on a 29th of February", "bought on the last of December")},
        "transition_anchor": {"free_end": ("bought on a 29th of February",)},
    },
    "A05": {"expiration_base": {"free": ("free at the purchase", "expired on the last day of the six months")}},
    "A06": {"auto_archive": {True: ("expired and eligible, never archived by itself",)}},
    "A07": {
        "early_renewal": {
            "at_payment": ("after_what_runs: renewed in the free year",),
            "behind_transition": ("transition: while the paid month runs",),
        }
    },
    "A15": {"grandfather_open_requests": {False: ("received in the last hour of the free year",)}},
    "A17": {
        "ground_order": {
            "text_order": ("archived and out of scope", "expired and out of scope", "conduct before the subject"),
            "state_first": ("archived and out of scope", "expired and out of scope"),
        }
    },
    "A18": {"profile": {"lenient": ("threats and spam", "spam", "history deleted", "files changed", "outdated")}},
    "A37": {"multi_default": {"take_one": ("two sections",)}},
    "A43": {"required_fields": {"all_ten": ("a question needs no version and no steps",)}},
}

TOLD = frozenset({"A01", "A09", "A34", "A38", "A50", "A51", "A64", "A66", "A67"})
