import { expect, expectAccessible, test } from "./fixtures";

test("an event log is searched, filtered and walked with the keyboard", async ({
  page,
  seeded,
}) => {
  await page.goto(`/attestations/${seeded.withLog.id}`);
  await page
    .getByRole("navigation", { name: "Attestation" })
    .getByRole("link", { name: "Event log" })
    .click();
  const events = page.getByRole("listbox", { name: "Events of the log" });
  await expect(events.getByRole("option").first()).toBeVisible();
  await expect(page.getByRole("table", { name: "Registers" })).toContainText("replays");

  await events.focus();
  // As fast as a held key: none may start from where an earlier one has not arrived yet.
  await page.keyboard.press("j");
  for (let key = 0; key < 8; key += 1) await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(/event=8/);
  for (let key = 0; key < 7; key += 1) await page.keyboard.press("k");
  await expect(page).toHaveURL(/event=1$/);
  await expect(page.getByRole("region", { name: "Event 1" })).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByRole("region", { name: "Event 1" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search events" }).fill("no such event");
  await expect(page.getByText("No event is like that.")).toBeVisible();
  await page.getByRole("searchbox", { name: "Search events" }).clear();
  await page.getByRole("searchbox", { name: "Search events" }).pressSequentially("app-id");
  await expect(events.getByRole("option")).toHaveCount(1);

  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "pixels beside the screen").toBeLessThanOrEqual(0);
});
