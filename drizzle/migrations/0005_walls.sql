-- The second wall between organizations, and the first around the audit trail: the application runs as this role, which
-- owns nothing, so row-level security holds it, and it may not change what is append-only. Roles belong to the whole
-- server and not to this database: lib/store/application-role.ts makes it before any migration runs.
GRANT USAGE ON SCHEMA public, drizzle TO attestry_app;
--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO attestry_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON attestations, attestation_digests, attestation_reasons, contents, audit_seals TO attestry_app;
--> statement-breakpoint
GRANT SELECT, INSERT (organization_id, body) ON audit_events TO attestry_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON verdict_counters, reason_counters, collateral_cache, collateral_fetches, collateral_upstreams, organizations, invitations, api_keys, setup_links, jobs TO attestry_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys, people, sessions, sign_in_methods, sign_in_challenges, second_factors, sign_in_failures, memberships, limit_buckets, limit_settings, breakers, replicas TO attestry_app;
--> statement-breakpoint
-- Null, so no row, when nobody has said for whom the statement runs.
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
	AS $$ SELECT nullif(current_setting('attestry.organization', true), '')::uuid $$;
--> statement-breakpoint
DO $$
DECLARE
	walled text;
BEGIN
	FOREACH walled IN ARRAY ARRAY[
		'attestations', 'attestation_digests', 'attestation_reasons', 'contents', 'verdict_counters',
		'reason_counters', 'idempotency_keys', 'memberships', 'invitations', 'api_keys', 'limit_settings',
		'audit_events', 'audit_seals'
	] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
		-- In a sub-select, so that it is asked once for a statement and not once for a row.
		EXECUTE format(
			'CREATE POLICY own_organization ON %I USING (organization_id = (SELECT current_organization()))', walled);
	END LOOP;
END;
$$;
--> statement-breakpoint
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_organization ON organizations USING (id = (SELECT current_organization()));
--> statement-breakpoint
-- The chain of an organization: number, time, the hash before and its own. The lock on the head makes it one chain however
-- many replicas write; lib/audit has the same form for whoever verifies.
CREATE FUNCTION chain_audit_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	head audit_heads%ROWTYPE;
BEGIN
	INSERT INTO audit_heads (organization_id, seq, hash)
		VALUES (NEW.organization_id, 0, decode(repeat('00', 32), 'hex'))
		ON CONFLICT DO NOTHING;
	SELECT * INTO STRICT head FROM audit_heads WHERE organization_id = NEW.organization_id FOR UPDATE;
	NEW.seq := head.seq + 1;
	NEW.at := date_trunc('milliseconds', clock_timestamp());
	NEW.previous_hash := head.hash;
	NEW.hash := sha256(convert_to(concat_ws(E'\n',
		'attestry-audit-event-1',
		NEW.organization_id::text,
		NEW.seq::text,
		to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		encode(NEW.previous_hash, 'hex'),
		NEW.body), 'UTF8'));
	UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE organization_id = NEW.organization_id;
	RETURN NEW;
END;
$$;
--> statement-breakpoint
CREATE TRIGGER audit_events_chain BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION chain_audit_event();
--> statement-breakpoint
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- What must be known before it is known for whom: these functions run as their owner, past the walls, and each answers
-- one narrow question.
CREATE FUNCTION home_organization() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
	AS $$ SELECT id FROM organizations WHERE is_home $$;
--> statement-breakpoint
CREATE FUNCTION organizations_of(person uuid)
	RETURNS TABLE (organization_id uuid, name text, is_home boolean, roles text[])
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT o.id, o.name, o.is_home, m.roles
	FROM memberships m JOIN organizations o ON o.id = m.organization_id
	WHERE m.person_id = person ORDER BY m.created_at, o.id
$$;
--> statement-breakpoint
-- One row for a session that has not ended; roles are null where the person is a member of nothing.
CREATE FUNCTION authenticate_session(given_token text)
	RETURNS TABLE (
		session_id uuid, person_id uuid, name text, email text, authenticated_at timestamptz, seen_at timestamptz,
		organization_id uuid, roles text[])
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT s.id, p.id, p.name, p.email, s.authenticated_at, s.seen_at, m.organization_id, m.roles
	FROM sessions s
	JOIN people p ON p.id = s.person_id
	LEFT JOIN LATERAL (
		SELECT mine.organization_id, mine.roles FROM memberships mine
		WHERE mine.person_id = p.id
		ORDER BY mine.organization_id = s.organization_id DESC NULLS LAST, mine.created_at, mine.organization_id
		LIMIT 1
	) m ON true
	WHERE s.token = given_token AND s.expires_at > now()
$$;
--> statement-breakpoint
-- The caller has made `given_hmac` with the pepper, so comparing it takes no care about time. A key that has ended is still
-- found, so that the refusal can say why.
CREATE FUNCTION authenticate_key(given_prefix text, given_hmac bytea)
	RETURNS TABLE (
		id uuid, organization_id uuid, name text, service text, scopes text[], addresses text[], policy json,
		expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz, is_expired boolean)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT k.id, k.organization_id, k.name, k.service, k.scopes, k.addresses, k.policy, k.expires_at, k.revoked_at,
		k.last_used_at, coalesce(k.expires_at <= now(), false)
	FROM api_keys k WHERE k.prefix = given_prefix AND k.secret_hmac = given_hmac
$$;
--> statement-breakpoint
CREATE FUNCTION find_invitation(given_sha256 bytea)
	RETURNS TABLE (
		id uuid, organization_id uuid, organization_name text, email text, roles text[], created_by uuid,
		expires_at timestamptz, accepted_at timestamptz, revoked_at timestamptz, is_expired boolean)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT i.id, i.organization_id, o.name, i.email, i.roles, i.created_by, i.expires_at, i.accepted_at, i.revoked_at,
		i.expires_at <= now()
	FROM invitations i JOIN organizations o ON o.id = i.organization_id WHERE i.token_sha256 = given_sha256
$$;
--> statement-breakpoint
-- For the job that seals: which chains have grown since their last seal.
CREATE FUNCTION unsealed_organizations() RETURNS TABLE (organization_id uuid)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT h.organization_id FROM audit_heads h
	WHERE h.seq > coalesce((SELECT max(s.to_seq) FROM audit_seals s WHERE s.organization_id = h.organization_id), 0)
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION home_organization(), organizations_of(uuid), authenticate_session(text), authenticate_key(text, bytea), find_invitation(bytea), unsealed_organizations(), chain_audit_event() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION home_organization(), organizations_of(uuid), authenticate_session(text), authenticate_key(text, bytea), find_invitation(bytea), unsealed_organizations() TO attestry_app;
