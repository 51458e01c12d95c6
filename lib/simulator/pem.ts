import { toBase64 } from "@/lib/bytes/base64";

/** RFC 7468, section 2: lines of 64 characters. */
export function toPem(der: Uint8Array, label: string): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
