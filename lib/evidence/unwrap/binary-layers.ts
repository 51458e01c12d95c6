import { parseAttestationV1, v1Platform } from "@/lib/formats/dstack/attestation-v1";
import {
  parseVersionedAttestation,
  versionedPlatform,
} from "@/lib/formats/dstack/versioned-attestation";
import { layerOf, type Layer } from "./layer";

/** dstack's envelopes around a Nitro document or an SNP report. Around a TDX quote they are evidence of their own. */
export function binaryLayers(bytes: Uint8Array): readonly Layer[] {
  if (versionedPlatform(bytes) === "nitro") {
    const attestation = parseVersionedAttestation(bytes);
    return attestation.ok ? [layerOf("SCALE: dstack", attestation.value.quote)] : [];
  }
  if (!["nitro-enclave", "sev-snp"].includes(v1Platform(bytes) ?? "")) return [];
  const attestation = parseAttestationV1(bytes);
  return attestation.ok ? [layerOf("MessagePack: dstack", attestation.value.quote)] : [];
}
