import { expect, expectAccessible, serverUrl, test } from "./fixtures";
import { type ApiBrowser, addMember, invite } from "./people";

test.use({ storageState: { cookies: [], origins: [] }, refusals: /^\/(?:members)?$/ });

/** Somebody who has an account, and whose only membership has ended. */
async function addGuest(administrator: ApiBrowser, name: string) {
  const person = await addMember(administrator, { name, roles: ["viewer"] });
  const { items } = await administrator.call("GET", `/api/v1/members?q=${person.email}`);
  const [{ personId }] = items as [{ personId: string }];
  await administrator.call("DELETE", `/api/v1/members/${personId}`);
  return person;
}

test("a guest is told what to do, keeps the account, and joins by a link without signing in again", async ({
  page,
  administrator,
}) => {
  const guest = await addGuest(administrator, "Gustav Guest");
  await page.context().addCookies(guest.browser.storageState.cookies);
  for (const path of ["/", "/members"]) {
    expect((await page.goto(path))?.status()).toBe(403);
    await expect(page.getByText("You are a member of no organization")).toBeVisible();
    await expect(page.getByText("ORGANIZATION_REQUIRED")).toBeVisible();
    await expect(page.getByRole("main").getByText(guest.email)).toBeVisible();
  }
  await expectAccessible(page);
  const rail = page.getByRole("navigation", { name: "Main" });
  await expect(rail.getByRole("link", { name: "Roles" })).toBeVisible();
  for (const name of ["Verify", "Overview", "Attestations", "Members"]) {
    await expect(rail.getByRole("link", { name })).toHaveCount(0);
  }
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(page.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("This one");

  const token = await invite(administrator, { email: guest.email, roles: ["operator"] });
  await page.goto(`/invitation#token=${token}`);
  await expect(page.getByText("You are signed in with this e-mail.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Join Acme Confidential" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(rail.getByRole("link", { name: "Verify" })).toBeVisible();
});

test("an invitation for somebody else is kept from whoever is signed in, and waits for its owner", async ({
  page,
  administrator,
}) => {
  const guest = await addGuest(administrator, "Gerda Guest");
  const other = await addMember(administrator, { name: "Olaf Other", roles: ["viewer"] });
  const token = await invite(administrator, { email: guest.email, roles: ["viewer"] });
  await page.context().addCookies(other.browser.storageState.cookies);
  await page.goto(`/invitation#token=${token}`);
  await expect(page.getByText("this invitation is for somebody else")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out and go on" }).click();
  await expect(page.getByText("You have an account. Sign in to join with it.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(guest.email);
  await page.getByLabel("Password", { exact: true }).fill(guest.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  expect(page.url()).toBe(`${serverUrl()}/`);
});
