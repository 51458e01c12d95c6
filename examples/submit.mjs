// Submits a quote to a running Attestry and ends with 0 when it is accepted: node examples/submit.mjs quote.bin
// ATTESTRY_API_KEY is an API key with the scope attestation:submit; docs/guides/api-keys.md says how to make one.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

const server = process.env.ATTESTRY_URL ?? "http://127.0.0.1:3000";
const key = process.env.ATTESTRY_API_KEY;
if (key === undefined) throw new Error("Set ATTESTRY_API_KEY to an API key.");
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("Name the file that holds the quote.");
const quote = await readFile(file);

const response = await fetch(`${server}/api/v1/attestations`, {
  method: "POST",
  headers: {
    authorization: `Bearer ${key}`,
    "content-type": "application/json",
    // The same key for the same submission: repeating it after a lost answer keeps one attestation, not two.
    "idempotency-key": createHash("sha256").update(quote).digest("hex"),
  },
  body: JSON.stringify({ evidence: quote.toString("base64"), policy: "moderate" }),
});
const answer = await response.json();
if (!response.ok) {
  console.error(`${answer.code}: ${answer.detail}`);
  process.exit(2);
}

// A rejected attestation is no HTTP error: the verdict decides.
console.log(`${answer.verdict}  ${server}/attestations/${answer.id}`);
for (const { code, message } of answer.result.reasons) console.log(`  ${code}: ${message}`);
process.exit(answer.verdict === "affirming" || answer.verdict === "warning" ? 0 : 1);
