import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type Page } from "@playwright/test";
import { ADMINISTRATOR, type ApiBrowser, signIn } from "./people";
import type { Seeded } from "./seed";

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

export const serverUrl = (): string => process.env["ATTESTRY_E2E_URL"] ?? "";

interface Fixtures {
  readonly seeded: Seeded;
  /** The administrator of the server, without a page. */
  readonly administrator: ApiBrowser;
  /** Addresses whose answers may be refusals, because the spec is about them. */
  readonly refusals: RegExp | null;
}

/** Every page of every test must leave a quiet console, without errors of scripts and without failed requests. */
export const test = base.extend<Fixtures>({
  seeded: async ({}, provide) => {
    await provide(JSON.parse(process.env["ATTESTRY_E2E_SEEDED"] ?? "{}"));
  },
  refusals: [null, { option: true }],
  administrator: async ({}, provide) => {
    await provide(await signIn(serverUrl(), ADMINISTRATOR));
  },
  storageState: async ({}, provide) => {
    await provide(process.env["ATTESTRY_E2E_STATE"] ?? "");
  },
  baseURL: async ({}, provide) => {
    await provide(serverUrl());
  },
  page: async ({ page, refusals }, provide) => {
    const complaints = listen(page, refusals);
    await provide(page);
    expect(complaints, "the browser's console").toEqual([]);
  },
});

/** What a page complains about from now on; the list grows. */
export function listen(page: Page, refusals: RegExp | null = null): readonly string[] {
  const complaints: string[] = [];
  const isExpected = (url: string) => refusals?.test(new URL(url, serverUrl()).pathname) ?? false;
  page.on("console", (message) => {
    const { url } = message.location();
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (!isExpected(url)) complaints.push(`${message.type()}: ${message.text()} ${url}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() < 400 || isExpected(response.url())) return;
    complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
}

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** WCAG 2.2 AA as far as a program can tell, on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  // Nothing is judged while it still fades in or loads.
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (): Promise<AxeViolation[]> => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: AxeViolation[] }> };
    };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations: found } = await axe.run({ runOnly: { type: "tag", values: tags } });
    return found.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 3).map(({ html }) => ({ html: html.slice(0, 200) })),
    }));
  });
  expect(violations, "accessibility").toEqual([]);
}

export { expect };
