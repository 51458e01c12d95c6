import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import type { OidcProviderConfig } from "@/lib/config-providers";

export interface Subject {
  readonly sub: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name?: string;
}

/** A certified OpenID provider on loopback; whoever `subject` names is signed in there without a form. */
export interface TestProvider {
  readonly config: OidcProviderConfig;
  subject: Subject;
  /** When it says to have asked for the password; null: now. */
  signedInAt: Date | null;
  /** Changes the ID token of the next answers. */
  tamper: ((idToken: string) => string) | null;
  /** What a browser does there: from the address that a sign-in begins with to the one that it is sent back to. */
  visit(address: string): Promise<URL>;
  close(): Promise<void>;
}

export async function startTestProvider(redirectUri: string): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server on TCP has this kind of address.
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const client = { clientId: "attestry", clientSecret: "a secret of the client" };
  const self: Pick<TestProvider, "subject" | "signedInAt" | "tamper"> = {
    subject: { sub: "nobody", email: "nobody@example.org", emailVerified: true },
    signedInAt: null,
    tamper: null,
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    cookies: { keys: ["a key of the provider's cookies"] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: self.subject.email,
        email_verified: self.subject.emailVerified,
        name: self.subject.name ?? "Somebody at the provider",
      }),
    }),
    loadExistingGrant: async (ctx) => {
      const { client: asking, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        accountId: session?.accountId ?? "",
        clientId: asking?.clientId ?? "",
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (ctx.path !== "/token" || self.tamper === null) return;
    if (typeof body !== "object" || body === null || !("id_token" in body)) return;
    ctx.body = { ...body, id_token: self.tamper(String(body.id_token)) };
  });
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/") !== true) {
      void answer(request, response);
      return;
    }
    const { signedInAt } = self;
    const login = {
      accountId: self.subject.sub,
      ...(signedInAt === null ? {} : { ts: Math.floor(signedInAt.getTime() / 1000) }),
    };
    void provider.interactionFinished(request, response, { login });
  });

  return Object.assign(self, {
    config: { id: "oidc" as const, name: "Test provider", issuer, ...client },
    visit: (address: string) => visit(address, issuer),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Follows redirects with cookies as long as they stay at the provider. */
async function visit(address: string, issuer: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = new URL(address);
  while (url.origin === issuer) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const [name = "", ...value] = pair.split("=");
      jar.set(name, value.join("="));
    }
    const location = response.headers.get("location");
    if (location === null) {
      throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    }
    url = new URL(location, url);
  }
  return url;
}
