import { expect, expectAccessible, listen, serverUrl, test } from "./fixtures";
import { addMember, newPassword } from "./people";

test("somebody is invited, joins with a new account, and gets another role", async ({
  page,
  browser,
}) => {
  const mark = crypto.randomUUID().slice(0, 8);
  const name = `Ines Invited ${mark}`;
  await page.goto("/members");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a member" });
  await dialog.getByLabel("E-mail").fill(`${mark}@attestry.test`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.locator("code").innerText();
  expect(link).toContain(`${serverUrl()}/invitation#token=`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();

  const other = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const there = await other.newPage();
  const complaints = listen(there, /^\/api\/v1\/invitations\/open$/);
  await there.goto(link);
  await expect(there.getByRole("heading", { name: "Join Acme Confidential" })).toBeVisible();
  expect(there.url(), "the token is in no address").toBe(`${serverUrl()}/invitation`);
  await there.getByLabel("Your name").fill(name);
  await there.getByLabel("Password", { exact: true }).fill(newPassword());
  await there.getByRole("button", { name: "Make account and join" }).click();
  await expect(there.getByRole("heading", { name: "Overview" })).toBeVisible();
  await there.goto(link);
  await expect(there.getByText("LINK_INVALID")).toBeVisible();
  await other.close();
  expect(complaints).toEqual([]);

  // The list has pages: whoever looks for somebody finds them.
  await page.getByRole("searchbox", { name: "Find by name or e-mail" }).fill(mark);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/members?q=${mark}`);
  await expect(page.getByRole("row")).toHaveCount(2);
  const actions = page.getByRole("button", { name: `Actions for ${name}` });
  await actions.click();
  await page.getByRole("menuitem", { name: "Change roles" }).click();
  const roles = page.getByRole("dialog", { name: `Roles of ${name}` });
  await roles.getByRole("checkbox", { name: "Operator" }).check();
  await expect(roles.getByText("May now submit evidence")).toBeVisible();
  await expectAccessible(page);
  await roles.getByRole("button", { name: "Change roles" }).click();
  await expect(roles).toBeHidden();
  await expect(actions).toBeFocused();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Operator");

  await actions.click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const removal = page.getByRole("dialog", { name: `Remove ${name}` });
  await expect(removal.getByRole("button", { name: "Remove member" })).toBeDisabled();
  await removal.getByRole("textbox").fill(name);
  await removal.getByRole("button", { name: "Remove member" }).click();
  await expect(page.getByRole("row", { name: new RegExp(name) })).toHaveCount(0);
});

test("a member who forgot the password chooses another with a link, and is signed out", async ({
  page,
  browser,
  administrator,
}) => {
  const mark = crypto.randomUUID().slice(0, 8);
  const name = `Fay Forgetful ${mark}`;
  const { email } = await addMember(administrator, { name, roles: ["viewer"] });
  await page.goto("/members");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Link for a new password" }).click();
  const dialog = page.getByRole("dialog", { name: `New password for ${name}` });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.locator("code").innerText();
  expect(link).toContain(`${serverUrl()}/new-password#token=`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();

  const other = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const there = await other.newPage();
  const complaints = listen(there, /^\/api\/v1\/password-links\/open$/);
  await there.goto(link);
  await expect(there.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(there.getByText(email)).toBeVisible();
  expect(there.url(), "the token is in no address").toBe(`${serverUrl()}/new-password`);
  await expectAccessible(there);
  await there.getByLabel("New password", { exact: true }).fill(newPassword());
  await there.getByRole("button", { name: "Change password and sign in" }).click();
  await expect(there.getByRole("heading", { name: "Overview" })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "End all sessions" }).click();
  const ending = page.getByRole("dialog", { name: `End all sessions of ${name}` });
  await expectAccessible(page);
  await ending.getByRole("button", { name: "End all sessions" }).click();
  await expect(ending).toBeHidden();
  await there.goto(`${serverUrl()}/account`);
  await expect(there.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await there.goto(link);
  await expect(there.getByText("LINK_INVALID")).toBeVisible();
  await other.close();
  expect(complaints).toEqual([]);
});

test.describe("the demand of a second factor", () => {
  test.use({ refusals: /^\/api\/v1\/organization\/second-factor$/ });

  test("is refused to whoever has none, with the reason", async ({ page }) => {
    await page.goto("/members");
    await expect(page.getByText("A second factor is up to each member.")).toBeVisible();
    await page.getByRole("button", { name: "Demand a second factor" }).click();
    await expect(page.getByText("Switch your own second factor on first.")).toBeVisible();
    await expectAccessible(page);
  });
});

test("another organization is made and switched to, and shows nothing of the first", async ({
  page,
  administrator,
  seeded,
}) => {
  // Somebody of their own: switching is the session's, and the other specs share one.
  const person = await addMember(administrator, { name: "Olga Orgs", roles: ["administrator"] });
  await page.context().clearCookies();
  await page.context().addCookies(person.browser.storageState.cookies);
  await page.goto("/attestations");
  await expect(page.getByRole("table")).toBeVisible();
  await page.getByRole("button", { name: "Organization Acme Confidential" }).click();
  await page.getByRole("menuitem", { name: "Create an organization" }).click();
  const dialog = page.getByRole("dialog", { name: "Create an organization" });
  await dialog.getByLabel("Name").fill("Second Wind");
  await dialog.getByRole("button", { name: "Create and switch to it" }).click();
  await expect(page.getByRole("button", { name: "Organization Second Wind" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing has been verified yet" })).toBeVisible();

  await page.getByRole("button", { name: "Organization Second Wind" }).click();
  await page.getByRole("menuitemradio", { name: /Acme Confidential/ }).click();
  await expect(page.getByRole("button", { name: "Organization Acme Confidential" })).toBeVisible();
  await page.goto(`/attestations/${seeded.good.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
