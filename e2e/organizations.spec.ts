import { expect, expectAccessible, test } from "./fixtures";
import { type ApiBrowser, addMember, invite } from "./people";

test.use({ storageState: { cookies: [], origins: [] }, refusals: /^\/members$/ });

/** Another organization of somebody who is administrator, in which they act from now on. */
async function makeOrganization(browser: ApiBrowser, name: string): Promise<void> {
  const { id } = await browser.call("POST", "/api/v1/organizations", { name });
  await browser.call("POST", "/api/v1/session/switch", { organizationId: id });
}

test("an organization is renamed by its administrator, and nobody else is offered to", async ({
  page,
  administrator,
}) => {
  const owner = await addMember(administrator, { name: "Rana Rename", roles: ["administrator"] });
  await makeOrganization(owner.browser, "Before Ltd");
  await page.context().addCookies(owner.browser.storageState.cookies);
  await page.goto("/");
  await page.getByRole("button", { name: "Organization Before Ltd" }).click();
  await page.getByRole("menuitem", { name: "Rename this organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename this organization" });
  await expect(dialog.getByLabel("Name")).toHaveValue("Before Ltd");
  await expect(dialog.getByRole("button", { name: "Rename" })).toBeDisabled();
  await dialog.getByLabel("Name").fill("After & Sons");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Organization After & Sons" })).toBeVisible();
  await page.goto("/members");
  await expect(page.getByText("Who belongs to After & Sons")).toBeVisible();

  const viewer = await addMember(owner.browser, { name: "Vera Viewer", roles: ["viewer"] });
  await page.context().clearCookies();
  await page.context().addCookies(viewer.browser.storageState.cookies);
  await page.goto("/");
  await page.getByRole("button", { name: "Organization After & Sons" }).click();
  await expect(page.getByRole("menuitemradio", { name: /After & Sons/ })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /Rename|Create/ })).toHaveCount(0);
});

test("a page that is denied here leads to the organization where it is allowed", async ({
  page,
  administrator,
}) => {
  const person = await addMember(administrator, { name: "Nora Nomad", roles: ["viewer"] });
  const owner = await addMember(administrator, { name: "Otis Owner", roles: ["administrator"] });
  await makeOrganization(owner.browser, "Elsewhere GmbH");
  const token = await invite(owner.browser, { email: person.email, roles: ["auditor"] });
  await page.context().addCookies(person.browser.storageState.cookies);

  expect((await page.goto("/members?role=auditor"))?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Your roles do not allow this" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Switch to/ })).toHaveCount(0);
  await person.browser.call("POST", "/api/v1/invitations/accept", { token });
  const { organizations } = await person.browser.call("GET", "/api/v1/session");
  const home = (organizations as { id: string; isHome: boolean }[]).find(({ isHome }) => isHome);
  await person.browser.call("POST", "/api/v1/session/switch", { organizationId: home?.id });

  await page.reload();
  await expect(page.getByRole("heading", { name: "Your roles do not allow this" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Switch to Elsewhere GmbH" }).click();
  await expect(page).toHaveURL("/members?role=auditor");
  await expect(page.getByRole("row", { name: /Nora Nomad/ })).toContainText("Auditor");

  // And back, from the palette.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("switch to acme");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Organization Acme Confidential" })).toBeVisible();
});
