import type postgres from "postgres";
import { DatabaseOpenError } from "./database-open-error";

/**
 * The role that every query of the application runs as. It owns nothing, so row-level security holds it, and the
 * migrations give it no right to change what is append-only.
 */
export const APPLICATION_ROLE = "attestry_app";

const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * Makes the role and lets the database user take it, where either is missing: a role belongs to the whole server, so a
 * restored database may come without it.
 *
 * @throws DatabaseOpenError with the statements for an administrator, when the user may do neither.
 */
export async function ensureApplicationRole(sql: postgres.TransactionSql): Promise<void> {
  const [user] = await sql<{ name: string; identifier: string }[]>`
    select current_user as name, quote_ident(current_user) as identifier`;
  if (user === undefined) throw new Error("the database says nothing of its user");
  try {
    await sql.unsafe(MAKE_ROLE);
    await sql.unsafe(TAKE_ROLE);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new DatabaseOpenError(
      `The database user ${user.name} may not make or take the role ${APPLICATION_ROLE}, as which the application runs. ` +
        "Let an administrator of the server run these two statements once, and start again: " +
        `CREATE ROLE ${APPLICATION_ROLE} NOLOGIN NOINHERIT; GRANT ${APPLICATION_ROLE} TO ${user.identifier};`,
      { cause: error },
    );
  }
}

/** Another database of the same server may be opened for the first time at the same moment. */
const MAKE_ROLE = `
  DO $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}') THEN
      CREATE ROLE ${APPLICATION_ROLE} NOLOGIN NOINHERIT;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  $$`;

/** From version 16 on, whoever makes a role is its administrator without being able to take it. */
const TAKE_ROLE = `
  DO $$
  DECLARE
    may_take boolean := pg_has_role('${APPLICATION_ROLE}',
      CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END);
  BEGIN
    IF NOT may_take THEN
      EXECUTE format('GRANT ${APPLICATION_ROLE} TO %I', current_user);
    END IF;
  EXCEPTION
    WHEN unique_violation THEN NULL;
  END;
  $$`;
