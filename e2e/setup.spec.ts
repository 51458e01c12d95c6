import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startServer, type ServerProcess } from "@/scripts/testing/server-process";
import { expect, expectAccessible, test } from "./fixtures";
import { ADMINISTRATOR, setupLinkOf } from "./people";

/** A server that nobody has an account on: one of its own, since there is only one first time. */
let server: ServerProcess;
let folder: string;
test.beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attestry-setup-"));
  server = await startServer({ ATTESTRY_DATA_DIR: folder });
});
test.afterAll(async () => {
  await server.end("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});
test.use({ storageState: { cookies: [], origins: [] } });

test("a newcomer is led from the first page to the first steps", async ({ page }) => {
  await page.goto(`${server.url}/attestations`);
  await expect(page.getByRole("heading", { name: "Open the set-up link" })).toBeVisible();
  await expectAccessible(page);

  const link = setupLinkOf(await server.printed(/\/setup#token=/));
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Set up Attestry" })).toBeVisible();
  expect(page.url(), "the token is in no address").toBe(`${server.url}/setup`);
  await expectAccessible(page);

  await page.getByLabel("Organization").fill("Acme Confidential");
  await page.getByLabel("Your name").fill(ADMINISTRATOR.name);
  await page.getByLabel("E-mail").fill(ADMINISTRATOR.email);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await expect(page.getByText(/12 characters or more\s*\(not yet\)/)).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(ADMINISTRATOR.password);
  await expect(page.getByText(/12 characters or more\s*\(met\)/)).toBeVisible();
  await page.getByRole("button", { name: "Set up and sign in" }).click();

  await expect(page.getByRole("heading", { name: "Nothing has been verified yet" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Organization Acme Confidential" })).toBeVisible();
  await expectAccessible(page);

  await page.goto(link);
  await expect(page.getByText("SETUP_DONE")).toBeVisible();
});
