"""All rights of a team's database as lines of text, and where they differ from what they should be.

The lines that should be stand in `rights.txt`: the same for every team, because the names of its roles are written as
{specialist}, {lead}, {reviewer} and {courier}. What the owner of the schema may do is not listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

from sqlalchemy import Connection, text

_EXPECTED = "rights.txt"
_LINES = {
    "database": """
        SELECT format('database %s', a.privilege_type), a.grantee
          FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
         WHERE d.datname = current_database() AND a.grantee <> d.datdba""",
    "schema": """
        SELECT format('schema %s %s', n.nspname, a.privilege_type), a.grantee
          FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
         WHERE n.nspname IN ('public', 'guard') AND a.grantee <> n.nspowner
           AND a.grantee <> coalesce((SELECT oid FROM pg_roles WHERE rolname = 'pg_database_owner'), 0)""",
    "table": """
        SELECT format('%s %s %s', CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END, c.relname,
                      a.privilege_type), a.grantee
          FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.relnamespace IN ('public'::regnamespace, 'guard'::regnamespace) AND a.grantee <> c.relowner""",
    "column": """
        SELECT format('column %s.%s %s', c.relname, b.attname, a.privilege_type), a.grantee
          FROM pg_class c JOIN pg_attribute b ON b.attrelid = c.oid, aclexplode(b.attacl) a
         WHERE c.relnamespace = 'public'::regnamespace AND NOT b.attisdropped AND a.grantee <> c.relowner""",
    "function": """
        SELECT format('function %s %s', p.oid::regprocedure, a.privilege_type), a.grantee
          FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         WHERE p.pronamespace IN ('public'::regnamespace, 'guard'::regnamespace) AND a.grantee <> p.proowner""",
    "policy": """
        SELECT format('policy %s %s %s %s %s', c.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
                      pg_get_expr(p.polwithcheck, p.polrelid)), unnest(p.polroles)
          FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid""",
    "default": """
        SELECT format('default %s %s', d.defaclobjtype, a.privilege_type), a.grantee
          FROM pg_default_acl d, aclexplode(d.defaclacl) a
         WHERE d.defaclrole = (SELECT nspowner FROM pg_namespace WHERE nspname = 'guard')
           AND a.grantee <> d.defaclrole""",
}
_PLAIN = {
    "code": """
        SELECT format('code %s %s definer=%s %s %s', p.oid::regprocedure, p.provolatile, p.prosecdef,
                      array_to_string(p.proconfig, ' '), left(encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'), 16))
          FROM pg_proc p WHERE p.pronamespace IN ('public'::regnamespace, 'guard'::regnamespace)""",
    "trigger": """
        SELECT format('trigger %s %s %s', c.relname, t.tgenabled,
                      regexp_replace(pg_get_triggerdef(t.oid), '^CREATE (CONSTRAINT )?TRIGGER', '\\1TRIGGER'))
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace""",
    "bounds": """
        SELECT format('constraint %s %s', c.relname, pg_get_constraintdef(k.oid))
          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
         WHERE k.conname = 'guard_bounds' AND c.relnamespace = 'public'::regnamespace""",
    "rows": """
        SELECT format('rows of %s are not seen by everybody', c.relname)
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity""",
    "owner": """
        SELECT format('owner of %s is another one: %s', c.relname, pg_get_userbyid(c.relowner))
          FROM pg_class c
         WHERE c.relnamespace IN ('public'::regnamespace, 'guard'::regnamespace) AND c.relkind IN ('r', 'v', 'm', 'p')
           AND c.relowner <> (SELECT nspowner FROM pg_namespace WHERE nspname = 'guard')""",
    "default": """
        SELECT CASE WHEN EXISTS (SELECT FROM pg_default_acl d WHERE d.defaclobjtype = 'f' AND d.defaclnamespace = 0
                     AND d.defaclrole = (SELECT nspowner FROM pg_namespace WHERE nspname = 'guard'))
               THEN 'default of functions closed' ELSE 'default of functions open to everybody' END""",
    "transition": """
        SELECT format('transition %s %s %s: %s > %s', subject, kind, role, before, after)
          FROM public.transitions""",
}
_ROLES = """
SELECT r.rolname, r.rolcanlogin, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolbypassrls,
       coalesce((SELECT string_agg(pg_get_userbyid(m.roleid), ' ' ORDER BY pg_get_userbyid(m.roleid))
                   FROM pg_auth_members m WHERE m.member = r.oid), '') AS above
  FROM pg_roles r WHERE r.rolname = ANY(:names)
"""
_ATTRIBUTES = ("login", "superuser", "createrole", "createdb", "replication", "bypassrls")


def expected() -> frozenset[str]:
    """Return the lines that should be."""
    return frozenset(files("console.store.team").joinpath(_EXPECTED).read_text(encoding="utf-8").splitlines())


def actual(connection: Connection, names: Mapping[str, str]) -> frozenset[str]:
    """Return the lines that are; `names` are those of the group roles."""
    return frozenset(_lines(connection, names))


def differences(connection: Connection, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what is missing and what is too much, each with its line, sorted."""
    there, wanted = actual(connection, names), expected()
    missing = [("missing", line) for line in sorted(wanted - there)]
    return (*missing, *(("too_much", line) for line in sorted(there - wanted)))


def _lines(connection: Connection, names: Mapping[str, str]) -> Iterator[str]:
    if connection.execute(text("SELECT to_regnamespace('guard') IS NULL")).scalar_one():
        yield "schema guard is not there"
        return
    called = _called(connection, names)
    for asked in _LINES.values():
        for line, grantee in connection.execute(text(asked)):
            yield f"{line} {called.get(int(grantee), '?')}"
    for asked in _PLAIN.values():
        yield from connection.execute(text(asked)).scalars()
    yield from _group_lines(connection, names)


def _called(connection: Connection, names: Mapping[str, str]) -> dict[int, str]:
    known = {name: f"{{{role}}}" for role, name in names.items()}
    found = connection.execute(text("SELECT oid, rolname FROM pg_roles"))
    return {0: "public", **{int(oid): known.get(name, name) for oid, name in found}}


def _group_lines(connection: Connection, names: Mapping[str, str]) -> Iterator[str]:
    known = {name: f"{{{role}}}" for role, name in names.items()}
    for name, *attributes, above in connection.execute(text(_ROLES), {"names": list(names.values())}):
        may = [word for word, given in zip(_ATTRIBUTES, attributes, strict=True) if given]
        yield f"role {known[name]} {' '.join(may) or 'nothing'}{' in ' + above if above else ''}"
