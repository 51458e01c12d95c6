import path from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config";

describe("readConfig", () => {
  it("needs nothing: embedded database in ./data, port 3000, Intel's service", () => {
    expect(readConfig({})).toEqual({
      databaseUrl: null,
      dataDir: path.resolve("data"),
      port: 3000,
      host: "127.0.0.1",
      publicUrl: null,
      secret: null,
      trustedProxies: [],
      databaseConnections: 10,
      intelUpstreams: [{ kind: "pcs", baseUrl: "https://api.trustedservices.intel.com" }],
      amdKdsUrl: "https://kdsintf.amd.com",
      tokenIssuers: [],
      oidcProviders: [],
      logLevel: "info",
      production: false,
    });
  });

  it("asks AMD's service or a cache of it, or nobody", () => {
    const cache = "https://kds.example";
    expect(readConfig({ ATTESTRY_AMD_KDS_URL: cache }).amdKdsUrl).toBe(cache);
    expect(readConfig({ ATTESTRY_AMD_KDS_URL: "off" }).amdKdsUrl).toBeNull();
  });

  it("asks no token service that it was not told of, and knows where some have their keys", () => {
    expect(readConfig({}).tokenIssuers).toEqual([]);
    const maa = "https://instance.eus2.attest.azure.net";
    const own = "https://tokens.example";
    expect(
      readConfig({ ATTESTRY_TOKEN_ISSUERS: `${maa}, ${own}=https://keys.example/a?b=c` })
        .tokenIssuers,
    ).toEqual([
      { issuer: maa, address: `${maa}/certs` },
      { issuer: own, address: "https://keys.example/a?b=c" },
    ]);
  });

  it("signs in at the providers that are named whole, and sends browsers back to the public address", () => {
    const url = { ATTESTRY_PUBLIC_URL: "https://attestry.example" };
    const oidc = {
      ATTESTRY_OIDC_ISSUER: "https://login.example/realms/one",
      ATTESTRY_OIDC_CLIENT_ID: "attestry",
      ATTESTRY_OIDC_CLIENT_SECRET: "secret",
    };
    const google = { ATTESTRY_GOOGLE_CLIENT_ID: "id", ATTESTRY_GOOGLE_CLIENT_SECRET: "secret" };
    const { oidcProviders } = readConfig({ ...url, ...oidc, ...google });
    expect(oidcProviders).toMatchObject([
      { id: "oidc", name: "Single sign-on", issuer: "https://login.example/realms/one" },
      { id: "google", name: "Google", issuer: "https://accounts.google.com" },
    ]);
    for (const half of [
      { ...url, ATTESTRY_OIDC_ISSUER: "https://login.example" },
      { ...url, ATTESTRY_GOOGLE_CLIENT_ID: "id" },
      oidc,
      { ...url, ...oidc, ATTESTRY_OIDC_ISSUER: "http://login.example" },
    ]) {
      expect(() => readConfig(half)).toThrow(ConfigError);
    }
  });

  it("takes an empty variable for an absent one", () => {
    expect(readConfig({ PORT: "", DATABASE_URL: "" })).toEqual(readConfig({}));
  });

  it("asks a caching service before Intel's own, and nobody when both are off", () => {
    const pccs = "https://pccs.example:8081";
    expect(readConfig({ ATTESTRY_PCCS_URL: pccs }).intelUpstreams.map(({ kind }) => kind)).toEqual([
      "pccs",
      "pcs",
    ]);
    expect(readConfig({ ATTESTRY_PCS_URL: "off" }).intelUpstreams).toEqual([]);
  });

  it("needs a shared secret with a database that several processes can share", () => {
    const shared = { DATABASE_URL: "postgres://db.example/attestry" };
    expect(() => readConfig(shared)).toThrow(/ATTESTRY_SECRET is missing/);
    const secret = "ab".repeat(32);
    expect(readConfig({ ...shared, ATTESTRY_SECRET: secret }).secret).toEqual(
      Buffer.from(secret, "hex"),
    );
  });

  it("listens beyond this machine only under the address that it is reached by", () => {
    expect(() => readConfig({ ATTESTRY_HOST: "0.0.0.0" })).toThrow(/ATTESTRY_PUBLIC_URL/);
    const exposed = { ATTESTRY_HOST: "0.0.0.0", ATTESTRY_PUBLIC_URL: "https://Attestry.example/" };
    expect(readConfig(exposed)).toMatchObject({
      host: "0.0.0.0",
      publicUrl: "https://attestry.example",
    });
  });

  it.each([
    { ATTESTRY_SECRET: "too short" },
    { ATTESTRY_HOST: "attestry.example" },
    { ATTESTRY_PUBLIC_URL: "http://attestry.example" },
    { ATTESTRY_PUBLIC_URL: "https://attestry.example/console" },
    { ATTESTRY_TRUSTED_PROXIES: "10.0.0.0/8, somewhere" },
    { ATTESTRY_TRUSTED_PROXIES: "10.0.0.0/33" },
    { PORT: "80a" },
    { PORT: "65536" },
    { DATABASE_URL: "mysql://localhost/x" },
    { ATTESTRY_PCCS_URL: "http://pccs.example" },
    { ATTESTRY_AMD_KDS_URL: "http://kds.example" },
    { ATTESTRY_TOKEN_ISSUERS: "https://unknown.example" },
    { ATTESTRY_TOKEN_ISSUERS: "https://a.example=http://a.example/keys" },
    { ATTESTRY_TOKEN_ISSUERS: "http://a.example=https://a.example/keys" },
    { ATTESTRY_LOG_LEVEL: "loud" },
    { ATTESTRY_DB_CONNECTIONS: "0" },
  ])("refuses %o and names the variable", (environment) => {
    const [name = ""] = Object.keys(environment);
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(name);
  });
});
