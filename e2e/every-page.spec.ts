import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";
import type { Seeded } from "./seed";

const pages: readonly (readonly [name: string, path: (seeded: Seeded) => string])[] = [
  ["the overview", () => "/"],
  ["verify", () => "/verify"],
  ["the list", () => "/attestations"],
  ["an empty list", () => "/attestations?reasonCode=ADVISORY_REJECTED"],
  ["a summary", ({ good }) => `/attestations/${good.id}`],
  ["the summary of a rejected one", ({ rejected }) => `/attestations/${rejected.id}/summary`],
  ["checks", ({ rejected }) => `/attestations/${rejected.id}/checks`],
  ["the inspector", ({ enclave }) => `/attestations/${enclave.id}/quote`],
  ["certificates", ({ good }) => `/attestations/${good.id}/certificates`],
  ["collateral of an attestation", ({ undecided }) => `/attestations/${undecided.id}/collateral`],
  ["raw", ({ good }) => `/attestations/${good.id}/raw`],
  ["a comparison", ({ good, enclave }) => `/attestations/compare?a=${good.id}&b=${enclave.id}`],
  [
    "a comparison with composite evidence",
    (s) => `/attestations/compare?a=${s.good.id}&b=${s.composite.id}`,
  ],
  ["parts", ({ composite }) => `/attestations/${composite.id}/parts`],
  ["an event log", ({ withLog }) => `/attestations/${withLog.id}/event-log`],
  ["the fields of another kind", ({ withLog }) => `/attestations/${withLog.id}/quote`],
  ["collateral", () => "/collateral"],
  ["members", () => "/members"],
  ["roles", () => "/roles"],
  ["the account", () => "/account"],
  ["API keys", () => "/api-keys"],
  ["limits", () => "/limits"],
  ["status", () => "/status"],
  ["the audit trail", () => "/audit"],
  ["an event of the audit trail", () => "/audit?event=1"],
  ["the API reference", () => "/docs/api"],
  ["reason codes", () => "/docs/reason-codes"],
  ["fields", () => "/docs/fields"],
];

const entryPages = [
  ["sign-in", "/sign-in?next=%2Faudit"],
  ["a sign-in that a provider refused", "/sign-in?error=PROVIDER_ACCOUNT_UNKNOWN"],
  ["set-up that is done", "/setup"],
  ["an invitation without its link", "/invitation"],
  ["a new password without its link", "/new-password"],
] as const;

const promise = "accessible in both themes, nothing scrolls sideways on a phone";

for (const [name, path] of pages) {
  test(`${name}: ${promise}`, async ({ page, seeded }) => {
    await page.goto(path(seeded));
    await expectGoodInBothThemes(page);
  });
}

test.describe("without a session", () => {
  test.use({ storageState: { cookies: [], origins: [] } });
  for (const [name, path] of entryPages) {
    test(`${name}: ${promise}`, async ({ page }) => {
      await page.goto(path);
      await expectGoodInBothThemes(page);
    });
  }
});

async function expectGoodInBothThemes(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);

  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "pixels beside the screen").toBeLessThanOrEqual(0);
}

test("the console is walked with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/attestations$/);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/attestations\/[0-9a-f-]{36}/);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.type("collateral");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/collateral$/);
});
