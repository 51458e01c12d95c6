import { insertTestPerson } from "@/lib/store/testing/test-person";
import type { Role } from "@/lib/access/roles";
import type { Answer, CallOptions, TestApi } from "./test-api";

export interface SignedIn {
  readonly personId: string;
  /** Cookie and origin. */
  readonly headers: Readonly<Record<string, string>>;
  call(method: string, path: string, body?: CallOptions["body"]): Promise<Answer>;
}

/** Somebody with a fresh session, calling as the console does: with a cookie and the origin of the server's pages. */
export async function signIn(
  api: TestApi,
  given: { readonly roles: readonly Role[]; readonly organizationId?: string },
): Promise<SignedIn> {
  const { secrets, database } = api.runtime;
  const { personId, cookie } = await insertTestPerson(database, { secrets, ...given });
  const headers = { cookie, origin: api.url };
  return {
    personId,
    headers,
    call: (method, path, body) =>
      api.call(method, path, body === undefined ? { headers } : { headers, body }),
  };
}
