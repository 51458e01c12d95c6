-- Token buckets: see lib/services/limits. A bucket fills by this database's clock, so replicas need not agree on the time.
--
-- What a bucket holds now. Its row stays locked until the transaction ends, so takers of one bucket come one after the other.
CREATE FUNCTION filled_bucket(given_key text, given_organization uuid, per_minute integer, burst integer, OUT held double precision, OUT at timestamptz)
	LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
	filled timestamptz;
BEGIN
	LOOP
		SELECT tokens, filled_at INTO held, filled FROM limit_buckets WHERE key = given_key FOR UPDATE;
		EXIT WHEN FOUND;
		INSERT INTO limit_buckets (key, organization_id, tokens, filled_at)
			VALUES (given_key, given_organization, burst, date_trunc('milliseconds', clock_timestamp()))
			ON CONFLICT DO NOTHING;
	END LOOP;
	-- Whole milliseconds, as the row keeps them: what is rounded off would be given twice.
	at := date_trunc('milliseconds', clock_timestamp());
	held := least(burst, held + greatest(0, extract(epoch FROM at - filled)) * per_minute / 60);
END;
$$;
--> statement-breakpoint
-- Takes up to `wanted` tokens for a principal, each from its own bucket and from its organization's; what either lacks is
-- taken from neither. Settings of the organization go before the defaults that come along, and a setting for the principal
-- alone before the one for all of its kind. The principal's bucket is locked first and the organization's second, always.
CREATE FUNCTION take_tokens(
	given_scope text, given_subject text, given_organization uuid, given_class text, wanted integer,
	own_per_minute integer, own_burst integer, whole_per_minute integer, whole_burst integer)
	RETURNS json LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
	everybody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
	own_key CONSTANT text := concat_ws('/', given_scope, given_subject, given_class);
	whole_key CONSTANT text := concat_ws('/', 'organization', given_organization, given_class);
	setting record;
	own double precision;
	own_at timestamptz;
	whole double precision;
	whole_at timestamptz;
	granted integer;
BEGIN
	IF given_organization IS NULL THEN
		SELECT * INTO own, own_at FROM filled_bucket(own_key, NULL, own_per_minute, own_burst);
		granted := least(wanted, floor(own));
	ELSE
		FOR setting IN
			SELECT scope, per_minute, burst FROM limit_settings
			WHERE organization_id = given_organization AND limit_class = given_class
				AND (scope = given_scope AND subject_id IN (everybody, given_subject::uuid)
					OR scope = 'organization' AND subject_id = everybody)
			ORDER BY subject_id
		LOOP
			IF setting.scope = 'organization' THEN
				whole_per_minute := setting.per_minute;
				whole_burst := setting.burst;
			ELSE
				own_per_minute := setting.per_minute;
				own_burst := setting.burst;
			END IF;
		END LOOP;
		SELECT * INTO own, own_at FROM filled_bucket(own_key, given_organization, own_per_minute, own_burst);
		SELECT * INTO whole, whole_at FROM filled_bucket(whole_key, given_organization, whole_per_minute, whole_burst);
		granted := least(wanted, floor(own), floor(whole));
	END IF;
	IF granted > 0 THEN
		UPDATE limit_buckets SET tokens = own - granted, filled_at = own_at WHERE key = own_key;
		IF given_organization IS NOT NULL THEN
			UPDATE limit_buckets SET tokens = whole - granted, filled_at = whole_at WHERE key = whole_key;
		END IF;
	END IF;
	RETURN json_build_object(
		'granted', granted,
		'own', json_build_array(own_per_minute, own_burst, own - granted),
		'whole', CASE WHEN given_organization IS NOT NULL
			THEN json_build_array(whole_per_minute, whole_burst, whole - granted) END);
END;
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION filled_bucket(text, uuid, integer, integer), take_tokens(text, text, uuid, text, integer, integer, integer, integer, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_tokens(text, text, uuid, text, integer, integer, integer, integer, integer) TO attestry_app;
