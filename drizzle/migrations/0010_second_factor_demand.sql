ALTER TABLE "organizations" ADD COLUMN "second_factor_demanded" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
-- Also whether the organization demands a second factor that the person lacks. What a function answers can't be changed, so
-- it is made anew.
DROP FUNCTION authenticate_session(text);
--> statement-breakpoint
CREATE FUNCTION authenticate_session(given_token text)
	RETURNS TABLE (
		session_id uuid, person_id uuid, name text, email text, authenticated_at timestamptz, seen_at timestamptz,
		organization_id uuid, roles text[], lacks_second_factor boolean)
	LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
	SELECT s.id, p.id, p.name, p.email, s.authenticated_at, s.seen_at, m.organization_id, m.roles,
		coalesce(o.second_factor_demanded AND NOT p.two_factor_enabled, false)
	FROM sessions s
	JOIN people p ON p.id = s.person_id
	LEFT JOIN LATERAL (
		SELECT mine.organization_id, mine.roles FROM memberships mine
		WHERE mine.person_id = p.id
		ORDER BY mine.organization_id = s.organization_id DESC NULLS LAST, mine.created_at, mine.organization_id
		LIMIT 1
	) m ON true
	LEFT JOIN organizations o ON o.id = m.organization_id
	WHERE s.token = given_token AND s.expires_at > now()
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION authenticate_session(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION authenticate_session(text) TO attestry_app;
