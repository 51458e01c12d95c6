import { minted, REAL_TDX, whyNoRealEvidence } from "./evidence";
import { expect, expectAccessible, test } from "./fixtures";

test("collateral under a foreign root is refused, item by item", async ({ page }) => {
  const { endorsements } = await minted();
  await page.goto("/collateral");
  await page.getByLabel("Choose files").setInputFiles({
    name: "foreign.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ intel: endorsements })),
  });
  const outcome = page.getByRole("region", { name: "Import a file" });
  await expect(outcome).toContainText("foreign.json");
  await expect(outcome).toContainText("0 imported, 4 refused");
  await expectAccessible(page);
});

test("collateral from Intel is imported and listed with its validity", async ({ page }) => {
  test.skip(whyNoRealEvidence !== null, whyNoRealEvidence ?? "");
  await page.goto("/collateral");
  await page.getByLabel("Choose files").setInputFiles(REAL_TDX.collateralFile);
  const outcome = page.getByRole("region", { name: "Import a file" });
  await expect(outcome).toContainText("4 imported, 0 refused");
  await expect(page.getByRole("table")).toContainText("b0c06f000000");
  await page.reload();
  await expect(page.getByRole("table")).toContainText("b0c06f000000");
  await expectAccessible(page);
});
