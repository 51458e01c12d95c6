import { z } from "zod";
import { endorsementsSchema, intelEndorsementsSchema } from "@/lib/contract/verification";
import type { Endorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";

const pem = z.string().min(1).optional();

/** The snake-case object that dcap-qvl and its relatives write. */
const toolCollateralSchema = z.object({
  tcb_info: z.string().min(1),
  tcb_info_signature: z.string().regex(/^[0-9a-fA-F]+$/),
  tcb_info_issuer_chain: pem,
  qe_identity: z.string().min(1),
  qe_identity_signature: z.string().regex(/^[0-9a-fA-F]+$/),
  qe_identity_issuer_chain: pem,
  pck_crl: pem,
  pck_crl_issuer_chain: pem,
  root_ca_crl: pem,
});

/** RFC 7517, section 5; what a token service publishes. */
const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

/**
 * Reads a file of collateral for one request: the contract's `endorsements`, their Intel part alone, a whole request
 * that holds them, the key set of a token service, or the snake-case object of common tools. Failure: `COLLATERAL_INVALID`.
 */
export function readCollateralFile(text: string): Result<Endorsements> {
  const json = parseJson(text);
  if (typeof json !== "object" || json === null) {
    return fail("COLLATERAL_INVALID", "the file is no JSON object");
  }
  if ("format" in json) {
    return fail(
      "COLLATERAL_INVALID",
      "this is a bundle for the cache; import it under Collateral, and every verification uses it",
    );
  }
  const tool = toolCollateralSchema.safeParse(json);
  if (tool.success) return ok({ intel: fromTool(tool.data) });
  const keySet = keySetSchema.safeParse(json);
  if (keySet.success) return ok({ jwks: { keys: keySet.data.keys } });
  const inner = "endorsements" in json ? json.endorsements : json;
  const intel = intelEndorsementsSchema.safeParse(inner);
  if (intel.success && Object.keys(intel.data).length > 0) return ok({ intel: intel.data });
  const whole = endorsementsSchema.safeParse(inner);
  if (whole.success && Object.keys(whole.data).length > 0) return ok(whole.data);
  return fail("COLLATERAL_INVALID", "no form of collateral that is known");
}

/** Signed JSON is put together as text: the signature covers these very bytes. */
function fromTool(tool: z.infer<typeof toolCollateralSchema>): NonNullable<Endorsements["intel"]> {
  return {
    tcbInfo: `{"tcbInfo":${tool.tcb_info},"signature":"${tool.tcb_info_signature}"}`,
    tcbInfoIssuerChain: tool.tcb_info_issuer_chain,
    qeIdentity: `{"enclaveIdentity":${tool.qe_identity},"signature":"${tool.qe_identity_signature}"}`,
    qeIdentityIssuerChain: tool.qe_identity_issuer_chain,
    pckCrl: tool.pck_crl,
    pckCrlIssuerChain: tool.pck_crl_issuer_chain,
    rootCaCrl: tool.root_ca_crl,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
