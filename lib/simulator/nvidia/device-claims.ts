import type { Members } from "../tokens/jws-writer";

const CERTIFICATES: Members = {
  "x-nvidia-cert-expiration-date": "9999-12-31T23:59:59Z",
  "x-nvidia-cert-ocsp-nonce-matches": true,
  "x-nvidia-cert-ocsp-response-valid": true,
  "x-nvidia-cert-ocsp-status": "good",
  "x-nvidia-cert-revocation-reason": null,
  "x-nvidia-cert-status": "valid",
};

/** What a verifier says of a good GPU, claims version 3.0. */
export function deviceTokenClaims(index: number, isDebug: boolean): Members {
  return {
    dbgstat: isDebug ? "enabled" : "disabled",
    hwmodel: "GH100 A01 GSP BROM",
    measres: "success",
    oemid: "5703",
    secboot: true,
    ueid: `${10_000_000 + index}`,
    "x-nvidia-device-type": "gpu",
    "x-nvidia-gpu-arch-check": true,
    "x-nvidia-gpu-attestation-report-cert-chain": CERTIFICATES,
    "x-nvidia-gpu-attestation-report-cert-chain-fwid-match": true,
    "x-nvidia-gpu-attestation-report-nonce-match": true,
    "x-nvidia-gpu-attestation-report-parsed": true,
    "x-nvidia-gpu-attestation-report-signature-verified": true,
    "x-nvidia-gpu-claims-version": "3.0",
    "x-nvidia-gpu-driver-rim-cert-chain": CERTIFICATES,
    "x-nvidia-gpu-driver-rim-fetched": true,
    "x-nvidia-gpu-driver-rim-measurements-available": true,
    "x-nvidia-gpu-driver-rim-signature-verified": true,
    "x-nvidia-gpu-driver-rim-version-match": true,
    "x-nvidia-gpu-driver-version": "580.0.1",
    "x-nvidia-gpu-vbios-index-no-conflict": true,
    "x-nvidia-gpu-vbios-rim-cert-chain": CERTIFICATES,
    "x-nvidia-gpu-vbios-rim-fetched": true,
    "x-nvidia-gpu-vbios-rim-measurements-available": true,
    "x-nvidia-gpu-vbios-rim-signature-verified": true,
    "x-nvidia-gpu-vbios-rim-version-match": true,
    "x-nvidia-gpu-vbios-version": "96.00.00.00.01",
    "x-nvidia-mismatch-measurement-records": null,
  };
}
