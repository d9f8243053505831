-- The guards of a team's database. What they compare with stands in tables and in rights.toml; here stands how.
-- They run as the owner of the schema, so session_user is who acts and current_user is the owner, who is let through, as
-- are the operators of the staff to whom the owner's role was granted. What they call has neither that nor a path of its
-- own: it is called from here alone, and each of both costs time.
CREATE OR REPLACE FUNCTION guard.refuse(state text, told text, about jsonb DEFAULT '{}')
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = state, MESSAGE = told, DETAIL = about::text;
END
$$
-- next
-- Whether the acting login is an operator of the staff; that it may act as the owner is asked beside it.
CREATE OR REPLACE FUNCTION guard.operates() RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.staff s WHERE s.login = session_user::text AND s.role = 'operator' AND s.active)
$$
-- next
-- Who acts; `guard.me` is the same for those who are logged in.
CREATE OR REPLACE FUNCTION guard.who(OUT id bigint, OUT role text, OUT name text)
RETURNS record LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT s.id, s.role, s.name INTO id, role, name
    FROM public.staff s WHERE s.login = session_user::text AND s.active;
  IF id IS NULL THEN
    PERFORM guard.refuse('ZD001', 'this login is nobody of the active staff',
      jsonb_build_object('login', session_user));
  END IF;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.me(OUT id bigint, OUT role text, OUT name text)
RETURNS record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM guard.who()
$$
-- next
CREATE OR REPLACE FUNCTION guard.allowed(about text, act text, mine text, was text, becomes text)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.transitions t
     WHERE t.subject = about AND t.kind IN (act, '*') AND t.role = mine
       AND t.before IN (was, '*') AND t.after IN (becomes, '*'))
$$
-- next
CREATE OR REPLACE FUNCTION guard.require(about text, act text, mine text, was text, becomes text)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT guard.allowed(about, act, mine, was, becomes) THEN
    PERFORM guard.refuse('ZD002', format('a %s may not do this: %s %s', mine, about,
        CASE WHEN was = '' THEN act ELSE was || ' to ' || becomes END),
      jsonb_build_object('role', mine, 'about', about, 'act', act, 'before', was, 'after', becomes));
  END IF;
