import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";
import { type OidcProviderConfig, readProviders } from "./config-providers";
import { isNetwork } from "./network/networks";
import { keySetAddress } from "./collateral/jwks-upstream";

/** What the environment of the process decides; docs/configuration.md names every variable. */
export interface Config {
  /** `DATABASE_URL`; null: the embedded database. */
  readonly databaseUrl: string | null;
  /** `ATTESTRY_DATA_DIR`, absolute; default `./data`. */
  readonly dataDir: string;
  /** `PORT`, default 3000; 0: any free one. */
  readonly port: number;
  /** `ATTESTRY_HOST`, the address to listen on; default 127.0.0.1. Any other needs `publicUrl`. */
  readonly host: string;
  /** `ATTESTRY_PUBLIC_URL`: where browsers and programs reach it, without a slash at the end; null: on loopback only. */
  readonly publicUrl: string | null;
  /** `ATTESTRY_SECRET`: 32 bytes or more that all replicas share; null: the file in the data folder. */
  readonly secret: Uint8Array | null;
  /** `ATTESTRY_TRUSTED_PROXIES`: networks whose X-Forwarded-For is believed, in CIDR form; none by default. */
  readonly trustedProxies: readonly string[];
  /** `ATTESTRY_DB_CONNECTIONS`, default 10. */
  readonly databaseConnections: number;
  /** Where Intel collateral comes from, in the order of asking. `ATTESTRY_PCCS_URL` stands before Intel's own service. */
  readonly intelUpstreams: readonly { readonly kind: "pcs" | "pccs"; readonly baseUrl: string }[];
  /** `ATTESTRY_AMD_KDS_URL`, where AMD certificates come from; null: from nowhere. */
  readonly amdKdsUrl: string | null;
  /** `ATTESTRY_TOKEN_ISSUERS`: token services whose key sets may be asked for; none by default. */
  readonly tokenIssuers: readonly TokenIssuer[];
  /** `ATTESTRY_OIDC_*` and `ATTESTRY_GOOGLE_*`: where people may sign in instead of with a password; none by default. */
  readonly oidcProviders: readonly OidcProviderConfig[];
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly production: boolean;
}

export interface TokenIssuer {
  /** Exactly as tokens name it. */
  readonly issuer: string;
  /** Of its key set. */
  readonly address: string;
}

/** The environment says something that can't be used. The message names the variable and what it may be. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const INTEL_PCS = "https://api.trustedservices.intel.com";
const AMD_KDS = "https://kdsintf.amd.com";

/** Services get collateral over https; plain http only where the network is this machine. */
const upstreamUrl = z
  .url({ protocol: /^https?$/, error: "must be an https address" })
  .refine((text) => isSafeUpstream(new URL(text)), "must be an https address");

const environmentSchema = z.object({
  DATABASE_URL: z
    .url({
      protocol: /^postgres(?:ql)?$/,
      error: "must look like postgres://user:password@host:5432/name",
    })
    .optional(),
  ATTESTRY_DATA_DIR: z.string().default("./data"),
  PORT: wholeNumber({ from: 0, to: 65535 }).default(3000),
  ATTESTRY_HOST: z
    .string()
    .refine((text) => isIP(text) !== 0, "must be an IP address")
    .default("127.0.0.1"),
  ATTESTRY_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an https address" })
    .refine((text) => isOrigin(text), "must be an https address without a path")
    .transform((text) => new URL(text).origin)
    .optional(),
  ATTESTRY_SECRET: z
    .string()
    .transform((text, context) => readSecret(text, context))
    .optional(),
  ATTESTRY_TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text, context) => readNetworks(text, context)),
  ATTESTRY_DB_CONNECTIONS: wholeNumber({ from: 1, to: 500 }).default(10),
  ATTESTRY_PCS_URL: z
    .union([z.literal("off"), upstreamUrl], { error: 'must be an https address, or "off"' })
    .default(INTEL_PCS),
  ATTESTRY_PCCS_URL: upstreamUrl.optional(),
  ATTESTRY_AMD_KDS_URL: z
    .union([z.literal("off"), upstreamUrl], { error: 'must be an https address, or "off"' })
    .default(AMD_KDS),
  ATTESTRY_TOKEN_ISSUERS: z
    .string()
    .default("")
    .transform((text, context) => readTokenIssuers(text, context)),
  ATTESTRY_OIDC_ISSUER: upstreamUrl.optional(),
  ATTESTRY_OIDC_CLIENT_ID: z.string().optional(),
  ATTESTRY_OIDC_CLIENT_SECRET: z.string().optional(),
  ATTESTRY_OIDC_NAME: z.string().max(40).default("Single sign-on"),
  ATTESTRY_GOOGLE_CLIENT_ID: z.string().optional(),
  ATTESTRY_GOOGLE_CLIENT_SECRET: z.string().optional(),
  ATTESTRY_LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
  NODE_ENV: z.string().optional(),
});

