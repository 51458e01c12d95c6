import { expect, test } from "./fixtures";

test("stored evidence is judged again as of then, with the same verdict", async ({
  page,
  seeded,
}) => {
  await page.goto(`/attestations/${seeded.good.id}`);
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.getByRole("menuitem", { name: /^As then/ }).click();
  await expect(page).not.toHaveURL(new RegExp(seeded.good.id));
  await expect(page).toHaveURL(/\/attestations\/[0-9a-f-]{36}/);
  await expect(page.getByRole("main")).toContainText("Affirming");

  await page.goto(`/attestations/${seeded.good.id}`);
  await expect(page.getByRole("main")).toContainText(/later/i);
});

test("as of now, without collateral of now, it is no longer accepted", async ({ page, seeded }) => {
  await page.goto(`/attestations/${seeded.enclave.id}`);
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.getByRole("menuitem", { name: /^As now/ }).click();
  await expect(page).not.toHaveURL(new RegExp(seeded.enclave.id));
  const today = new Date().toISOString().slice(0, 10);
  await expect(page.getByText(`Judged as of ${today}`)).toBeVisible();
  const genuine = page.getByRole("list", { name: "Answers" }).getByRole("link").first();
  await expect(genuine).toContainText("Genuine?");
  await expect(genuine).not.toContainText("Yes");
});
