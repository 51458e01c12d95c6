/** Kinds of objects that the audit trail tells of. */
const WORDS: Readonly<Record<string, string>> = {
  attestation: "attestation",
  collateral: "collateral",
  person: "person",
  session: "session",
  member: "member",
  invitation: "invitation",
  organization: "organization",
  "api-key": "API key",
  limit: "limit",
  breaker: "circuit breaker",
  "audit-trail": "audit trail",
};

/** The words; for a kind of another version, its name. */
export function objectWords(kind: string): string {
  return Object.hasOwn(WORDS, kind) ? (WORDS[kind] ?? kind) : kind;
}
