import { expect, expectAccessible, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";
import { addMember } from "./people";

let server: OwnServer;
test.beforeAll(async () => {
  server = await startOwnServer();
});
test.afterAll(() => server.close());
test.use({
  storageState: { cookies: [], origins: [] },
  // What asks for the proof is refused first, and so is a wrong password.
  refusals: /^\/api\/v1\/(?:members\/[^/]+\/roles|session\/confirm)$/,
});

test("a change of roles asks whoever signed in long ago for the password, and goes on with it", async ({
  page,
}) => {
  const member = await addMember(server.administrator, { name: "Tara Target", roles: ["viewer"] });
  const person = await addMember(server.administrator, {
    name: "Stella Stale",
    roles: ["administrator"],
  });
  await server.letProofExpire(person.email);
  await page.context().addCookies(person.browser.storageState.cookies);
  await page.goto(`${server.url}/members`);
  await page.getByRole("button", { name: `Actions for ${member.name}` }).click();
  await page.getByRole("menuitem", { name: "Change roles" }).click();
  const roles = page.getByRole("dialog", { name: `Roles of ${member.name}` });
  await expect(roles.getByRole("checkbox", { name: "Viewer", exact: true })).toBeFocused();
  await roles.getByRole("checkbox", { name: "Operator" }).check();
  await roles.getByRole("button", { name: "Change roles" }).click();

  // Closed without a proof, nothing is changed and nothing that was entered is lost.
  const confirmation = page.getByRole("dialog", { name: "Confirm that it is you" });
  await expect(confirmation.getByLabel("Password", { exact: true })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(confirmation).toBeHidden();
  await expect(roles.getByText("STEP_UP_REQUIRED")).toBeVisible();
  await expect(roles.getByRole("checkbox", { name: "Operator" })).toBeChecked();
  await expect(roles).toContainText("May now submit evidence");
  // The focus is back where the change was asked for.
  await expect(page.locator("[role=dialog]:focus, [role=dialog] :focus")).toHaveCount(1);

  await roles.getByRole("button", { name: "Change roles" }).click();
  await confirmation.getByLabel("Password", { exact: true }).fill("not the password");
  await confirmation.getByRole("button", { name: "Confirm and go on" }).click();
  await expect(confirmation.getByText("The password is not right.")).toBeVisible();
  await expectAccessible(page);
  await confirmation.getByLabel("Password", { exact: true }).fill(person.password);
  // A wrong one costs a second.
  await expect(async () => {
    await confirmation.getByRole("button", { name: "Confirm and go on" }).click({ timeout: 1_000 });
    await expect(roles).toBeHidden({ timeout: 2_000 });
  }).toPass();
  await expect(confirmation).toBeHidden();
  await expect(page.getByRole("row", { name: new RegExp(member.name) })).toContainText("Operator");

  // The proof holds for a while.
  await page.getByRole("button", { name: `Actions for ${member.name}` }).click();
  await page.getByRole("menuitem", { name: "Change roles" }).click();
  await roles.getByRole("checkbox", { name: "Operator" }).uncheck();
  await roles.getByRole("button", { name: "Change roles" }).click();
  await expect(roles).toBeHidden();
  await expect(confirmation).toBeHidden();
});
