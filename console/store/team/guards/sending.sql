-- The guard of letters on their way.
CREATE OR REPLACE FUNCTION guard.outbox() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  letter record;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  IF TG_OP = 'INSERT' THEN
    SELECT m.staff_id AS writer, m.direction = 'out' AND m.xmin = pg_current_xact_id()::xid AND EXISTS (
        SELECT FROM public.tickets t WHERE t.id = NEW.ticket_id AND t.conversation_id = m.conversation_id) AS fresh
      INTO letter FROM public.messages m WHERE m.id = NEW.message_id;
    IF NEW.staff_id IS DISTINCT FROM me.id OR letter.writer IS DISTINCT FROM me.id THEN
      PERFORM guard.refuse('ZD004', 'a message is sent by its writer', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    IF letter.fresh IS NOT TRUE OR EXISTS (SELECT FROM public.outbox o WHERE o.message_id = NEW.message_id) THEN
      PERFORM guard.refuse('ZD007', 'a message is sent once, by the act that wrote it', '{"table": "outbox"}');
    END IF;
    PERFORM guard.require('outbox', '*', me.role, 'new', NEW.state);
  ELSIF OLD.state IN ('written', 'sent', 'recalled')
      AND (NEW.release_at, NEW.sent_at, NEW.receipt, NEW.path, NEW.problem, NEW.message_ref) IS DISTINCT FROM
        (OLD.release_at, OLD.sent_at, OLD.receipt, OLD.path, OLD.problem, OLD.message_ref) THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  ELSIF (NEW.to_address, NEW.subject, NEW.undo) IS DISTINCT FROM (OLD.to_address, OLD.subject, OLD.undo)
      AND (NEW.to_address <> '' OR NEW.subject NOT IN ('', OLD.subject) OR NEW.undo NOT IN ('', OLD.undo)
        OR NOT guard.forgets(me.id, me.role)) THEN
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
  IF TG_OP = 'UPDATE' AND NEW.version NOT BETWEEN OLD.version AND OLD.version + 1 THEN
    PERFORM guard.refuse('ZD006', 'each change has one version', '{"part": "version"}');
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
