import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Collateral } from "@phala/dcap-qvl";
import { readCollateral } from "@/cli/read-collateral";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintIntel } from "@/lib/simulator/intel/mint-intel";
import { VECTORS_FOLDER } from "@/scripts/vectors/read-cases";

/** One quote with its collateral, in our form and in that of the peers. */
export interface BenchInput {
  readonly name: "TDX" | "SGX";
  /** `real`: signed by Intel's keys. `minted`: of the same form, under a root of our own. */
  readonly origin: "real" | "minted";
  readonly quote: Uint8Array;
  readonly request: VerificationRequest;
  readonly peerCollateral: Collateral;
  /** DER of the root to give to a peer; null: Intel's own. */
  readonly peerRoot: Uint8Array | null;
  readonly at: Date;
}

const REAL = [
  { name: "TDX", folder: "tdx/phala-quote-v4", at: "2025-07-04T10:00:00Z" },
  { name: "SGX", folder: "sgx/phala-quote-v3", at: "2025-07-04T10:00:00Z" },
] as const;

/** Real quotes when they are there, minted ones of the same form otherwise. */
export async function readInputs(): Promise<readonly BenchInput[]> {
  return Promise.all(
    REAL.map((real) => {
      const folder = path.join(VECTORS_FOLDER, real.folder);
      return existsSync(folder) ? readReal(folder, real) : mintInput(real.name);
    }),
  );
}

async function readReal(
  folder: string,
  { name, at }: { readonly name: BenchInput["name"]; readonly at: string },
): Promise<BenchInput> {
  const quote = new Uint8Array(readFileSync(path.join(folder, "quote.bin")));
  const file = path.join(folder, "collateral.json");
  const bytes = readFileSync(file);
  const collateral = await readCollateral([{ file, bytes }]);
  if (!collateral.ok) throw new Error(collateral.failure.detail);
  return {
    name,
    origin: "real",
    quote,
    request: requestOf(quote, collateral.value.endorsements?.intel ?? {}, at),
    peerCollateral: JSON.parse(bytes.toString("utf8")),
    peerRoot: null,
    at: new Date(at),
  };
}

/** A quote that our own test CA signed; many different ones can be had under one CA. */
export async function mintInput(name: BenchInput["name"]): Promise<BenchInput> {
  const minted = await mintIntel({ tee: name === "TDX" ? "tdx" : "sgx" });
  const { endorsements } = minted;
  const [tcbInfo, tcbInfoSignature] = cut(endorsements.tcbInfo);
  const [qeIdentity, qeIdentitySignature] = cut(endorsements.qeIdentity);
  return {
    name,
    origin: "minted",
    quote: minted.quote,
    request: {
      ...requestOf(minted.quote, endorsements, minted.at),
      trustAnchors: minted.trustAnchors,
    },
    peerCollateral: {
      tcb_info: tcbInfo,
      tcb_info_signature: tcbInfoSignature,
      tcb_info_issuer_chain: endorsements.tcbInfoIssuerChain,
      qe_identity: qeIdentity,
      qe_identity_signature: qeIdentitySignature,
      qe_identity_issuer_chain: endorsements.qeIdentityIssuerChain,
      pck_crl: endorsements.pckCrl,
      pck_crl_issuer_chain: endorsements.pckCrlIssuerChain,
      root_ca_crl: endorsements.rootCaCrl,
    },
    peerRoot: minted.certificates.root,
    at: new Date(minted.at),
  };
}

function requestOf(
  quote: Uint8Array,
  intel: IntelEndorsements,
  verifyAt: string,
): VerificationRequest {
  const evidence = Buffer.from(quote).toString("base64");
  return { evidence, endorsements: { intel }, policy: "relaxed", verifyAt };
}

/** The signed member as text and its signature. */
function cut(signed: string): readonly [body: string, signature: string] {
  const found = /^\{"\w+":(.*),"signature":"([0-9a-f]+)"\}$/s.exec(signed);
  if (found?.[1] === undefined || found[2] === undefined) throw new Error("not signed JSON");
  return [found[1], found[2]];
}
