import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { initSync, PCRs, validateAttestationDocPcrs } from "@evervault/wasm-attestation-bindings";
import { z } from "zod";
import { parseNitroDocument } from "@/lib/formats/nitro/document";
import { VECTORS_FOLDER } from "@/scripts/vectors/read-cases";
import type { Subject } from "./rounds";

export interface GivenNitro {
  readonly bytes: Buffer;
  readonly at: Date;
}

export const WASM_NITRO = "@evervault/wasm-attestation-bindings";
export const NATIVE_NITRO = "@evervault/attestation-bindings, up to the TLS key";

/**
 * What the native peer says on standard error of a document that passed everything else: chain and signature come
 * first and have words of their own.
 */
export const NATIVE_LAST_WORDS = "The public key length in the attestation doc was invalid";

/** A real document from beside the project, at a time when its certificates were valid; null when there is none. */
export function givenNitro(): GivenNitro | null {
  const folder = path.join(VECTORS_FOLDER, "nitro/dstack-nitro");
  if (!existsSync(folder)) return null;
  const described = z
    .object({ verifyAt: z.string() })
    .parse(JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")));
  return {
    bytes: readFileSync(path.join(folder, "document.cbor")),
    at: new Date(described.verifyAt),
  };
}

/** The WebAssembly build reads the clock through `Date`, which is set back for the length of each call. */
export async function wasmNitroPeer({ bytes, at }: GivenNitro): Promise<Subject> {
  const entry = createRequire(import.meta.url).resolve("@evervault/wasm-attestation-bindings");
  const file = path.join(path.dirname(entry), "index_bg.wasm");
  initSync({ module: await WebAssembly.compile(readFileSync(file)) });
  const document = bytes.toString("base64");
  return {
    name: WASM_NITRO,
    run() {
      const RealDate = globalThis.Date;
      class FixedDate extends RealDate {
        constructor() {
          super(at.getTime());
        }
        static override now() {
          return at.getTime();
        }
      }
      try {
        Object.assign(globalThis, { Date: FixedDate });
        if (!validateAttestationDocPcrs(document, [PCRs.empty()])) throw new Error("refused");
      } finally {
        Object.assign(globalThis, { Date: RealDate });
      }
    },
  };
}

/**
 * The native build reads the system's clock, so the process must have been given the document's time. The document
 * names no TLS key, so the answer is always no; that it was the last check that refused is read from `NATIVE_LAST_WORDS`.
 */
export async function nativeNitroPeer({ bytes }: GivenNitro): Promise<Subject> {
  const { attestEnclave } = await import("@evervault/attestation-bindings");
  const parsed = parseNitroDocument(bytes);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  // Any certificate will do.
  const tlsCertificate = Buffer.from(parsed.value.certificate);
  return {
    name: NATIVE_NITRO,
    run() {
      if (attestEnclave(tlsCertificate, [], bytes)) throw new Error("it found a TLS key");
    },
  };
}
