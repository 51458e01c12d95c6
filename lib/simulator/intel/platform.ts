import type { Extension } from "../certificate-writer";
import {
  boolean,
  enumerated,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from "../der-writer";
import { pattern } from "../byte-writer";

/** What a PCK certificate says about the machine that it was issued to. */
export interface Platform {
  readonly ca: "platform" | "processor";
  readonly ppid: Uint8Array;
  /** SGX TCB component SVNs 01 to 16. */
  readonly components: readonly number[];
  readonly pceSvn: number;
  readonly cpuSvn: Uint8Array;
  readonly pceId: Uint8Array;
  readonly fmspc: Uint8Array;
  readonly sgxType: number;
  readonly platformInstanceId: Uint8Array;
  readonly dynamicPlatform: boolean;
  readonly cachedKeys: boolean;
  readonly smtEnabled: boolean;
}

const components = [3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0];

export const defaultPlatform: Platform = {
  ca: "platform",
  ppid: pattern(1, 16),
  components,
  pceSvn: 11,
  cpuSvn: Uint8Array.from(components),
  pceId: Uint8Array.of(0, 0),
  fmspc: Uint8Array.of(0xb0, 0xc0, 0x6f, 0, 0, 0),
  sgxType: 1,
  platformInstanceId: pattern(2, 16),
  dynamicPlatform: true,
  cachedKeys: true,
  smtEnabled: true,
};

/** Intel SGX PCK Certificate and CRL Profile Specification, "SGX Extensions". */
export const SGX_EXTENSION_OID = "1.2.840.113741.1.13.1";

/** One SEQUENCE { OID, value } of the extension. */
export interface SgxEntry {
  /** What follows the extension's own OID: "2.17" is the PCE SVN. */
  readonly suffix: string;
  /** DER of the value. */
  readonly value: Uint8Array;
}

/** The 18 members of the TCB entry. */
export function tcbEntries(platform: Platform): readonly SgxEntry[] {
  return [
    ...platform.components.map((svn, index) => ({
      suffix: `2.${index + 1}`,
      value: integer(svn),
    })),
    { suffix: "2.17", value: integer(platform.pceSvn) },
    { suffix: "2.18", value: octetString(platform.cpuSvn) },
  ];
}

/** Five entries for a Processor CA leaf, seven for a Platform CA leaf. */
export function sgxEntries(platform: Platform, tcb: readonly SgxEntry[]): readonly SgxEntry[] {
  const common: readonly SgxEntry[] = [
    { suffix: "1", value: octetString(platform.ppid) },
    { suffix: "2", value: writeEntries(tcb) },
    { suffix: "3", value: octetString(platform.pceId) },
    { suffix: "4", value: octetString(platform.fmspc) },
    { suffix: "5", value: enumerated(platform.sgxType) },
  ];
  if (platform.ca === "processor") return common;
  const configuration = [
    { suffix: "7.1", value: boolean(platform.dynamicPlatform) },
    { suffix: "7.2", value: boolean(platform.cachedKeys) },
    { suffix: "7.3", value: boolean(platform.smtEnabled) },
  ];
  return [
    ...common,
    { suffix: "6", value: octetString(platform.platformInstanceId) },
    { suffix: "7", value: writeEntries(configuration) },
  ];
}

export function sgxExtension(entries: readonly SgxEntry[]): Extension {
  return { oid: SGX_EXTENSION_OID, critical: false, value: writeEntries(entries) };
}

function writeEntries(entries: readonly SgxEntry[]): Uint8Array {
  return sequence(
    ...entries.map(({ suffix, value }) =>
      sequence(objectIdentifier(`${SGX_EXTENSION_OID}.${suffix}`), value),
    ),
  );
}
