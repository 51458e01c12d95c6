import { serverUrl } from "./fixtures";

/** What the API answers to a program that has this key. */
export async function askWithKey(
  secret: string,
  { path = "/api/v1/attestations", url = serverUrl() } = {},
): Promise<{
  readonly status: number;
  readonly code: string | null;
  readonly retryAfterSeconds: number | null;
}> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${secret}` } });
  const body: unknown = await response.json();
  const retryAfter = response.headers.get("retry-after");
  return {
    status: response.status,
    code: response.ok ? null : String(Reflect.get(Object(body), "code")),
    retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
  };
}
