import {
  parseVersionedAttestation,
  versionedPlatform,
} from "@/lib/formats/dstack/versioned-attestation";
import { layerOf, type Layer } from "./layer";

/** dstack's envelope around a Nitro document. Around a TDX quote it is a kind of evidence of its own. */
export function binaryLayers(bytes: Uint8Array): readonly Layer[] {
  if (versionedPlatform(bytes) !== "nitro") return [];
  const attestation = parseVersionedAttestation(bytes);
  return attestation.ok ? [layerOf("SCALE: dstack", attestation.value.quote)] : [];
}
