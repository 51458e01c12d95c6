import { expect, test } from "./fixtures";

test("an attestation is found by the first digits of its digest", async ({ page, seeded }) => {
  const digits = seeded.enclave.evidenceDigest.slice("sha256:".length, "sha256:".length + 12);
  await page.goto("/");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("/");
  const search = page.getByRole("combobox", { name: "Search by digest or id" });
  await expect(search).toBeFocused();
  await search.fill(digits);
  await expect(page.getByRole("option").first()).toContainText(digits);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/attestations/${seeded.enclave.id}`));
});

test("a filter lives in the address and survives a reload", async ({ page, seeded }) => {
  await page.goto("/attestations");
  await page.getByRole("combobox", { name: /Verdict/ }).selectOption("contraindicated");
  await expect(page).toHaveURL(/verdict=contraindicated/);
  // The table and the phone's list both stand in the page; one of them is shown.
  const row = page.locator(`a[href*="${seeded.rejected.id}"]`).filter({ visible: true }).first();
  await expect(row).toBeVisible();
  await page.reload();
  await expect(row).toBeVisible();
  await expect(page.locator(`a[href*="${seeded.good.id}"]`)).toHaveCount(0);
});
