import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { appraiseMinted } from "./appraise-minted";
import { type JudgedCase, judging } from "./judged-case";

export type MatrixCase = JudgedCase<MintIntelOptions>;

export const itJudges = judging(appraiseMinted);
