import { REAL_TDX, whyNoRealEvidence } from "./evidence";
import { expect, expectAccessible, test } from "./fixtures";

test.skip(whyNoRealEvidence !== null, whyNoRealEvidence ?? "");

test("a reviewer verifies a real quote and reads why it is good", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Verify", exact: true }).click();
  await expect(page.getByRole("form", { name: "Verify evidence" })).toBeVisible();

  await page.getByLabel("Evidence file").setInputFiles(REAL_TDX.quoteFile);
  await expect(page.getByRole("main")).toContainText("Intel TDX quote");
  await page.getByLabel("As of").fill(REAL_TDX.at);
  await page.getByLabel("Collateral").setInputFiles(REAL_TDX.collateralFile);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Verify and keep" }).click();

  await expect(page).toHaveURL(/\/attestations\/[0-9a-f-]{36}/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Genuine Intel TDX");
  const answers = page.getByRole("list", { name: "Answers" });
  await expect(answers.getByRole("link", { name: /^Genuine\? Yes/ })).toBeVisible();
  await expect(answers.getByRole("link", { name: /^Patched\? Yes/ })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Affirming");

  await answers.getByRole("link", { name: /^Genuine\?/ }).click();
  await expect(page).toHaveURL(/\/checks/);
  await expect(page.getByRole("region", { name: "Signature" })).toContainText("quote.signature");
});

test("a quote can be verified without keeping it", async ({ page }) => {
  await page.goto("/verify");
  await page.getByLabel("Evidence file").setInputFiles(REAL_TDX.quoteFile);
  await page.getByLabel("As of").fill(REAL_TDX.at);
  await page.getByLabel("Collateral").setInputFiles(REAL_TDX.collateralFile);
  await page.getByRole("button", { name: "Verify only" }).click();
  await expect(page.getByRole("main")).toContainText("Affirming");
  await expect(page).toHaveURL(/\/verify$/);
});
