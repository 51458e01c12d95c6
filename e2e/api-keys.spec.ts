import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";
import { type OwnServer, startOwnServer } from "./own-server";
import { ADMINISTRATOR } from "./people";
import { askWithKey } from "./with-key";

/** The secret in the dialog, which goes away only after it was said to be stored. */
async function takeSecret(page: Page, dialogName: RegExp): Promise<string> {
  const dialog = page.getByRole("dialog", { name: dialogName });
  const secret = await dialog.getByText(/^atst_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/).innerText();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("button", { name: "Done" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "I have stored it" }).check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return secret;
}

test("a key is made, used, edited, rotated and revoked, and the API answers accordingly", async ({
  page,
}) => {
  test.slow(); // a whole life
  const name = `Fleet agent ${crypto.randomUUID().slice(0, 8)}`;
  await page.goto("/api-keys");
  await page.getByRole("button", { name: "Create key" }).click();
  const create = page.getByRole("dialog", { name: "Create an API key" });
  await create.getByLabel("Name", { exact: true }).fill(name);
  await create.getByRole("button", { name: "Create key" }).click();
  await expect(create.getByRole("alert")).toContainText("Choose at least one thing");
  await create.getByRole("checkbox", { name: /^Read attestations/ }).check();
  await create.getByLabel("Tags").fill("fleet, e2e");
  await expectAccessible(page);
  await create.getByRole("button", { name: "Create key" }).click();
  const secret = await takeSecret(page, /is made$/);
  expect(await askWithKey(secret)).toMatchObject({ status: 200 });
  expect(await askWithKey(secret, { path: "/api/v1/collateral" })).toMatchObject({
    status: 403,
    code: "PERMISSION_DENIED",
  });

  await page.reload();
  await page.getByRole("link", { name }).click();
  const panel = page.getByRole("dialog", { name, exact: true });
  await expect(panel.getByText("Read attestations")).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  await expectAccessible(page);

  // From another network it is refused, until it may be used from here again.
  const edit = page.getByRole("dialog", { name: /^Edit / });
  await panel.getByRole("button", { name: "Edit" }).click();
  await expect(edit.getByRole("button", { name: "Save changes" })).toBeDisabled();
  await edit.getByLabel("Networks").fill("10.0.0.0/8\nnowhere");
  await edit.getByLabel("Name", { exact: true }).fill(`${name} of the east`);
  await expect(edit.getByRole("status")).toHaveText("Changes name and networks");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(panel.getByRole("button", { name: "Edit" })).toBeFocused();
  await panel.getByRole("button", { name: "Edit" }).click();
  await edit.getByLabel("Networks").fill("10.0.0.0/8");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(panel.getByText("10.0.0.0/8")).toBeVisible();
  expect(await askWithKey(secret)).toMatchObject({ status: 403, code: "API_KEY_ADDRESS_REFUSED" });
  await panel.getByRole("button", { name: "Edit" }).click();
  await edit.getByLabel("Networks").fill("");
  await edit.getByRole("combobox", { name: "Policy optional" }).selectOption("strict");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(panel.getByText("any address")).toBeVisible();
  await expect(panel.getByText("strict, unless a request names one")).toBeVisible();
  expect(await askWithKey(secret)).toMatchObject({ status: 200 });

  await panel.getByRole("button", { name: "Rotate" }).click();
  const rotate = page.getByRole("dialog", { name: `Rotate ${name}` });
  await rotate.getByLabel("The old key goes on working").selectOption({ label: "for 1 hour" });
  await expectAccessible(page);
  await rotate.getByRole("button", { name: "Rotate key" }).click();
  const successor = await takeSecret(page, /^The successor of/);
  expect(successor).not.toBe(secret);
  for (const one of [secret, successor]) {
    expect(await askWithKey(one)).toMatchObject({ status: 200 });
  }
  await expect(panel.getByText("Replaced", { exact: true })).toBeVisible();
  await expect(panel.getByRole("button", { name: "Rotate" })).toBeHidden();

  await panel.getByRole("button", { name: "Revoke" }).click();
  const revoke = page.getByRole("dialog", { name: `Revoke ${name}` });
  await revoke.getByLabel("Name of the key").fill("another");
  await expect(revoke.getByRole("button", { name: "Revoke key" })).toBeDisabled();
  await revoke.getByLabel("Name of the key").fill(name);
  await expectAccessible(page);
  await revoke.getByRole("button", { name: "Revoke key" }).click();
  await expect(panel.getByText("Revoked", { exact: true }).first()).toBeVisible();
  for (const action of ["Edit", "Rotate", "Revoke"]) {
    await expect(panel.getByRole("button", { name: action })).toBeHidden();
  }
  expect(await askWithKey(secret)).toMatchObject({ status: 401, code: "API_KEY_ENDED" });
  expect(await askWithKey(successor)).toMatchObject({ status: 200 });

  await panel.getByRole("link", { name: "What it did" }).click();
  await expect(page.getByRole("list", { name: "Filters" })).toContainText("Done by");
});

