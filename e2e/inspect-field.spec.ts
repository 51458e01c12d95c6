import { expect, expectAccessible, test } from "./fixtures";

test("a field is inspected, and its permalink brings it back", async ({ page, seeded }) => {
  await page.goto(`/attestations/${seeded.good.id}`);
  await page
    .getByRole("navigation", { name: "Attestation" })
    .getByRole("link", { name: "Evidence", exact: true })
    .click();
  const tree = page.getByRole("tree", { name: "Fields of the evidence" });
  await tree.getByRole("treeitem", { name: /\bRTMR1\b/ }).click();
  await expect(page).toHaveURL(/field=body\.rtmr1/);

  await page.reload();
  const field = tree.getByRole("treeitem", { name: /\bRTMR1\b/ });
  await expect(field).toHaveAttribute("aria-selected", "true");
  await expect(field).toBeInViewport();
  // TD quote body, RTMR1: 48 bytes at 48 + 376 = 424 (0x1a8).
  await expect(page.getByRole("main")).toContainText("424 (0x01a8), 48 bytes");
  await expectAccessible(page);
});

test("the tree is walked with the keyboard", async ({ page, seeded }) => {
  await page.goto(`/attestations/${seeded.good.id}/quote?field=header.version`);
  const tree = page.getByRole("tree", { name: "Fields of the evidence" });
  await tree.getByRole("treeitem", { name: /\bVersion\b/ }).click();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/field=header\.attestationKeyType/);
});