/** Reads the environment; an empty variable counts as absent. Throws `ConfigError`. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.entries(environment).filter(([, value]) => value !== "");
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: [name], message }) => `${String(name)} ${message}`,
    );
    throw new ConfigError(`${problems.join("; ")}. Correct it in the environment and start again.`);
  }
  const values = parsed.data;
  refuseUnsafe(values);
  const read = readProviders(values);
  if (!read.ok) {
    throw new ConfigError(`${read.problem}. Correct it in the environment and start again.`);
  }
  const { ATTESTRY_PCCS_URL: pccs, ATTESTRY_PCS_URL: pcs, ATTESTRY_AMD_KDS_URL: kds } = values;
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: path.resolve(values.ATTESTRY_DATA_DIR),
    port: values.PORT,
    host: values.ATTESTRY_HOST,
    publicUrl: values.ATTESTRY_PUBLIC_URL ?? null,
    secret: values.ATTESTRY_SECRET ?? null,
    trustedProxies: values.ATTESTRY_TRUSTED_PROXIES,
    databaseConnections: values.ATTESTRY_DB_CONNECTIONS,
    intelUpstreams: [
      ...(pccs === undefined ? [] : [{ kind: "pccs", baseUrl: pccs } as const]),
      ...(pcs === "off" ? [] : [{ kind: "pcs", baseUrl: pcs } as const]),
    ],
    amdKdsUrl: kds === "off" ? null : kds,
    tokenIssuers: values.ATTESTRY_TOKEN_ISSUERS,
    oidcProviders: read.providers,
    logLevel: values.ATTESTRY_LOG_LEVEL,
    production: values.NODE_ENV === "production",
  };
}

/** `issuer` for the services that everybody uses, `issuer=address of its key set` for any other; commas between them. */
function readTokenIssuers(text: string, context: z.RefinementCtx): readonly TokenIssuer[] {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  return entries.flatMap((entry) => {
    const [issuer = "", ...rest] = entry.split("=");
    const address = rest.length > 0 ? rest.join("=") : keySetAddress(issuer);
    const isIssuer = /^https:\/\/[\x21-\x7e]{1,500}$/.test(issuer) && URL.canParse(issuer);
    const isAddress = address !== null && URL.canParse(address) && isSafeUpstream(new URL(address));
    if (isIssuer && isAddress) return [{ issuer, address }];
    const message = `must list https issuers with commas between them, and "issuer=https address of its key set" for services that Attestry does not know; ${entry} is neither`;
    context.addIssue({ code: "custom", message });
    return [];
  });
}

/** What each variable alone can't tell. */
function refuseUnsafe(values: z.output<typeof environmentSchema>): void {
  if (values.DATABASE_URL !== undefined && values.ATTESTRY_SECRET === undefined) {
    throw new ConfigError(
      "ATTESTRY_SECRET is missing: with DATABASE_URL every replica needs the same one. Make it once with " +
        "`openssl rand -hex 32`, keep it where you keep passwords, and start again.",
    );
  }
  if (!isLoopback(values.ATTESTRY_HOST) && values.ATTESTRY_PUBLIC_URL === undefined) {
    throw new ConfigError(
      `ATTESTRY_PUBLIC_URL is missing: on ${values.ATTESTRY_HOST} the server answers only to the address that it names. ` +
        "Set it to where browsers reach this server, such as https://attestry.example.org, and start again.",
    );
  }
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^127\./.test(address);
}

/** https, or http on this machine; nothing behind the host. */
function isOrigin(text: string): boolean {
  const url = new URL(text);
  return isSafeUpstream(url) && `${url.origin}/` === url.href;
}

const SECRET_BYTES = 32;

function readSecret(text: string, context: z.RefinementCtx): Uint8Array {
  const bytes = Buffer.from(text, /^(?:[0-9a-f]{2})+$/i.test(text) ? "hex" : "base64");
  if (bytes.length >= SECRET_BYTES) return bytes;
  context.addIssue({
    code: "custom",
    message: `must be ${SECRET_BYTES} bytes or more in hex or base64; \`openssl rand -hex ${SECRET_BYTES}\` makes one`,
  });
  return z.NEVER;
}

function readNetworks(text: string, context: z.RefinementCtx): readonly string[] {
  const networks = text
    .split(",")
    .map((network) => network.trim())
    .filter((network) => network !== "");
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong === undefined) return networks;
  const message = `must list networks like 10.0.0.0/8 with commas between them; ${wrong} is none`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

function wholeNumber({ from, to }: { from: number; to: number }) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= from && value <= to, message);
}

function isSafeUpstream(url: URL): boolean {
  const loopback = ["localhost", "127.0.0.1", "[::1]"];
  return url.protocol === "https:" || loopback.includes(url.hostname);
}
