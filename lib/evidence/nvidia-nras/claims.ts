import type { JsonObject } from "@/lib/bytes/strict-json";
import { flatClaims, textAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";
import { deviceType } from "./device-checks";

/** A device's token in the common vocabulary. Whatever is not plainly closed counts as debug. */
export function deviceClaims(claims: JsonObject): Claims {
  const model = textAt(claims, "hwmodel");
  const ueid = textAt(claims, "ueid");
  const type = deviceType(claims);
  const version = (name: string, path: string) => {
    const text = textAt(claims, path);
    return text === null ? {} : { [name]: text };
  };
  return {
    measurements: {},
    reportData: null,
    debug: claims["dbgstat"] !== "disabled",
    hardware: {
      ...(model === null ? {} : { product: model }),
      ...(ueid === null ? {} : { ueid }),
    },
    tcb: {},
    attributes: {
      ...flatClaims(claims),
      ...version("driverVersion", "x-nvidia-gpu-driver-version"),
      ...version("vbiosVersion", `x-nvidia-${type}-${type === "gpu" ? "vbios" : "bios"}-version`),
    },
  };
}

/** The overall token speaks of no device itself; it is under debug when one of its devices is. */
export function overallClaims(claims: JsonObject, devices: readonly JsonObject[]): Claims {
  return {
    measurements: {},
    reportData: null,
    debug: devices.some((device) => deviceClaims(device).debug),
    hardware: {},
    tcb: {},
    attributes: { ...flatClaims(claims), devices: `${devices.length}` },
  };
}