END
$$
-- next
-- The command that this transaction carries out: begun by this person and not finished.
CREATE OR REPLACE FUNCTION guard.command(mine bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
  known text := current_setting('clausedesk.command', true);
BEGIN
  PERFORM FROM public.commands c WHERE c.id = known AND c.staff_id = mine AND c.result = '';
  IF NOT FOUND THEN
    PERFORM guard.refuse('ZD005', 'nothing is changed outside of a command of one''s own');
  END IF;
  RETURN known;
END
$$
-- next
-- When the command that is carried out was made, by the clock of its desk.
CREATE OR REPLACE FUNCTION guard.made_at() RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT c.made_at FROM public.commands c WHERE c.id = current_setting('clausedesk.command', true)
$$
-- next
-- Whether the command that is carried out is one that takes words out, destroys bytes, or brings messages in.
CREATE OR REPLACE FUNCTION guard.takes(about text, mine bigint, role text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.commands c
     WHERE c.id = current_setting('clausedesk.command', true) AND c.staff_id = mine AND c.result = ''
       AND guard.allowed(about, c.kind, role, '', ''))
$$
-- next
-- Whether the command that is carried out erases data, by a role that may, and its record stands already.
CREATE OR REPLACE FUNCTION guard.forgets(mine bigint, role text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT guard.takes('forget', mine, role) AND EXISTS (
    SELECT FROM public.erasures e
     WHERE e.command_id = current_setting('clausedesk.command', true) AND e.staff_id = mine)
$$
-- next
-- Whether a word on a request is one that was said of another request of the same conversation, taken over as it was.
CREATE OR REPLACE FUNCTION guard.carried(said public.facts) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.tickets t
      JOIN public.tickets o ON o.conversation_id = t.conversation_id AND o.id <> t.id
      JOIN public.facts f ON f.ticket_id = o.id
     WHERE t.id = said.ticket_id AND (f.name, f.value, f.status, f.source, f.staff_id, f.at)
       IS NOT DISTINCT FROM (said.name, said.value, said.status, said.source, said.staff_id, said.at))
$$
-- next
-- Whether a text is another one with some of its letters covered.
CREATE OR REPLACE FUNCTION guard.covers(was text, becomes text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT length(was) = length(becomes) AND coalesce((
    SELECT bool_and(a = b OR b = U&'\2022')
      FROM unnest(string_to_array(was, NULL), string_to_array(becomes, NULL)) AS letters(a, b)), true)
$$
-- next
CREATE OR REPLACE FUNCTION guard.commands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  IF TG_OP = 'UPDATE' AND OLD.result <> '' AND guard.forgets(me.id, me.role)
      AND guard.covers(OLD.result, NEW.result) THEN
    RETURN NEW;
  END IF;
  IF NEW.staff_id IS DISTINCT FROM me.id OR NEW.role <> me.role THEN
    PERFORM guard.refuse('ZD004', 'a command is its writer''s own', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  IF TG_OP = 'INSERT' THEN
    PERFORM guard.require('command', NEW.kind, me.role, '', '');
    IF NEW.result <> '' THEN
      PERFORM guard.refuse('ZD006', 'a command begins without a result', '{"part": "result"}');
    END IF;
    IF NEW.made_at > (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + 3155760000000000 THEN
      PERFORM guard.refuse('ZD006', 'a command is not made in a hundred years', '{"part": "made_at"}');
    END IF;
    PERFORM set_config('clausedesk.command', NEW.id, true);
  ELSIF OLD.result <> '' THEN
    PERFORM guard.refuse('ZD007', 'what a command gave stays', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.command_done() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  PERFORM FROM public.commands c WHERE c.id = NEW.id AND c.result = '';
  IF FOUND THEN
    PERFORM guard.refuse('ZD006', 'a command ends with a result', '{"part": "result"}');
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  IF NEW.staff_id IS DISTINCT FROM me.id THEN
    PERFORM guard.refuse('ZD004', 'a change is told by who made it', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  IF NEW.xid <> pg_current_xact_id()::text::bigint THEN
    PERFORM guard.refuse('ZD006', 'a change is told by its own transaction', '{"part": "xid"}');
  END IF;
  RETURN NEW;
END
$$
-- next
-- Whether a person gave the ticket away by the last event on it: then it may be taken back, as undoing does.
CREATE OR REPLACE FUNCTION guard.gave(ticket bigint, last bigint, mine bigint, now_of bigint, was_of bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.events e
     WHERE e.ticket_id = ticket AND e.n = last AND e.staff_id = mine
       AND (e."new"::jsonb ->> 'owner_id')::bigint = now_of
       AND (e."old"::jsonb ->> 'owner_id')::bigint IS NOT DISTINCT FROM was_of)
$$
-- next
-- Whether a ticket was taken, and neither touched nor written on for as long as the lead has set. Business time passes no
-- faster than time, so this holds wherever the console says so.
CREATE OR REPLACE FUNCTION guard.untouched(was public.tickets)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT was.claimed_at IS NOT NULL AND was.status = 'open'
    AND EXISTS (
      SELECT FROM public.settings s WHERE s.name = 'claim_return_minutes' AND s.value ~ '^[0-9]{1,6}$'
         AND was.claimed_at + s.value::bigint * 60000000 <= (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
    AND EXISTS (
      SELECT FROM public.events e
       WHERE e.ticket_id = was.id AND e.staff_id = was.owner_id AND e.recorded_at = was.claimed_at
         AND e.kind = 'assigned')
    AND NOT EXISTS (
      SELECT FROM public.events e
       WHERE e.ticket_id = was.id AND e.recorded_at > was.claimed_at
         AND (e.staff_id = was.owner_id OR e.kind = 'referred'))
    AND NOT EXISTS (
      SELECT FROM public.drafts d
       WHERE d.ticket_id = was.id AND d.staff_id = was.owner_id AND d.body <> '' AND d.saved_at >= was.claimed_at)
$$
-- next
-- Whether a rule of what comes where, which a lead has set and which holds, means the tickets of a queue for a person, or
-- for one whom that person stands in for now.
CREATE OR REPLACE FUNCTION guard.routes(queue bigint, goal bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.queue_rules r
     WHERE r.active AND r.queue_id = queue AND (r.assign_to_id = goal OR EXISTS (
       SELECT FROM public.absences a
        WHERE a.staff_id = r.assign_to_id AND a.substitute_id = goal
          AND (extract(epoch FROM clock_timestamp()) * 1000000)::bigint BETWEEN a.starts_at - 300000000
              AND a.ends_at + 300000000)))
$$
-- next
CREATE OR REPLACE FUNCTION guard.owner(was public.tickets, becomes public.tickets, me bigint, role text)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
  held text := CASE WHEN was.owner_id IS NULL THEN 'nobody' WHEN was.owner_id = me THEN 'self' ELSE 'other' END;
  given text := CASE WHEN becomes.owner_id IS NULL THEN 'nobody' WHEN becomes.owner_id = me THEN 'self' ELSE 'other' END;
BEGIN
  IF guard.allowed('owner', '*', role, held, given) THEN RETURN; END IF;
  IF guard.allowed('owner', 'undone', role, held, given)
      AND guard.gave(was.id, was.event_n, me, was.owner_id, becomes.owner_id) THEN RETURN; END IF;
  IF guard.allowed('owner', 'given_back', role, held, given) AND guard.untouched(was) THEN RETURN; END IF;
  IF guard.allowed('owner', 'routed', role, held, given) AND was.queue_id IS NULL
      AND guard.routes(becomes.queue_id, becomes.owner_id) THEN RETURN; END IF;
  IF held = 'other' THEN
    PERFORM guard.refuse('ZD003', 'the ticket is a colleague''s; only a lead moves it', jsonb_build_object('name',
      (SELECT s.name FROM public.staff s WHERE s.id = was.owner_id)));
  END IF;
  PERFORM guard.require('owner', '*', role, held, given);
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.tickets() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  rest public.tickets;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  IF TG_OP = 'UPDATE' AND NEW.event_n = OLD.event_n THEN
    rest := OLD;  -- columns that follow from facts elsewhere are no act
    rest.license_state := NEW.license_state;
    rest.boundary_key := NEW.boundary_key;
    rest.review_from := NEW.review_from;
    rest.review_until := NEW.review_until;
    IF rest IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
    rest.subject := NEW.subject;  -- access data are taken out of them before the event is written
    rest.preview := NEW.preview;
    IF rest IS DISTINCT FROM NEW THEN
      PERFORM guard.refuse('ZD005', 'no change of a ticket without its event');
    END IF;
    PERFORM guard.command(me.id);
    RETURN NEW;
  END IF;
  PERFORM guard.command(me.id);
  IF NEW.owner_key <> coalesce(NEW.owner_id, 0) THEN
    PERFORM guard.refuse('ZD006', 'the key of the owner is not that of the owner', '{"part": "owner_key"}');
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.event_n <> 1 OR NEW.version <> 1 THEN
      PERFORM guard.refuse('ZD005', 'a ticket begins with its first event');
    END IF;
    PERFORM guard.require('status', '*', me.role, 'new', NEW.status);
    IF NEW.owner_id IS NOT NULL THEN
      PERFORM guard.owner(NULL, NEW, me.id, me.role);
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.event_n <> OLD.event_n + 1 OR NEW.version <> OLD.version + 1 THEN
    PERFORM guard.refuse('ZD005', 'each change of a ticket has one event and one version');
  END IF;
  IF NEW.status <> OLD.status THEN
    IF NOT (OLD.status = 'history' AND NEW.status = 'proposed' AND me.role <> 'courier' AND EXISTS (
        SELECT FROM public.events e WHERE e.ticket_id = OLD.id AND e.kind = 'dismissed'
           AND e."old"::jsonb ->> 'status' = 'proposed')) THEN  -- undoing that a proposal was no request
      PERFORM guard.require('status', '*', me.role, OLD.status, NEW.status);
    END IF;
  END IF;
  IF NEW.owner_id IS DISTINCT FROM OLD.owner_id THEN
    PERFORM guard.owner(OLD, NEW, me.id, me.role);
  ELSIF NEW.claimed_at IS DISTINCT FROM OLD.claimed_at AND NEW.owner_id <> me.id AND me.role <> 'lead' THEN
    PERFORM guard.refuse('ZD003', 'since when a colleague has the ticket is not yours to say', jsonb_build_object('name',
      (SELECT s.name FROM public.staff s WHERE s.id = OLD.owner_id)));
  END IF;
  RETURN NEW;
END
$$
-- next
-- An instant as an event writes it, as columns keep it.
CREATE OR REPLACE FUNCTION guard.instant(told text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT (extract(epoch FROM told::timestamptz) * 1000000)::bigint
$$
-- next
-- Whether an event says of every column that changed what it was and what it became; an instant stands there as text.
-- What follows from other columns or from facts elsewhere need not be said; words of people stand apart from an event.
CREATE OR REPLACE FUNCTION guard.tells(before jsonb, after jsonb, was jsonb, becomes jsonb)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM jsonb_each(becomes - ARRAY['version', 'event_n', 'updated_at', 'owner_key', 'license_state',
        'boundary_key', 'review_from', 'review_until', 'subject', 'preview', 'snooze_reason']) AS one(name, value),
      LATERAL (VALUES (before, was -> one.name), (after, one.value)) AS side(told, kept)
     WHERE was -> one.name IS DISTINCT FROM one.value
       AND side.told -> one.name IS DISTINCT FROM side.kept
       AND CASE WHEN jsonb_typeof(side.told -> one.name) = 'string' AND jsonb_typeof(side.kept) = 'number'
         THEN to_jsonb(guard.instant(side.told ->> one.name)) IS DISTINCT FROM side.kept ELSE true END)
$$
-- next
-- Whether a ticket is closed as closing does it: judged, with the digests of what was judged; or by undoing or giving back
-- what had opened it.
CREATE OR REPLACE FUNCTION guard.closes(ticket bigint, act text, after jsonb)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE act
    WHEN 'closed' THEN (
      SELECT coalesce(bool_and(said ->> (part || '_sha256') = encode(sha256(convert_to(said ->> part, 'UTF8')), 'hex')), false)
        FROM (SELECT after -> 'judged' AS said) AS judged, unnest(ARRAY['inputs', 'result']) AS part
       WHERE jsonb_typeof(said) = 'object')
    WHEN 'undone' THEN EXISTS (
      SELECT FROM public.events e
       WHERE e.ticket_id = ticket AND e.n = (after ->> 'event')::bigint AND e."old"::jsonb ->> 'status' = 'closed')
    ELSE false END
$$
-- next
-- At the end of the transaction: every change of a ticket has its event, written by who made the change, and of all that
-- changed the event says what became of what: guard.gave believes it, and so do people.
CREATE OR REPLACE FUNCTION guard.ticket_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  same boolean := TG_OP = 'UPDATE' AND NEW.event_n = OLD.event_n;
  event record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates()
      OR (same AND NEW.subject = OLD.subject AND NEW.preview = OLD.preview) THEN
    RETURN NULL;
  END IF;
  SELECT e.kind, e."old"::jsonb AS before, e."new"::jsonb AS after INTO event
    FROM public.events e JOIN public.staff s ON s.id = e.staff_id
    WHERE e.ticket_id = NEW.id AND s.login = session_user::text
      AND e.command_id = current_setting('clausedesk.command', true)
      AND CASE WHEN same THEN e.n > NEW.event_n ELSE e.n = NEW.event_n END
    LIMIT 1;
  IF NOT FOUND THEN
    PERFORM guard.refuse('ZD005', 'no change of a ticket without its event');
  END IF;
  IF TG_OP = 'UPDATE' AND NOT same AND (
      NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id AND coalesce(event.before -> 'owner_id', 'null')
        IS DISTINCT FROM coalesce(event.after -> 'owner_id', 'null')
      OR NOT guard.tells(event.before, event.after, to_jsonb(OLD), to_jsonb(NEW))
      OR NEW.status = 'closed' AND OLD.status <> 'closed' AND NOT guard.closes(NEW.id, event.kind, event.after)) THEN
    PERFORM guard.refuse('ZD006', 'the event does not say what became of the ticket', '{"part": "content"}');
  END IF;
  RETURN NULL;
END
$$
-- next
-- The same for what belongs to a ticket, and for the one that it was taken from: the last event of each is of this
-- transaction. That is asked of the row itself, for any session may set the name of a command as it likes.
CREATE OR REPLACE FUNCTION guard.part_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  PERFORM FROM unnest(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.ticket_id] WHEN 'DELETE' THEN ARRAY[OLD.ticket_id]
      ELSE ARRAY[NEW.ticket_id, OLD.ticket_id] END) AS concerned(ticket)
    WHERE concerned.ticket IS NOT NULL AND (
      SELECT e.xmin FROM public.events e WHERE e.ticket_id = concerned.ticket ORDER BY e.n DESC LIMIT 1)
      IS DISTINCT FROM pg_current_xact_id()::xid;
  IF FOUND THEN
    PERFORM guard.refuse('ZD005', format('no change of %s without an event of the ticket', TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  ticket record;
  before text := repeat('0', 64);
  said jsonb;
  wrong text := '';
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  IF NEW.staff_id IS DISTINCT FROM me.id OR NEW.role <> me.role THEN
    PERFORM guard.refuse('ZD004', 'an event is its writer''s own', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  PERFORM guard.require('event', NEW.kind, me.role, '', '');
  IF NEW.command_id <> guard.command(me.id) THEN wrong := 'command'; END IF;
  SELECT t.gid, t.event_n INTO ticket FROM public.tickets t WHERE t.id = NEW.ticket_id;
  IF NEW.n > 1 THEN
    SELECT e.hash INTO before FROM public.events e WHERE e.ticket_id = NEW.ticket_id AND e.n = NEW.n - 1;
  END IF;
  said := convert_from(NEW.hashed, 'UTF8')::jsonb;
  wrong := CASE
    WHEN ticket.event_n IS NULL OR NEW.n NOT BETWEEN 1 AND ticket.event_n THEN 'n'
    WHEN NEW.previous IS DISTINCT FROM before THEN 'previous'
    WHEN NEW.hash <> encode(sha256('clausedesk event 1\012'::bytea || decode(NEW.previous, 'hex') || NEW.hashed), 'hex')
      THEN 'hash'
    WHEN (said ->> 'n', said ->> 'kind', said ->> 'gid', said ->> 'ticket', said ->> 'role', said ->> 'command')
      IS DISTINCT FROM (NEW.n::text, NEW.kind, NEW.gid, ticket.gid, NEW.role, NEW.command_id) THEN 'content'
    WHEN said ->> 'actor' IS DISTINCT FROM me.id || ' ' || me.name THEN 'actor'
    WHEN said -> 'old' <> NEW."old"::jsonb OR said -> 'new' <> NEW."new"::jsonb THEN 'content'
    WHEN jsonb_typeof(said -> 'texts') IS DISTINCT FROM 'object' THEN 'texts'
    WHEN guard.instant(said ->> 'recorded_at') IS DISTINCT FROM NEW.recorded_at
      OR guard.instant(said ->> 'effective_at') IS DISTINCT FROM NEW.effective_at THEN 'content'
    WHEN NEW.recorded_at <> guard.made_at() THEN 'recorded_at'
    ELSE wrong END;
  IF wrong <> '' THEN
    PERFORM guard.refuse('ZD006', 'the event is not what its chain says: ' || wrong, jsonb_build_object('part', wrong));
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.event_texts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  known record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  IF TG_OP = 'UPDATE' THEN
    IF NEW.body IS NOT NULL OR NEW.salt <> ''
        OR NOT (guard.takes('erase', me.id, me.role) OR guard.forgets(me.id, me.role)) THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    RETURN NEW;
  END IF;
  SELECT e.command_id, convert_from(e.hashed, 'UTF8')::jsonb -> 'texts' ->> NEW.name AS digest INTO known
    FROM public.events e WHERE e.id = NEW.event_id;
  IF known.command_id IS DISTINCT FROM guard.command(me.id) OR known.digest IS DISTINCT FROM NEW.digest
      OR NEW.digest <> encode(sha256(decode(NEW.salt, 'hex') || convert_to(NEW.body, 'UTF8')), 'hex') THEN
    PERFORM guard.refuse('ZD006', 'the text is not that of the event', '{"part": "texts"}');
  END IF;
  RETURN NEW;
END
$$
-- next
-- Messages that we wrote, and what hangs on them, stay as they were sent; only access data are covered in them.
CREATE OR REPLACE FUNCTION guard.messages() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  rest public.messages;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'UPDATE' THEN
    rest := OLD;
    rest.versions := NEW.versions;
    rest.raw_sha256 := NEW.raw_sha256;
    IF rest IS DISTINCT FROM NEW THEN
      IF NOT guard.forgets(me.id, me.role) OR NEW.erased_at IS NULL OR NEW.author_name NOT IN ('', OLD.author_name)
          OR NEW.author_address NOT IN ('', OLD.author_address) OR NEW.recipients NOT IN ('', OLD.recipients)
          OR coalesce(NEW.forwarded_from, OLD.forwarded_from) IS DISTINCT FROM OLD.forwarded_from THEN
        PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
      END IF;
    ELSIF (OLD.staff_id IS NOT NULL OR NEW.raw_sha256 IS DISTINCT FROM OLD.raw_sha256)
        AND NOT guard.takes('erase', me.id, me.role) AND NOT guard.forgets(me.id, me.role) THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    IF NEW.versions <> OLD.versions AND NEW.versions IS DISTINCT FROM (
        SELECT max(v.n) FROM public.message_versions v WHERE v.message_id = NEW.id) THEN
      PERFORM guard.refuse('ZD006', 'a message shows its newest version', '{"part": "versions"}');
    END IF;
  ELSIF (NEW.staff_id, NEW.author_name) IS DISTINCT FROM (me.id, me.name)
      AND (NEW.staff_id IS NOT NULL OR NOT guard.takes('intake', me.id, me.role)) THEN
    PERFORM guard.refuse('ZD004', 'a message is its writer''s own', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.attachments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  writer bigint;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'UPDATE' THEN
    IF NEW.sha256 IS NOT NULL OR NEW.name <> '' OR NOT guard.forgets(me.id, me.role) THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    RETURN NEW;
  END IF;
  SELECT m.staff_id INTO writer FROM public.messages m WHERE m.id = NEW.message_id;
  IF writer IS NOT NULL THEN
    PERFORM FROM public.outbox o WHERE o.message_id = NEW.message_id;
    IF writer <> me.id OR FOUND THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
  ELSIF NOT guard.takes('intake', me.id, me.role) THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.message_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  writer bigint;
  fine boolean := true;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  SELECT m.staff_id INTO writer FROM public.messages m WHERE m.id = NEW.message_id;
  IF TG_OP = 'UPDATE' THEN
    SELECT guard.takes('erase', me.id, me.role) AND EXISTS (
        SELECT FROM public.message_versions v WHERE v.message_id = OLD.message_id AND v.n > OLD.n)
      OR guard.forgets(me.id, me.role) INTO fine;
  ELSIF writer IS NOT NULL AND NEW.n = 1 THEN
    PERFORM FROM public.outbox o WHERE o.message_id = NEW.message_id;
    fine := writer = me.id AND NOT FOUND;
  ELSIF writer IS NOT NULL OR NOT guard.takes('intake', me.id, me.role) THEN
    SELECT (guard.takes('erase', me.id, me.role) OR guard.forgets(me.id, me.role)) AND EXISTS (
        SELECT FROM public.message_versions v
         WHERE v.message_id = NEW.message_id AND v.n = NEW.n - 1 AND (
           guard.covers(v.subject, NEW.subject) AND guard.covers(v.body, NEW.body)
             AND guard.covers(v.reply_text, NEW.reply_text)
           OR (me.role = 'lead' OR writer IS NULL) AND guard.takes('erase', me.id, me.role)
             AND guard.covers(NEW.subject, v.subject)
             AND guard.covers(NEW.body, v.body) AND guard.covers(NEW.reply_text, v.reply_text))) INTO fine;
  END IF;
  IF NOT fine THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NEW;
END
$$
-- next
-- What the check of a refusal came to that a message carries: of one person, or of anybody. '' where there is none.
CREATE OR REPLACE FUNCTION guard.checked(message bigint, mine bigint) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT r.state FROM public.decisions d JOIN public.decision_reviews r ON r.decision_id = d.id
     WHERE d.message_id = message AND r.kind = 'second_eyes' AND (mine IS NULL OR r.reviewer_id = mine)
     ORDER BY r.id DESC LIMIT 1), '')
$$
-- next
-- Whether the lead wants a refusal looked at before it leaves; the same question as the console asks when it is written.
CREATE OR REPLACE FUNCTION guard.wants_check(made public.decisions) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.settings s JOIN public.tickets t ON t.id = made.ticket_id,
           LATERAL (SELECT s.value::jsonb AS wanted) AS read
     WHERE s.name = 'second_eyes' AND jsonb_typeof(wanted) = 'object'
       AND (wanted -> 'everything' = 'true'::jsonb OR wanted -> 'tiers' @> to_jsonb(t.tier)
         OR wanted -> 'queues' @> to_jsonb(t.queue_id) OR wanted -> 'people' @> to_jsonb(made.staff_id)
         OR wanted -> 'grounds' @> to_jsonb(made.primary_clause)))
$$
-- next
-- At the end of the transaction: a refusal with a letter that the lead wants looked at has its check, asked by its writer.
-- What is asked for leaves once it is upheld, and else not at all (guard.outbox).
CREATE OR REPLACE FUNCTION guard.check_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates()
      OR NEW.kind <> 'refusal' OR NEW.outcome = 'redirect_paid' OR NEW.message_id IS NULL THEN
    RETURN NULL;
  END IF;
  IF guard.checked(NEW.message_id, NULL) = '' AND guard.wants_check(NEW) THEN
    PERFORM guard.refuse('ZD008', 'a refusal that is to be looked at is asked for', '{"table": "decisions"}');
  END IF;
  RETURN NULL;
END
$$
-- next
-- A second look is another person's: nobody checks a decision of their own, or says what a colleague found.
CREATE OR REPLACE FUNCTION guard.decision_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  writer bigint;
  allowed boolean;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  SELECT d.staff_id INTO writer FROM public.decisions d WHERE d.id = NEW.decision_id;
  IF NEW.kind IN ('second_eyes', 'appeal') THEN
    allowed := me.role IN ('specialist', 'lead') AND CASE
      WHEN TG_OP = 'INSERT' THEN NEW.state = 'asked' AND NEW.asked_by = me.id AND NEW.reviewer_id IS NULL
      WHEN OLD.state <> 'asked' OR OLD.kind <> NEW.kind THEN false
      WHEN NEW.state = 'withdrawn' THEN OLD.asked_by = me.id OR me.role = 'lead'
      ELSE NEW.reviewer_id = me.id AND writer IS DISTINCT FROM me.id END;
  ELSE
    allowed := me.role IN ('lead', 'reviewer') AND (TG_OP = 'INSERT' OR OLD.kind = NEW.kind)
      AND (TG_OP = 'UPDATE' OR NEW.asked_by IS NULL OR NEW.asked_by = me.id)
      AND (me.role = 'lead' AND NEW.kind <> 'finding' AND NEW.state IN ('asked', 'withdrawn') AND NEW.verdict = ''
        OR NEW.reviewer_id = me.id AND (TG_OP = 'INSERT' OR OLD.reviewer_id = me.id));
  END IF;
  IF allowed IS NOT TRUE THEN
    PERFORM guard.refuse('ZD004', 'this row of decision_reviews is not yours to write',
      '{"table": "decision_reviews"}');
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.outbox() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  writer bigint;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'INSERT' THEN
    SELECT m.staff_id INTO writer FROM public.messages m WHERE m.id = NEW.message_id;
    IF NEW.staff_id IS DISTINCT FROM me.id OR writer IS DISTINCT FROM me.id THEN
      PERFORM guard.refuse('ZD004', 'a message is sent by its writer', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    PERFORM guard.require('outbox', '*', me.role, 'new', NEW.state);
  ELSIF OLD.state IN ('written', 'sent', 'recalled')
      AND (NEW.release_at, NEW.sent_at, NEW.receipt, NEW.path, NEW.problem, NEW.message_ref) IS DISTINCT FROM
        (OLD.release_at, OLD.sent_at, OLD.receipt, OLD.path, OLD.problem, OLD.message_ref) THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  ELSIF (NEW.to_address, NEW.subject, NEW.undo) IS DISTINCT FROM (OLD.to_address, OLD.subject, OLD.undo)
      AND (NEW.to_address <> '' OR NOT guard.forgets(me.id, me.role)) THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  ELSIF NEW.state <> OLD.state THEN
    PERFORM guard.require('outbox', '*', me.role, OLD.state, NEW.state);
    IF OLD.state = 'held' AND NEW.state = 'ready' AND OLD.release_at > guard.made_at() THEN
      PERFORM guard.refuse('ZD004', 'a letter leaves no sooner than it was to', '{"table": "outbox"}');
    END IF;
    IF OLD.state = 'held' AND NEW.state = 'ready' AND guard.checked(NEW.message_id, NULL) NOT IN ('', 'upheld') THEN
      PERFORM guard.refuse('ZD004', 'a refusal waits for a second pair of eyes', '{"table": "outbox"}');
    END IF;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.release_at < OLD.release_at AND guard.checked(NEW.message_id, me.id) <> 'upheld' THEN
    PERFORM guard.refuse('ZD004', 'a letter leaves no sooner than it was to', '{"table": "outbox"}');
  END IF;
  IF TG_OP = 'UPDATE' AND me.role <> 'lead' AND OLD.staff_id IS DISTINCT FROM me.id AND (NEW.release_at > OLD.release_at
      OR NEW.state = 'recalled' AND OLD.state <> 'recalled' AND guard.checked(NEW.message_id, me.id) <> 'overturned') THEN
    PERFORM guard.refuse('ZD004', 'a letter is kept back by its writer, or by who checked it', '{"table": "outbox"}');
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.decisions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'UPDATE' AND (NEW.inputs, NEW.result) IS DISTINCT FROM (OLD.inputs, OLD.result) THEN
    IF NOT guard.forgets(me.id, me.role) THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.override_reason IS NOT DISTINCT FROM OLD.override_reason
      AND NEW.revoked AND guard.checked(OLD.message_id, me.id) = 'overturned' THEN
    RETURN NEW;  -- who gives a refusal back after a check takes the decision back with it
  ELSIF TG_OP = 'UPDATE' THEN
    IF NEW.override_reason IS DISTINCT FROM OLD.override_reason AND NOT guard.forgets(me.id, me.role) THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    PERFORM guard.require('decision', '*', me.role, CASE WHEN OLD.staff_id = me.id THEN 'self' ELSE 'other' END,
      CASE WHEN NEW.revoked THEN 'revoked' ELSE 'standing' END);
  ELSIF NEW.staff_id IS DISTINCT FROM me.id OR NEW.command_id <> guard.command(me.id) THEN
    PERFORM guard.refuse('ZD004', 'a decision is its writer''s own', jsonb_build_object('table', TG_TABLE_NAME));
  ELSIF EXISTS (
      SELECT FROM public.messages m WHERE m.id = NEW.message_id AND m.staff_id IS DISTINCT FROM me.id) THEN
    PERFORM guard.refuse('ZD004', 'a decision is told by a letter of its writer', '{"table": "decisions"}');
  ELSIF NEW.made_at <> guard.made_at() THEN
    PERFORM guard.refuse('ZD006', 'a decision is made when its command is', '{"part": "made_at"}');
  ELSIF NEW.inputs_sha256 <> encode(sha256(convert_to(NEW.inputs, 'UTF8')), 'hex')
      OR NEW.result_sha256 <> encode(sha256(convert_to(NEW.result, 'UTF8')), 'hex') THEN
    PERFORM guard.refuse('ZD006', 'the digests are not those of the decision', '{"part": "sha256"}');
  ELSIF EXISTS (
      SELECT FROM public.tickets t WHERE t.id = NEW.ticket_id AND t.agreement_id <> NEW.agreement_id) THEN
    PERFORM guard.refuse('ZD006', 'a request is decided by the agreement it came under', '{"part": "agreement_id"}');
  ELSIF NEW.kind <> 'appeal'
      AND EXISTS (SELECT FROM public.tickets t WHERE t.id = NEW.ticket_id AND t.status IN ('closed', 'merged')) THEN
    PERFORM guard.refuse('ZD009', 'nothing is decided of a request that is over');
  END IF;
  RETURN NEW;
END
$$
-- next
CREATE OR REPLACE FUNCTION guard.blobs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN coalesce(NEW, OLD); END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'INSERT' THEN
    IF NEW.size <> length(NEW.content) OR NEW.sha256 <> encode(sha256(NEW.content), 'hex') THEN
      PERFORM guard.refuse('ZD006', 'the bytes are not those of their digest', '{"part": "sha256"}');
    END IF;
    RETURN NEW;
  END IF;
  IF NOT (guard.takes('destroy', me.id, me.role) OR guard.forgets(me.id, me.role))
      OR EXISTS (SELECT FROM public.messages WHERE raw_sha256 = OLD.sha256)
      OR EXISTS (SELECT FROM public.message_versions WHERE OLD.sha256 IN (raw_sha256, html_sha256))
      OR EXISTS (SELECT FROM public.attachments WHERE sha256 = OLD.sha256)
      OR EXISTS (SELECT FROM public.intake_items WHERE raw_sha256 = OLD.sha256) THEN
    PERFORM guard.refuse('ZD007', 'these bytes are still referred to', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN OLD;
END
$$
-- next
-- One's own password: takes a verifier only, so that no word of it is ever sent, and ends that it is temporary.
CREATE OR REPLACE FUNCTION guard.set_password(verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM guard.who();
  IF verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,}\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$' THEN
    PERFORM guard.refuse('ZD006', 'this is no verifier of a password', '{"part": "password"}');
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL ''infinity''', session_user, verifier);
END
$$
