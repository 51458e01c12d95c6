import type { RecoveryCodes } from "@/lib/contract/account";
import type { Session } from "@/lib/contract/sessions";
import { ok, type Result } from "@/lib/rats/result";
import type { TrailExport } from "@/lib/services/audit/export-trail";
import type { Health } from "@/lib/services/health";
import type { Kept } from "@/lib/services/keep-attestation";
import type { StoredAttestation } from "@/lib/store/attestation-record";
import type { Reply } from "./operation";

/** The value of a use case as the body. */
export async function reply<T>(work: Promise<Result<T>>): Promise<Result<Reply<T>>> {
  const result = await work;
  return result.ok ? ok({ body: result.value }) : result;
}

/** A use case that can't fail. */
export async function plainReply<T>(work: T | Promise<T>): Promise<Result<Reply<T>>> {
  return ok({ body: await work });
}

/** Says in a header when an earlier call with the same Idempotency-Key made the answer. */
export async function keptReply<T>(work: Promise<Result<Kept<T>>>): Promise<Result<Reply<T>>> {
  const result = await work;
  if (!result.ok) return result;
  const { value, replayed } = result.value;
  return ok(
    replayed ? { body: value, headers: { "Idempotent-Replayed": "true" } } : { body: value },
  );
}

/** A session, and the cookie where its token is new. */
export async function sessionReply(
  work: Promise<Result<{ readonly session: Session; readonly cookie: string | null }>>,
): Promise<Result<Reply<Session>>> {
  const result = await work;
  if (!result.ok) return result;
  const { session, cookie } = result.value;
  return ok({ body: session, ...withCookie(cookie) });
}

export async function signedOutReply(
  work: Promise<Result<{ readonly cookie: string }>>,
): Promise<Result<Reply<{ signedOut: true }>>> {
  const result = await work;
  if (!result.ok) return result;
  return ok({ body: { signedOut: true }, ...withCookie(result.value.cookie) });
}

export async function recoveryCodesReply(
  work: Promise<Result<{ readonly codes: RecoveryCodes; readonly cookie: string }>>,
): Promise<Result<Reply<RecoveryCodes>>> {
  const result = await work;
  if (!result.ok) return result;
  return ok({ body: result.value.codes, ...withCookie(result.value.cookie) });
}

/** An answer of an operation that goes on elsewhere, and the cookie that ties it to this browser. */
export async function startedReply(
  work: Promise<Result<{ readonly url: string; readonly cookie: string }>>,
): Promise<Result<Reply<{ url: string }>>> {
  const result = await work;
  if (!result.ok) return result;
  return ok({ body: { url: result.value.url }, ...withCookie(result.value.cookie) });
}

/** Sends the browser on to a page. */
export async function redirectReply(
  work: Promise<{ readonly path: string; readonly cookie: string | null }>,
): Promise<Result<Reply<string>>> {
  const { path, cookie } = await work;
  const headers = { Location: path, ...withCookie(cookie).headers };
  return ok({ body: "", status: 303, headers });
}

function withCookie(cookie: string | null): Pick<Reply, "headers"> {
  return cookie === null ? {} : { headers: { "Set-Cookie": cookie } };
}

/** 503 keeps traffic away from a process that can't serve it. */
export async function healthReply(work: Promise<Health>): Promise<Result<Reply<Health>>> {
  const health = await work;
  return ok(health.status === "ok" ? { body: health } : { body: health, status: 503 });
}

/** A download under a name that says what it is. */
export async function evidenceReply(
  work: Promise<Result<{ readonly attestation: StoredAttestation; readonly evidence: Uint8Array }>>,
): Promise<Result<Reply<Uint8Array>>> {
  const result = await work;
  if (!result.ok) return result;
  const { attestation, evidence } = result.value;
  return ok({
    body: evidence,
    headers: {
      "Content-Disposition": `attachment; filename="${attestation.evidenceType}-${attestation.id}.bin"`,
      ETag: `"${attestation.evidenceDigest}"`,
    },
  });
}

/** A download of a trail, under a name that says which part of it. */
export async function trailReply(
  work: Promise<Result<TrailExport>>,
): Promise<Result<Reply<AsyncIterable<string>>>> {
  const result = await work;
  if (!result.ok) return result;
  const { format, firstSeq, lastSeq, pieces } = result.value;
  return ok({
    body: pieces,
    headers: {
      "Content-Disposition": `attachment; filename="audit-trail-${firstSeq}-${lastSeq}.${format}"`,
      "Content-Type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
    },
  });
}
