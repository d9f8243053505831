-- The guards of tickets and of what belongs to them.
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
  IF given = 'other' AND NOT EXISTS (
      SELECT FROM public.staff s
       WHERE s.id = becomes.owner_id AND s.active AND s.role IN ('specialist', 'lead')) THEN
    PERFORM guard.refuse('ZD010', 'who left is given no ticket, nor who works on none', jsonb_build_object('name',
      (SELECT s.name FROM public.staff s WHERE s.id = becomes.owner_id)));
  END IF;
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
    IF NEW.license_state IS DISTINCT FROM OLD.license_state AND me.role <> 'lead' THEN
      PERFORM guard.command(me.id);  -- how a license stood at receipt follows from its facts, not from the hour
    END IF;
    IF rest IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
    rest.subject := NEW.subject;  -- access data are taken out of them before the event is written
    rest.preview := NEW.preview;
    IF rest IS DISTINCT FROM NEW THEN
      PERFORM guard.refuse('ZD005', 'no change of a ticket without its event');
    END IF;
    PERFORM guard.command(me.id);
    IF NOT (guard.goes(OLD.subject, NEW.subject, me.id, me.role) AND guard.goes(OLD.preview, NEW.preview, me.id, me.role))
    THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    RETURN NEW;
  END IF;
  PERFORM guard.command(me.id);
  IF NEW.owner_key <> coalesce(NEW.owner_id, 0) THEN
    PERFORM guard.refuse('ZD006', 'the key of the owner is not that of the owner', '{"part": "owner_key"}');
  END IF;
  IF NEW.is_open <> (NEW.status IN ('open', 'waiting', 'snoozed')) AND (
      TG_OP = 'INSERT' OR OLD.is_open = (OLD.status IN ('open', 'waiting', 'snoozed'))) THEN
    PERFORM guard.refuse('ZD006', 'what is at work stands in the lists, and nothing else does', '{"part": "is_open"}');
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
  IF NEW.received_at = OLD.received_at AND (NEW.agreement_id, NEW.schedule_id, NEW.letters_version, NEW.engine_version)
      IS DISTINCT FROM (OLD.agreement_id, OLD.schedule_id, OLD.letters_version, OLD.engine_version) THEN
    PERFORM guard.refuse('ZD006', 'the versions of a request are those of its receipt', '{"part": "agreement_id"}');
  END IF;
  IF me.role = 'courier' AND (NEW.received_at, NEW.customer_id, NEW.contact_id, NEW.license_id, NEW.domain_id,
        NEW.channel_id, NEW.is_matched) IS DISTINCT FROM (OLD.received_at, OLD.customer_id, OLD.contact_id,
        OLD.license_id, OLD.domain_id, OLD.channel_id, OLD.is_matched)
      AND (NEW.received_at >= OLD.received_at OR OLD.status IN ('closed', 'merged') OR EXISTS (
        SELECT FROM public.decisions d WHERE d.ticket_id = OLD.id AND NOT d.revoked)) THEN
    PERFORM guard.refuse('ZD004', 'a message that was received earlier makes a request another, and nothing else does',
      '{"table": "tickets"}');
  END IF;
  IF me.role = 'courier' AND NEW.received_at = OLD.received_at
      AND (NEW.tier, NEW.topic, NEW.subject) IS DISTINCT FROM (OLD.tier, OLD.topic, OLD.subject)
      AND (OLD.status IN ('closed', 'merged') OR OLD.tier_confirmed AND NEW.tier <> OLD.tier
        OR OLD.topic_confirmed AND NEW.topic IS DISTINCT FROM OLD.topic) THEN
    PERFORM guard.refuse('ZD004', 'an edit changes what nobody confirmed of a request, and nothing else',
      '{"table": "tickets"}');
  END IF;
  IF NEW.received_at > OLD.received_at AND OLD.owner_id <> me.id AND me.role <> 'lead' THEN
    PERFORM guard.refuse('ZD003', 'the ticket is a colleague''s; only a lead says when it was received',
      jsonb_build_object('name', (SELECT s.name FROM public.staff s WHERE s.id = OLD.owner_id)));
  END IF;
  IF NEW.status <> OLD.status THEN
    IF NEW.status = 'merged' AND OLD.owner_id <> me.id AND me.role <> 'lead' THEN
      PERFORM guard.refuse('ZD003', 'the ticket is a colleague''s; only a lead joins it with another',
        jsonb_build_object('name', (SELECT s.name FROM public.staff s WHERE s.id = OLD.owner_id)));
    END IF;
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
-- An instant as an event writes it, as columns keep it; NULL where it leaves to the session what it means.
CREATE OR REPLACE FUNCTION guard.instant(told text) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN told ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$'
    THEN (extract(epoch FROM told::timestamptz) * 1000000)::bigint END
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
  SELECT e.kind, e.role, e."old"::jsonb AS before, e."new"::jsonb AS after INTO event
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
      OR NEW.status = 'closed' AND OLD.status <> 'closed' AND NOT guard.closes(NEW.id, event.kind, event.after)
      OR (NEW.subject, NEW.preview) IS DISTINCT FROM (OLD.subject, OLD.preview)
        AND NOT guard.allowed('words', event.kind, event.role, '', '')
      OR event.role = 'courier' AND NEW.received_at = OLD.received_at AND event.kind <> 'message_edited'
        AND (NEW.tier, NEW.topic, NEW.subject) IS DISTINCT FROM (OLD.tier, OLD.topic, OLD.subject)) THEN
    PERFORM guard.refuse('ZD006', 'the event does not say what became of the ticket', '{"part": "content"}');
  END IF;
  IF TG_OP = 'INSERT' AND NEW.number <> 1 AND NOT EXISTS (
      SELECT FROM public.tickets t WHERE t.number = NEW.number - 1) THEN
    PERFORM guard.refuse('ZD006', 'a ticket has the next number', '{"part": "number"}');
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
-- At the end of the transaction: two requests are linked where one of them was opened just now, as the first event on it
-- says; later nothing links them.
CREATE OR REPLACE FUNCTION guard.linked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  PERFORM FROM public.events e
    WHERE e.ticket_id IN (NEW.ticket_id, NEW.other_id) AND e.n = 1 AND e.xmin = pg_current_xact_id()::xid;
  IF NOT FOUND THEN
    PERFORM guard.refuse('ZD005', 'requests are linked by the act that opens one of them');
  END IF;
  RETURN NULL;
