CREATE TABLE blobs (
  sha256 VARCHAR(64) NOT NULL,
  size BIGINT DEFAULT '0' NOT NULL,
  content BLOB NOT NULL,
  CONSTRAINT pk_blobs PRIMARY KEY (sha256)
)
-- next
CREATE TABLE changes (
  seq INTEGER NOT NULL,
  xid BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kinds TEXT DEFAULT '' NOT NULL,
  ticket_ids TEXT DEFAULT '' NOT NULL,
  staff_id INTEGER,
  origin VARCHAR(64) DEFAULT '' NOT NULL,
  CONSTRAINT pk_changes PRIMARY KEY (seq)
)
-- next
CREATE TABLE customers (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  kind VARCHAR(16) DEFAULT 'legal' NOT NULL,
  country VARCHAR(2) DEFAULT '' NOT NULL,
  time_zone VARCHAR(64) DEFAULT '' NOT NULL,
  language VARCHAR(8) DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  erased_at BIGINT,
  CONSTRAINT pk_customers PRIMARY KEY (id),
  CONSTRAINT uq_customers_gid UNIQUE (gid)
)
-- next
CREATE TABLE intake_items (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  channel_kind VARCHAR(32) NOT NULL,
  natural_key VARCHAR(700) NOT NULL,
  content_sha256 VARCHAR(64) NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  source_index BIGINT DEFAULT '0' NOT NULL,
  fate VARCHAR(16) NOT NULL,
  reason VARCHAR(64) DEFAULT '' NOT NULL,
  message_id INTEGER,
  ticket_id INTEGER,
  raw_sha256 VARCHAR(64),
  at BIGINT NOT NULL,
  CONSTRAINT pk_intake_items PRIMARY KEY (id),
  CONSTRAINT uq_intake_items_channel_kind_natural_key UNIQUE (channel_kind, natural_key),
  CONSTRAINT uq_intake_items_gid UNIQUE (gid)
)
-- next
CREATE TABLE paid_services (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  code VARCHAR(32) NOT NULL,
  title_en TEXT DEFAULT '' NOT NULL,
  title_ru TEXT DEFAULT '' NOT NULL,
  terms TEXT DEFAULT '' NOT NULL,
  link TEXT DEFAULT '' NOT NULL,
  available BOOLEAN DEFAULT 0 NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  CONSTRAINT pk_paid_services PRIMARY KEY (id),
  CONSTRAINT uq_paid_services_code UNIQUE (code),
  CONSTRAINT uq_paid_services_gid UNIQUE (gid)
)
-- next
CREATE TABLE schema_info (
  name VARCHAR(64) NOT NULL,
  value TEXT DEFAULT '' NOT NULL,
  CONSTRAINT uq_schema_info_name UNIQUE (name)
)
-- next
CREATE TABLE search_texts (
  id INTEGER NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_search_texts PRIMARY KEY (id)
)
-- next
CREATE TABLE staff (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  login VARCHAR(128) NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  role VARCHAR(16) NOT NULL,
  languages TEXT DEFAULT '' NOT NULL,
  capacity BIGINT DEFAULT '0' NOT NULL,
  time_zone VARCHAR(64) DEFAULT '' NOT NULL,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_staff PRIMARY KEY (id),
  CONSTRAINT uq_staff_login UNIQUE (login),
  CONSTRAINT uq_staff_gid UNIQUE (gid)
)
-- next
CREATE TABLE tags (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name VARCHAR(64) NOT NULL,
  CONSTRAINT pk_tags PRIMARY KEY (id),
  CONSTRAINT uq_tags_name UNIQUE (name),
  CONSTRAINT uq_tags_gid UNIQUE (gid)
)
-- next
CREATE TABLE transitions (
  id INTEGER NOT NULL,
  subject VARCHAR(16) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  role VARCHAR(16) NOT NULL,
  "before" VARCHAR(32) NOT NULL,
  "after" VARCHAR(32) NOT NULL,
  own_only BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_transitions PRIMARY KEY (id),
  CONSTRAINT uq_transitions_subject_kind_role_before_after UNIQUE (subject, kind, role, "before", "after")
)
-- next
CREATE TABLE absences (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  staff_id INTEGER NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  kind VARCHAR(16) NOT NULL,
  substitute_id INTEGER,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_absences PRIMARY KEY (id),
  CONSTRAINT uq_absences_gid UNIQUE (gid),
  CONSTRAINT fk_absences_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_absences_substitute_id FOREIGN KEY(substitute_id) REFERENCES staff (id)
)
-- next
CREATE TABLE agreement_versions (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  label VARCHAR(64) NOT NULL,
  effective_from BIGINT NOT NULL,
  content BLOB NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  loaded_at BIGINT NOT NULL,
  loaded_by INTEGER,
  based_on_id INTEGER,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_agreement_versions PRIMARY KEY (id),
  CONSTRAINT uq_agreement_versions_label_sha256 UNIQUE (label, sha256),
  CONSTRAINT uq_agreement_versions_gid UNIQUE (gid),
  CONSTRAINT fk_agreement_versions_loaded_by FOREIGN KEY(loaded_by) REFERENCES staff (id),
  CONSTRAINT fk_agreement_versions_based_on_id FOREIGN KEY(based_on_id) REFERENCES agreement_versions (id)
)
-- next
CREATE TABLE checkpoints (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  tree_size BIGINT DEFAULT '0' NOT NULL,
  root VARCHAR(64) NOT NULL,
  at BIGINT NOT NULL,
  key_id VARCHAR(128) NOT NULL,
  signature BLOB,
  staff_id INTEGER,
  CONSTRAINT pk_checkpoints PRIMARY KEY (id),
  CONSTRAINT uq_checkpoints_gid UNIQUE (gid),
  CONSTRAINT fk_checkpoints_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE commands (
  id VARCHAR(32) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  staff_id INTEGER,
  role VARCHAR(16) NOT NULL,
  ticket_id INTEGER,
  expected_version BIGINT,
  result TEXT DEFAULT '' NOT NULL,
  made_at BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  program VARCHAR(32) DEFAULT '' NOT NULL,
  desk VARCHAR(64) DEFAULT '' NOT NULL,
  CONSTRAINT pk_commands PRIMARY KEY (id),
  CONSTRAINT fk_commands_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE contacts (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  customer_id INTEGER NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  address VARCHAR(320) DEFAULT '' NOT NULL,
  handle VARCHAR(128) DEFAULT '' NOT NULL,
  role VARCHAR(32),
  designated BOOLEAN DEFAULT 0 NOT NULL,
  language VARCHAR(8) DEFAULT '' NOT NULL,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_contacts PRIMARY KEY (id),
  CONSTRAINT uq_contacts_gid UNIQUE (gid),
  CONSTRAINT fk_contacts_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id)
)
-- next
CREATE TABLE desks (
  id INTEGER NOT NULL,
  desk VARCHAR(64) NOT NULL,
  staff_id INTEGER NOT NULL,
  program VARCHAR(32) NOT NULL,
  schema VARCHAR(16) NOT NULL,
  engine VARCHAR(32) DEFAULT '' NOT NULL,
  started_at BIGINT NOT NULL,
  beat_at BIGINT NOT NULL,
  ended_at BIGINT,
  seen_size BIGINT DEFAULT '0' NOT NULL,
  seen_root VARCHAR(64) DEFAULT '' NOT NULL,
  CONSTRAINT pk_desks PRIMARY KEY (id),
  CONSTRAINT uq_desks_desk UNIQUE (desk),
  CONSTRAINT fk_desks_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE erasures (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  customer_id INTEGER,
  staff_id INTEGER,
  command_id VARCHAR(32) NOT NULL,
  at BIGINT NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  counts TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_erasures PRIMARY KEY (id),
  CONSTRAINT uq_erasures_gid UNIQUE (gid),
  CONSTRAINT fk_erasures_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
  CONSTRAINT fk_erasures_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE expertise (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  staff_id INTEGER NOT NULL,
  topic VARCHAR(64) NOT NULL,
  level BIGINT DEFAULT '1' NOT NULL,
  CONSTRAINT pk_expertise PRIMARY KEY (id),
  CONSTRAINT uq_expertise_staff_id_topic UNIQUE (staff_id, topic),
  CONSTRAINT uq_expertise_gid UNIQUE (gid),
  CONSTRAINT fk_expertise_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE handovers (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  from_id INTEGER NOT NULL,
  to_id INTEGER,
  ticket_ids TEXT DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  at BIGINT NOT NULL,
  taken_at BIGINT,
  CONSTRAINT pk_handovers PRIMARY KEY (id),
  CONSTRAINT uq_handovers_gid UNIQUE (gid),
  CONSTRAINT fk_handovers_from_id FOREIGN KEY(from_id) REFERENCES staff (id),
  CONSTRAINT fk_handovers_to_id FOREIGN KEY(to_id) REFERENCES staff (id)
)
-- next
CREATE TABLE known_errors (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  code VARCHAR(64) NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  status VARCHAR(16) NOT NULL,
  software_version VARCHAR(64) DEFAULT '' NOT NULL,
  conditions TEXT DEFAULT '' NOT NULL,
  excluded TEXT DEFAULT '' NOT NULL,
  fixed_in VARCHAR(64) DEFAULT '' NOT NULL,
  determined_by INTEGER,
  determined_at BIGINT,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_known_errors PRIMARY KEY (id),
  CONSTRAINT uq_known_errors_code UNIQUE (code),
  CONSTRAINT uq_known_errors_gid UNIQUE (gid),
  CONSTRAINT fk_known_errors_determined_by FOREIGN KEY(determined_by) REFERENCES staff (id)
)
-- next
CREATE TABLE leases (
  id INTEGER NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name VARCHAR(128) NOT NULL,
  holder VARCHAR(64) DEFAULT '' NOT NULL,
  staff_id INTEGER,
  until BIGINT NOT NULL,
  CONSTRAINT pk_leases PRIMARY KEY (id),
  CONSTRAINT uq_leases_name UNIQUE (name),
  CONSTRAINT fk_leases_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE letters (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  code VARCHAR(64) NOT NULL,
  language VARCHAR(8) NOT NULL,
  scope VARCHAR(16) DEFAULT 'builtin' NOT NULL,
  owner_id INTEGER,
  n BIGINT DEFAULT '1' NOT NULL,
  channel VARCHAR(16) DEFAULT 'any' NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  clauses TEXT DEFAULT '' NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  files TEXT DEFAULT '' NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  version_label VARCHAR(64) DEFAULT '' NOT NULL,
  at BIGINT NOT NULL,
  active BOOLEAN DEFAULT 1 NOT NULL,
  by_id INTEGER,
  owner_key BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_letters PRIMARY KEY (id),
  CONSTRAINT uq_letters_code_language_scope_owner_key_n UNIQUE (code, language, scope, owner_key, n),
  CONSTRAINT uq_letters_gid UNIQUE (gid),
  CONSTRAINT fk_letters_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id),
  CONSTRAINT fk_letters_by_id FOREIGN KEY(by_id) REFERENCES staff (id)
)
-- next
CREATE TABLE queues (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name VARCHAR(128) NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  position BIGINT DEFAULT '0' NOT NULL,
  lead_id INTEGER,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_queues PRIMARY KEY (id),
  CONSTRAINT uq_queues_gid UNIQUE (gid),
  CONSTRAINT fk_queues_lead_id FOREIGN KEY(lead_id) REFERENCES staff (id)
)
-- next
CREATE TABLE retention_rules (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  subject VARCHAR(32) NOT NULL,
  days BIGINT DEFAULT '0' NOT NULL,
  set_by INTEGER,
  set_at BIGINT NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_retention_rules PRIMARY KEY (id),
  CONSTRAINT uq_retention_rules_subject UNIQUE (subject),
  CONSTRAINT uq_retention_rules_gid UNIQUE (gid),
  CONSTRAINT fk_retention_rules_set_by FOREIGN KEY(set_by) REFERENCES staff (id)
)
-- next
CREATE TABLE saved_views (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL,
  sort VARCHAR(32) DEFAULT '' NOT NULL,
  owner_id INTEGER,
  position BIGINT DEFAULT '0' NOT NULL,
  icon VARCHAR(32) DEFAULT '' NOT NULL,
  CONSTRAINT pk_saved_views PRIMARY KEY (id),
  CONSTRAINT uq_saved_views_gid UNIQUE (gid),
  CONSTRAINT fk_saved_views_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id)
)
-- next
CREATE TABLE schedules (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  label VARCHAR(64) NOT NULL,
  time_zone VARCHAR(64) NOT NULL,
  content TEXT DEFAULT '' NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  valid_from BIGINT NOT NULL,
  checked_at BIGINT,
  loaded_by INTEGER,
  replaces_id INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_schedules PRIMARY KEY (id),
  CONSTRAINT uq_schedules_gid UNIQUE (gid),
  CONSTRAINT fk_schedules_loaded_by FOREIGN KEY(loaded_by) REFERENCES staff (id),
  CONSTRAINT fk_schedules_replaces_id FOREIGN KEY(replaces_id) REFERENCES schedules (id)
)
-- next
CREATE TABLE settings (
  id INTEGER NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  name VARCHAR(128) NOT NULL,
  value TEXT DEFAULT '' NOT NULL,
  set_by INTEGER,
  set_at BIGINT,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY (id),
  CONSTRAINT uq_settings_name UNIQUE (name),
  CONSTRAINT fk_settings_set_by FOREIGN KEY(set_by) REFERENCES staff (id)
)
-- next
CREATE TABLE shifts (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  staff_id INTEGER NOT NULL,
  weekday BIGINT DEFAULT '0' NOT NULL,
  starts VARCHAR(5) NOT NULL,
  ends VARCHAR(5) NOT NULL,
  valid_from BIGINT,
  valid_to BIGINT,
  CONSTRAINT pk_shifts PRIMARY KEY (id),
  CONSTRAINT uq_shifts_gid UNIQUE (gid),
  CONSTRAINT fk_shifts_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE signing_keys (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  key_id VARCHAR(128) NOT NULL,
  staff_id INTEGER NOT NULL,
  algorithm VARCHAR(16) DEFAULT 'ed25519' NOT NULL,
  public_key BLOB NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  revoked_at BIGINT,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_signing_keys PRIMARY KEY (id),
  CONSTRAINT uq_signing_keys_key_id UNIQUE (key_id),
  CONSTRAINT uq_signing_keys_gid UNIQUE (gid),
  CONSTRAINT fk_signing_keys_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE agreement_states (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  agreement_id INTEGER NOT NULL,
  state VARCHAR(16) NOT NULL,
  effective_at BIGINT NOT NULL,
  at BIGINT NOT NULL,
  staff_id INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_agreement_states PRIMARY KEY (id),
  CONSTRAINT uq_agreement_states_gid UNIQUE (gid),
  CONSTRAINT fk_agreement_states_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id),
  CONSTRAINT fk_agreement_states_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE archives (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL,
  state VARCHAR(16) NOT NULL,
  staff_id INTEGER,
  begun_at BIGINT NOT NULL,
  written_at BIGINT,
  path TEXT DEFAULT '' NOT NULL,
  progress TEXT DEFAULT '' NOT NULL,
  ticket_count BIGINT DEFAULT '0' NOT NULL,
  manifest_sha256 VARCHAR(64) DEFAULT '' NOT NULL,
  key_id VARCHAR(128) DEFAULT '' NOT NULL,
  checkpoint_id INTEGER,
  problem TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_archives PRIMARY KEY (id),
  CONSTRAINT uq_archives_gid UNIQUE (gid),
  CONSTRAINT fk_archives_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_archives_checkpoint_id FOREIGN KEY(checkpoint_id) REFERENCES checkpoints (id)
)
-- next
CREATE TABLE closures (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  kind VARCHAR(16) NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT,
  reason TEXT DEFAULT '' NOT NULL,
  source TEXT DEFAULT '' NOT NULL,
  confirmed_by INTEGER,
  confirmed_at BIGINT,
  schedule_id INTEGER,
  void BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_closures PRIMARY KEY (id),
  CONSTRAINT uq_closures_gid UNIQUE (gid),
  CONSTRAINT fk_closures_confirmed_by FOREIGN KEY(confirmed_by) REFERENCES staff (id),
  CONSTRAINT fk_closures_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedules (id)
)
-- next
CREATE TABLE licenses (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_key VARCHAR(128) NOT NULL,
  "plan" VARCHAR(16) NOT NULL,
  product TEXT DEFAULT '' NOT NULL,
  customer_id INTEGER NOT NULL,
  purchased_at BIGINT NOT NULL,
  purchase_agreement_id INTEGER,
  problem VARCHAR(16),
  initial_installation VARCHAR(16) DEFAULT 'done' NOT NULL,
  installed_at BIGINT,
  note TEXT DEFAULT '' NOT NULL,
  state_now VARCHAR(16) DEFAULT '' NOT NULL,
  boundary_at BIGINT,
  ended_at BIGINT,
  boundary_key BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_licenses PRIMARY KEY (id),
  CONSTRAINT uq_licenses_license_key UNIQUE (license_key),
  CONSTRAINT uq_licenses_gid UNIQUE (gid),
  CONSTRAINT fk_licenses_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
  CONSTRAINT fk_licenses_purchase_agreement_id FOREIGN KEY(purchase_agreement_id) REFERENCES agreement_versions (id)
)
-- next
CREATE TABLE policy_acknowledgments (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  customer_id INTEGER NOT NULL,
  agreement_id INTEGER NOT NULL,
  first_use_at BIGINT NOT NULL,
  noticed_at BIGINT,
  CONSTRAINT pk_policy_acknowledgments PRIMARY KEY (id),
  CONSTRAINT uq_policy_acknowledgments_gid UNIQUE (gid),
  CONSTRAINT fk_policy_acknowledgments_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
  CONSTRAINT fk_policy_acknowledgments_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id)
)
-- next
CREATE TABLE queue_members (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  queue_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  CONSTRAINT pk_queue_members PRIMARY KEY (id),
  CONSTRAINT uq_queue_members_queue_id_staff_id UNIQUE (queue_id, staff_id),
  CONSTRAINT uq_queue_members_gid UNIQUE (gid),
  CONSTRAINT fk_queue_members_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id),
  CONSTRAINT fk_queue_members_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE queue_rules (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  queue_id INTEGER NOT NULL,
  position BIGINT DEFAULT '0' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL,
  assign_to_id INTEGER,
  set_by INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_queue_rules PRIMARY KEY (id),
  CONSTRAINT uq_queue_rules_gid UNIQUE (gid),
  CONSTRAINT fk_queue_rules_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id),
  CONSTRAINT fk_queue_rules_assign_to_id FOREIGN KEY(assign_to_id) REFERENCES staff (id),
  CONSTRAINT fk_queue_rules_set_by FOREIGN KEY(set_by) REFERENCES staff (id)
)
-- next
CREATE TABLE reading_choices (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  agreement_id INTEGER NOT NULL,
  reading VARCHAR(8) NOT NULL,
  value VARCHAR(64) NOT NULL,
  value_before VARCHAR(64) DEFAULT '' NOT NULL,
  chosen_by INTEGER,
  at BIGINT NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_reading_choices PRIMARY KEY (id),
  CONSTRAINT uq_reading_choices_gid UNIQUE (gid),
  CONSTRAINT fk_reading_choices_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id),
  CONSTRAINT fk_reading_choices_chosen_by FOREIGN KEY(chosen_by) REFERENCES staff (id)
)
-- next
CREATE TABLE team_targets (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  kind VARCHAR(32) NOT NULL,
  tier VARCHAR(16) DEFAULT '' NOT NULL,
  queue_id INTEGER,
  minutes BIGINT DEFAULT '0' NOT NULL,
  valid_from BIGINT NOT NULL,
  valid_to BIGINT,
  set_by INTEGER,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_team_targets PRIMARY KEY (id),
  CONSTRAINT uq_team_targets_gid UNIQUE (gid),
  CONSTRAINT fk_team_targets_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id),
  CONSTRAINT fk_team_targets_set_by FOREIGN KEY(set_by) REFERENCES staff (id)
)
-- next
CREATE TABLE wordings (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  agreement_id INTEGER NOT NULL,
  unit VARCHAR(16) NOT NULL,
  language VARCHAR(8) NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  source_sha256 VARCHAR(64) NOT NULL,
  loaded_at BIGINT NOT NULL,
  CONSTRAINT pk_wordings PRIMARY KEY (id),
  CONSTRAINT uq_wordings_agreement_id_unit_language UNIQUE (agreement_id, unit, language),
  CONSTRAINT uq_wordings_gid UNIQUE (gid),
  CONSTRAINT fk_wordings_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id)
)
-- next
CREATE TABLE archive_transfers (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_id INTEGER NOT NULL,
  at BIGINT NOT NULL,
  decided_by INTEGER,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_archive_transfers PRIMARY KEY (id),
  CONSTRAINT uq_archive_transfers_gid UNIQUE (gid),
  CONSTRAINT fk_archive_transfers_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_archive_transfers_decided_by FOREIGN KEY(decided_by) REFERENCES staff (id)
)
-- next
CREATE TABLE channels (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  kind VARCHAR(32) NOT NULL,
  address VARCHAR(320) NOT NULL,
  official BOOLEAN,
  license_id INTEGER,
  source TEXT DEFAULT '' NOT NULL,
  checked_at BIGINT,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_channels PRIMARY KEY (id),
  CONSTRAINT uq_channels_kind_address_license_id UNIQUE (kind, address, license_id),
  CONSTRAINT uq_channels_gid UNIQUE (gid),
  CONSTRAINT fk_channels_license_id FOREIGN KEY(license_id) REFERENCES licenses (id)
)
-- next
CREATE TABLE domains (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_id INTEGER NOT NULL,
  name VARCHAR(253) NOT NULL,
  owner_id INTEGER,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_domains PRIMARY KEY (id),
  CONSTRAINT uq_domains_license_id_name UNIQUE (license_id, name),
  CONSTRAINT uq_domains_gid UNIQUE (gid),
  CONSTRAINT fk_domains_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_domains_owner_id FOREIGN KEY(owner_id) REFERENCES customers (id)
)
-- next
CREATE TABLE purchases (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_id INTEGER NOT NULL,
  paid_at BIGINT NOT NULL,
  length BIGINT DEFAULT '0' NOT NULL,
  unit VARCHAR(8) DEFAULT 'month' NOT NULL,
  evidence TEXT DEFAULT '' NOT NULL,
  agreement_id INTEGER,
  rule_used VARCHAR(32) DEFAULT '' NOT NULL,
  recorded_by INTEGER,
  void BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_purchases PRIMARY KEY (id),
  CONSTRAINT uq_purchases_gid UNIQUE (gid),
  CONSTRAINT fk_purchases_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_purchases_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id),
  CONSTRAINT fk_purchases_recorded_by FOREIGN KEY(recorded_by) REFERENCES staff (id)
)
-- next
CREATE TABLE restorations (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_id INTEGER NOT NULL,
  opened_at BIGINT NOT NULL,
  decided_at BIGINT,
  approved BOOLEAN,
  feasible BOOLEAN,
  grounds TEXT DEFAULT '' NOT NULL,
  paid_at BIGINT,
  length BIGINT,
  unit VARCHAR(8),
  decided_by INTEGER,
  CONSTRAINT pk_restorations PRIMARY KEY (id),
  CONSTRAINT uq_restorations_gid UNIQUE (gid),
  CONSTRAINT fk_restorations_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_restorations_decided_by FOREIGN KEY(decided_by) REFERENCES staff (id)
)
-- next
CREATE TABLE archive_undos (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  license_id INTEGER NOT NULL,
  transfer_id INTEGER,
  restoration_id INTEGER,
  at BIGINT NOT NULL,
  staff_id INTEGER,
  CONSTRAINT pk_archive_undos PRIMARY KEY (id),
  CONSTRAINT uq_archive_undos_transfer_id UNIQUE (transfer_id),
  CONSTRAINT uq_archive_undos_restoration_id UNIQUE (restoration_id),
  CONSTRAINT uq_archive_undos_gid UNIQUE (gid),
  CONSTRAINT fk_archive_undos_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_archive_undos_transfer_id FOREIGN KEY(transfer_id) REFERENCES archive_transfers (id),
  CONSTRAINT fk_archive_undos_restoration_id FOREIGN KEY(restoration_id) REFERENCES restorations (id),
  CONSTRAINT fk_archive_undos_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE channel_accounts (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  channel_id INTEGER NOT NULL,
  protocol VARCHAR(16) NOT NULL,
  options TEXT DEFAULT '' NOT NULL,
  place TEXT DEFAULT '' NOT NULL,
  state VARCHAR(16) DEFAULT 'off' NOT NULL,
  problem TEXT DEFAULT '' NOT NULL,
  checked_at BIGINT,
  active BOOLEAN DEFAULT 1 NOT NULL,
  CONSTRAINT pk_channel_accounts PRIMARY KEY (id),
  CONSTRAINT uq_channel_accounts_gid UNIQUE (gid),
  CONSTRAINT fk_channel_accounts_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id)
)
-- next
CREATE TABLE conversations (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  channel_kind VARCHAR(32) NOT NULL,
  external_key VARCHAR(512) NOT NULL,
  title TEXT DEFAULT '' NOT NULL,
  channel_id INTEGER,
  license_id INTEGER,
  started_at BIGINT NOT NULL,
  last_message_at BIGINT NOT NULL,
  CONSTRAINT pk_conversations PRIMARY KEY (id),
  CONSTRAINT uq_conversations_channel_kind_external_key UNIQUE (channel_kind, external_key),
  CONSTRAINT uq_conversations_gid UNIQUE (gid),
  CONSTRAINT fk_conversations_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id),
  CONSTRAINT fk_conversations_license_id FOREIGN KEY(license_id) REFERENCES licenses (id)
)
-- next
CREATE TABLE installations (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  domain_id INTEGER NOT NULL,
  software_version VARCHAR(64),
  code_modified BOOLEAN,
  files_modified BOOLEAN,
  database_modified BOOLEAN,
  server_config_modified BOOLEAN,
  requirements_met BOOLEAN,
  outdated BOOLEAN,
  shares_with_other BOOLEAN,
  note TEXT DEFAULT '' NOT NULL,
  checked_at BIGINT,
  CONSTRAINT pk_installations PRIMARY KEY (id),
  CONSTRAINT uq_installations_gid UNIQUE (gid),
  CONSTRAINT fk_installations_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id)
)
-- next
CREATE TABLE messages (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  conversation_id INTEGER NOT NULL,
  external_id VARCHAR(512),
  direction VARCHAR(8) NOT NULL,
  author_name TEXT DEFAULT '' NOT NULL,
  author_address VARCHAR(320) DEFAULT '' NOT NULL,
  contact_id INTEGER,
  staff_id INTEGER,
  sent_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  reply_to_id INTEGER,
  recipients TEXT DEFAULT '' NOT NULL,
  thread_ids TEXT DEFAULT '' NOT NULL,
  is_automatic BOOLEAN DEFAULT 0 NOT NULL,
  is_bounce BOOLEAN DEFAULT 0 NOT NULL,
  service_action VARCHAR(64),
  forwarded_from TEXT,
  raw_sha256 VARCHAR(64),
  problems TEXT DEFAULT '' NOT NULL,
  versions BIGINT DEFAULT '1' NOT NULL,
  language VARCHAR(8) DEFAULT '' NOT NULL,
  erased_at BIGINT,
  CONSTRAINT pk_messages PRIMARY KEY (id),
  CONSTRAINT uq_messages_gid UNIQUE (gid),
  CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
  CONSTRAINT fk_messages_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
  CONSTRAINT fk_messages_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_messages_reply_to_id FOREIGN KEY(reply_to_id) REFERENCES messages (id)
)
-- next
CREATE TABLE tickets (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  number BIGINT DEFAULT '0' NOT NULL,
  conversation_id INTEGER NOT NULL,
  customer_id INTEGER,
  contact_id INTEGER,
  license_id INTEGER,
  domain_id INTEGER,
  queue_id INTEGER,
  channel_id INTEGER,
  channel_kind VARCHAR(32) NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  preview TEXT DEFAULT '' NOT NULL,
  language VARCHAR(8) DEFAULT '' NOT NULL,
  status VARCHAR(16) DEFAULT 'open' NOT NULL,
  is_open BOOLEAN DEFAULT 1 NOT NULL,
  is_matched BOOLEAN DEFAULT 0 NOT NULL,
  tier VARCHAR(16) DEFAULT 'undetermined' NOT NULL,
  tier_rank BIGINT DEFAULT '4' NOT NULL,
  tier_confirmed BOOLEAN DEFAULT 0 NOT NULL,
  topic VARCHAR(64),
  topic_confirmed BOOLEAN DEFAULT 0 NOT NULL,
  classification VARCHAR(32),
  owner_id INTEGER,
  owner_key BIGINT DEFAULT '0' NOT NULL,
  received_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  last_message_at BIGINT NOT NULL,
  last_inbound_at BIGINT,
  last_outbound_at BIGINT,
  review_from BIGINT,
  review_until BIGINT,
  waiting_since BIGINT,
  target_at BIGINT,
  claimed_at BIGINT,
  snoozed_until BIGINT,
  snooze_reason TEXT DEFAULT '' NOT NULL,
  closed_at BIGINT,
  close_reason VARCHAR(16),
  outcome VARCHAR(32),
  primary_clause VARCHAR(16),
  license_state VARCHAR(16),
  boundary_key BIGINT DEFAULT '0' NOT NULL,
  claimed_urgency VARCHAR(16),
  has_files BOOLEAN DEFAULT 0 NOT NULL,
  event_n BIGINT DEFAULT '0' NOT NULL,
  inbound_n BIGINT DEFAULT '0' NOT NULL,
  merged_into_id INTEGER,
  appeal_of_id INTEGER,
  agreement_id INTEGER,
  schedule_id INTEGER,
  letters_version VARCHAR(64) DEFAULT '' NOT NULL,
  engine_version VARCHAR(32) DEFAULT '' NOT NULL,
  CONSTRAINT pk_tickets PRIMARY KEY (id),
  CONSTRAINT uq_tickets_number UNIQUE (number),
  CONSTRAINT uq_tickets_gid UNIQUE (gid),
  CONSTRAINT fk_tickets_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
  CONSTRAINT fk_tickets_customer_id FOREIGN KEY(customer_id) REFERENCES customers (id),
  CONSTRAINT fk_tickets_contact_id FOREIGN KEY(contact_id) REFERENCES contacts (id),
  CONSTRAINT fk_tickets_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_tickets_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
  CONSTRAINT fk_tickets_queue_id FOREIGN KEY(queue_id) REFERENCES queues (id),
  CONSTRAINT fk_tickets_channel_id FOREIGN KEY(channel_id) REFERENCES channels (id),
  CONSTRAINT fk_tickets_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id),
  CONSTRAINT fk_tickets_merged_into_id FOREIGN KEY(merged_into_id) REFERENCES tickets (id),
  CONSTRAINT fk_tickets_appeal_of_id FOREIGN KEY(appeal_of_id) REFERENCES tickets (id),
  CONSTRAINT fk_tickets_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id),
  CONSTRAINT fk_tickets_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedules (id)
)
-- next
CREATE TABLE access_requests (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  ticket_id INTEGER NOT NULL,
  domain_id INTEGER,
  kind VARCHAR(32) NOT NULL,
  state VARCHAR(16) NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by INTEGER,
  asked_message_id INTEGER,
  given_at BIGINT,
  given_message_id INTEGER,
  secret BLOB,
  hint TEXT DEFAULT '' NOT NULL,
  purged_at BIGINT,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_access_requests PRIMARY KEY (id),
  CONSTRAINT uq_access_requests_gid UNIQUE (gid),
  CONSTRAINT fk_access_requests_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_access_requests_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
  CONSTRAINT fk_access_requests_asked_by FOREIGN KEY(asked_by) REFERENCES staff (id),
  CONSTRAINT fk_access_requests_asked_message_id FOREIGN KEY(asked_message_id) REFERENCES messages (id),
  CONSTRAINT fk_access_requests_given_message_id FOREIGN KEY(given_message_id) REFERENCES messages (id)
)
-- next
CREATE TABLE attachments (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  message_id INTEGER NOT NULL,
  version_n BIGINT DEFAULT '1' NOT NULL,
  position BIGINT DEFAULT '0' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  media_type VARCHAR(255) DEFAULT '' NOT NULL,
  size BIGINT DEFAULT '0' NOT NULL,
  sha256 VARCHAR(64),
  content_id VARCHAR(512) DEFAULT '' NOT NULL,
  inline BOOLEAN DEFAULT 0 NOT NULL,
  missing BOOLEAN DEFAULT 0 NOT NULL,
  asked_for BOOLEAN,
  CONSTRAINT pk_attachments PRIMARY KEY (id),
  CONSTRAINT uq_attachments_gid UNIQUE (gid),
  CONSTRAINT fk_attachments_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
)
-- next
CREATE TABLE decisions (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  ticket_id INTEGER NOT NULL,
  n BIGINT DEFAULT '0' NOT NULL,
  kind VARCHAR(32) NOT NULL,
  made_at BIGINT NOT NULL,
  staff_id INTEGER,
  agreement_id INTEGER NOT NULL,
  schedule_id INTEGER,
  letters_version VARCHAR(64) DEFAULT '' NOT NULL,
  engine_version VARCHAR(32) NOT NULL,
  command_id VARCHAR(32) DEFAULT '' NOT NULL,
  outcome VARCHAR(32) NOT NULL,
  primary_clause VARCHAR(16),
  inputs TEXT DEFAULT '' NOT NULL,
  result TEXT DEFAULT '' NOT NULL,
  inputs_sha256 VARCHAR(64) DEFAULT '' NOT NULL,
  result_sha256 VARCHAR(64) DEFAULT '' NOT NULL,
  readings TEXT DEFAULT '' NOT NULL,
  chosen_outcome VARCHAR(32),
  override_reason TEXT,
  letter_code VARCHAR(64),
  letter_version VARCHAR(32),
  letter_language VARCHAR(8),
  message_id INTEGER,
  revoked BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_decisions PRIMARY KEY (id),
  CONSTRAINT uq_decisions_ticket_id_n UNIQUE (ticket_id, n),
  CONSTRAINT uq_decisions_gid UNIQUE (gid),
  CONSTRAINT fk_decisions_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_decisions_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_decisions_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement_versions (id),
  CONSTRAINT fk_decisions_schedule_id FOREIGN KEY(schedule_id) REFERENCES schedules (id),
  CONSTRAINT fk_decisions_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
)
-- next
CREATE TABLE drafts (
  id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  letter_code VARCHAR(64),
  context TEXT DEFAULT '' NOT NULL,
  base_event BIGINT DEFAULT '0' NOT NULL,
  saved_at BIGINT NOT NULL,
  CONSTRAINT pk_drafts PRIMARY KEY (id),
  CONSTRAINT uq_drafts_ticket_id_staff_id_kind UNIQUE (ticket_id, staff_id, kind),
  CONSTRAINT fk_drafts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_drafts_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE error_sightings (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  error_id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  license_id INTEGER,
  domain_id INTEGER,
  installation_id INTEGER,
  conditions TEXT DEFAULT '' NOT NULL,
  staff_id INTEGER,
  at BIGINT NOT NULL,
  CONSTRAINT pk_error_sightings PRIMARY KEY (id),
  CONSTRAINT uq_error_sightings_gid UNIQUE (gid),
  CONSTRAINT fk_error_sightings_error_id FOREIGN KEY(error_id) REFERENCES known_errors (id),
  CONSTRAINT fk_error_sightings_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_error_sightings_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_error_sightings_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
  CONSTRAINT fk_error_sightings_installation_id FOREIGN KEY(installation_id) REFERENCES installations (id),
  CONSTRAINT fk_error_sightings_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE events (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  ticket_id INTEGER NOT NULL,
  n BIGINT DEFAULT '0' NOT NULL,
  kind VARCHAR(64) NOT NULL,
  staff_id INTEGER,
  role VARCHAR(16) NOT NULL,
  command_id VARCHAR(32) NOT NULL,
  recorded_at BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  old TEXT DEFAULT '' NOT NULL,
  new TEXT DEFAULT '' NOT NULL,
  hashed BLOB NOT NULL,
  previous VARCHAR(64) NOT NULL,
  hash VARCHAR(64) NOT NULL,
  CONSTRAINT pk_events PRIMARY KEY (id),
  CONSTRAINT uq_events_ticket_id_n UNIQUE (ticket_id, n),
  CONSTRAINT uq_events_gid UNIQUE (gid),
  CONSTRAINT fk_events_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_events_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE facts (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  ticket_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  value TEXT DEFAULT '' NOT NULL,
  status VARCHAR(16) NOT NULL,
  source VARCHAR(16) NOT NULL,
  message_id INTEGER,
  message_version BIGINT,
  start BIGINT,
  "end" BIGINT,
  staff_id INTEGER,
  at BIGINT NOT NULL,
  CONSTRAINT pk_facts PRIMARY KEY (id),
  CONSTRAINT uq_facts_gid UNIQUE (gid),
  CONSTRAINT fk_facts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_facts_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
  CONSTRAINT fk_facts_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE fair_use_marks (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  license_id INTEGER NOT NULL,
  domain_id INTEGER,
  ticket_id INTEGER NOT NULL,
  message_id INTEGER,
  count VARCHAR(32) NOT NULL,
  start BIGINT,
  "end" BIGINT,
  status VARCHAR(16) NOT NULL,
  staff_id INTEGER,
  at BIGINT NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_fair_use_marks PRIMARY KEY (id),
  CONSTRAINT uq_fair_use_marks_gid UNIQUE (gid),
  CONSTRAINT fk_fair_use_marks_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_fair_use_marks_domain_id FOREIGN KEY(domain_id) REFERENCES domains (id),
  CONSTRAINT fk_fair_use_marks_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_fair_use_marks_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
  CONSTRAINT fk_fair_use_marks_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE message_versions (
  id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  n BIGINT DEFAULT '0' NOT NULL,
  at BIGINT NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  reply_text TEXT DEFAULT '' NOT NULL,
  html_sha256 VARCHAR(64),
  raw_sha256 VARCHAR(64),
  CONSTRAINT pk_message_versions PRIMARY KEY (id),
  CONSTRAINT uq_message_versions_message_id_n UNIQUE (message_id, n),
  CONSTRAINT fk_message_versions_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
)
-- next
CREATE TABLE outbox (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  ticket_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  staff_id INTEGER,
  channel_kind VARCHAR(32) NOT NULL,
  to_address VARCHAR(320) DEFAULT '' NOT NULL,
  subject TEXT DEFAULT '' NOT NULL,
  message_ref VARCHAR(512) DEFAULT '' NOT NULL,
  state VARCHAR(16) NOT NULL,
  release_at BIGINT NOT NULL,
  lease_until BIGINT,
  lease_by VARCHAR(64) DEFAULT '' NOT NULL,
  attempts BIGINT DEFAULT '0' NOT NULL,
  tried_at BIGINT,
  next_try_at BIGINT,
  sent_at BIGINT,
  receipt VARCHAR(512) DEFAULT '' NOT NULL,
  path TEXT DEFAULT '' NOT NULL,
  problem TEXT DEFAULT '' NOT NULL,
  undo TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_outbox PRIMARY KEY (id),
  CONSTRAINT uq_outbox_gid UNIQUE (gid),
  CONSTRAINT fk_outbox_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_outbox_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
  CONSTRAINT fk_outbox_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE presence (
  id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  desk VARCHAR(64) NOT NULL,
  mode VARCHAR(16) NOT NULL,
  beat_at BIGINT NOT NULL,
  CONSTRAINT pk_presence PRIMARY KEY (id),
  CONSTRAINT uq_presence_staff_id_ticket_id_desk UNIQUE (staff_id, ticket_id, desk),
  CONSTRAINT fk_presence_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id),
  CONSTRAINT fk_presence_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
)
-- next
CREATE TABLE questions (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  ticket_id INTEGER NOT NULL,
  position BIGINT DEFAULT '0' NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  topic VARCHAR(64),
  topic_confirmed BOOLEAN DEFAULT 0 NOT NULL,
  message_id INTEGER,
  start BIGINT,
  "end" BIGINT,
  answered BOOLEAN DEFAULT 0 NOT NULL,
  answered_by_id INTEGER,
  CONSTRAINT pk_questions PRIMARY KEY (id),
  CONSTRAINT uq_questions_gid UNIQUE (gid),
  CONSTRAINT fk_questions_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_questions_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
  CONSTRAINT fk_questions_answered_by_id FOREIGN KEY(answered_by_id) REFERENCES messages (id)
)
-- next
CREATE TABLE service_orders (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  service_id INTEGER NOT NULL,
  ticket_id INTEGER,
  license_id INTEGER,
  state VARCHAR(16) NOT NULL,
  ordered_at BIGINT NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_service_orders PRIMARY KEY (id),
  CONSTRAINT uq_service_orders_gid UNIQUE (gid),
  CONSTRAINT fk_service_orders_service_id FOREIGN KEY(service_id) REFERENCES paid_services (id),
  CONSTRAINT fk_service_orders_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_service_orders_license_id FOREIGN KEY(license_id) REFERENCES licenses (id)
)
-- next
CREATE TABLE suspensions (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  license_id INTEGER,
  ticket_id INTEGER,
  kind VARCHAR(16) NOT NULL,
  basis VARCHAR(16) NOT NULL,
  reason TEXT DEFAULT '' NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT,
  review_at BIGINT,
  decided_by INTEGER,
  CONSTRAINT pk_suspensions PRIMARY KEY (id),
  CONSTRAINT uq_suspensions_gid UNIQUE (gid),
  CONSTRAINT fk_suspensions_license_id FOREIGN KEY(license_id) REFERENCES licenses (id),
  CONSTRAINT fk_suspensions_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_suspensions_decided_by FOREIGN KEY(decided_by) REFERENCES staff (id)
)
-- next
CREATE TABLE ticket_links (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  ticket_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  at BIGINT NOT NULL,
  undone BOOLEAN DEFAULT 0 NOT NULL,
  CONSTRAINT pk_ticket_links PRIMARY KEY (id),
  CONSTRAINT uq_ticket_links_ticket_id_other_id_kind UNIQUE (ticket_id, other_id, kind),
  CONSTRAINT uq_ticket_links_gid UNIQUE (gid),
  CONSTRAINT fk_ticket_links_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_ticket_links_other_id FOREIGN KEY(other_id) REFERENCES tickets (id)
)
-- next
CREATE TABLE ticket_reads (
  id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  seen_n BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_ticket_reads PRIMARY KEY (id),
  CONSTRAINT uq_ticket_reads_staff_id_ticket_id UNIQUE (staff_id, ticket_id),
  CONSTRAINT fk_ticket_reads_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_ticket_reads_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE ticket_spans (
  id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  start BIGINT,
  "end" BIGINT,
  position BIGINT DEFAULT '0' NOT NULL,
  CONSTRAINT pk_ticket_spans PRIMARY KEY (id),
  CONSTRAINT fk_ticket_spans_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_ticket_spans_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
)
-- next
CREATE TABLE ticket_tags (
  id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  tag_id INTEGER NOT NULL,
  CONSTRAINT pk_ticket_tags PRIMARY KEY (id),
  CONSTRAINT uq_ticket_tags_ticket_id_tag_id UNIQUE (ticket_id, tag_id),
  CONSTRAINT fk_ticket_tags_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_ticket_tags_tag_id FOREIGN KEY(tag_id) REFERENCES tags (id)
)
-- next
CREATE TABLE watchers (
  id INTEGER NOT NULL,
  ticket_id INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  CONSTRAINT pk_watchers PRIMARY KEY (id),
  CONSTRAINT uq_watchers_ticket_id_staff_id UNIQUE (ticket_id, staff_id),
  CONSTRAINT fk_watchers_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_watchers_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
)
-- next
CREATE TABLE decision_reviews (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  version INTEGER DEFAULT '1' NOT NULL,
  decision_id INTEGER NOT NULL,
  kind VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL,
  asked_by INTEGER,
  reviewer_id INTEGER,
  asked_at BIGINT NOT NULL,
  done_at BIGINT,
  clause VARCHAR(16) DEFAULT '' NOT NULL,
  verdict VARCHAR(32) DEFAULT '' NOT NULL,
  note TEXT DEFAULT '' NOT NULL,
  overturned_by_id INTEGER,
  CONSTRAINT pk_decision_reviews PRIMARY KEY (id),
  CONSTRAINT uq_decision_reviews_gid UNIQUE (gid),
  CONSTRAINT fk_decision_reviews_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id),
  CONSTRAINT fk_decision_reviews_asked_by FOREIGN KEY(asked_by) REFERENCES staff (id),
  CONSTRAINT fk_decision_reviews_reviewer_id FOREIGN KEY(reviewer_id) REFERENCES staff (id),
  CONSTRAINT fk_decision_reviews_overturned_by_id FOREIGN KEY(overturned_by_id) REFERENCES decisions (id)
)
-- next
CREATE TABLE event_leaves (
  leaf INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  hash VARCHAR(64) NOT NULL,
  CONSTRAINT pk_event_leaves PRIMARY KEY (leaf),
  CONSTRAINT uq_event_leaves_event_id UNIQUE (event_id),
  CONSTRAINT fk_event_leaves_event_id FOREIGN KEY(event_id) REFERENCES events (id)
)
-- next
CREATE TABLE event_texts (
  id INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  name VARCHAR(64) NOT NULL,
  salt VARCHAR(32) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  body TEXT,
  CONSTRAINT pk_event_texts PRIMARY KEY (id),
  CONSTRAINT fk_event_texts_event_id FOREIGN KEY(event_id) REFERENCES events (id)
)
-- next
CREATE TABLE findings (
  id INTEGER NOT NULL,
  gid VARCHAR(32) NOT NULL,
  ticket_id INTEGER NOT NULL,
  decision_id INTEGER,
  clause VARCHAR(16) DEFAULT '' NOT NULL,
  verdict VARCHAR(32) DEFAULT '' NOT NULL,
  body TEXT DEFAULT '' NOT NULL,
  reviewer TEXT DEFAULT '' NOT NULL,
  key_id VARCHAR(128) DEFAULT '' NOT NULL,
  archive_sha256 VARCHAR(64) DEFAULT '' NOT NULL,
  signed BLOB,
  signature BLOB,
  made_at BIGINT NOT NULL,
  merged_at BIGINT NOT NULL,
  merged_by INTEGER,
  CONSTRAINT pk_findings PRIMARY KEY (id),
  CONSTRAINT uq_findings_gid UNIQUE (gid),
  CONSTRAINT fk_findings_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id),
  CONSTRAINT fk_findings_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id),
  CONSTRAINT fk_findings_merged_by FOREIGN KEY(merged_by) REFERENCES staff (id)
)
-- next
CREATE INDEX ix_changes_xid ON changes (xid, seq)
-- next
CREATE INDEX ix_absences_staff_id ON absences (staff_id)
-- next
CREATE INDEX ix_contacts_address ON contacts (address)
-- next
CREATE INDEX ix_contacts_customer_id ON contacts (customer_id)
-- next
CREATE INDEX ix_contacts_handle ON contacts (handle)
-- next
CREATE INDEX ix_desks_staff_id ON desks (staff_id)
-- next
CREATE INDEX ix_erasures_customer_id ON erasures (customer_id)
-- next
CREATE INDEX ix_expertise_staff_id ON expertise (staff_id)
-- next
CREATE INDEX ix_handovers_from_id ON handovers (from_id)
-- next
CREATE INDEX ix_handovers_to_id ON handovers (to_id)
-- next
CREATE INDEX ix_shifts_staff_id ON shifts (staff_id)
-- next
CREATE INDEX ix_signing_keys_staff_id ON signing_keys (staff_id)
-- next
CREATE INDEX ix_agreement_states_agreement_id ON agreement_states (agreement_id)
-- next
CREATE INDEX ix_licenses_boundary ON licenses (boundary_key, id)
-- next
CREATE INDEX ix_licenses_customer_id ON licenses (customer_id)
-- next
CREATE INDEX ix_policy_acknowledgments_customer_id ON policy_acknowledgments (customer_id)
-- next
CREATE INDEX ix_archive_transfers_license_id ON archive_transfers (license_id)
-- next
CREATE INDEX ix_archive_undos_license_id ON archive_undos (license_id)
-- next
CREATE INDEX ix_channels_address ON channels (address)
-- next
CREATE INDEX ix_domains_license_id ON domains (license_id)
-- next
CREATE INDEX ix_domains_name ON domains (name)
-- next
CREATE INDEX ix_purchases_license_id ON purchases (license_id)
-- next
CREATE INDEX ix_restorations_license_id ON restorations (license_id)
-- next
CREATE INDEX ix_channel_accounts_channel_id ON channel_accounts (channel_id)
-- next
CREATE INDEX ix_conversations_license_id ON conversations (license_id)
-- next
CREATE INDEX ix_installations_domain_id ON installations (domain_id)
-- next
CREATE INDEX ix_messages_conversation ON messages (conversation_id, sent_at, id)
-- next
CREATE INDEX ix_messages_external ON messages (external_id)
-- next
CREATE INDEX ix_tickets_boundary ON tickets (is_open, boundary_key, id)
-- next
CREATE INDEX ix_tickets_conversation_id ON tickets (conversation_id)
-- next
CREATE INDEX ix_tickets_customer_id ON tickets (customer_id)
-- next
CREATE INDEX ix_tickets_license_id ON tickets (license_id)
-- next
CREATE INDEX ix_tickets_owner ON tickets (owner_key, is_open, tier_rank, received_at, id)
-- next
CREATE INDEX ix_tickets_queue ON tickets (is_open, tier_rank, received_at, id)
-- next
CREATE INDEX ix_tickets_received ON tickets (received_at, id)
-- next
CREATE INDEX ix_tickets_status ON tickets (status, received_at, id)
-- next
CREATE INDEX ix_tickets_tier ON tickets (tier_rank, is_open, received_at, id)
-- next
CREATE INDEX ix_tickets_updated ON tickets (updated_at, id)
-- next
CREATE INDEX ix_access_requests_ticket_id ON access_requests (ticket_id)
-- next
CREATE INDEX ix_attachments_message_id ON attachments (message_id)
-- next
CREATE INDEX ix_decisions_clause ON decisions (primary_clause, revoked, ticket_id)
-- next
CREATE INDEX ix_tickets_close_reason ON tickets (close_reason)
-- next
CREATE INDEX ix_tickets_language ON tickets (language)
-- next
CREATE INDEX ix_tickets_outcome ON tickets (outcome)
-- next
CREATE INDEX ix_tickets_primary_clause ON tickets (primary_clause)
-- next
CREATE INDEX ix_tickets_queue_id ON tickets (queue_id)
-- next
CREATE INDEX ix_tickets_topic ON tickets (topic)
-- next
CREATE INDEX ix_decisions_ticket_id ON decisions (ticket_id)
-- next
CREATE INDEX ix_drafts_staff ON drafts (staff_id, saved_at)
-- next
CREATE INDEX ix_error_sightings_error_id ON error_sightings (error_id)
-- next
CREATE INDEX ix_error_sightings_ticket_id ON error_sightings (ticket_id)
-- next
CREATE INDEX ix_events_kind ON events (kind, recorded_at)
-- next
CREATE INDEX ix_facts_ticket_id ON facts (ticket_id)
-- next
CREATE INDEX ix_fair_use_marks_license_id ON fair_use_marks (license_id)
-- next
CREATE INDEX ix_fair_use_marks_ticket_id ON fair_use_marks (ticket_id)
-- next
CREATE INDEX ix_outbox_state ON outbox (state, release_at)
-- next
CREATE INDEX ix_outbox_ticket_id ON outbox (ticket_id)
-- next
CREATE INDEX ix_presence_ticket_id ON presence (ticket_id)
-- next
CREATE INDEX ix_questions_ticket_id ON questions (ticket_id)
-- next
CREATE INDEX ix_service_orders_ticket_id ON service_orders (ticket_id)
-- next
CREATE INDEX ix_suspensions_license_id ON suspensions (license_id)
-- next
CREATE INDEX ix_ticket_links_other_id ON ticket_links (other_id)
-- next
CREATE INDEX ix_ticket_links_ticket_id ON ticket_links (ticket_id)
-- next
CREATE INDEX ix_ticket_spans_message_id ON ticket_spans (message_id)
-- next
CREATE INDEX ix_ticket_spans_ticket ON ticket_spans (ticket_id, message_id)
-- next
CREATE INDEX ix_ticket_tags_tag_id ON ticket_tags (tag_id)
-- next
CREATE INDEX ix_watchers_staff_id ON watchers (staff_id)
-- next
CREATE INDEX ix_decision_reviews_decision_id ON decision_reviews (decision_id)
-- next
CREATE INDEX ix_decision_reviews_reviewer_id ON decision_reviews (reviewer_id)
-- next
CREATE INDEX ix_decision_reviews_state ON decision_reviews (state, asked_at)
-- next
CREATE INDEX ix_event_texts_event_id ON event_texts (event_id)
-- next
CREATE INDEX ix_findings_decision_id ON findings (decision_id)
-- next
CREATE INDEX ix_findings_ticket_id ON findings (ticket_id)
-- next
CREATE VIRTUAL TABLE search_index USING fts5(body, content='search_texts', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3')
-- next
CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
  INSERT INTO search_index(rowid, body) VALUES (new.id, new.body);
END
-- next
CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN
  INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.body);
END
-- next
CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN
  INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.id, old.body);
  INSERT INTO search_index(rowid, body) VALUES (new.id, new.body);
END
-- next
CREATE TRIGGER events_never_changed BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events is append-only');
END
-- next
CREATE TRIGGER events_never_removed BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events is append-only');
END
-- next
CREATE TRIGGER archive_transfers_never_changed BEFORE UPDATE ON archive_transfers BEGIN
  SELECT RAISE(ABORT, 'archive_transfers is append-only');
END
-- next
CREATE TRIGGER archive_transfers_never_removed BEFORE DELETE ON archive_transfers BEGIN
  SELECT RAISE(ABORT, 'archive_transfers is append-only');
END
-- next
CREATE TRIGGER agreement_versions_never_changed BEFORE UPDATE ON agreement_versions BEGIN
  SELECT RAISE(ABORT, 'agreement_versions is append-only');
END
-- next
CREATE TRIGGER agreement_versions_never_removed BEFORE DELETE ON agreement_versions BEGIN
  SELECT RAISE(ABORT, 'agreement_versions is append-only');
END
-- next
CREATE TRIGGER agreement_states_never_changed BEFORE UPDATE ON agreement_states BEGIN
  SELECT RAISE(ABORT, 'agreement_states is append-only');
END
-- next
CREATE TRIGGER agreement_states_never_removed BEFORE DELETE ON agreement_states BEGIN
  SELECT RAISE(ABORT, 'agreement_states is append-only');
END
-- next
CREATE TRIGGER reading_choices_never_changed BEFORE UPDATE ON reading_choices BEGIN
  SELECT RAISE(ABORT, 'reading_choices is append-only');
END
-- next
CREATE TRIGGER reading_choices_never_removed BEFORE DELETE ON reading_choices BEGIN
  SELECT RAISE(ABORT, 'reading_choices is append-only');
END
-- next
CREATE TRIGGER event_leaves_never_changed BEFORE UPDATE ON event_leaves BEGIN
  SELECT RAISE(ABORT, 'event_leaves is append-only');
END
-- next
CREATE TRIGGER event_leaves_never_removed BEFORE DELETE ON event_leaves BEGIN
  SELECT RAISE(ABORT, 'event_leaves is append-only');
END
-- next
CREATE TRIGGER checkpoints_never_changed BEFORE UPDATE ON checkpoints BEGIN
  SELECT RAISE(ABORT, 'checkpoints is append-only');
END
-- next
CREATE TRIGGER checkpoints_never_removed BEFORE DELETE ON checkpoints BEGIN
  SELECT RAISE(ABORT, 'checkpoints is append-only');
END
-- next
CREATE TRIGGER findings_never_changed BEFORE UPDATE ON findings BEGIN
  SELECT RAISE(ABORT, 'findings is append-only');
END
-- next
CREATE TRIGGER findings_never_removed BEFORE DELETE ON findings BEGIN
  SELECT RAISE(ABORT, 'findings is append-only');
END
-- next
CREATE TRIGGER erasures_never_changed BEFORE UPDATE ON erasures BEGIN
  SELECT RAISE(ABORT, 'erasures is append-only');
END
-- next
CREATE TRIGGER erasures_never_removed BEFORE DELETE ON erasures BEGIN
  SELECT RAISE(ABORT, 'erasures is append-only');
END
-- next
CREATE TRIGGER message_versions_only_erased BEFORE UPDATE ON message_versions WHEN NOT (NEW.id IS OLD.id AND NEW.message_id IS OLD.message_id AND NEW.n IS OLD.n AND NEW.at IS OLD.at AND NEW.subject = '' AND NEW.body = '' AND NEW.reply_text = '' AND NEW.html_sha256 IS NULL AND NEW.raw_sha256 IS NULL) BEGIN
  SELECT RAISE(ABORT, 'message_versions is append-only');
END
-- next
CREATE TRIGGER message_versions_never_removed BEFORE DELETE ON message_versions BEGIN
  SELECT RAISE(ABORT, 'message_versions is append-only');
END
-- next
CREATE TRIGGER decisions_never_changed BEFORE UPDATE OF id, gid, ticket_id, n, kind, made_at, staff_id, agreement_id, schedule_id, letters_version, engine_version, command_id, outcome, primary_clause, inputs_sha256, result_sha256, readings, chosen_outcome, letter_code, letter_version, letter_language, message_id ON decisions BEGIN
  SELECT RAISE(ABORT, 'decisions is append-only');
END
-- next
CREATE TRIGGER decisions_only_erased BEFORE UPDATE OF inputs, result, override_reason ON decisions WHEN NOT (NEW.inputs = '' AND NEW.result = '' AND NEW.override_reason IS NULL) BEGIN
  SELECT RAISE(ABORT, 'decisions is append-only');
END
-- next
CREATE TRIGGER decisions_never_removed BEFORE DELETE ON decisions BEGIN
  SELECT RAISE(ABORT, 'decisions is append-only');
END
-- next
INSERT INTO schema_info (name, value) VALUES ('schema', '1.0')
