-- Idempotency keys lie behind the walls of their organizations, and whoever tidies up belongs to none. It removes what is
-- older than a day, some at a time, and answers how many.
CREATE FUNCTION remove_old_idempotency_keys() RETURNS integer
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	removed integer;
BEGIN
	DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
		SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
		ORDER BY created_at LIMIT 50000));
	GET DIAGNOSTICS removed = ROW_COUNT;
	RETURN removed;
END;
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION remove_old_idempotency_keys() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION remove_old_idempotency_keys() TO attestry_app;
