import { z } from "zod";
import { changed, composite, minted, requestFor, sample, type RequestBody } from "./evidence";

const kept = z.object({ id: z.string(), verdict: z.string(), evidenceDigest: z.string() });
export type Kept = z.infer<typeof kept>;

/** Keeps one attestation through the API, as any client does. */
export async function submit(serverUrl: string, request: RequestBody): Promise<Kept> {
  const response = await fetch(`${serverUrl}/api/v1/attestations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${response.status}: ${text.slice(0, 500)}`);
  return kept.parse(JSON.parse(text));
}

export interface Seeded {
  readonly good: Kept;
  readonly rejected: Kept;
  readonly undecided: Kept;
  readonly enclave: Kept;
  /** A TD whose second piece, an SEV-SNP report, was changed. */
  readonly composite: Kept;
  /** A guest whose evidence brings its event log. */
  readonly withLog: Kept;
}

/** One attestation of each sort. */
export async function seed(serverUrl: string): Promise<Seeded> {
  const td = requestFor(await minted());
  const enclave = requestFor(await minted({ tee: "sgx" }));
  return {
    good: await submit(serverUrl, td),
    rejected: await submit(serverUrl, changed(td)),
    undecided: await submit(serverUrl, { ...td, endorsements: undefined }),
    enclave: await submit(serverUrl, enclave),
    composite: await submit(serverUrl, await composite()),
    withLog: await submit(serverUrl, await sample("dstack-attestation")),
  };
}
