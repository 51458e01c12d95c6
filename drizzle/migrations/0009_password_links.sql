CREATE TABLE "password_links" (
	"person_id" uuid PRIMARY KEY NOT NULL,
	"token_sha256" "bytea" NOT NULL,
	"organization_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "password_links" ADD CONSTRAINT "password_links_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "password_links_token" ON "password_links" USING btree ("token_sha256");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON password_links TO attestry_app;