test("keys are found by state, and an empty answer says how to get back", async ({ page }) => {
  await page.goto("/api-keys?tag=nobody-has-this");
  await expect(page.getByText("No key fits these filters")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Show all keys" }).click();
  await expect(page).toHaveURL("/api-keys");
  await page.getByLabel("State").selectOption({ label: "Active" });
  await expect(page).toHaveURL("/api-keys?state=active");
  await expect(page.getByRole("row", { name: /Active/ }).first()).toBeVisible();
  await page.getByRole("link", { name: "Remove filter State" }).click();
  await expect(page).toHaveURL("/api-keys");
});

test.describe("on a server of its own", () => {
  test.use({ storageState: { cookies: [], origins: [] }, refusals: /^\/api\/v1\/api-keys$/ });
  let server: OwnServer;
  test.beforeAll(async () => {
    server = await startOwnServer();
  });
  test.afterAll(() => server.close());

  test("whoever signed in a while ago confirms who they are before a key is made", async ({
    page,
  }) => {
    test.slow(); // a server starts twice
    const { email, password } = ADMINISTRATOR;
    await server.letProofExpire(email);
    await page.context().addCookies(server.administrator.storageState.cookies);
    await page.goto(`${server.url}/api-keys`);
    await expect(page.getByText("No API keys yet")).toBeVisible();
    await page.getByRole("button", { name: "Create key" }).first().click();
    const create = page.getByRole("dialog", { name: "Create an API key" });
    await create.getByLabel("Name", { exact: true }).fill("Conductor");
    await create.getByLabel("Service identity").fill("conductor");
    await create.getByRole("checkbox", { name: /^Read attestations/ }).check();
    await create.getByRole("button", { name: "Create key" }).click();

    const confirm = page.getByRole("dialog", { name: "Confirm that it is you" });
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(create.getByRole("alert")).toContainText("STEP_UP_REQUIRED");
    await expect(create.getByLabel("Name", { exact: true })).toHaveValue("Conductor");

    await create.getByRole("button", { name: "Create key" }).click();
    await confirm.getByLabel("Password", { exact: true }).fill(password);
    await confirm.getByRole("button", { name: "Confirm and go on" }).click();

    const made = page.getByRole("dialog", { name: "Conductor is made" });
    const secret = await made.getByText(/^atst_[0-9A-Za-z]{12}_/).innerText();
    expect(await askWithKey(secret, { url: server.url })).toMatchObject({ status: 200 });

    // One proof is enough for a while.
    await made.getByRole("checkbox").check();
    await made.getByRole("button", { name: "Done" }).click();
    await page.getByRole("link", { name: "Conductor" }).click();
    await page.getByRole("button", { name: "Edit" }).click();
    const edit = page.getByRole("dialog", { name: "Edit Conductor" });
    await edit.getByLabel("Tags").fill("services");
    await edit.getByRole("button", { name: "Save changes" }).click();
    await expect(edit).toBeHidden();
    await expect(page.getByRole("link", { name: "services" })).toBeVisible();
  });
});
