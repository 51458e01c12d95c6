import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { initSync, PCRs, validateAttestationDocPcrs } from "@evervault/wasm-attestation-bindings";
import { z } from "zod";
import { projectRoot } from "@/lib/store/project-root";

export interface GivenNitro {
  readonly bytes: Buffer;
  readonly at: Date;
}

/** A real document from beside the project, at a time when its certificates were valid; null when there is none. */
export function givenNitro(): GivenNitro | null {
  const folder = path.resolve(projectRoot(), "../shared/vectors/nitro/dstack-nitro");
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
export async function wasmNitroPeer({ bytes, at }: GivenNitro) {
  const entry = createRequire(import.meta.url).resolve("@evervault/wasm-attestation-bindings");
  const file = path.join(path.dirname(entry), "index_bg.wasm");
  initSync({ module: await WebAssembly.compile(readFileSync(file)) });
  const document = bytes.toString("base64");
  return {
    name: "@evervault/wasm-attestation-bindings",
    verify() {
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
