DROP INDEX "collateral_cache_newest";--> statement-breakpoint
CREATE INDEX "collateral_cache_newest" ON "collateral_cache" USING btree ("key","issued_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);