"""A team on one PostgreSQL: roles, grants and guards as data, people with logins, and proof that rights stand."""
