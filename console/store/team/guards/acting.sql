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
-- A bound that the owner of the schema may have set otherwise than usual; nobody else writes there.
CREATE OR REPLACE FUNCTION guard.bound(about text, usual bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT i.value::bigint FROM public.schema_info i WHERE i.name = about AND i.value ~ '^[0-9]{1,12}$'), usual)
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
-- What the clock of the server says, as columns keep instants.
CREATE OR REPLACE FUNCTION guard.now() RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
$$
-- next
-- By how many seconds an instant is ahead of the server's clock where that is too far, else NULL. Only the owner can let
-- clocks differ by more, who tries what another day would bring.
CREATE OR REPLACE FUNCTION guard.apart(at bigint) RETURNS bigint
LANGUAGE sql VOLATILE AS $$
  SELECT off FROM (SELECT (at - guard.now()) / 1000000 AS off) AS clock
   WHERE off NOT BETWEEN - guard.bound('clock_behind_s', 86400) AND guard.bound('clock_ahead_s', 300)
$$
-- next
CREATE OR REPLACE FUNCTION guard.commands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  off bigint;
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
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      PERFORM guard.refuse('ZD006', 'an act sees who one is by now, and not who one was', '{"part": "isolation"}');
    END IF;
    NEW.applied_at := guard.now();  -- what its desk says stands in made_at
    PERFORM set_config('clausedesk.command', NEW.id, true);
  ELSIF OLD.result <> '' THEN
    PERFORM guard.refuse('ZD007', 'what a command gave stays', jsonb_build_object('table', TG_TABLE_NAME));
  ELSE
    off := guard.apart(OLD.made_at);  -- only now: whoever asks for the fate of an old command begins it anew, and ends
    IF off IS NOT NULL THEN
      PERFORM guard.refuse('ZD006', 'the clock of this desk and that of the server differ',
        jsonb_build_object('part', 'made_at', 'seconds', off));
    END IF;
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
-- A row has a number of its table's sequence, whoever took that: one far ahead would be met by others later. It runs as who
-- inserts, for it is asked at every row: who may take numbers of a sequence may read how far that is.
CREATE OR REPLACE FUNCTION guard.numbered() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.id BETWEEN 1 AND pg_catalog.pg_sequence_last_value(TG_ARGV[0]::pg_catalog.regclass)
      OR pg_catalog.pg_has_role(current_user, (
        SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname = 'guard'), 'MEMBER') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'ZD006', MESSAGE = 'a row has the next number of its table', DETAIL = '{"part": "id"}';
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
  IF NEW.seq > pg_sequence_last_value('public.changes_seq_seq')
      OR length(NEW.kinds) > 400 OR NEW.kinds !~ '^[a-z_ ]*$' OR length(NEW.ticket_ids) > 20000
      OR NEW.ticket_ids !~ '^[[]([1-9][0-9]{0,18}(, ?[1-9][0-9]{0,18})*)?[]]$' THEN  -- every desk reads it
    PERFORM guard.refuse('ZD006', 'this is no change that a desk can read', '{"part": "changes"}');
  END IF;
  RETURN NEW;
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
