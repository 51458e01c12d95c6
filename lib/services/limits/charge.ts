import type { Actor } from "@/lib/access/actor";
import type { LimitClass } from "@/lib/access/limit-class";
import type { Runtime } from "@/lib/runtime";
import { type BucketOwner, takeTokens } from "@/lib/store/limit-buckets";
import { runtimeState } from "../runtime-state";
import { type Draw, drawOf, wantedOf } from "./draw";

/** Takes a token from somebody's buckets, together with everybody else who asks for the same at this moment. */
export async function drawToken(
  runtime: Runtime,
  owner: BucketOwner,
  limitClass: LimitClass,
): Promise<Draw> {
  const { scope, subject } = owner;
  const { answer, place } = await runtimeState(runtime).gatherings.tokens.join(
    [scope, subject, owner.organizationId, limitClass].join("/"),
    (tokens) =>
      takeTokens(runtime.database, owner, wantedOf(runtime.limits, { scope, limitClass, tokens })),
  );
  return drawOf(answer, { place, limitClass, scope });
}

/** Whose buckets somebody draws from; null for jobs, which draw from none. */
export function bucketOwner(
  actor: Actor,
  { runtime, address }: { readonly runtime: Runtime; readonly address: string | null },
): BucketOwner | null {
  switch (actor.kind) {
    case "key":
      return { scope: "key", subject: actor.keyId, organizationId: actor.organizationId };
    case "person":
      return { scope: "person", subject: actor.personId, organizationId: actor.organizationId };
    case "guest":
      return { scope: "person", subject: actor.personId, organizationId: null };
    case "system":
      return null;
    case "anonymous": {
      // Where the address is not known, as with Next alone, all of them share one bucket.
      const subject = runtime.secrets.subjectDigest(`address ${address ?? ""}`).toString("hex");
      return { scope: "address", subject, organizationId: null };
    }
  }
}
