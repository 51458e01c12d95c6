import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import { toHex } from "@/lib/bytes/hex";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseUtcTimestamp } from "./rfc3339";
import {
  asObject,
  hexMember,
  integerMember,
  isList,
  readSignedJson,
  textListMember,
  textMember,
  type SignedJson,
} from "./signed-json";
import { readSvnLevels, type SvnLevel } from "./svn-level";

/** Statuses that Intel gives a platform level (Intel PCS API v4, TCB Info v3). */
export const PLATFORM_LEVEL_STATUSES = [
  "UpToDate",
  "SWHardeningNeeded",
  "ConfigurationNeeded",
  "ConfigurationAndSWHardeningNeeded",
  "OutOfDate",
  "OutOfDateConfigurationNeeded",
  "Revoked",
] as const;
export type PlatformLevelStatus = (typeof PLATFORM_LEVEL_STATUSES)[number];

export interface TcbLevel {
  /** 16 SGX component SVNs. */
  readonly sgx: readonly number[];
  readonly pceSvn: number;
  /** 16 TDX component SVNs; null in SGX TCB Info. */
  readonly tdx: readonly number[] | null;
  readonly status: PlatformLevelStatus;
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly advisoryIds: readonly string[];
}

export interface TdxModuleIdentity {
  /** `TDX_01`, upper case; null for the top-level `tdxModule`, which speaks for module version 0. */
  readonly id: string | null;
  readonly mrSigner: Uint8Array;
  readonly attributes: Uint8Array;
  readonly attributesMask: Uint8Array;
  readonly levels: readonly SvnLevel[];
}

export interface TcbInfo {
  readonly id: "SGX" | "TDX";
  readonly issueDate: number;
  readonly nextUpdate: number;
  readonly fmspc: string;
  readonly pceId: string;
  readonly evaluationDataNumber: number;
  readonly tdxModule: TdxModuleIdentity | null;
  readonly tdxModuleIdentities: readonly TdxModuleIdentity[];
  /** Best level first, whatever the order in the file. */
  readonly levels: readonly TcbLevel[];
}

const BYTE = { min: 0, max: 0xff };

/** Reads the envelope of TCB Info; nothing of it is trusted before the signature over `signedBytes` is. */
export function readTcbInfoEnvelope(text: string): Result<SignedJson> {
  return readSignedJson(text, "tcbInfo", "TCB_INFO_INVALID");
}

/** Reads TCB Info version 3 (Intel PCS API v4, "Get TCB Info"). */
export function readTcbInfo(info: JsonObject): Result<TcbInfo> {
  const bad = (detail: string) => fail("TCB_INFO_INVALID", detail, "tcbInfo.content");
  const id = textMember(info, "id");
  if (id !== "SGX" && id !== "TDX") return bad(`id is ${JSON.stringify(info["id"] ?? null)}`);
  if (info["version"] !== 3) return bad("version is not 3");
  if (info["tcbType"] !== 0) return bad("tcbType is not 0");
  const issueDate = parseUtcTimestamp(textMember(info, "issueDate") ?? "");
  const nextUpdate = parseUtcTimestamp(textMember(info, "nextUpdate") ?? "");
  if (issueDate === null) return bad("issueDate is not a UTC date and time");
  if (nextUpdate === null) return bad("nextUpdate is not a UTC date and time");
  const fmspc = hexMember(info, "fmspc", 6);
  const pceId = hexMember(info, "pceId", 2);
  if (!fmspc) return bad("fmspc is not 6 bytes of hex");
  if (!pceId) return bad("pceId is not 2 bytes of hex");
  const evaluationDataNumber = integerMember(info, "tcbEvaluationDataNumber", {
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
  });
  if (evaluationDataNumber === null) return bad("tcbEvaluationDataNumber is not a positive number");

  const isTdx = id === "TDX";
  const tdxModule = isTdx ? readModule(asObject(info["tdxModule"])) : null;
  if (isTdx && !tdxModule) return bad("tdxModule is missing or breaks its format");
  if (!isTdx && (info["tdxModule"] !== undefined || info["tdxModuleIdentities"] !== undefined)) {
    return bad("SGX TCB Info must not describe TDX modules");
  }
  const identities = isTdx ? readIdentities(info["tdxModuleIdentities"]) : [];
  if (!identities) return bad("tdxModuleIdentities breaks its format");
  const levels = readLevels(info["tcbLevels"], isTdx);
  if (!levels.ok) return levels;
  return ok({
    id,
    issueDate,
    nextUpdate,
    fmspc: toHex(fmspc),
    pceId: toHex(pceId),
    evaluationDataNumber,
    tdxModule,
    tdxModuleIdentities: identities,
    levels: levels.value,
  });
}

