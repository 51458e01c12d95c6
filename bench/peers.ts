import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { QuoteVerifier, verify } from "@phala/dcap-qvl";
import initialiseWeb, { js_verify } from "@phala/dcap-qvl-web";
import type { BenchInput } from "./inputs";

/** Another implementation of the same verification, given everything from bytes at every call, as its users do. */
export interface Peer {
  readonly name: string;
  /** Why this input can't be put to it; null when it can. */
  refuses(input: BenchInput): string | null;
  verify(input: BenchInput): unknown;
}

const phala: Peer = {
  name: "@phala/dcap-qvl",
  refuses: () => null,
  verify: ({ quote, peerCollateral, peerRoot, at }) => {
    const seconds = at.getTime() / 1000;
    const bytes = Buffer.from(quote);
    return peerRoot === null
      ? verify(bytes, peerCollateral, seconds)
      : QuoteVerifier.newWithRootCa(Buffer.from(peerRoot)).verify(bytes, peerCollateral, seconds);
  },
};

const phalaWeb: Peer = {
  name: "@phala/dcap-qvl-web",
  refuses: ({ peerRoot }) => (peerRoot === null ? null : "it knows no root but Intel's"),
  verify: ({ quote, peerCollateral, at }) =>
    js_verify(quote, peerCollateral, BigInt(at.getTime() / 1000)),
};

/** The peers, ready to run. */
export async function readyPeers(): Promise<readonly Peer[]> {
  const wasm = createRequire(import.meta.url).resolve("@phala/dcap-qvl-web/dcap-qvl-web_bg.wasm");
  await initialiseWeb({ module_or_path: readFileSync(wasm) });
  return [phala, phalaWeb];
}
