import { fromHex } from "@/lib/bytes/hex";
import { isJsonObject, parseStrictJson, type JsonObject } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import { jwkToSpki } from "@/lib/crypto/jwk-spki";
import { keyFromSpki, type AttestationKey } from "@/lib/formats/tpm/attestation-key";
import { fail, ok, type Result } from "@/lib/rats/result";

/** The runtime data of an HCL report: what the paravisor says of the VM, hashed into the hardware report. */
export interface RuntimeData {
  /** The key `HCLAkPub`, which signs the vTPM's quotes; a failure says what is wrong with it. */
  readonly ak: Result<AttestationKey>;
  /** 64 bytes that the guest chose. */
  readonly userData: Uint8Array | null;
  /** `vm-configuration`, as text by member. */
  readonly configuration: Readonly<Record<string, string>>;
}

const AK_NAME = "HCLAkPub";
const AK_BITS = "RSA 2048";
const AK_EXPONENT = "AQAB"; // 65537

/** Strict JSON: no member twice, so that nobody reads another key than the one that is judged. */
export function readRuntimeData(bytes: Uint8Array): Result<RuntimeData> {
  const text = utf8(bytes);
  if (text === null)
    return fail("EVIDENCE_MALFORMED", "the runtime data is no UTF-8", "hcl.runtimeData");
  const json = parseStrictJson(text, { code: "EVIDENCE_MALFORMED" });
  if (!json.ok) return json;
  if (!isJsonObject(json.value)) {
    return fail("EVIDENCE_MALFORMED", "the runtime data is no JSON object", "hcl.runtimeData");
  }
  const userDataText = json.value["user-data"];
  const userData = typeof userDataText === "string" ? fromHex(userDataText) : null;
  if (userDataText !== undefined && userData === null) {
    return fail("EVIDENCE_MALFORMED", "user-data is no hex", "hcl.userData");
  }
  return ok({
    ak: readAk(json.value),
    userData,
    configuration: readConfiguration(json.value["vm-configuration"]),
  });
}

function readAk(json: JsonObject): Result<AttestationKey> {
  const keys = Array.isArray(json["keys"]) ? json["keys"] : [];
  const named = keys.filter((key) => isJsonObject(key) && key["kid"] === AK_NAME);
  const [jwk] = named;
  if (named.length !== 1 || !isJsonObject(jwk)) {
    return untrusted(`${named.length} keys are named ${AK_NAME}`);
  }
  if (jwk["kty"] !== "RSA" || jwk["e"] !== AK_EXPONENT) {
    return untrusted(`${AK_NAME} is not an RSA key with the exponent 65537`);
  }
  const spki = jwkToSpki(jwk);
  if (!spki.ok) return untrusted(`${AK_NAME} is not readable: ${spki.failure.detail}`);
  const key = keyFromSpki(spki.value.spki);
  if (!key.ok) return key;
  return key.value.keyAlgorithm === AK_BITS
    ? key
    : untrusted(`${AK_NAME} is ${key.value.keyAlgorithm}, not ${AK_BITS}`);
}

function readConfiguration(value: JsonObject[string]): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      typeof member === "string" || typeof member === "boolean" || typeof member === "number"
        ? [[name, `${member}`]]
        : [],
    ),
  );
}

function untrusted(detail: string) {
  return fail("AK_UNTRUSTED", detail, "hcl.ak");
}
