CREATE INDEX "reason_counters_to_fold" ON "reason_counters" USING btree ("hour") WHERE "reason_counters"."shard" <> 0;--> statement-breakpoint
CREATE INDEX "verdict_counters_to_fold" ON "verdict_counters" USING btree ("hour") WHERE "verdict_counters"."shard" <> 0;--> statement-breakpoint
-- Counts of an hour lie in as many rows as statements ran at once. When it is over, its first row takes them all, so that
-- whoever sums a month reads one row for each hour. Of all organizations, some rows at a time; answers how many it took.
CREATE FUNCTION fold_counters() RETURNS integer
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	-- An hour later still: a statement that began in the last minute of an hour counts into it when it is over.
	over constant timestamptz := date_trunc('hour', now()) - interval '1 hour';
	most constant integer := 50000;
	verdicts integer;
	reasons integer;
BEGIN
	WITH taken AS (
		DELETE FROM verdict_counters WHERE ctid = ANY (ARRAY(
			SELECT ctid FROM verdict_counters WHERE shard <> 0 AND hour < over ORDER BY hour LIMIT most))
		RETURNING organization_id, hour, verdict, evidence_type, count
	), folded AS (
		INSERT INTO verdict_counters AS kept (organization_id, hour, verdict, evidence_type, shard, count)
		SELECT organization_id, hour, verdict, evidence_type, 0, sum(count) FROM taken GROUP BY 1, 2, 3, 4
		ON CONFLICT (organization_id, hour, verdict, evidence_type, shard)
		DO UPDATE SET count = kept.count + excluded.count
	)
	SELECT count(*) INTO verdicts FROM taken;
	WITH taken AS (
		DELETE FROM reason_counters WHERE ctid = ANY (ARRAY(
			SELECT ctid FROM reason_counters WHERE shard <> 0 AND hour < over ORDER BY hour LIMIT most))
		RETURNING organization_id, hour, code, count
	), folded AS (
		INSERT INTO reason_counters AS kept (organization_id, hour, code, shard, count)
		SELECT organization_id, hour, code, 0, sum(count) FROM taken GROUP BY 1, 2, 3
		ON CONFLICT (organization_id, hour, code, shard)
		DO UPDATE SET count = kept.count + excluded.count
	)
	SELECT count(*) INTO reasons FROM taken;
	RETURN verdicts + reasons;
END;
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION fold_counters() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION fold_counters() TO attestry_app;
