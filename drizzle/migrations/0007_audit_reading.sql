CREATE INDEX "audit_events_by_time" ON "audit_events" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_by_request" ON "audit_events" USING btree ("organization_id","request_id");--> statement-breakpoint
-- An organization sees where its chain ends, so that it notices when the last events are gone. Nobody but the trigger
-- writes here.
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own_organization ON audit_heads USING (organization_id = (SELECT current_organization()));
--> statement-breakpoint
GRANT SELECT ON audit_heads TO attestry_app;
