-- The guards of decisions, and of the second looks at them.
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
-- At the end of the transaction: a refusal that the lead wants looked at has a letter and its check, asked by its writer.
-- What is asked for leaves once it is upheld, and else not at all (guard.outbox). An appeal is another person's already.
CREATE OR REPLACE FUNCTION guard.check_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates()
      OR NEW.kind = 'appeal' OR NEW.outcome = 'redirect_paid' OR NEW.kind <> 'refusal'
      AND NEW.outcome NOT IN ('not_registered', 'refuse', 'suspend', 'end_communication') THEN
    RETURN NULL;
  END IF;
  IF guard.checked(NEW.message_id, NULL) = '' AND guard.wants_check(NEW) THEN
    PERFORM guard.refuse('ZD008', 'a refusal that is to be looked at is asked for', '{"table": "decisions"}');
  END IF;
  RETURN NULL;
END
$$
-- next
-- A second look is another person's: nobody checks a decision of their own, or says what a colleague found. It is asked
-- for by who decides, in the same command: asked later it would keep a colleague's letter back.
CREATE OR REPLACE FUNCTION guard.decision_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  writer bigint;
  decided text;
  allowed boolean;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NEW; END IF;
  me := guard.who();
  PERFORM guard.command(me.id);
  SELECT d.staff_id, d.command_id INTO writer, decided FROM public.decisions d WHERE d.id = NEW.decision_id;
  IF NEW.kind IN ('second_eyes', 'appeal') THEN
    allowed := me.role IN ('specialist', 'lead') AND CASE
      WHEN TG_OP = 'INSERT' AND NEW.kind = 'second_eyes'
          AND (writer IS DISTINCT FROM me.id OR decided IS DISTINCT FROM guard.command(me.id)) THEN false
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
  IF allowed IS NOT TRUE OR TG_OP = 'UPDATE' AND NEW.version NOT BETWEEN OLD.version AND OLD.version + 1 THEN
    PERFORM guard.refuse('ZD004', 'this row of decision_reviews is not yours to write',
      '{"table": "decision_reviews"}');
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
  ELSIF NEW.inputs <> '' AND NEW.inputs IS NOT JSON OBJECT OR NEW.result <> '' AND NEW.result IS NOT JSON OBJECT THEN
    PERFORM guard.refuse('ZD006', 'what a decision rests on can be read', '{"part": "result"}');
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
