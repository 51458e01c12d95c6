import { z } from "zod";
import type { ApiBrowser } from "./people";
import { changed, composite, minted, requestFor, sample, type RequestBody } from "./evidence";

const kept = z.object({ id: z.string(), verdict: z.string(), evidenceDigest: z.string() });
export type Kept = z.infer<typeof kept>;

/** Keeps one attestation through the API, in the name of whoever is signed in. */
export async function submit(browser: ApiBrowser, request: RequestBody): Promise<Kept> {
  return kept.parse(await browser.call("POST", "/api/v1/attestations", request));
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

/** One attestation of each sort, and an API key. */
export async function seed(browser: ApiBrowser): Promise<Seeded> {
  await browser.call("POST", "/api/v1/api-keys", {
    name: "Fleet agent",
    service: "sentinel",
    scopes: ["attestation:submit", "attestation:read"],
  });
  const td = requestFor(await minted());
  const enclave = requestFor(await minted({ tee: "sgx" }));
  return {
    good: await submit(browser, td),
    rejected: await submit(browser, changed(td)),
    undecided: await submit(browser, { ...td, endorsements: undefined }),
    enclave: await submit(browser, enclave),
    composite: await submit(browser, await composite()),
    withLog: await submit(browser, await sample("dstack-attestation")),
  };
}
