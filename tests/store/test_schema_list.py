"""The list of what the schema has to carry, now and for the work that follows, held against the tables."""

from __future__ import annotations

import pytest

from console.store import tables

# thing: (table, columns that say it). What is missing here is added by a migration, never by rebuilding.
CARRIED = {
    "staff: role, languages, capacity": ("staff", "role languages capacity active"),
    "shifts": ("shifts", "staff_id weekday starts ends valid_from valid_to"),
    "absences with a substitute": ("absences", "staff_id starts_at ends_at kind substitute_id"),
    "expertise": ("expertise", "staff_id topic level"),
    "queues": ("queues", "name position lead_id active"),
    "members of queues": ("queue_members", "queue_id staff_id"),
    "rules of queues as data": ("queue_rules", "queue_id position query assign_to_id set_by reason"),
    "customers": ("customers", "name kind country time_zone language erased_at"),
    "contacts": ("contacts", "customer_id address handle role designated"),
    "licenses": ("licenses", "plan purchased_at purchase_agreement_id problem initial_installation installed_at"),
    "rebuildable license columns": ("licenses", "state_now boundary_at boundary_key"),
    "domains of one owner": ("domains", "license_id name owner_id"),
    "integrity of each installation": (
        "installations",
        "domain_id software_version code_modified files_modified database_modified requirements_met outdated",
    ),
    "purchases and renewals": ("purchases", "license_id paid_at length unit agreement_id rule_used evidence void"),
    "suspensions of three kinds with review": ("suspensions", "kind basis starts_at ends_at review_at"),
    "archive transfers": ("archive_transfers", "license_id at decided_by"),
    "acts of the archive that were taken back": ("archive_undos", "gid"),
    "restorations": ("restorations", "license_id approved feasible grounds paid_at length unit"),
    "catalog of paid services": ("paid_services", "code title_en title_ru terms link available valid_from"),
    "orders of services": ("service_orders", "service_id ticket_id license_id state"),
    "notice and acknowledgment of a version": ("policy_acknowledgments", "customer_id agreement_id noticed_at"),
    "access requests with secrets that are purged": ("access_requests", "ticket_id state secret hint purged_at"),
    "fair use counts": ("fair_use_marks", "license_id ticket_id count start end status"),
    "channels": ("channels", "kind address official license_id"),
    "accounts of channels and how far they were read": ("channel_accounts", "channel_id protocol options place state"),
    "conversations": ("conversations", "channel_kind external_key license_id"),
    "messages": ("messages", "conversation_id external_id direction sent_at received_at raw_sha256 erased_at"),
    "versions of a message": ("message_versions", "message_id n at subject body reply_text"),
    "attachments by content": ("attachments", "message_id name media_type size sha256 asked_for"),
    "bytes by content": ("blobs", "sha256 size content"),
    "what an import has seen": ("intake_items", "channel_kind natural_key content_sha256 fate message_id"),
    "requests": ("tickets", "conversation_id license_id topic tier owner_id status merged_into_id appeal_of_id"),
    "pinned versions": ("tickets", "agreement_id schedule_id letters_version engine_version"),
    "rebuildable ticket columns": ("tickets", "review_from review_until boundary_key waiting_since target_at"),
    "spans of messages": ("ticket_spans", "ticket_id message_id start end position"),
    "questions": ("questions", "ticket_id body topic start end answered answered_by_id"),
    "facts with evidence": ("facts", "ticket_id name value status source message_id start end staff_id"),
    "tags": ("ticket_tags", "ticket_id tag_id"),
    "links": ("ticket_links", "ticket_id other_id kind undone"),
    "decisions that can be replayed": (
        "decisions",
        "inputs result inputs_sha256 result_sha256 readings agreement_id schedule_id letters_version engine_version",
    ),
    "who decided, and why otherwise": ("decisions", "staff_id command_id override_reason chosen_outcome revoked"),
    "a second pair of eyes, appeals, samples": ("decision_reviews", "decision_id kind state reviewer_id verdict"),
    "register of errors": ("known_errors", "code status conditions excluded fixed_in determined_by"),
    "errors by license and installation": ("error_sightings", "error_id license_id installation_id conditions"),
    "schedules as versions": ("schedules", "time_zone content sha256 source valid_from replaces_id"),
    "closures and holidays that a person confirms": ("closures", "kind starts_at ends_at source confirmed_by void"),
    "team targets": ("team_targets", "kind tier minutes valid_from set_by reason"),
    "letters as versions": ("letters", "code language scope owner_id n channel body sha256"),
    "agreement versions with bytes and hash": ("agreement_versions", "label content sha256 based_on_id"),
    "drafts and force of versions": ("agreement_states", "agreement_id state effective_at staff_id reason"),
    "readings chosen: who, when, why": ("reading_choices", "reading value value_before chosen_by at reason"),
    "official wording": ("wordings", "agreement_id unit language body"),
    "drafts": ("drafts", "ticket_id staff_id kind body base_event saved_at"),
    "outbox with leases": ("outbox", "state release_at lease_until lease_by attempts next_try_at message_ref receipt"),
    "leases of what one desk does for all": ("leases", "name holder until"),
    "saved views": ("saved_views", "name query owner_id position"),
    "settings": ("settings", "name value set_by set_at reason"),
    "presence": ("presence", "staff_id ticket_id desk mode beat_at"),
    "desks and their versions of the program": ("desks", "desk staff_id program schema engine beat_at seen_root"),
    "transitions as data, for guards": ("transitions", "subject kind role before after own_only"),
    "hand-overs": ("handovers", "from_id to_id ticket_ids note"),
    "commands": ("commands", "id kind staff_id role expected_version result made_at program desk"),
    "events": ("events", "ticket_id n recorded_at effective_at old new hashed previous hash command_id"),
    "salted digests": ("event_texts", "event_id name salt digest body"),
    "changes": ("changes", "seq xid kinds ticket_ids origin"),
    "checkpoints": ("checkpoints", "tree_size root key_id signature"),
    "leaves of the tree": ("event_leaves", "leaf event_id hash"),
    "keys with dates of validity": ("signing_keys", "key_id public_key valid_from valid_to revoked_at"),
    "archives that can be resumed": ("archives", "query state progress manifest_sha256 key_id"),
    "archives made on a schedule": ("archive_plans", "query folder every day at recipients redacted keep next_at"),
    "findings of reviewers": ("findings", "ticket_id decision_id clause verdict signed signature merged_by"),
    "erasures": ("erasures", "customer_id at reason counts"),
    "retention": ("retention_rules", "subject days reason"),
    "the schema's number": ("schema_info", "name value"),
}
# Rows that are never named elsewhere, and rows that have a natural name already.
WITHOUT_GID = {
    *("alembic_version", "blobs", "changes", "commands", "desks", "drafts", "event_leaves", "event_texts", "leases"),
    *("message_versions", "presence", "schema_info", "search_texts", "settings", "ticket_reads", "ticket_spans"),
    *("ticket_tags", "transitions", "watchers"),
}


@pytest.mark.parametrize("thing", CARRIED)
def test_the_schema_carries(thing: str) -> None:
    name, columns = CARRIED[thing]
    assert set(columns.split()) <= set(tables.metadata.tables[name].c.keys())


def test_every_table_is_on_the_list() -> None:
    listed = {name for name, _ in CARRIED.values()}
    assert set(tables.metadata.tables) - listed == {"search_texts", "tags", "ticket_reads", "watchers"}


def test_rows_have_a_global_id_of_their_writer() -> None:
    without = {name for name, table in tables.metadata.tables.items() if "gid" not in table.c}
    assert without <= WITHOUT_GID