function readModule(
  module: JsonObject | null,
): Pick<TdxModuleIdentity, "mrSigner" | "attributes" | "attributesMask" | "id" | "levels"> | null {
  const mrSigner = hexMember(module, "mrsigner", 48);
  const attributes = hexMember(module, "attributes", 8);
  const attributesMask = hexMember(module, "attributesMask", 8);
  return mrSigner && attributes && attributesMask
    ? { id: null, mrSigner, attributes, attributesMask, levels: [] }
    : null;
}

function readIdentities(value: JsonValue | undefined): readonly TdxModuleIdentity[] | null {
  if (value === undefined) return [];
  if (!isList(value)) return null;
  const identities: TdxModuleIdentity[] = [];
  for (const entry of value) {
    const object = asObject(entry);
    const identity = readModule(object);
    const id = textMember(object, "id")?.toUpperCase();
    const levels = readSvnLevels(object?.["tcbLevels"]);
    if (!identity || !id || !levels || identities.some((known) => known.id === id)) return null;
    identities.push({ ...identity, id, levels });
  }
  return identities;
}

function readLevels(value: JsonValue | undefined, isTdx: boolean): Result<readonly TcbLevel[]> {
  const bad = (detail: string) => fail("TCB_INFO_INVALID", detail, "tcbInfo.content");
  if (!isList(value) || value.length === 0) return bad("tcbLevels is missing or empty");
  const levels: TcbLevel[] = [];
  for (const [index, entry] of value.entries()) {
    const level = readLevel(asObject(entry), isTdx);
    if (!level) return bad(`tcbLevels[${index}] breaks its format`);
    levels.push(level);
  }
  levels.sort(compareLevels);
  for (const [index, level] of levels.entries()) {
    const next = levels[index + 1];
    if (next && compareLevels(level, next) === 0) return bad("two TCB levels have the same SVNs");
  }
  return ok(levels);
}

function readLevel(entry: JsonObject | null, isTdx: boolean): TcbLevel | null {
  const tcb = asObject(entry?.["tcb"]);
  const sgx = readComponents(tcb?.["sgxtcbcomponents"]);
  const pceSvn = integerMember(tcb, "pcesvn", { min: 0, max: 0xffff });
  const tdxValue = tcb?.["tdxtcbcomponents"];
  const tdx = isTdx ? readComponents(tdxValue) : null;
  const statusText = textMember(entry, "tcbStatus");
  const status = PLATFORM_LEVEL_STATUSES.find((known) => known === statusText);
  const date = parseUtcTimestamp(textMember(entry, "tcbDate") ?? "");
  const advisoryIds = textListMember(entry, "advisoryIDs");
  if (!sgx || pceSvn === null || !status || date === null || !advisoryIds) return null;
  if (isTdx ? !tdx : tdxValue !== undefined) return null;
  return { sgx, pceSvn, tdx, status, date, advisoryIds };
}

/** Exactly 16 components, each with an SVN from 0 to 255. */
function readComponents(value: JsonValue | undefined): readonly number[] | null {
  if (!isList(value) || value.length !== 16) return null;
  const svns: number[] = [];
  for (const entry of value) {
    const svn = integerMember(asObject(entry), "svn", BYTE);
    if (svn === null) return null;
    svns.push(svn);
  }
  return svns;
}

/** Descending: SGX components, then PCESVN, then TDX components. */
function compareLevels(a: TcbLevel, b: TcbLevel): number {
  return (
    compareComponents(a.sgx, b.sgx) ||
    b.pceSvn - a.pceSvn ||
    compareComponents(a.tdx ?? [], b.tdx ?? [])
  );
}

function compareComponents(a: readonly number[], b: readonly number[]): number {
  const different = a.findIndex((svn, index) => svn !== b[index]);
  return different === -1 ? 0 : (b[different] ?? 0) - (a[different] ?? 0);
}
