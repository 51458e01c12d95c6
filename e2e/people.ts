import type { Page } from "@playwright/test";
import { z } from "zod";
import type { Role } from "@/lib/access/roles";

/** People that specs sign in as. The passwords guard servers that live as long as a test run. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export const ADMINISTRATOR: Person = {
  name: "Ada Admin",
  email: "ada@attestry.test",
  password: "violet tram under granite",
};

const SESSION_COOKIE = /^((?:__Host-)?attestry-session=[^;]+)/;

/** A browser of somebody, as far as the API can tell: writes name their origin, and the cookie comes along. */
export class ApiBrowser {
  #cookie = "";
  constructor(readonly serverUrl: string) {}

  async call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(this.serverUrl + path, {
      method,
      headers: {
        origin: this.serverUrl,
        ...(this.#cookie === "" ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    for (const line of response.headers.getSetCookie()) {
      this.#cookie = SESSION_COOKIE.exec(line)?.[1] ?? this.#cookie;
    }
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  }

  /** For requests that something else sends in the name of this browser. */
  get headers(): Readonly<Record<string, string>> {
    return { cookie: this.#cookie, origin: this.serverUrl };
  }

  /** What Playwright keeps of a signed-in browser. */
  get storageState() {
    const [name = "", ...value] = this.#cookie.split("=");
    const { hostname } = new URL(this.serverUrl);
    const cookie = {
      name,
      value: value.join("="),
      domain: hostname,
      path: "/",
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: "Lax",
    } as const;
    return { cookies: [cookie], origins: [] };
  }
}

/** The link that a server prints while nobody has an account. */
export function setupLinkOf(output: string): string {
  const link = /(http:\S+\/setup#token=\S+)/.exec(output)?.[1];
  if (link === undefined) throw new Error(`the server printed no set-up link: ${output}`);
  return link;
}

/** Makes the first account of a server, through its link. */
export async function setUp(serverUrl: string, output: string): Promise<ApiBrowser> {
  const browser = new ApiBrowser(serverUrl);
  const [, token] = setupLinkOf(output).split("#token=");
  await browser.call("POST", "/api/v1/setup", {
    token,
    organizationName: "Acme Confidential",
    ...ADMINISTRATOR,
  });
  return browser;
}

export async function signIn(serverUrl: string, { email, password }: Person): Promise<ApiBrowser> {
  const browser = new ApiBrowser(serverUrl);
  await browser.call("POST", "/api/v1/session", { email, password });
  return browser;
}

/** Invites somebody and accepts for them. Each call makes another person, so that specs share none. */
export async function addMember(
  administrator: ApiBrowser,
  { name, roles }: { readonly name: string; readonly roles: readonly Role[] },
): Promise<Person & { readonly browser: ApiBrowser }> {
  const mark = crypto.randomUUID().slice(0, 8);
  const person = {
    name,
    email: `${mark}@attestry.test`,
    password: newPassword(),
  };
  const browser = new ApiBrowser(administrator.serverUrl);
  await browser.call("POST", "/api/v1/invitations/accept", {
    token: await invite(administrator, { email: person.email, roles }),
    account: { name, password: person.password },
  });
  return { ...person, browser };
}

/** Good enough for every rule, and of nobody else. */
export function newPassword(): string {
  return `${crypto.randomUUID().slice(0, 8)} copper lantern mosaic`;
}

/** The token of a new invitation. */
export async function invite(
  administrator: ApiBrowser,
  body: { readonly email: string; readonly roles: readonly Role[] },
): Promise<string> {
  const { link } = await administrator.call("POST", "/api/v1/invitations", body);
  const [, token = ""] = String(link).split("#token=");
  return token;
}

/** Types e-mail and password into the sign-in page. */
export async function typeSignIn(
  page: Page,
  { email, password }: Pick<Person, "email" | "password">,
): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
