import { expect, expectAccessible, test } from "./fixtures";

for (const [sort, verdict] of [
  ["good", "Affirming"],
  ["rejected", "Contraindicated"],
] as const) {
  test(`the browser comes to the server's verdict on ${sort} evidence`, async ({
    page,
    seeded,
  }) => {
    await page.goto(`/attestations/${seeded[sort].id}`);
    await page.getByRole("button", { name: "Verify in this browser" }).click();
    const panel = page.getByRole("region", { name: "Verified in this browser" });
    await expect(panel.getByRole("status")).toContainText(/All \d+ checks came out the same/);
    await expect(panel.getByText(verdict, { exact: true })).toHaveCount(2);
    await expect(panel).toContainText("What this browser did not check");
    await expectAccessible(page);
  });
}
