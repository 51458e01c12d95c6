import { expect, expectAccessible, test } from "./fixtures";
import { askWithKey } from "./with-key";

test("a key gets a limit of its own, is told when to come again, and is let go", async ({
  page,
  administrator,
}) => {
  const name = `Busy program ${crypto.randomUUID().slice(0, 8)}`;
  const made = await administrator.call("POST", "/api/v1/api-keys", {
    name,
    scopes: ["attestation:read"],
  });
  const secret = String(made["secret"]);
  expect(await askWithKey(secret)).toMatchObject({ status: 200 });

  await page.goto("/limits");
  const use = page.getByRole("region", { name: "Use just now" });
  await use.getByRole("button", { name: `Own limit: Reading, ${name}` }).click();
  const dialog = page.getByRole("dialog", { name: `Reading, ${name}` });
  await dialog.getByLabel("Tokens that come back in a minute").fill("1");
  await dialog.getByLabel("Tokens of a full bucket").fill("3");
  await expect(dialog.getByText("1 a minute, 3 at once")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Change limit" }).click();
  await expect(dialog).toBeHidden();

  for (let token = 0; token < 3; token += 1) {
    expect(await askWithKey(secret)).toMatchObject({ status: 200 });
  }
  const refused = await askWithKey(secret);
  expect(refused).toMatchObject({ status: 429, code: "LIMIT_EXCEEDED" });
  expect(refused.retryAfterSeconds).toBeGreaterThan(0);
  expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);

  await page.reload();
  await expect(page.getByText("A bucket is empty")).toBeVisible();
  const own = page.getByRole("row", { name: new RegExp(`^Reading ${name}`) });
  await expect(own.getByRole("meter")).toHaveAttribute("aria-valuenow", "3");
  await expectAccessible(page);

  await own.getByRole("button", { name: `Change Reading, ${name}` }).click();
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(dialog).toBeHidden();
  await expect(own).toHaveCount(0);
  await expect.poll(async () => (await askWithKey(secret)).status).toBe(200);
});

test("what each person may do is changed, and put back", async ({ page }) => {
  await page.goto("/limits");
  const each = page.getByRole("row", { name: /^Reading Each person/ });
  await each.getByRole("button", { name: "Change Reading, each person" }).click();
  const dialog = page.getByRole("dialog", { name: "Reading, each person" });
  await expect(dialog.getByRole("button", { name: "Change limit" })).toBeDisabled();
  await dialog.getByLabel("Tokens that come back in a minute").fill("5000");
  await dialog.getByLabel("Tokens of a full bucket").fill("500");
  await dialog.getByRole("button", { name: "Change limit" }).click();
  await expect(each).toContainText("5,000");
  await expect(each).toContainText("6,000 a minute, 600 at once");

  await each.getByRole("button", { name: "Change Reading, each person" }).click();
  await dialog.getByRole("button", { name: "Back to the default" }).click();
  await expect(each).toContainText("default");
});
