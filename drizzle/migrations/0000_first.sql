CREATE TYPE "public"."assurance" AS ENUM('hardware', 'hardware-debug', 'vendor-signed', 'simulated');--> statement-breakpoint
CREATE TYPE "public"."evidence_type" AS ENUM('intel-sgx-quote', 'intel-tdx-quote', 'amd-sev-snp-report', 'aws-nitro-document', 'tpm-quote', 'azure-snp-vtpm', 'azure-tdx-vtpm', 'dstack-attestation', 'gcp-confidential-space-token', 'azure-maa-token', 'intel-trust-authority-token', 'nvidia-nras-token', 'nvidia-gpu-report', 'arm-cca-token', 'vendor-commitment');--> statement-breakpoint
CREATE TYPE "public"."tcb_status" AS ENUM('UpToDate', 'SWHardeningNeeded', 'ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded', 'TDRelaunchAdvised', 'TDRelaunchAdvisedConfigurationNeeded', 'OutOfDate', 'OutOfDateConfigurationNeeded', 'Revoked');--> statement-breakpoint
CREATE TYPE "public"."verdict" AS ENUM('affirming', 'warning', 'contraindicated', 'indeterminate');--> statement-breakpoint
CREATE TABLE "attestation_digests" (
	"digest" "bytea" NOT NULL,
	"name" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"attestation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attestation_reasons" (
	"code" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"attestation_id" uuid NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attestations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"verdict" "verdict" NOT NULL,
	"evidence_type" "evidence_type" NOT NULL,
	"assurance" "assurance" NOT NULL,
	"simulated" boolean NOT NULL,
	"tcb_status" "tcb_status",
	"fmspc" text,
	"policy_name" text NOT NULL,
	"evidence_sha256" "bytea" NOT NULL,
	"evidence_size" integer NOT NULL,
	"measurement_name" text,
	"measurement_value" text,
	"reason_codes" text[] NOT NULL,
	"verified_at" timestamp (3) with time zone NOT NULL,
	"total_ms" double precision NOT NULL,
	"reverifies" uuid,
	"request" json NOT NULL,
	"result" json NOT NULL,
	"endorsements" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "collateral_cache" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"sha256" "bytea" NOT NULL,
	"chain_sha256" "bytea" NOT NULL,
	"body" text NOT NULL,
	"issuer_chain" text,
	"size" integer NOT NULL,
	"origin" text NOT NULL,
	"upstream" text,
	"retrieved_at" timestamp (3) with time zone NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"next_update" timestamp (3) with time zone NOT NULL,
	"revision" text
);
--> statement-breakpoint
CREATE TABLE "collateral_fetches" (
	"key" text PRIMARY KEY NOT NULL,
	"holder" uuid,
	"lease_until" timestamp (3) with time zone,
	"failed_until" timestamp (3) with time zone,
	"failure" text
);
--> statement-breakpoint
CREATE TABLE "collateral_upstreams" (
	"host" text PRIMARY KEY NOT NULL,
	"reachable" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "contents" (
	"sha256" "bytea" PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reason_counters" (
	"hour" timestamp (3) with time zone NOT NULL,
	"code" text NOT NULL,
	"shard" smallint NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "reason_counters_hour_code_shard_pk" PRIMARY KEY("hour","code","shard")
);
--> statement-breakpoint
CREATE TABLE "verdict_counters" (
	"hour" timestamp (3) with time zone NOT NULL,
	"verdict" "verdict" NOT NULL,
	"evidence_type" "evidence_type" NOT NULL,
	"shard" smallint NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "verdict_counters_hour_verdict_evidence_type_shard_pk" PRIMARY KEY("hour","verdict","evidence_type","shard")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"operation" text NOT NULL,
	"key" text NOT NULL,
	"request_sha256" "bytea" NOT NULL,
	"attestation_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_operation_key_pk" PRIMARY KEY("operation","key")
);
--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_reverifies_attestations_id_fk" FOREIGN KEY ("reverifies") REFERENCES "public"."attestations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attestation_digests_history" ON "attestation_digests" USING btree ("digest","received_at","attestation_id");--> statement-breakpoint
CREATE INDEX "attestation_reasons_history" ON "attestation_reasons" USING btree ("code","received_at","attestation_id");--> statement-breakpoint
CREATE INDEX "attestations_history" ON "attestations" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "attestations_by_verdict" ON "attestations" USING btree ("verdict","received_at","id");--> statement-breakpoint
CREATE INDEX "attestations_by_evidence_type" ON "attestations" USING btree ("evidence_type","received_at","id");--> statement-breakpoint
CREATE INDEX "attestations_by_tcb_status" ON "attestations" USING btree ("tcb_status","received_at","id") WHERE "attestations"."tcb_status" is not null;--> statement-breakpoint
CREATE INDEX "attestations_by_fmspc" ON "attestations" USING btree ("fmspc","received_at","id") WHERE "attestations"."fmspc" is not null;--> statement-breakpoint
CREATE INDEX "attestations_by_reverifies" ON "attestations" USING btree ("reverifies","received_at") WHERE "attestations"."reverifies" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "collateral_cache_content" ON "collateral_cache" USING btree ("key","sha256","chain_sha256");--> statement-breakpoint
CREATE INDEX "collateral_cache_newest" ON "collateral_cache" USING btree ("key","issued_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at" ON "idempotency_keys" USING btree ("created_at");