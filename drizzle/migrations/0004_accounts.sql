CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"service" text,
	"prefix" text NOT NULL,
	"secret_hmac" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"addresses" text[] NOT NULL,
	"tags" text[] NOT NULL,
	"policy" json,
	"created_by" uuid NOT NULL,
	"shown_to" uuid[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"replaced_by" uuid,
	"rotation_due" text,
	"last_used_at" timestamp (3) with time zone,
	"last_used_from" text
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"organization_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"body" text NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"action" text GENERATED ALWAYS AS (((body::jsonb) #>> '{action}')) STORED,
	"outcome" text GENERATED ALWAYS AS (((body::jsonb) #>> '{outcome}')) STORED,
	"actor_kind" text GENERATED ALWAYS AS (((body::jsonb) #>> '{actor,kind}')) STORED,
	"actor_id" text GENERATED ALWAYS AS (((body::jsonb) #>> '{actor,id}')) STORED,
	"object_kind" text GENERATED ALWAYS AS (((body::jsonb) #>> '{object,kind}')) STORED,
	"object_id" text GENERATED ALWAYS AS (((body::jsonb) #>> '{object,id}')) STORED,
	"request_id" text GENERATED ALWAYS AS (((body::jsonb) #>> '{requestId}')) STORED,
	CONSTRAINT "audit_events_organization_id_seq_pk" PRIMARY KEY("organization_id","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"organization_id" uuid PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_seals" (
	"organization_id" uuid NOT NULL,
	"from_seq" bigint NOT NULL,
	"to_seq" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"previous_seal" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	"key_id" "bytea" NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "audit_seals_organization_id_to_seq_pk" PRIMARY KEY("organization_id","to_seq")
);
--> statement-breakpoint
-- Full again after a crash of the database, and never waited for.
CREATE UNLOGGED TABLE "limit_buckets" (
	"key" text PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"tokens" double precision NOT NULL,
	"filled_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limit_settings" (
	"organization_id" uuid NOT NULL,
	"scope" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"limit_class" text NOT NULL,
	"per_minute" integer NOT NULL,
	"burst" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "limit_settings_organization_id_scope_subject_id_limit_class_pk" PRIMARY KEY("organization_id","scope","subject_id","limit_class")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"email" text NOT NULL,
	"roles" text[] NOT NULL,
	"token_sha256" "bytea" NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" uuid,
	"revoked_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"organization_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"roles" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "memberships_organization_id_person_id_pk" PRIMARY KEY("organization_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"is_home" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"two_factor_enabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "second_factors" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"last_step" integer,
	"recovery_codes" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"person_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"organization_id" uuid,
	"authenticated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_links" (
	"token_sha256" "bytea" PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_challenges" (
	"id" uuid PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"subject" "bytea" PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"blocked_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_methods" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"person_id" uuid NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "breakers" (
	"name" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"trips" integer NOT NULL,
	"open_until" timestamp (3) with time zone,
	"probe" uuid,
	"probe_until" timestamp (3) with time zone,
	"last_failure" text,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"name" text PRIMARY KEY NOT NULL,
	"leased_by" uuid,
	"lease_until" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"runs" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_error" text
);
--> statement-breakpoint
CREATE TABLE "replicas" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
-- What was there before accounts belongs to the first organization; setting up gives it a name.
INSERT INTO "organizations" ("id", "name", "is_home", "created_at") VALUES ('01900000-0000-7000-8000-000000000001', 'Home', true, now());
--> statement-breakpoint
ALTER TABLE "attestation_digests" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "attestation_digests" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "attestation_reasons" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "attestation_reasons" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "attestations" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "contents" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "contents" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "reason_counters" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "reason_counters" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "verdict_counters" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "verdict_counters" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "organization_id" uuid DEFAULT '01900000-0000-7000-8000-000000000001' NOT NULL;
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ALTER COLUMN "organization_id" DROP DEFAULT;
--> statement-breakpoint
DROP INDEX "attestation_digests_history";
--> statement-breakpoint
DROP INDEX "attestation_reasons_history";
--> statement-breakpoint
DROP INDEX "attestations_history";
--> statement-breakpoint
DROP INDEX "attestations_by_verdict";
--> statement-breakpoint
DROP INDEX "attestations_by_evidence_type";
--> statement-breakpoint
DROP INDEX "attestations_by_tcb_status";
--> statement-breakpoint
DROP INDEX "attestations_by_fmspc";
--> statement-breakpoint
DROP INDEX "attestations_by_reverifies";
--> statement-breakpoint
ALTER TABLE "reason_counters" DROP CONSTRAINT "reason_counters_hour_code_shard_pk";
--> statement-breakpoint
ALTER TABLE "verdict_counters" DROP CONSTRAINT "verdict_counters_hour_verdict_evidence_type_shard_pk";
--> statement-breakpoint
ALTER TABLE "idempotency_keys" DROP CONSTRAINT "idempotency_keys_operation_key_pk";
--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "verdict" SET DATA TYPE text;
--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "evidence_type" SET DATA TYPE text;
--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "assurance" SET DATA TYPE text;
--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "tcb_status" SET DATA TYPE text;
--> statement-breakpoint
ALTER TABLE "attestations" DROP CONSTRAINT "attestations_reverifies_attestations_id_fk";
--> statement-breakpoint
ALTER TABLE "attestations" DROP CONSTRAINT "attestations_pkey";
--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_organization_id_id_pk" PRIMARY KEY("organization_id","id");
--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_reverifies" FOREIGN KEY ("organization_id","reverifies") REFERENCES "public"."attestations"("organization_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "contents" DROP CONSTRAINT "contents_pkey";
--> statement-breakpoint
ALTER TABLE "contents" ADD CONSTRAINT "contents_organization_id_sha256_pk" PRIMARY KEY("organization_id","sha256");
--> statement-breakpoint
ALTER TABLE "reason_counters" ADD CONSTRAINT "reason_counters_organization_id_hour_code_shard_pk" PRIMARY KEY("organization_id","hour","code","shard");
--> statement-breakpoint
ALTER TABLE "verdict_counters" ADD CONSTRAINT "verdict_counters_organization_id_hour_verdict_evidence_type_shard_pk" PRIMARY KEY("organization_id","hour","verdict","evidence_type","shard");
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_organization_id_operation_key_pk" PRIMARY KEY("organization_id","operation","key");
--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "second_factors" ADD CONSTRAINT "second_factors_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sign_in_methods" ADD CONSTRAINT "sign_in_methods_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_prefix" ON "api_keys" USING btree ("prefix");
--> statement-breakpoint
CREATE INDEX "api_keys_by_organization" ON "api_keys" USING btree ("organization_id","created_at");
--> statement-breakpoint
CREATE INDEX "audit_events_by_actor" ON "audit_events" USING btree ("organization_id","actor_id","seq");
--> statement-breakpoint
CREATE INDEX "audit_events_by_object" ON "audit_events" USING btree ("organization_id","object_kind","object_id","seq");
--> statement-breakpoint
CREATE INDEX "audit_events_by_action" ON "audit_events" USING btree ("organization_id","action","seq");
--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_token" ON "invitations" USING btree ("token_sha256");
--> statement-breakpoint
CREATE INDEX "invitations_by_organization" ON "invitations" USING btree ("organization_id","created_at");
--> statement-breakpoint
CREATE INDEX "memberships_by_person" ON "memberships" USING btree ("person_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_home" ON "organizations" USING btree ("is_home") WHERE "organizations"."is_home";
--> statement-breakpoint
CREATE UNIQUE INDEX "people_email" ON "people" USING btree ("email");
--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token" ON "sessions" USING btree ("token");
--> statement-breakpoint
CREATE INDEX "sessions_by_person" ON "sessions" USING btree ("person_id","created_at");
--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "sign_in_challenges_identifier" ON "sign_in_challenges" USING btree ("identifier");
--> statement-breakpoint
CREATE INDEX "sign_in_challenges_expiry" ON "sign_in_challenges" USING btree ("expires_at");
--> statement-breakpoint
CREATE INDEX "sign_in_failures_last_at" ON "sign_in_failures" USING btree ("last_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "sign_in_methods_account" ON "sign_in_methods" USING btree ("provider_id","account_id");
--> statement-breakpoint
CREATE INDEX "sign_in_methods_by_person" ON "sign_in_methods" USING btree ("person_id");
--> statement-breakpoint
CREATE INDEX "attestation_digests_history" ON "attestation_digests" USING btree ("organization_id","digest","received_at","attestation_id");
--> statement-breakpoint
CREATE INDEX "attestation_reasons_history" ON "attestation_reasons" USING btree ("organization_id","code","received_at","attestation_id");
--> statement-breakpoint
CREATE INDEX "attestations_history" ON "attestations" USING btree ("organization_id","received_at","id");
--> statement-breakpoint
CREATE INDEX "attestations_by_verdict" ON "attestations" USING btree ("organization_id","verdict","received_at","id");
--> statement-breakpoint
CREATE INDEX "attestations_by_evidence_type" ON "attestations" USING btree ("organization_id","evidence_type","received_at","id");
--> statement-breakpoint
CREATE INDEX "attestations_by_tcb_status" ON "attestations" USING btree ("organization_id","tcb_status","received_at","id") WHERE "attestations"."tcb_status" is not null;
--> statement-breakpoint
CREATE INDEX "attestations_by_fmspc" ON "attestations" USING btree ("organization_id","fmspc","received_at","id") WHERE "attestations"."fmspc" is not null;
--> statement-breakpoint
CREATE INDEX "attestations_by_reverifies" ON "attestations" USING btree ("organization_id","reverifies","received_at") WHERE "attestations"."reverifies" is not null;
--> statement-breakpoint
DROP TYPE "public"."assurance";
--> statement-breakpoint
DROP TYPE "public"."tcb_status";
