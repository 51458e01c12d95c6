/** Who did it, as the trail keeps it: enough to know who it was after the account is gone. */
export interface AuditActor {
  readonly kind: "person" | "key" | "system" | "anonymous";
  /** Of the person or key; the name of the job; null for nobody. */
  readonly id: string | null;
  readonly name: string | null;
  /** The service identity of a key. */
  readonly service?: string;
}

/** What it was done to. */
export interface AuditObject {
  /** `attestation`, `member`, `api-key` … */
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
}

export type AuditOutcome = "success" | "failure" | "denied";

/**
 * One event, before it is chained. No member may ever hold a secret, a token, plaintext or a body of evidence: those
 * appear as digests only.
 */
export interface AuditEvent {
  /** `attestations.create`: the id of the operation. */
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly actor: AuditActor;
  readonly object: AuditObject | null;
  /** `sha256:…` of the object's state as canonical JSON; null where there was none. */
  readonly before: string | null;
  readonly after: string | null;
  /** What a reader wants to know at once: `{"roles": ["viewer"]}`. */
  readonly details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  /** Why it failed or was denied. */
  readonly reasonCode: string | null;
  readonly requestId: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly durationMs: number;
}
