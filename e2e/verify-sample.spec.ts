import { expect, expectAccessible, test } from "./fixtures";

test("a sample is made in the browser, judged under relaxed, and marked as simulated", async ({
  page,
}) => {
  await page.goto("/verify");
  await page.getByRole("button", { name: "Load a sample" }).click();
  await page.getByRole("menuitem", { name: "AMD SEV-SNP report" }).click();
  await expect(page.getByText("This is simulated")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Policy" })).toHaveValue("relaxed");
  await expect(page.getByRole("status").filter({ hasText: "AMD SEV-SNP report" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Verify only" }).click();
  const verdict = page.getByRole("region", { name: "Verdict" });
  await expect(verdict).toContainText("Affirming");
  await expect(verdict).toContainText("Simulated");

  await page.getByRole("combobox", { name: "Policy" }).selectOption("strict");
  await page.getByRole("button", { name: "Verify only" }).click();
  await expect(verdict).toContainText("SIMULATED_NOT_ALLOWED");
});
