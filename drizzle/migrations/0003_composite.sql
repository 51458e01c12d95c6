ALTER TYPE "public"."evidence_type" ADD VALUE 'event-log';--> statement-breakpoint
ALTER TABLE "attestations" ADD COLUMN "claims_verified" boolean;--> statement-breakpoint
ALTER TABLE "attestations" ADD COLUMN "submodules" json DEFAULT '[]' NOT NULL;--> statement-breakpoint
-- What older rows say stands in their result already; as text, because json's own operators refuse U+0000.
ALTER TABLE "attestations" DISABLE TRIGGER "attestations_append_only";--> statement-breakpoint
UPDATE "attestations" SET "claims_verified" = position('"claimsVerified":true' in "result"::text) > 0;--> statement-breakpoint
ALTER TABLE "attestations" ENABLE TRIGGER "attestations_append_only";--> statement-breakpoint
ALTER TABLE "attestations" ALTER COLUMN "claims_verified" SET NOT NULL;
