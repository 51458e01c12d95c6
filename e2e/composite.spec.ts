import { expect, expectAccessible, test } from "./fixtures";

test("the parts of composite evidence are a tree, each under an address of its own", async ({
  page,
  seeded,
}) => {
  await page.goto("/attestations");
  const row = page
    .getByRole("row")
    .filter({ has: page.locator(`a[href*="${seeded.composite.id}"]`) });
  await expect(row).toContainText("cpu1: AMD SEV-SNP report, contraindicated");

  await page.goto(`/attestations/${seeded.composite.id}/summary`);
  await expect(page.getByRole("list", { name: "Answers" })).toContainText(/All parts\?\s*No/);
  await page.getByRole("region", { name: "Parts" }).getByRole("link", { name: /cpu1/ }).click();
  await expect(page).toHaveURL(/\/parts\?part=cpu1/);
  const signature = page.getByRole("region", { name: "Signature" });
  await expect(signature).toContainText("REPORT_SIGNATURE_INVALID");
  await expectAccessible(page);

  await page.reload();
  await expect(signature).toContainText("REPORT_SIGNATURE_INVALID");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
});

test("an unknown attestation is not found, with the status that says so", async ({ request }) => {
  const unknown = await request.get("/attestations/01970000-0000-7000-8000-000000000000");
  expect(unknown.status()).toBe(404);
  expect(await unknown.text()).toContain("There is nothing at this address");
  expect((await request.get("/attestations/no-id/checks")).status()).toBe(404);
});
