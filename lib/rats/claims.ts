/** What the evidence says, in the vocabulary that every kind shares. Hex is lower case. */
export interface Claims {
  /** Contract names: `mrenclave mrsigner`, `mrtd rtmr0 … mrownerconfig`, and so on. */
  readonly measurements: Readonly<Record<string, string>>;
  readonly reportData: string | null;
  readonly debug: boolean;
  /** What identifies the machine: `fmspc`, `pceId`, `ppid`, `chipId`, `product` … as far as it is known. */
  readonly hardware: Readonly<Record<string, string>>;
  /** The security version numbers as reported: `cpuSvn`, `pceSvn`, `teeTcbSvn` … */
  readonly tcb: Readonly<Record<string, string>>;
  /** Everything else that a reviewer reads: `attributes`, `xfam`, `isvProdId`, `isvSvn` … */
  readonly attributes: Readonly<Record<string, string>>;
}
