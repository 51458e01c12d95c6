import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { projectRoot } from "@/lib/store/project-root";
import { expect, expectAccessible, test } from "./fixtures";
import { addMember } from "./people";

const run = promisify(execFile);

/** `npm run -s attestry -- audit verify …`, as the guide says it; answers what it prints, and fails as it does. */
async function verifyOnCommandLine(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("npm", ["run", "-s", "attestry", "--", "audit", "verify", ...args], {
    cwd: projectRoot(),
  });
  return stdout;
}

async function download(page: Page, { link, to }: { link: string; to: string }): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link }).click(),
  ]);
  await file.saveAs(to);
  return readFile(to, "utf8");
}

test("an event leads to the timelines of its object and of its actor", async ({
  page,
  administrator,
}) => {
  const mark = crypto.randomUUID().slice(0, 8);
  const name = `Aude Actor ${mark}`;
  const { browser } = await addMember(administrator, { name, roles: ["administrator"] });
  const key = await browser.call("POST", "/api/v1/api-keys", {
    name: `Watched ${mark}`,
    scopes: ["attestation:read"],
  });
  await browser.call("PATCH", `/api/v1/api-keys/${String(key["id"])}`, { tags: ["watched"] });
  await administrator.call("POST", `/api/v1/api-keys/${String(key["id"])}/revoke`);

  await page.goto("/audit");
  const table = page.getByRole("table", { name: /^Audit events/ });
  const revoked = table.getByRole("row", {
    name: new RegExp(`Revoke an API key.*Watched ${mark}`),
  });
  await revoked.getByRole("link").first().click();
  const event = page.getByRole("complementary", { name: "Event" });
  await expect(event.getByText("apiKeys.revoke")).toBeVisible();
  await expectAccessible(page);

  await event.getByRole("link", { name: "All that happened to it" }).click();
  await expect(table.getByRole("row")).toHaveCount(4);
  for (const action of ["Make", "Change", "Revoke"]) {
    await expect(
      table.getByRole("row", { name: new RegExp(`${action} an API key`) }),
    ).toBeVisible();
  }
  const filters = page.getByRole("list", { name: "Filters" });
  await expect(filters).toContainText(`API key Watched ${mark}`);

  await table
    .getByRole("row", { name: /Change an API key/ })
    .getByRole("link")
    .first()
    .click();
  await event.getByRole("link", { name: "All that they did" }).click();
  await expect(filters).toContainText(`Done by${name}`);
  await expect(table.getByRole("row", { name: /Accept an invitation/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /Revoke an API key/ })).toHaveCount(0);
  await page.getByLabel("Action", { exact: true }).selectOption({ label: "Change an API key" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await expectAccessible(page);
  await filters.getByRole("link", { name: "Clear all" }).click();
  await expect(page).toHaveURL("/audit");
});

test("what was denied is found, and nothing found says how to get back", async ({
  page,
  administrator,
}) => {
  const name = `Dora Denied ${crypto.randomUUID().slice(0, 8)}`;
  const { browser } = await addMember(administrator, { name, roles: ["viewer"] });
  await expect(browser.call("GET", "/api/v1/audit/events")).rejects.toThrow("PERMISSION_DENIED");
  await page.goto("/audit");
  await page.getByLabel("Outcome", { exact: true }).selectOption({ label: "Denied" });
  await expect(
    page.getByRole("row", { name: new RegExp(`${name} Read the audit trail.*Denied`) }),
  ).toBeVisible();

  await page.goto("/audit?outcome=failure&action=totp.disable");
  await expect(page.getByText("No event fits these filters")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(page.getByRole("table")).toBeVisible();
});

test("the trail is exported, and verified on the command line as the page says", async ({
  page,
}, testInfo) => {
  await page.goto("/audit");
  const chain = page.getByRole("region", { name: "Chain" });
  await expect(chain.getByText("End intact")).toBeVisible();
  await chain.getByRole("button", { name: "How to verify" }).click();
  const command = await chain.getByText(/^attestry audit verify/).innerText();
  const key = /--key ([0-9a-f]{64})/.exec(command)?.[1] ?? "";
  await expectAccessible(page);

  const trail = testInfo.outputPath("trail.jsonl");
  const lines = await download(page, { link: "Export, signed", to: trail });
  expect(await verifyOnCommandLine(trail, "--key", key)).toContain("INTACT");

  const forged = testInfo.outputPath("forged.jsonl");
  await writeFile(forged, lines.replace("Ada Admin", "Eve Admin"));
  await expect(verifyOnCommandLine(forged, "--key", key)).rejects.toMatchObject({ code: 10 });

  const csv = await download(page, { link: "Export as CSV", to: testInfo.outputPath("trail.csv") });
  expect(csv.split("\r\n")[0]).toContain("seq,at,action,outcome");
  expect(csv).toContain("audit.export");
});
