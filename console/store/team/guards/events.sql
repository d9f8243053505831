-- The guards of the chain of events and of the texts that stand apart from it.
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
        OR NOT (guard.takes('cover', me.id, me.role) OR guard.forgets(me.id, me.role)) THEN
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
-- The words that this transaction takes out of a request, and of those that share a message with it: they are kept apart.
CREATE OR REPLACE FUNCTION guard.taken_out(ticket bigint) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
  SELECT convert_from(a.secret, 'UTF8')::jsonb ->> 'secret'
    FROM public.ticket_spans s JOIN public.ticket_spans o ON o.message_id = s.message_id
    JOIN public.access_requests a ON a.ticket_id = o.ticket_id AND a.given_message_id = s.message_id
   WHERE s.ticket_id = ticket AND a.secret IS NOT NULL AND a.xmin = pg_current_xact_id()::xid
$$
-- next
-- Whether this transaction erases data and left its record.
CREATE OR REPLACE FUNCTION guard.forgot() RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.erasures e
     WHERE e.command_id = current_setting('clausedesk.command', true) AND e.xmin = pg_current_xact_id()::xid)
$$
-- next
-- Whether the last event of a ticket is of this transaction; a session cannot say so of itself.
CREATE OR REPLACE FUNCTION guard.told(ticket bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT pg_current_xact_id()::xid IS NOT DISTINCT FROM (
    SELECT e.xmin FROM public.events e WHERE e.ticket_id = ticket ORDER BY e.n DESC LIMIT 1)
$$
-- next
-- Refuses what was erased of a message where requests show it and none of them has an event of that.
CREATE OR REPLACE FUNCTION guard.require_shown(message bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
  PERFORM FROM public.ticket_spans s WHERE s.message_id = message HAVING count(*) > 0 AND NOT bool_or(guard.told(s.ticket_id));
  IF FOUND THEN
    PERFORM guard.refuse('ZD005', 'nothing is erased of a message without an event of the ticket');
  END IF;
END
$$
-- next
-- At the end of the transaction: the text of an event went only where it held the words that were taken out, or the digest
-- of a message of which a version went in it.
CREATE OR REPLACE FUNCTION guard.text_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  IF guard.forgot() THEN
    IF OLD.name ~ '^message [0-9]+/' THEN  -- the digest of a message, which another request may show by now
      PERFORM guard.require_shown(substring(OLD.name FROM '[0-9]+')::bigint);
      RETURN NULL;
    END IF;
    PERFORM FROM public.events e WHERE e.id = NEW.event_id AND NOT guard.told(e.ticket_id);
    IF FOUND THEN
      PERFORM guard.refuse('ZD005', 'nothing is erased of a history without an event of the ticket');
    END IF;
    RETURN NULL;
  END IF;
  PERFORM FROM public.events e, guard.taken_out(e.ticket_id) AS word
    WHERE e.id = NEW.event_id AND (position(word IN OLD.body) > 0
      OR position(substr(to_json(word)::text, 2, length(to_json(word)::text) - 2) IN OLD.body) > 0
      OR EXISTS (SELECT FROM public.message_versions v
           WHERE v.message_id = substring(OLD.name FROM '^message ([0-9]+)/')::bigint AND v.subject = '' AND v.body = ''
             AND v.reply_text = '' AND v.xmin = pg_current_xact_id()::xid));
  IF NOT FOUND THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END
$$
