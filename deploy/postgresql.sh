#!/bin/sh
# Runs once, in an empty database server: a role that row-level security holds, and what search needs.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$APP_PASSWORD" -U postgres <<'SQL'
CREATE ROLE ventanilla LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE ventanilla OWNER ventanilla TEMPLATE template0 ENCODING 'UTF8';
\connect ventanilla
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gin;
SQL
