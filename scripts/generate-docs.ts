// Writes the pages of docs/ that stem from the code: npx tsx scripts/generate-docs.ts
import { writeFileSync } from "node:fs";
import { generatedPages } from "./docs/pages";

for (const { file, text } of await generatedPages()) writeFileSync(file, text);
