import { defineConfig } from "drizzle-kit";

/** `npm run db:generate` writes a migration from the schema; a person reads it before it is committed. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./drizzle/schema/index.ts",
  out: "./drizzle/migrations",
});