END
$$
-- next
-- At the end of the transaction: what became of a pause is told on its request; or, of one that stands in the register
-- alone, by the command that looks at it again, and of any by a lead's entry in the history of the register.
CREATE OR REPLACE FUNCTION guard.pause_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates()
      OR (SELECT e.xmin = pg_current_xact_id()::xid FROM public.events e WHERE e.ticket_id = NEW.ticket_id
           ORDER BY e.n DESC LIMIT 1) THEN
    RETURN NULL;
  END IF;
  PERFORM FROM public.commands c JOIN public.staff s ON s.id = c.staff_id AND s.login = session_user::text
    WHERE c.id = current_setting('clausedesk.command', true) AND c.xmin = pg_current_xact_id()::xid
      AND CASE WHEN c.result IS NOT JSON OBJECT THEN false
        WHEN c.kind = 'review_pause' AND NEW.ticket_id IS NULL THEN c.result::jsonb -> 'pause' = to_jsonb(NEW.id)
        WHEN c.kind = 'register.edit_suspensions' AND s.role = 'lead' THEN c.result::jsonb -> 'id' = to_jsonb(NEW.id)
        ELSE false END;
  IF NOT FOUND THEN
    PERFORM guard.refuse('ZD005', 'no pause ends without a word on its request or in the register');
  END IF;
  RETURN NULL;
END
$$
