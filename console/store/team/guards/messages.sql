-- The guards of messages, their versions and files.
-- Whether a text is another one with some of its letters covered.
CREATE OR REPLACE FUNCTION guard.covers(was text, becomes text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT length(was) = length(becomes) AND coalesce((
    SELECT bool_and(a = b OR b = U&'\2022')
      FROM unnest(string_to_array(was, NULL), string_to_array(becomes, NULL)) AS letters(a, b)), true)
$$
-- next
-- Whether words are as they were, or are gone as they may: erased, or with some letters covered, or brought back.
CREATE OR REPLACE FUNCTION guard.goes(was text, becomes text, mine bigint, role text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT was = becomes OR becomes = '' AND guard.forgets(mine, role)
    OR (guard.covers(was, becomes) OR guard.covers(becomes, was)) AND guard.takes('erase', mine, role)
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
      AND (NEW.staff_id IS NOT NULL OR NOT guard.takes(CASE NEW.direction WHEN 'in' THEN 'intake' ELSE 'ours' END,
        me.id, me.role)) THEN
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
    SELECT guard.takes('cover', me.id, me.role) AND EXISTS (
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
-- At the end of the transaction: a version of a message went only where it held the words that were taken out, and what
-- came over it is the same with those covered. One that covers others and leaves what was there would say what was not.
CREATE OR REPLACE FUNCTION guard.version_taken() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before public.message_versions;
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  IF guard.forgot() THEN
    PERFORM guard.require_shown(NEW.message_id);
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    PERFORM FROM public.ticket_spans s, guard.taken_out(s.ticket_id) AS word
      WHERE s.message_id = NEW.message_id
        AND (position(word IN OLD.subject) > 0 OR position(word IN OLD.body) > 0 OR position(word IN OLD.reply_text) > 0)
        AND NOT EXISTS (
          SELECT FROM public.message_versions v
           WHERE v.message_id = NEW.message_id AND v.n = OLD.n + 1 AND NOT EXISTS (
               SELECT FROM public.message_versions m WHERE m.message_id = NEW.message_id AND m.n > v.n)
             AND (v.subject, v.body, v.reply_text) IS DISTINCT FROM (
               replace(OLD.subject, word, repeat(U&'\2022', length(word))),
               replace(OLD.body, word, repeat(U&'\2022', length(word))),
               replace(OLD.reply_text, word, repeat(U&'\2022', length(word)))));
    IF NOT FOUND THEN
      PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
    END IF;
    RETURN NULL;
  END IF;
  SELECT * INTO before FROM public.message_versions v WHERE v.message_id = NEW.message_id AND v.n = NEW.n - 1;
  IF (before.subject, before.body, before.reply_text) IS DISTINCT FROM (NEW.subject, NEW.body, NEW.reply_text)
      AND guard.covers(before.subject, NEW.subject) AND guard.covers(before.body, NEW.body)
      AND guard.covers(before.reply_text, NEW.reply_text) AND NOT EXISTS (
        SELECT FROM public.commands c
         WHERE c.id = current_setting('clausedesk.command', true) AND c.xmin = pg_current_xact_id()::xid
           AND guard.allowed('intake', c.kind, c.role, '', '')) THEN
    PERFORM guard.refuse('ZD007', 'what was written stays', jsonb_build_object('table', TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END
$$
-- next
-- At the end of the transaction: what was erased of a message, and of its files, is told by a request that shows it.
CREATE OR REPLACE FUNCTION guard.message_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF session_user = current_user
      OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates() THEN RETURN NULL; END IF;
  IF TG_TABLE_NAME = 'messages' THEN
    PERFORM guard.require_shown(NEW.id);
  ELSE
    PERFORM guard.require_shown(NEW.message_id);
  END IF;
  RETURN NULL;
END
$$
