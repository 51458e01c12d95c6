import { toBase64 } from "@/lib/bytes/base64";
import {
  isJsonObject,
  parseStrictJson,
  rawMember,
  type JsonObject,
  type JsonValue,
} from "@/lib/bytes/strict-json";
import { utf8, utf8Bytes } from "@/lib/bytes/text";
import type { Endorsements } from "@/lib/rats/endorsements";
import { MAX_EVENT_LOG_BYTES } from "@/lib/rats/verification-request";
import { layerOf, type Layer } from "./layer";
import { textLayers } from "./text-layers";

const CODE = "EVIDENCE_UNRECOGNISED";
const MAX_LENGTH = 8 * 1024 * 1024;
const LEAST_ARRAY = 32;

/**
 * Members that hold evidence in the JSON of tools: dstack and Phala (`quote`), trustee and attestation-rs (`evidence`,
 * `attestation_report`), Nitro tools (`attestation_document`, `attestationDocument`, `document`), clients of token
 * services (`token`, `attestation_token`), Intel's client (`tdx`, `sgx`), Azure's (`quote`, `report`).
 */
const EVIDENCE_MEMBERS = [
  ...["evidence", "quote", "report", "attestation", "document", "token"],
  ...["attestation_report", "attestationReport", "attestation_document", "attestationDocument"],
  ...["attestation_token", "attestationToken", "td_quote", "tdx_quote", "tdQuote", "sgx_quote"],
  ...["quote_hex", "quote_base64", "intel_quote", "raw", "tdx", "sgx", "sevsnp", "snp", "nitro"],
] as const;

/**
 * Members of evidence that counts as a whole only. Whoever meant a virtual machine's vTPM is not told of the quote inside
 * alone, because another member was misspelt.
 */
const WHOLE_ONLY = ["hcl_report", "tpm_quote"] as const;

/** Members beside it that hold the log of the same boot. */
const LOG_MEMBERS = [
  ...["event_log", "eventLog", "cc_eventlog", "cc_event_log", "ccel", "eventlog"],
] as const;

/** What is inside of JSON: an object's evidence members, a string, or an array of byte values. */
export function jsonLayers(bytes: Uint8Array): readonly Layer[] {
  if (!beginsLikeJson(bytes) || bytes.length > MAX_LENGTH) return [];
  const text = utf8(bytes);
  if (text === null) return [];
  const json = parseStrictJson(text, { code: CODE, maxLength: MAX_LENGTH });
  if (!json.ok) return [];
  const { value } = json;
  if (typeof value === "string") return [layerOf("json: text", utf8Bytes(value))];
  if (!isJsonObject(value)) {
    const array = byteArray(value);
    return array === null ? [] : [layerOf("json: byte values", array)];
  }
  if (WHOLE_ONLY.some((name) => name in value)) return [];
  return EVIDENCE_MEMBERS.flatMap((name) => memberLayers({ name, value, text }));
}

function beginsLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b || first === 0x22;
}

function memberLayers(given: { name: string; value: JsonObject; text: string }): readonly Layer[] {
  const { name, value, text } = given;
  const inner = memberBytes(given);
  if (inner === null) return [];
  return [
    {
      label: `json: ${toolOf(value) ?? `member "${name}"`}`,
      bytes: inner,
      eventLog: eventLogBeside(value, text),
      endorsements: endorsementsBeside(value),
    },
  ];
}

/** The text of a string, the bytes of an array of bytes, or the source of an object, exactly as it stands. */
function memberBytes(given: { name: string; value: JsonObject; text: string }): Uint8Array | null {
  const { name, value, text } = given;
  const member = value[name];
  if (typeof member === "string") return member === "" ? null : utf8Bytes(member);
  if (isJsonObject(member)) {
    const source = rawMember(text, name, CODE);
    return source.ok ? utf8Bytes(source.value) : null;
  }
  return member === undefined ? null : byteArray(member);
}

function byteArray(value: JsonValue): Uint8Array | null {
  if (!Array.isArray(value) || value.length < LEAST_ARRAY) return null;
  const items: readonly JsonValue[] = value;
  const isBytes = items.every((item) => typeof item === "number" && item >= 0 && item <= 255);
  return isBytes ? Uint8Array.from(items, Number) : null;
}

/** Whose JSON this looks like; only said to people. */
function toolOf(value: JsonObject): string | null {
  if ("platform" in value && "evidence" in value) return "attestation-rs";
  if ("tee" in value && "evidence" in value) return "trustee";
  if ("cc_eventlog" in value && "quote" in value) return "trustee";
  if ("attestation_report" in value && "cert_chain" in value) return "attestation-rs";
  if ("quote" in value && ("vm_config" in value || "hash_algorithm" in value)) return "dstack SDK";
  if ("tdx" in value || "sevsnp" in value) return "Intel Trust Authority client";
  return null;
}

/** A log in base64 or hex, or the JSON of dstack, as text or as it stands. */
function eventLogBeside(value: JsonObject, text: string): Uint8Array | null {
  for (const name of LOG_MEMBERS) {
    const member = value[name];
    if (member === undefined || member === null || member === "") continue;
    if (Array.isArray(member)) {
      const source = rawMember(text, name, CODE);
      return byteArray(member) ?? (source.ok ? utf8Bytes(source.value) : null);
    }
    if (typeof member !== "string" || member.length > 2 * MAX_EVENT_LOG_BYTES) return null;
    const raw = utf8Bytes(member);
    return textLayers(raw)[0]?.bytes ?? raw;
  }
  return null;
}

const CERTIFICATE_MEMBERS = ["vcek", "vlek"] as const;

/** attestation-rs: `cert_chain` with certificates in base64 DER, beside the report. */
function endorsementsBeside(value: JsonObject): Endorsements {
  const chain = value.cert_chain;
  if (!isJsonObject(chain)) return {};
  const amd: { vcek?: string; vlek?: string } = {};
  for (const name of CERTIFICATE_MEMBERS) {
    const certificate = chain[name];
    if (typeof certificate !== "string") continue;
    const der = textLayers(utf8Bytes(certificate))[0]?.bytes;
    if (der !== undefined) amd[name] = toBase64(der);
  }
  return Object.keys(amd).length === 0 ? {} : { amd };
}
