/** What the environment of the process decides; see `.env` variables in the README. */
export interface Config {
  /** `DATABASE_URL`; null: the embedded database. */
  readonly databaseUrl: string | null;
  /** `ATTESTRY_DATA_DIR`, absolute; default `./data`. */
  readonly dataDir: string;
  /** `PORT`, default 3000; 0: any free one. */
  readonly port: number;
  /** `ATTESTRY_DB_CONNECTIONS`, default 10. */
  readonly databaseConnections: number;
  /** Where Intel collateral comes from, in the order of asking. `ATTESTRY_PCCS_URL` stands before Intel's own service. */
  readonly intelUpstreams: readonly { readonly kind: "pcs" | "pccs"; readonly baseUrl: string }[];
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly production: boolean;
}
