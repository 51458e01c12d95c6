import { changed, minted, requestFor } from "./evidence";
import { expect, expectAccessible, test } from "./fixtures";

test("a changed quote is rejected and opens on its first failing check", async ({ page }) => {
  const evidence = await minted();
  const request = changed(requestFor(evidence));
  const hex = Buffer.from(String(request["evidence"]), "base64").toString("hex");

  await page.goto("/verify");
  await page.getByRole("textbox", { name: "Evidence" }).fill(hex);
  await expect(page.getByRole("main")).toContainText("Intel TDX quote");
  await page.getByLabel("As of").fill(evidence.at);
  await page.getByLabel("Collateral").setInputFiles({
    name: "collateral.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ intel: evidence.endorsements })),
  });
  await page.getByRole("button", { name: "Verify and keep" }).click();

  await expect(page).toHaveURL(/\/attestations\/[0-9a-f-]{36}\/checks\?check=/);
  await expect(page.getByRole("main")).toContainText("Contraindicated");
  await expect(page.getByRole("link", { name: /^Genuine\? No/ })).toBeVisible();
  const signature = page.getByRole("region", { name: "Signature" });
  await expect(signature).toContainText("QUOTE_SIGNATURE_INVALID");
  // A root that nobody pinned is reported as well: all independent failures at once.
  await expect(page.getByRole("main")).toContainText("ROOT_CA_UNTRUSTED");
  await expectAccessible(page);
});

test("what is no evidence is named before anything is sent", async ({ page }) => {
  await page.goto("/verify");
  await page.getByRole("textbox", { name: "Evidence" }).fill("this is not a quote!");
  await expect(page.getByRole("main")).toContainText("EVIDENCE_UNRECOGNISED");
  await expect(page.getByRole("button", { name: "Verify and keep" })).toBeDisabled();
});
