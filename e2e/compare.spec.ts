import { expect, expectAccessible, test } from "./fixtures";

test("two attestations are compared, and what differs stands out", async ({ page, seeded }) => {
  await page.goto("/attestations");
  for (const { id } of [seeded.good, seeded.rejected]) {
    const row = page.getByRole("row").filter({ has: page.locator(`a[href*="${id}"]`) });
    await row.getByRole("checkbox").check();
  }
  await page.getByRole("link", { name: /^Compare/ }).click();
  await expect(page).toHaveURL(/\/attestations\/compare\?/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Compare attestations");
  const checks = page.getByRole("region", { name: "Checks" });
  await expect(checks.getByRole("row", { name: /quote\.signature/ })).toContainText(
    "QUOTE_SIGNATURE_INVALID",
  );
  await expectAccessible(page);
});
