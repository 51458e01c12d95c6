import type { Judgement } from "./judgement";
import { judgeEventLogCase } from "./judge-event-log-case";
import { judgeNitroCase } from "./judge-nitro-case";
import { judgeSnpCase } from "./judge-snp-case";
import { judgeTokenCase } from "./judge-token-case";
import { judgeTpmCase } from "./judge-tpm-case";

/** Judges of the cases that are no Intel quotes, by the `tee` of their case.json; a new kind is one line here. */
export const KINDS: Readonly<Record<string, (folder: string) => Promise<readonly Judgement[]>>> = {
  eventlog: judgeEventLogCase,
  nitro: judgeNitroCase,
  "sev-snp": judgeSnpCase,
  tokens: judgeTokenCase,
  tpm: judgeTpmCase,
};
